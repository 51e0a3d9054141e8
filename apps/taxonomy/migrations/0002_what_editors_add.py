"""Parameters and template rows that the taxonomy's editors add."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("taxonomy", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="parameter",
            name="is_added",
            field=models.BooleanField(default=False, verbose_name="编辑增补"),
        ),
        migrations.AddField(
            model_name="templaterow",
            name="is_added",
            field=models.BooleanField(default=False, verbose_name="编辑增补"),
        ),
    ]
