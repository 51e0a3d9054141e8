"""Questions about demands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Lower
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.accounts.models import Organisation
from apps.demands import access
from apps.demands.conversion import requirement_of, with_alternatives
from apps.demands.models import Demand, DemandStep, DemandVersion, Requirement, SourceDocument, WatchedName
from apps.taxonomy.language import types
from apps.taxonomy.models import Category
from apps.taxonomy.selectors import descendants
from kernel.errors import NotFound
from kernel.languages import reader_language
from kernel.pairs import holds
from kernel.slow_counts import SlowCounts

Status = Demand.Status
LONGEST_SEARCH = 100
SHORTEST_NAME = 2
_LEGAL_FORM = re.compile(r"[（(][^（()）]*[）)]|(?:股份|集团)?(?:有限)?(?:责任)?公司$")


# ---- for matching -------------------------------------------------------------------------------------------------


AskedRow = tuple[types.Requirement, Requirement]


def requirements_for_matching(
    version: DemandVersion, rows: Iterable[Requirement] | None = None
) -> tuple[AskedRow, ...]:
    """What the engine compares, each with the row that it comes from, in the order of the version.

    Rows that are alternatives of one another (same line, name and condition, `alternative` not 0) are one requirement,
    and the first of them stands for it. Commercial rows are left out: price and delivery are facts of the version.
    `rows` are those of `rows_of`, where they are known already; else one query.
    """
    asked = _asked(rows_of(version) if rows is None else rows)
    return tuple(pair for pair in asked if pair[1].scope == Requirement.Scope.TECHNICAL)


def requirements_for_answering(version: DemandVersion) -> tuple[AskedRow, ...]:
    """What a maker answers: the same rows as in matching and the commercial ones, in the order of the version."""
    return _asked(rows_of(version))


def requirements_of_versions(version_ids: Iterable[int]) -> Mapping[int, tuple[AskedRow, ...]]:
    """`requirements_for_matching` of many versions, by version id. One query."""
    rows = Requirement.objects.filter(version_id__in=list(version_ids), scope=Requirement.Scope.TECHNICAL)
    found: dict[int, list[Requirement]] = defaultdict(list)
    for row in rows.select_related("parameter").order_by("version_id", "position", "id"):
        found[row.version_id].append(row)
    return {version_id: _asked(each) for version_id, each in found.items()}


def _asked(rows: Iterable[Requirement]) -> tuple[AskedRow, ...]:
    return tuple((requirement_of(group), group[0]) for group in with_alternatives(rows))


# ---- for the check-up ---------------------------------------------------------------------------------------------


def known_names() -> tuple[str, ...]:
    """Names that a parameter table should not hold: those that administrators watch, and the makers on the platform.

    Makers by their names without legal form and without what stands in brackets. One query.
    """
    watched = WatchedName.objects.filter(is_active=True).order_by().annotate(is_maker=Value(False))
    makers = Organisation.objects.filter(kind=Organisation.Kind.MAKER).order_by()
    makers = makers.annotate(aliases=Cast(Value([]), WatchedName._meta.get_field("aliases")), is_maker=Value(True))
    columns = ("name", "aliases", "is_maker")
    found = watched.values_list(*columns).union(makers.values_list(*columns), all=True)
    names = {
        each
        for name, aliases, is_maker in found
        for each in ((_LEGAL_FORM.sub("", name).strip(),) if is_maker else (name, *aliases))
    }
    return tuple(sorted(name for name in names if len(name) >= SHORTEST_NAME))


# ---- for pages ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFilter:
    """What the board is narrowed to; '' and None mean everything. Budgets in 元."""

    category_code: str = ""
    province_code: str = ""
    budget_from: Decimal | None = None
    budget_to: Decimal | None = None
    status: str = ""
    text: str = ""
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet with how many demands have it."""

    value: str
    label: str
    count: int


def visible_demands(actor: Actor) -> QuerySet[Demand]:
    """The demands that exist for the actor, newest first, with what a list shows of them.

    Each has `shown_version_id`: inside the institution the open version if there is one, outside the published one.
    """
    demands = Demand.objects.select_related("organisation", "published_version__category")
    if not (actor.is_administrator or actor.is_auditor):
        own = Q(organisation_id=actor.organisation_id) if actor.organisation_id is not None else Q(pk__in=[])
        demands = demands.filter(Q(published_version__isnull=False) | own)
    return demands.order_by("-updated_at", "-id")


def demand_for(actor: Actor, demand_id: int) -> Demand:
    """The demand, if it exists for the actor. Raises NotFound."""
    demand = visible_demands(actor).filter(pk=demand_id).first()
    if demand is None:
        raise NotFound(_("没有找到这项需求，或您无权查看。"))
    return demand


def version_for(actor: Actor, demand: Demand, number: int | None = None) -> DemandVersion:
    """A version that the actor may see; without a number the latest. Raises NotFound."""
    versions = demand.versions.select_related("category").order_by("-number")
    if number is not None:
        versions = versions.filter(number=number)
    for version in versions:
        version.demand = demand
        if access.may_see_version(actor, version):
            return version
    raise NotFound(_("没有找到这个版本，或您无权查看。"))


def versions_of(actor: Actor, demand: Demand) -> list[DemandVersion]:
    """The versions that the actor may see, the latest first."""
    versions = list(demand.versions.order_by("-number"))
    for version in versions:
        version.demand = demand
    return [version for version in versions if access.may_see_version(actor, version)]


def rows_of(version: DemandVersion) -> list[Requirement]:
    """The rows of a version in order, with parameters."""
    return list(version.requirements.select_related("parameter").order_by("position", "id"))


def row_of(version: DemandVersion, row_id: int) -> Requirement:
    """One row of a version, with its parameter. Raises NotFound, as where somebody has just deleted it."""
    row = version.requirements.select_related("parameter").filter(pk=row_id).first()
    if row is None:
        raise NotFound(_("没有找到这一行条款，可能已被删除。请刷新页面。"))
    return row


def row_in_order(version: DemandVersion, row_id: int) -> tuple[Requirement, list[int]]:
    """One row of a version and the ids of all its rows in order, in one query. Raises NotFound."""
    ordered = ArraySubquery(version.requirements.order_by("position", "id").values("pk"))
    row = version.requirements.annotate(ordered=ordered).filter(pk=row_id).first()
    if row is None:
        return row_of(version, row_id), []
    return row, list(row.ordered)


def document_for(actor: Actor, demand_id: int, document_id: int) -> SourceDocument:
    """A document behind a demand, for those who may see inside. Raises NotFound, as for an id that is nowhere."""
    demand = demand_for(actor, demand_id)
    documents = SourceDocument.objects.select_related("version__category")
    document = documents.filter(pk=document_id, version__demand=demand).first()
    if document is None or not access.may_see_inside(actor, demand):
        raise NotFound(_("没有找到这份文件，或您无权查看。"))
    document.version.demand = demand
    return document


def rows_of_document(document: SourceDocument, version: DemandVersion) -> list[Requirement]:
    """The rows of a version that came of this document, in the order of its blocks."""
    return list(version.requirements.filter(document=document, block__isnull=False).order_by("block", "position"))


def steps_of(demand: Demand) -> QuerySet[DemandStep]:
    """The log of a demand, with the people."""
    return demand.steps.select_related("taken_by").order_by("taken_at", "id")


def documents_of(version: DemandVersion) -> list[SourceDocument]:
    """The documents behind a version: its own, the amendment that it took, and those that its rows came from."""
    of_rows = version.requirements.order_by().values("document")
    behind = SourceDocument.objects.filter(Q(version=version) | Q(applied_to=version) | Q(pk__in=of_rows))
    return list(behind.order_by("uploaded_at", "id"))


def amendments_of(demand: Demand) -> list[SourceDocument]:
    """The amendments that were handed in for a demand, with the versions that took them."""
    found = SourceDocument.objects.filter(version__demand=demand, is_amendment=True)
    return list(found.select_related("applied_to").order_by("uploaded_at", "id"))


def board(actor: Actor, wanted: BoardFilter) -> QuerySet[Demand]:
    """The board: published demands (or those of the status asked for), narrowed by the filter.

    `is_own` shows the own institution's demands in every status. A demand whose ceiling price is not public is left
    out by a budget filter, outside the institution: otherwise the filter would tell the price.
    """
    demands = visible_demands(actor)
    demands = _by_status(actor, demands, wanted)
    if wanted.category_code:
        demands = demands.filter(shown_category_q(wanted.category_code))
    if wanted.province_code:
        demands = demands.filter(published_version__province_code=wanted.province_code)
    demands = _by_budget(actor, demands, wanted)
    # Counted for what is shown: a join would count the rows of all before it sorts them.
    rows = Requirement.objects.filter(version=OuterRef("published_version")).order_by().values("version")
    row_count = Coalesce(Subquery(rows.annotate(count=Count("pk")).values("count")), 0)
    return _by_text(demands, wanted.text).annotate(row_count=row_count)


def _by_status(actor: Actor, demands: QuerySet[Demand], wanted: BoardFilter) -> QuerySet[Demand]:
    if wanted.is_own:
        demands = demands.filter(organisation__in=[actor.organisation_id])
        if wanted.status in Status.values:
            return demands.filter(status=wanted.status)
        if wanted.status == "changing":
            return demands.filter(status=Status.PUBLISHED, versions__published_at=None)
        return demands
    shown = wanted.status if wanted.status in (Status.CLOSED, Status.WITHDRAWN) else Status.PUBLISHED
    return demands.filter(status=shown, published_version__isnull=False)


def shown_category_q(category_code: str) -> Q:
    """Demands of the category or of one below it; of nothing for an unknown code."""
    category = Category.objects.filter(code=category_code).first()
    if category is None:
        return Q(pk__in=[])
    below = list(descendants(category).values_list("pk", flat=True))
    drafts = DemandVersion.objects.filter(category__in=below).order_by().values("demand")
    return Q(published_version__category__in=below) | Q(published_version=None, pk__in=drafts)


def _by_budget(actor: Actor, demands: QuerySet[Demand], wanted: BoardFilter) -> QuerySet[Demand]:
    if wanted.budget_from is None and wanted.budget_to is None:
        return demands
    if not (actor.is_administrator or actor.is_auditor):
        demands = demands.filter(Q(published_version__is_budget_public=True) | Q(organisation_id=actor.organisation_id))
    if wanted.budget_from is not None:
        demands = demands.filter(published_version__budget_yuan__gte=wanted.budget_from)
    if wanted.budget_to is not None:
        demands = demands.filter(published_version__budget_yuan__lte=wanted.budget_to)
    return demands


def _by_text(demands: QuerySet[Demand], text: str) -> QuerySet[Demand]:
    for word in text.replace("\0", "")[:LONGEST_SEARCH].split():
        code = word.upper().removeprefix("XQ-")
        number = code.rpartition("-")[2]
        by_number = Q(pk=int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else Q(pk__in=[])
        demands = demands.filter(_named(word) | by_number)
    return demands


def _named(word: str) -> Q:
    """Demands whose title, institution or instrument type holds the word, in capitals or not."""
    folded = word.lower()
    titled = DemandVersion.objects.annotate(folded=Lower("title")).filter(
        holds("folded", folded, pairs_of=Lower("title"))
    )
    institutions = Organisation.objects.filter(name__icontains=word).order_by()
    types_named = Category.objects.filter(Q(name_zh__icontains=word) | Q(aliases__icontains=word)).order_by()
    return (
        Q(published_version__in=titled.order_by().values("pk"))
        | Q(published_version=None, pk__in=titled.order_by().values("demand"))
        | Q(organisation__in=list(institutions.values_list("pk", flat=True)))
        | Q(published_version__category__in=list(types_named.values_list("pk", flat=True)))
    )


def with_shown_versions(demands: Sequence[Demand]) -> list[tuple[Demand, DemandVersion]]:
    """Each demand with the version a list shows: the published one, else the open one. One query more."""
    missing = [demand.pk for demand in demands if demand.published_version is None]
    drafts = {
        version.demand_id: version
        for version in DemandVersion.objects.filter(demand__in=missing).select_related("category")
    }
    pairs = []
    for demand in demands:
        version = demand.published_version or drafts[demand.pk]
        version.demand = demand
        pairs.append((demand, version))
    return pairs


def key_rows(versions: Sequence[DemandVersion], *, most: int = 2) -> dict[int, list[Requirement]]:
    """The first ★ rows (then ▲, then others) of each version that have a value, for a line in a list. One query."""
    ranked: dict[int, list[Requirement]] = {}
    rows = (
        Requirement.objects.select_related("parameter")
        .filter(version__in=versions, scope=Requirement.Scope.TECHNICAL, needs_review=False)
        .exclude(op__in=("text", "bool"))
    )
    order = {"mandatory": 0, "important": 1, "": 2}
    for row in sorted(rows, key=lambda row: (row.version_id, order[row.mark], row.position)):
        chosen = ranked.setdefault(row.version_id, [])
        if len(chosen) < most:
            chosen.append(row)
    return ranked


def category_choices() -> list[Choice]:
    """The instrument types of published demands with counts, the most frequent first; see `SlowCounts`."""
    is_english = reader_language() == "en"
    ordered = sorted(_by_category.now().items(), key=lambda each: (-each[1], each[0][0]))
    return [Choice(code, (name_en if is_english else "") or name_zh, n) for (code, name_zh, name_en), n in ordered]


def province_counts() -> Mapping[str, int]:
    """How many published demands each province has, by GB/T 2260 code; see `SlowCounts`."""
    return {code: count for (code,), count in _by_province.now().items()}


def _counted(*fields: str) -> Mapping[tuple[str, ...], int]:
    published = Demand.objects.filter(status=Status.PUBLISHED, published_version__isnull=False).order_by()
    rows = published.values_list(*(f"published_version__{each}" for each in fields)).annotate(count=Count("id"))
    return {tuple(values): count for *values, count in rows if values[0]}


def _total(counts: Mapping[tuple[str, ...], int]) -> int:
    return sum(counts.values())


_by_category = SlowCounts(lambda: _counted("category__code", "category__name_zh", "category__name_en"), _total)
_by_province = SlowCounts(lambda: _counted("province_code"), _total)
