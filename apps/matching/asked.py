"""Many demand versions for the engine at once, each as a run of it would see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from apps.demands.models import DemandVersion
from apps.demands.selectors import requirements_of_versions
from apps.matching.engine.facts import DemandFacts
from apps.taxonomy.models import Category


def facts_of_versions(versions: Sequence[DemandVersion]) -> Mapping[int, DemandFacts]:
    """`comparisons.demand_facts` of many versions, which know their categories, by version id. Two queries."""
    asked = requirements_of_versions(version.pk for version in versions)
    scopes = scopes_of(version.category for version in versions if version.category is not None)
    return {
        version.pk: DemandFacts(
            demand_id=str(version.demand_id),
            title=version.title,
            requirements=tuple(requirement for requirement, _row in asked.get(version.pk, ())),
            budget=version.budget_yuan,
            delivery_days=version.delivery_days,
            scope=None if version.category_id is None else scopes[version.category_id],
        )
        for version in versions
    }


def scopes_of(categories: Iterable[Category]) -> dict[int, frozenset[str]]:
    """`comparisons.competing_ids` of many categories, as the engine names them. One query."""
    wanted = {category.pk: category for category in categories}
    every = list(Category.objects.filter(is_active=True).select_related("parent"))
    return {key: frozenset({str(key), *_competing(category, every)}) for key, category in wanted.items()}


def _competing(category: Category, every: Iterable[Category]) -> Iterable[str]:
    types = (each for each in every if each.level == 3)
    if category.level == 3 and category.family:
        return (str(each.pk) for each in types if each.family == category.family)
    return (
        str(each.pk)
        for each in types
        if category.pk in (each.parent_id, each.parent.parent_id if each.parent else None)
    )
