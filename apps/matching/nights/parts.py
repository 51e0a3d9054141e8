"""Demands over everything, where families are dealt out to several groups: each group's part, and all put together.

Each group ranks its own products; the parts are kept as rows, and whoever brings the last one merges them exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings

from apps.matching.comparisons import MOST_KEPT
from apps.matching.engine.merged import Best, merge_best
from apps.matching.night_models import NightTask, StandingPart
from apps.matching.nights import standings
from apps.matching.nights.families import groups_of
from apps.matching.nights.standings import Found

_FIELDS = ["version_id", "epoch", "as_of", "products", "outcomes", "scores", "proofs", "counts", "one_short"]


def is_shared(task: NightTask) -> bool:
    """Whether several groups answer the demands of a task."""
    return task.family == NightTask.EVERYTHING and settings.FAMILY_GROUPS > 1


def keep(found: Iterable[Found], *, night_id: int, group: int, epoch: str, as_of: datetime) -> None:
    """Write a group's parts; written twice they are the same."""
    rows = [_row(each, night_id=night_id, group=group, epoch=epoch, as_of=as_of) for each in found]
    StandingPart.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["night", "demand", "group"],
        update_fields=[*_FIELDS, "weights_version"],
    )


def _row(found: Found, *, night_id: int, group: int, epoch: str, as_of: datetime) -> StandingPart:
    return StandingPart(
        night_id=night_id,
        demand_id=found.demand_id,
        group=group,
        version_id=found.version_id,
        epoch=epoch,
        as_of=as_of,
        products=standings.products_of(found.best),
        outcomes=[outcome for outcome, _score, _proof, _product in found.best.keys],
        scores=[-score for _outcome, score, _proof, _product in found.best.keys],
        proofs=[-proof for _outcome, _score, proof, _product in found.best.keys],
        counts=list(found.best.counts),
        one_short=found.best.one_short,
        weights_version=found.weights_version,
    )


def put_together(task: NightTask) -> int:
    """Merge the parts of a task's demands where all groups have brought theirs; how many demands differ.

    To be called with the night locked, so that of two groups that end together the second sees the first one's parts.
    """
    kept = StandingPart.objects.filter(
        night_id=task.night_id, demand_id__gte=task.first_id, demand_id__lte=task.last_id
    )
    by_demand: dict[int, list[StandingPart]] = defaultdict(list)
    for part in kept.order_by("demand_id", "group"):
        by_demand[part.demand_id].append(part)
    return _merge([each for each in by_demand.values() if _is_whole(each)])


def _is_whole(each: Sequence[StandingPart]) -> bool:
    """All groups have spoken, of one version and by one set of weights; what moved meanwhile waits a night."""
    return (
        len(each) == len(groups_of(NightTask.EVERYTHING))
        and len({(part.version_id, part.weights_version) for part in each}) == 1
    )


def _merge(whole: Sequence[Sequence[StandingPart]]) -> int:
    if not whole:
        return 0
    every = [part for each in whole for part in each]
    epochs = dict.fromkeys(part.epoch for part in every)
    return standings.keep(
        [_merged(each) for each in whole],
        night_id=every[0].night_id,
        epoch=every[0].epoch if len(epochs) == 1 else standings.epoch_of("".join(sorted(epochs))),
        as_of=min(part.as_of for part in every),
    )


def _merged(each: Sequence[StandingPart]) -> Found:
    best = merge_best((best_of(part) for part in each), limit=MOST_KEPT)
    return Found(each[0].demand_id, each[0].version_id, best, each[0].weights_version)


def best_of(part: StandingPart) -> Best:
    """A kept part as the engine gave it."""
    rows = zip(part.outcomes, part.scores, part.proofs, part.products, strict=True)
    keys = tuple((outcome, -score, -proof, str(product)) for outcome, score, proof, product in rows)
    return Best(keys, tuple(part.counts), part.one_short)
