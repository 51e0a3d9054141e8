"""The home page is kept until one of these tables changes (docs/decisions/0069)."""

from django.db import migrations

from kernel.table_states import watched


class Migration(migrations.Migration):
    dependencies = [("matching", "0006_epochs_of_runs"), ("kernel", "0003_table_changes")]

    operations = watched("matching_matchrun", "matching_match", "matching_deviationrow")
