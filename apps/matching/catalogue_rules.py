"""The rules of the check-up that need the catalogue (R-10 on). They see counts, never a maker or a product.

The rules on wording stand in apps.demands.rules; both make one list (docs/decisions/0053).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.demands.findings import Finding, Mend, MendKind, Severity, Text
from apps.demands.models import Requirement
from apps.matching.engine.checkup import Figures
from kernel.languages import listed

WANTED_MAKERS = 3
# Fewer numeric ★ clauses at the same value as one datasheet are chance.
FEWEST_COPIED = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """What these rules look at: the figures, and the row behind each requirement by its place."""

    figures: Figures
    rows: Sequence[Requirement]


@dataclass(frozen=True, slots=True)
class _Rule:
    number: str
    title: Text
    source: Text


TOO_FEW = _Rule("R-10", gettext_lazy("满足的厂家太少"), gettext_lazy("参数编写惯例：至少三家产品能满足"))
COPIED = _Rule("R-11", gettext_lazy("疑似排他"), gettext_lazy("平台规则：★不与同一份样本相同"))
TOO_DEAR = _Rule("R-12", gettext_lazy("预算偏低"), gettext_lazy("平台规则：预算与已公布的报价对照"))


def catalogue_findings(measured: Measured) -> list[Finding]:
    """All findings from the figures."""
    return [*_too_few(measured), *_copied(measured), *_too_dear(measured)]


def _finding(
    rule: _Rule, severity: Severity, text: str, rows: Sequence[Requirement], mends: tuple[Mend, ...]
) -> Finding:
    ids = tuple(row.pk for row in rows)
    return Finding(rule.number, str(rule.title), text, str(rule.source), severity, ids, mends)


def _too_few(measured: Measured) -> Iterator[Finding]:
    figures = measured.figures
    if not figures.clauses:
        return
    severity = Severity.FINE
    if figures.fulfilling.makers < WANTED_MAKERS:
        severity = Severity.DOUBTFUL if figures.surviving.makers >= WANTED_MAKERS else Severity.AGAINST
    text = _("全部★同时：%(left)s 家无负偏离，其中 %(sure)s 家明确满足。") % {
        "left": figures.surviving.makers,
        "sure": figures.fulfilling.makers,
    }
    tightest = figures.tightest
    rows = [] if tightest is None or severity is Severity.FINE else [measured.rows[tightest.index]]
    yield _finding(TOO_FEW, severity, text, rows, _demotions(rows))


def _copied(measured: Measured) -> Iterator[Finding]:
    copy = measured.figures.copy
    if copy is None or len(copy.indexes) < FEWEST_COPIED or 2 * len(copy.indexes) <= copy.numeric:
        return
    rows = [measured.rows[index] for index in copy.indexes]
    names = listed(row.clause or row.printed_name for row in rows)
    text = _("%(names)s 与同一份公开样本的数值完全相同：%(same)s / %(all)s 条数值★同源。") % {
        "names": names,
        "same": len(rows),
        "all": copy.numeric,
    }
    severity = Severity.AGAINST if len(rows) == copy.numeric else Severity.DOUBTFUL
    yield _finding(COPIED, severity, text, rows, _demotions(rows[:3]))


def _demotions(rows: Sequence[Requirement]) -> tuple[Mend, ...]:
    label = _("★%(name)s 降为一般")
    return tuple(Mend(MendKind.DEMOTE, label % {"name": row.clause or row.printed_name}, row.pk) for row in rows)


def _too_dear(measured: Measured) -> Iterator[Finding]:
    figures = measured.figures
    if figures.priced and not figures.affordable:
        text = ngettext(
            "无★负偏离且公布了报价的 %(count)s 款产品，报价都高于预算。",
            "无★负偏离且公布了报价的 %(count)s 款产品，报价都高于预算。",
            figures.priced,
        ) % {"count": figures.priced}
        yield _finding(TOO_DEAR, Severity.DOUBTFUL, text, [], ())
