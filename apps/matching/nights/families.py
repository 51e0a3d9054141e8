"""Families and groups of families: where a demand's scope lies, and which host answers for it.

A category without a family is a family of its own. The families are dealt out to `FAMILY_GROUPS` groups by their name,
the same everywhere and without a list that somebody would have to keep; a worker process holds the groups that
`YIQIAO_FAMILIES` names, or all.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.conf import settings

from apps.matching.families import family_of_products
from apps.matching.night_models import NightTask
from apps.taxonomy.models import Category
from kernel import outbox

TOPIC = "matching.night"
RUN_TOPIC = "matching.run"


def family_of_demands(category: Category | None) -> str:
    """The family that demands of a category are answered by; EVERYTHING where that may be several."""
    if category is None or category.level < 3:
        return NightTask.EVERYTHING
    return family_of_products(category)


def group_of(family: str) -> int:
    """The group that holds a family."""
    return zlib.crc32(family.encode()) % int(settings.FAMILY_GROUPS)


def groups_of(family: str) -> tuple[int, ...]:
    """The groups that a demand of this family is put to, each of which answers for its own products."""
    return tuple(_groups()) if family == NightTask.EVERYTHING else (group_of(family),)


def categories_by_group() -> Mapping[int, frozenset[str]]:
    """The ids of the categories whose products each group holds. One query."""
    found: dict[int, set[str]] = defaultdict(set)
    for category in Category.objects.all():
        found[group_of(family_of_products(category))].add(str(category.pk))
    return {group: frozenset(ids) for group, ids in found.items()}


def topic_of(group: int) -> str:
    """The outbox topic of a group's tasks."""
    return f"{TOPIC}.{group}"


def run_topic_of(category: Category | None) -> str:
    """The outbox topic of a run for demands of a category: that of its group, so that the host compares that holds it.

    What may touch several groups is compared where everything is held; so is all where there is one group.
    """
    family = family_of_demands(category)
    if settings.FAMILY_GROUPS == 1 or family == NightTask.EVERYTHING:
        return RUN_TOPIC
    return f"{RUN_TOPIC}.{group_of(family)}"


def run_topics() -> dict[str, str]:
    """Every topic of runs with its Celery queue."""
    return {RUN_TOPIC: outbox.MATCHING_QUEUE} | {f"{RUN_TOPIC}.{each}": f"runs-{each}" for each in _groups()}


def night_topics() -> dict[str, str]:
    """Every topic of the nights' tasks with its Celery queue."""
    return {topic_of(group): f"night-{group}" for group in _groups()}


def _groups() -> range:
    return range(settings.FAMILY_GROUPS)


def family_names(families: Iterable[str]) -> dict[str, str]:
    """What people call each family: the first of its types, in the language of the page. One query."""
    wanted = set(families)
    found: dict[str, list[Category]] = defaultdict(list)
    for category in Category.objects.order_by("-is_active", "position", "code"):
        if (key := family_of_products(category)) in wanted:
            found[key].append(category)
    return {key: each[0].name for key, each in found.items()}
