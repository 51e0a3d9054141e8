"""Version 1 of the weights: what the engine has published from the first day on."""

from datetime import datetime

from django.apps.registry import Apps as StateApps
from django.db import migrations
from django.utils import timezone

from apps.matching.engine.facts import ScoreParts

# Stands here as well as in the engine: a later release may start with other numbers, version 1 stays what it was.
FIRST = ScoreParts(mandatory=4000, important=2500, general=1000, price=1000, delivery=500, evidence=500, text=500)


def add_first(apps: StateApps, schema_editor: object) -> None:
    """Active since the first run that used it, or from now on."""
    WeightSet = apps.get_model("matching", "WeightSet")
    WeightStep = apps.get_model("matching", "WeightStep")
    since = _first_use(apps) or timezone.now()
    first, is_new = WeightSet.objects.get_or_create(
        version="1", defaults={"state": "active", "activated_at": since, **dict(FIRST.items())}
    )
    if is_new:
        step = WeightStep.objects.create(weight_set=first, step="approve", to_status="active")
        WeightStep.objects.filter(pk=step.pk).update(taken_at=since)


def _first_use(apps: StateApps) -> datetime | None:
    runs = apps.get_model("matching", "MatchRun").objects.filter(state="done", finished_at__isnull=False)
    found: datetime | None = runs.order_by("finished_at").values_list("finished_at", flat=True).first()
    return found


class Migration(migrations.Migration):
    dependencies = [("matching", "0004_weight_sets")]

    # Going back keeps the row: the migration before drops its table.
    operations = [migrations.RunPython(add_first, migrations.RunPython.noop)]
