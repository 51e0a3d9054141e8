"""Public pages are kept until one of these tables changes (docs/decisions/0069)."""

from django.db import migrations

from kernel.table_states import watched


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_user_first_steps"), ("kernel", "0003_table_changes")]

    operations = watched("accounts_organisation")
