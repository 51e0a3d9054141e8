"""Public pages are kept until one of these tables changes (docs/decisions/0069)."""

from django.db import migrations

from kernel.table_states import watched


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0007_datasheets"), ("kernel", "0003_table_changes")]

    operations = watched("suppliers_product", "suppliers_specvalue", "suppliers_certificate")
