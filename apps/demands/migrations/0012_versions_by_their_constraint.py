"""A demand's versions are found by the constraint that begins with it: no second index (docs/decisions/0075)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("demands", "0011_board_in_order")]

    operations = [
        migrations.AlterField(
            "demandversion",
            "demand",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="versions",
                to="demands.demand",
            ),
        )
    ]
