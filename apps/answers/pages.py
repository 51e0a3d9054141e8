"""What the pages of answers are made of: filters, and the context of the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.actors import Actor
from apps.answers import access, selectors
from apps.answers.carrying import left_behind
from apps.answers.contents import LABELS, asked_texts
from apps.answers.lifecycle import LIFECYCLE, Status, Step
from apps.answers.models import Answer, AnswerRow
from apps.answers.services import RowChanged
from apps.answers.storing_back import differing_rows
from apps.demands.models import Requirement
from kernel.errors import DomainError

# What the form may be narrowed to: code → (words, which rows).
FILTERS: Mapping[str, tuple[Any, Callable[[AnswerRow], bool]]] = {
    "unfilled": (gettext_lazy("未填"), selectors.is_unfilled),
    "negative": (gettext_lazy("负偏离"), selectors.is_negative),
    "manual": (gettext_lazy("需人工"), selectors.is_open_to_person),
    "unproven": (gettext_lazy("缺证明"), selectors.is_unproven),
    "unconfirmed": (gettext_lazy("未确认"), selectors.is_unconfirmed),
}


@dataclass(frozen=True, slots=True)
class FilterChip:
    """A filter with its words, the number of rows behind it, and whether it is on."""

    code: str
    label: str
    count: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The technical or the commercial rows that are shown, of `total`."""

    title: str
    rows: tuple[AnswerRow, ...]
    total: int


def chips_of(rows: Sequence[AnswerRow], chosen: str) -> list[FilterChip]:
    """The filters with their counts; the first one shows all rows."""
    chips = [FilterChip("", _("全部"), len(rows), chosen not in FILTERS)]
    return chips + [
        FilterChip(code, str(label), sum(map(fits, rows)), code == chosen) for code, (label, fits) in FILTERS.items()
    ]


def form_context(actor: Actor, answer: Answer, rows: Sequence[AnswerRow], *, chosen: str = "") -> dict[str, Any]:
    """Everything that the form shows. A filter that is not known shows all rows."""
    shown = [row for row in rows if FILTERS[chosen][1](row)] if chosen in FILTERS else list(rows)
    return {
        **state_context(answer, rows, chosen=chosen),
        "groups": [each for each in (_group(rows, shown, scope) for scope in Requirement.Scope) if each.total],
        "asked": asked_texts(rows),
        "later": selectors.later_answer(answer),
        "is_outdated": answer.version.demand.published_version_id != answer.version_id,
        "is_demand_open": access.is_open(answer.version.demand),
        "left_behind": left_behind(answer),
        "uploads": list(selectors.uploads_of(answer)[:5]),
        "may_delete": LIFECYCLE.permits(Status(answer.status), Step.DELETE) and access.may_delete(actor, answer),
        "is_product_newer": answer.product.revision > answer.product_revision,
        "shows_sample": answer.is_sample,
    }


def state_context(answer: Answer, rows: Sequence[AnswerRow], *, chosen: str = "") -> dict[str, Any]:
    """What a saved row changes besides itself: counts, filters, warnings."""
    return {
        "answer": answer,
        "summary": selectors.summary_of(rows),
        "chips": chips_of(rows, chosen),
        "chosen": chosen if chosen in FILTERS else "",
        "differing": differing_rows(answer, rows),
        "may_edit": LIFECYCLE.permits(Status(answer.status), Step.EDIT),
    }


def differing_sides(refused: DomainError) -> list[tuple[str, str, str]]:
    """Of a row that somebody else changed: each field that differs, with the text of the reader and of the other."""
    if not isinstance(refused, RowChanged):
        return []
    yours, theirs = refused.yours, refused.theirs
    return [
        (str(label), getattr(yours, name), getattr(theirs, name))
        for name, label in LABELS.items()
        if getattr(yours, name) != getattr(theirs, name)
    ]


def _group(rows: Sequence[AnswerRow], shown: Sequence[AnswerRow], scope: Requirement.Scope) -> Group:
    title = _("技术参数") if scope == Requirement.Scope.TECHNICAL else _("商务条款")
    return Group(
        title=title,
        rows=tuple(row for row in shown if row.requirement.scope == scope),
        total=sum(row.requirement.scope == scope for row in rows),
    )
