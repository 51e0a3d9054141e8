"""The home page is kept until one of these tables changes (docs/decisions/0069)."""

from django.db import migrations

from kernel.table_states import watched


class Migration(migrations.Migration):
    dependencies = [("trials", "0001_initial"), ("kernel", "0003_table_changes")]

    operations = watched("trials_trial")
