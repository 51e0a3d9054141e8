"""Questions about proposed names: the editors' list, one with its candidates, and how often a name was seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.taxonomy import access
from apps.taxonomy.linking import TemplateEntry
from apps.taxonomy.models import Category, NameDecision, NameProposal, NameSighting, Parameter, TemplateRow
from apps.taxonomy.naming import normalised
from apps.taxonomy.proposing import Candidate, closest, key_of
from apps.taxonomy.selectors import entry_of
from kernel.errors import AccessDenied, NotFound

LONGEST_SEARCH = 80
FEWEST_ORGANISATIONS = 2  # from so many on a name tells nothing of a single unpublished demand
MOST_EXAMPLES = 6


@dataclass(frozen=True, slots=True)
class Spelling:
    """One printed spelling and how many rows print it."""

    name: str
    times: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a name. Of a name that only one organisation's unpublished rows print, nothing is shown."""

    groups: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    is_hidden: bool = False


def proposals(actor: Actor, *, state: str = "", category_code: str = "", search: str = "") -> QuerySet[NameProposal]:
    """The proposals, most frequent first. Raises AccessDenied for everybody but editors and auditors."""
    _demand_reader(actor)
    rows = NameProposal.objects.select_related("category", "parameter", "decided_by")
    if state in NameProposal.State.values:
        rows = rows.filter(state=state)
    if category_code:
        rows = rows.filter(category__code=category_code)
    text = search.replace("\0", "").strip()[:LONGEST_SEARCH]
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(key__contains=normalised(text) or text))
    return rows


def proposal_for(actor: Actor, proposal_id: int) -> NameProposal:
    """One proposal. Raises AccessDenied for everybody but editors and auditors, NotFound for an unknown id."""
    _demand_reader(actor)
    rows = NameProposal.objects.select_related("category__parent__parent", "parameter", "decided_by")
    found = rows.filter(pk=proposal_id).first()
    if found is None:
        raise NotFound(_("没有这条词表提议；它可能已随原文件一起删除。"))
    return found


def counts_by_state(actor: Actor) -> dict[str, int]:
    """How many proposals there are in each state."""
    _demand_reader(actor)
    counted = NameProposal.objects.order_by().values("state").annotate(count=Count("pk"))
    return dict.fromkeys(NameProposal.State.values, 0) | {row["state"]: row["count"] for row in counted}


def categories_with_proposals(state: str) -> QuerySet[Category]:
    """The instrument types that have proposals in a state, in the order of the classification."""
    held = NameProposal.objects.filter(state=state) if state else NameProposal.objects.all()
    return Category.objects.filter(pk__in=held.order_by().values("category_id"))


def spellings(proposal: NameProposal) -> tuple[Spelling, ...]:
    """Every printed spelling, the most frequent first."""
    times: Counter[str] = Counter()
    for name, count in proposal.sightings.values_list("printed_name", "row_count"):
        times[name] += count
    return tuple(Spelling(name, count) for name, count in times.most_common())


def surroundings(proposal: NameProposal) -> Surroundings:
    """Groups, units and lines that may be shown: all of them once two organisations print the name, else the public."""
    sightings = proposal.sightings.order_by("-seen_at", "-id")
    if proposal.organisation_count < FEWEST_ORGANISATIONS:
        sightings = sightings.filter(is_published=True)
    rows = list(sightings[:50])
    if not rows:
        return Surroundings(is_hidden=proposal.row_count > 0)
    return Surroundings(
        _most_common(row.group for row in rows),
        _most_common(row.unit for row in rows),
        tuple(dict.fromkeys(row.example for row in rows if row.example))[:MOST_EXAMPLES],
    )


def candidates(
    rows: Sequence[NameProposal], *, limit: int = 5, template: Sequence[TemplateRow] | None = None
) -> dict[int, list[Candidate]]:
    """The closest parameters of each proposal's template, by its id. Three queries, however many there are.

    `template`, where it is known already, are the rows that may serve all of them (`template_rows`): one query then.
    """
    units: dict[int, set[str]] = {row.pk: set() for row in rows}
    for proposal_id, unit in NameSighting.objects.filter(proposal__in=rows).values_list("proposal_id", "unit"):
        units[proposal_id].add(unit)
    categories = list({row.category_id: row.category for row in rows}.values())
    templates = _templates_of(categories, template_rows(categories) if template is None else template)
    return {row.pk: closest(row.name, templates[row.category_id], units=units[row.pk], limit=limit) for row in rows}


def decisions(proposal: NameProposal) -> QuerySet[NameDecision]:
    """What was done with it, the newest last."""
    return proposal.decisions.select_related("taken_by", "parameter")


def unpublished_rows(proposal: NameProposal) -> int:
    """How many unpublished rows print the name: so many may be linked anew at most."""
    return sum(proposal.sightings.filter(is_published=False).values_list("row_count", flat=True))


def times_seen(printed_names: Iterable[str], *, category_id: int | None) -> dict[str, int]:
    """How many documents in the country print each of these names that wait for the editors; others are left out.

    One query. For the pages of buyers and makers: 已报词表编辑，见于 12 份文件.
    """
    if category_id is None:
        return {}
    keys = {name: key_of(name) for name in printed_names}
    waiting = NameProposal.objects.filter(category_id=category_id, state=NameProposal.State.OPEN)
    counted = waiting.filter(key__in=set(keys.values()))
    known = dict(counted.order_by().values_list("key", "document_count"))
    return {name: known[key] for name, key in keys.items() if known.get(key)}


def parameters_for(category: Category) -> list[Parameter]:
    """The parameters that a name of this category may be an alias of: its template's, its family's, the common ones."""
    return parameters_in(template_rows([category]))


def parameters_in(rows: Iterable[TemplateRow]) -> list[Parameter]:
    """The parameters of template rows, each once."""
    return list({row.parameter_id: row.parameter for row in rows}.values())


def _demand_reader(actor: Actor) -> None:
    if not access.may_read_proposals(actor):
        raise AccessDenied(_("只有平台管理员和审计可以查看词表提议。"))


def _templates_of(categories: Iterable[Category], rows: Sequence[TemplateRow]) -> dict[int, list[TemplateEntry]]:
    found: dict[int, list[TemplateEntry]] = {}
    for category in categories:
        near = [row for row in rows if _lends(row.category, category)]
        near.sort(key=lambda row: row.category_id != category.pk)
        found[category.pk] = [entry_of(row) for row in {row.parameter_id: row for row in reversed(near)}.values()]
    return found


def template_rows(categories: Sequence[Category]) -> list[TemplateRow]:
    """The rows of active parameters that a name of one of these categories may belong to. Two queries."""
    families = {category.family for category in categories if category.family}
    classes = {category.code[:2] for category in categories}
    own = Q(category__in=categories) | Q(category__family__in=families) | Q(category__code__in=classes)
    rows = TemplateRow.objects.filter(own, parameter__is_active=True).order_by("position", "id")
    return list(rows.select_related("parameter", "category").prefetch_related("parameter__accepted_aliases"))


def _lends(lender: Category, category: Category) -> bool:
    same_family = bool(category.family) and lender.family == category.family
    return lender.pk == category.pk or same_family or category.code.startswith(lender.code)


def _most_common(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word, _times in Counter(word for word in words if word).most_common(MOST_EXAMPLES))
