"""The catalogue in memory follows the products that changed (docs/decisions/0074)."""

from django.db import migrations

from kernel.row_changes import listed


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0013_indexes_by_use"), ("kernel", "0005_row_changes")]

    operations = listed("suppliers_product")
