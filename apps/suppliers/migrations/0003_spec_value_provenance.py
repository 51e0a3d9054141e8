"""What the maker says stands behind a value, apart from what was confirmed or measured here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0002_product_search")]

    operations = [
        migrations.AddField(
            "specvalue",
            "asked_rung",
            models.PositiveSmallIntegerField(default=1, verbose_name="申报的证据等级"),
        ),
        migrations.AddField("specvalue", "condition_key", models.CharField(blank=True, editable=False, max_length=400)),
        migrations.AddField("specvalue", "is_recorded", models.BooleanField(default=False, verbose_name="平台记录")),
        migrations.AddConstraint(
            "specvalue",
            models.CheckConstraint(
                condition=models.Q(asked_rung__gte=1, asked_rung__lte=4), name="spec_value_asked_rung_1_to_4"
            ),
        ),
    ]
