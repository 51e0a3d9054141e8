"""Every count of a catalogue page in one statement: the map, the facets, and how many are found.

A count costs as much as there is to count, so there are limits, and the page says where one was reached: of what is
found no more than MOST_COUNTED are counted, and choices are counted over the newest MOST_LOOKED_AT.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from apps.suppliers.catalogue import CatalogueQuery, but_facets, conditions, in_scope, newest_first, passing_products
from apps.suppliers.models import Product
from apps.taxonomy.language.types import EvidenceRung
from design.formats import format_number

MOST_COUNTED = 10_000
MOST_LOOKED_AT = 1_000
MOST_REFERENCES = 10
RUNGS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueCounts:
    """Products: in the category (`scope`), found, by what each choice of a facet would leave with all others kept.

    `scope` and `found` are one more than MOST_COUNTED where there are more. `looked_at` is None where every product
    was looked at; else the number of the newest of which the other counts speak. `ids` are the products found, the
    newest first, among those that were looked at. `by_category` counts the whole catalogue by id of the
    instrument type, `by_province` what is found but for the province. `references` are the ids of the first imported
    references, which are counted nowhere. `scope_ids` are the newest of the category, where they were looked at.
    """

    scope: int
    found: int
    makers: int
    references: Sequence[int]
    evidence: Mapping[int, int]
    domestic: int
    trial: int
    by_category: Mapping[int, int]
    by_province: Mapping[str, int]
    looked_at: int | None
    ids: Sequence[int]
    scope_ids: Sequence[int] | None

    @property
    def looked_at_in_words(self) -> str:
        """Of how many products the figures beside the list speak, where that is not all of them; else ''."""
        most = format_number(MOST_LOOKED_AT)
        if self.looked_at is not None:
            return _("分布和各项数字按最新发布的 %(most)s 款统计") % {"most": most}
        return _("分布按最新发布的 %(most)s 款绘制") % {"most": most} if self.scope > MOST_LOOKED_AT else ""

    @property
    def scope_in_words(self) -> str:
        """The number of products in the category, as it is shown."""
        return _in_words(self.scope)

    @property
    def found_in_words(self) -> str:
        """The number of products found, as it is shown."""
        return _in_words(self.found)


def _in_words(count: int) -> str:
    return _("1 万以上") if count > MOST_COUNTED else format_number(count)


class _Looked(NamedTuple):
    """One product as facets tell it from others; `rung` is the highest that stands today, 0 without any value."""

    id: int
    maker: int
    province: str
    is_domestic: bool
    has_trial_unit: bool
    rung: int


# Of several values for one parameter the highest rung of today counts, so the highest of all values counts as well.
_COUNT = """
WITH {parts}, looked AS (
  SELECT p.id, p.organisation_id, o.province_code, p.origin = %s, p.has_trial_unit,
    coalesce((SELECT max(CASE WHEN v.expires_on < %s THEN {claim} ELSE v.rung END) FROM suppliers_specvalue v
              WHERE v.product_id = p.id AND v.parameter_id IS NOT NULL), 0)
  FROM base JOIN suppliers_product p ON p.id = base.id JOIN accounts_organisation o ON o.id = p.organisation_id
  ORDER BY p.published_at DESC NULLS FIRST, p.id DESC
)
SELECT {scope}, {found}, (SELECT array_agg(id) FROM refs),
  (SELECT json_agg(to_json(looked)) FROM looked), {tree}
"""
_PASSES = "(suppliers_product.id IN (SELECT id FROM passing_{})) IS TRUE"
"""Asked like this, who passes is looked up and never joined (`catalogue._looked_up`)."""
# Two columns: the state of the products, and the counts, unless this state is known or the ones known will do.
_TREE = """
(SELECT count(*) || ':' || coalesce(max(id), 0) FROM kernel_tablechange WHERE name = 'suppliers_product'),
CASE WHEN NOT %s AND
  (SELECT count(*) || ':' || coalesce(max(id), 0) FROM kernel_tablechange WHERE name = 'suppliers_product') <> %s
THEN (
  SELECT coalesce(json_object_agg(category_id, n), '{}') FROM (
    SELECT category_id, count(*) AS n FROM suppliers_product WHERE status = %s AND NOT is_reference GROUP BY 1
  ) AS tree
) END
"""


def count_catalogue(query: CatalogueQuery, *, today: date) -> CatalogueCounts:
    """One statement, and one for the words unless `prepared` has looked them up."""
    passing = [passing_products(each, query, today=today) for each in query.used_ranges]
    known = [Q(RawSQL(_PASSES.format(place), (), BooleanField())) for place in range(len(passing))]  # noqa: S611  ours
    scope, references = in_scope(query), in_scope(query, references=True)
    sets = {
        **{f"passing_{place}": rows for place, rows in enumerate(passing)},
        "base": newest_first(scope.filter(but_facets(query, today=today, known=known)))[: MOST_LOOKED_AT + 1],
        "scope": scope.order_by()[: MOST_COUNTED + 1],
        "found": scope.filter(conditions(query, today=today, known=known)).order_by()[: MOST_COUNTED + 1],
        "refs": references.filter(conditions(query, today=today, references=True, known=known)).order_by(
            "brand", "model"
        )[:MOST_REFERENCES],
    }
    compiled = {name: _sql_of(rows) for name, rows in sets.items()}
    parts = ", ".join(f"{name}(id) AS MATERIALIZED ({text})" for name, (text, _values) in compiled.items())
    given = [value for _text, values in compiled.values() for value in values]
    with connection.cursor() as cursor:
        wanted = _wanted(query)
        sql = _COUNT.format(parts=parts, claim=int(EvidenceRung.CLAIM), tree=_TREE, **wanted)
        cursor.execute(sql, [*given, Product.Origin.DOMESTIC, today, *_asking_for_tree()])
        scope_count, found_count, reference_ids, rows, state, tree = cursor.fetchone()
    return _counted(
        query,
        [_Looked(*row.values()) for row in rows or ()],
        scope=scope_count,
        found=found_count,
        references=reference_ids or [],
        tree=_known_tree(state, tree),
    )


def _wanted(query: CatalogueQuery) -> dict[str, str]:
    """What is counted beyond what is looked at. A part of the statement that nobody asks for is not carried out."""
    where_cut = "CASE WHEN (SELECT count(*) FROM base) > {most} THEN (SELECT count(*) FROM {part}) END"
    found = where_cut.format(most=MOST_LOOKED_AT, part="found") if query.is_narrowed else "NULL"
    scope = where_cut.format(most=MOST_LOOKED_AT, part="scope")
    return {"scope": "(SELECT count(*) FROM scope)" if query.is_measured else scope, "found": found}


def _sql_of(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    try:
        return (rows.values("id") if rows.model is Product else rows).query.sql_with_params()
    except EmptyResultSet:
        return "SELECT NULL::bigint WHERE false", ()


def _counted(
    query: CatalogueQuery,
    rows: Sequence[_Looked],
    *,
    scope: int | None,
    found: int | None,
    references: Sequence[int],
    tree: Mapping[int, int],
) -> CatalogueCounts:
    is_cut = len(rows) > MOST_LOOKED_AT
    rows = rows[:MOST_LOOKED_AT]
    passing = [row for row in rows if _passes(query, row)]
    scope = len(rows) if scope is None else scope
    return CatalogueCounts(
        scope=scope,
        found=(scope if found is None else found) if is_cut else len(passing),
        makers=len({row.maker for row in passing}),
        references=references,
        evidence={rung: sum(row.rung >= rung for row in _but(query, rows, "evidence")) for rung in RUNGS},
        domestic=sum(row.is_domestic for row in _but(query, rows, "domestic")),
        trial=sum(row.has_trial_unit for row in _but(query, rows, "trial")),
        by_category=tree,
        by_province=Counter(row.province for row in _but(query, rows, "province")),
        looked_at=MOST_LOOKED_AT if is_cut else None,
        ids=[row.id for row in passing],
        scope_ids=None if query.is_measured else [row.id for row in rows],
    )


def _but(query: CatalogueQuery, rows: Sequence[_Looked], facet: str) -> list[_Looked]:
    return [row for row in rows if _passes(query, row, without=facet)]


def _passes(query: CatalogueQuery, row: _Looked, *, without: str = "") -> bool:
    """The filters of `catalogue.FACETS` on what is known of a product."""
    return (
        (without == "evidence" or row.rung >= query.evidence)
        and (without == "domestic" or not query.domestic or row.is_domestic)
        and (without == "trial" or not query.trial or row.has_trial_unit)
        and (without == "province" or not query.province or row.province == query.province)
    )


# ---- the tree -----------------------------------------------------------------------------------------------------

LARGE = 20_000
FRESH_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class _Tree:
    """Counts by category, of which state of the products they are, and when they were counted."""

    counts: Mapping[int, int]
    state: str
    at: float


_tree = _Tree({}, "", 0.0)


def _asking_for_tree() -> tuple[bool, str, str]:
    """What `_TREE` is asked with. To count a million takes a while: a catalogue of more than LARGE once a minute."""
    is_fresh = sum(_tree.counts.values()) > LARGE and time.monotonic() - _tree.at < FRESH_SECONDS
    return is_fresh, _tree.state, Product.Status.PUBLISHED


def _known_tree(state: str, counts: Mapping[str, int] | None) -> Mapping[int, int]:
    global _tree
    if counts is not None:
        by_category = {int(category): count for category, count in counts.items()}
        _tree = _Tree(by_category, state, time.monotonic())
    return _tree.counts


def counts_by_category() -> Mapping[int, int]:
    """Published products without references, by the id of their instrument type. One query."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_TREE}", _asking_for_tree())
        return _known_tree(*cursor.fetchone())
