"""What the panel and the page of a check-up show: bars, proposals, findings, the log."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.demands import access as demand_access
from apps.demands.findings import Severity
from apps.demands.lifecycle import Stage
from apps.demands.models import DemandVersion
from apps.matching import access
from apps.matching.catalogue_rules import WANTED_MAKERS
from apps.matching.checkups import Checkup, check_up
from apps.matching.engine.checkup import Count, Figures
from apps.matching.relaxing import advise, find_proposal, try_out


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of 每条★之后还剩几家. `after` is what a proposal that is tried out would make of it."""

    label: str
    count: Count
    tone: str
    row_id: int | None = None
    is_strong: bool = False
    after: Count | None = None

    @property
    def is_below(self) -> bool:
        """Whether fewer makers are left than the rules ask for."""
        return self.count.makers < WANTED_MAKERS


def bars(checkup: Checkup, tried: Figures | None) -> list[Bar]:
    """Everything domestic, each ★ clause from the mildest to the tightest, then all ★ together."""
    figures = checkup.figures
    if figures is None:
        return []
    after = {} if tried is None else {each.index: each.surviving for each in tried.clauses}
    clauses = sorted(checkup.clauses, key=lambda line: (-line.count.surviving.makers, -line.count.surviving.products))
    middle = [
        Bar(
            label=f"★{line.name}",
            count=line.count.surviving,
            tone="neg" if line.is_tightest else "ink",
            row_id=line.row.pk,
            is_strong=line.is_tightest,
            after=_differing(line.count.surviving, after.get(line.count.index, figures.total) if tried else None),
        )
        for line in clauses
    ]
    together = _differing(figures.surviving, tried.surviving if tried else None)
    return [
        Bar(_("同类国产"), figures.total, "ink"),
        *middle,
        Bar(_("全部★同时"), figures.surviving, "ink", is_strong=True, after=together),
    ]


def _differing(before: Count, after: Count | None) -> Count | None:
    return None if after is None or after == before else after


def checkup_context(actor: Actor, version: DemandVersion, *, tried_key: str = "") -> dict[str, Any]:
    """Everything that the panel reads. Relaxations only for those who may see them."""
    began = perf_counter()
    checkup = check_up(version)
    sees = access.may_see_relaxations(actor, version.demand)
    advice = advise(checkup) if sees else None
    tried = find_proposal(advice, tried_key) if advice and tried_key else None
    may_edit = demand_access.may_edit(actor, version.demand) and version.stage == Stage.DRAFT
    return {
        "demand": version.demand,
        "version": version,
        "checkup": checkup,
        "bars": bars(checkup, try_out(checkup, tried) if tried else None),
        "most": checkup.figures.total.makers if checkup.figures else 0,
        "wanted": WANTED_MAKERS,
        "advice": advice,
        "tried": tried,
        "open_findings": [each for each in checkup.findings if each.severity is not Severity.FINE],
        "fine_findings": [each for each in checkup.findings if each.severity is Severity.FINE],
        "may_edit": may_edit,
        "seconds": perf_counter() - began,
        "shows_sample": version.demand.is_sample,
    }
