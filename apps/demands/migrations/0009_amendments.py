"""A document may be an amendment of what is published."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("demands", "0008_packages_of_a_document")]

    operations = [
        migrations.AddField(
            "sourcedocument", "is_amendment", models.BooleanField(default=False, verbose_name="更正公告")
        ),
        migrations.AddField(
            "sourcedocument",
            "applied_to",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="amendments",
                to="demands.demandversion",
            ),
        ),
    ]
