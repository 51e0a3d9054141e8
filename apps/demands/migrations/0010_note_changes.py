"""Public pages are kept until one of these tables changes (docs/decisions/0069)."""

from django.db import migrations

from kernel.table_states import watched


class Migration(migrations.Migration):
    dependencies = [("demands", "0009_amendments"), ("kernel", "0003_table_changes")]

    operations = watched("demands_demand", "demands_demandversion", "demands_requirement")
