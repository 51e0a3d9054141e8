"""A row counts its changes, so that two people who write at once are found out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("demands", "0004_first_watched_names")]

    operations = [
        migrations.AddField(model_name="requirement", name="revision", field=models.PositiveIntegerField(default=1)),
    ]
