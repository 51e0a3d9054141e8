"""Every count of a catalogue page in one query: the tree, the map, the facets, and how many are found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from apps.suppliers.catalogue import CatalogueQuery, conditions, has_evidence, in_scope, is_domestic_q
from apps.suppliers.models import Product
from apps.suppliers.selectors import published

RUNGS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueCounts:
    """Products: in the category (`scope`), found, by what each choice of a facet would leave with all others kept.

    `by_category` counts the whole catalogue by id of the instrument type, `by_province` what is found but for the
    province. `references` are found imported references, counted nowhere else.
    """

    scope: int
    found: int
    makers: int
    references: int
    evidence: Mapping[int, int]
    domestic: int
    trial: int
    by_category: Mapping[int, int]
    by_province: Mapping[str, int]


def count_catalogue(query: CatalogueQuery, *, today: date) -> CatalogueCounts:
    """One query, and one for the words unless `prepared` has looked them up."""
    scope = in_scope(query)
    found = scope.filter(conditions(query, today=today))
    but_evidence = scope.filter(conditions(query, today=today, without="evidence"))
    but_province = scope.filter(conditions(query, today=today, without="province"))
    references = in_scope(query, references=True).filter(conditions(query, today=today, references=True))
    everything = published().filter(is_reference=False)
    asked = [
        _counted("scope", scope),
        _counted("found", found),
        _counted("makers", found, Count("organisation", distinct=True)),
        _counted("references", references),
        _counted("domestic", scope.filter(conditions(query, today=today, without="domestic"), is_domestic_q())),
        _counted("trial", scope.filter(conditions(query, today=today, without="trial"), Q(has_trial_unit=True))),
        *(_counted(f"evidence{rung}", but_evidence.filter(has_evidence(rung, today))) for rung in RUNGS),
        _counted("category", everything, key="category_id"),
        _counted("province", but_province, key="organisation__province_code"),
    ]
    first, *others = asked
    by_kind: dict[str, dict[str, int]] = {}
    for kind, key, count in first.union(*others, all=True):
        by_kind.setdefault(kind, {})[key] = count
    plain = {kind: counts.get("", 0) for kind, counts in by_kind.items()}
    return CatalogueCounts(
        **{name: plain.get(name, 0) for name in ("scope", "found", "makers", "references", "domestic", "trial")},
        evidence={rung: plain.get(f"evidence{rung}", 0) for rung in RUNGS},
        by_category={int(key): count for key, count in by_kind.get("category", {}).items()},
        by_province=by_kind.get("province", {}),
    )


def _counted(kind: str, products: QuerySet[Product], count: Count | None = None, *, key: str = "") -> Any:
    text = CharField()
    return (
        products.order_by()
        .annotate(c_kind=Value(kind, output_field=text), c_key=Cast(F(key), text) if key else Value("", text))
        .values("c_kind", "c_key")
        .annotate(c_count=count or Count("pk"))
        .values_list("c_kind", "c_key", "c_count")
    )


def counts_by_category() -> Mapping[int, int]:
    """Published products without references, by the id of their instrument type. One query."""
    counted = published().filter(is_reference=False).order_by().values("category_id").annotate(count=Count("pk"))
    return {row["category_id"]: row["count"] for row in counted}
