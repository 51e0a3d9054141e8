"""Public pages are kept until one of these tables changes (docs/decisions/0069)."""

from django.db import migrations

from kernel.table_states import watched


class Migration(migrations.Migration):
    dependencies = [("taxonomy", "0003_name_proposals"), ("kernel", "0003_table_changes")]

    operations = watched("taxonomy_category", "taxonomy_parameter", "taxonomy_templaterow")
