"""The first list of foreign makers, from the data file; administrators keep it from then on."""

import csv
from pathlib import Path

from django.apps.registry import Apps as StateApps
from django.db import migrations

FILE = Path(__file__).parent.parent / "data" / "watched_names.tsv"


def add_names(apps: StateApps, schema_editor: object) -> None:
    WatchedName = apps.get_model("demands", "WatchedName")
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            aliases = [alias for alias in (row["aliases"] or "").split("|") if alias]
            WatchedName.objects.get_or_create(name=row["name"], defaults={"aliases": aliases})


class Migration(migrations.Migration):
    dependencies = [("demands", "0003_watched_names_and_mends")]

    # Going back keeps the names: the migration before drops their table.
    operations = [migrations.RunPython(add_names, migrations.RunPython.noop)]
