"""Changes of rows that were kept without what they made can't be done again: they are let go."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def _forget(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("demands", "RequirementEdit").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("demands", "0005_row_revisions")]

    operations = [migrations.RunPython(_forget, _forget, elidable=True)]
