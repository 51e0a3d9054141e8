"""A row counts its changes, so that two people who write at once are found out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("demands", "0002_version_stage_and_row_edits")]

    operations = [
        migrations.AddField(model_name="requirement", name="revision", field=models.PositiveIntegerField(default=1)),
    ]
