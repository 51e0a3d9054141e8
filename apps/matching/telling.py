"""Who hears of a finished run: the institution that asked, and each maker whose product it says something new of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.urls import reverse

from apps.matching.models import Match, MatchRun
from apps.notifications.models import Notification
from apps.notifications.services import notify_organisations
from apps.taxonomy.language.types import Outcome
from kernel.wording import worded, worded_count

Standing = tuple[str, int]


def standings(run: MatchRun | None) -> Mapping[int, Standing]:
    """{product id: (outcome, ★ misses)} of a run's candidates; {} without a run."""
    if run is None:
        return {}
    rows = run.matches.filter(is_reference=False).values_list("product_id", "outcome", "mandatory_negative_count")
    return {product_id: (outcome, misses) for product_id, outcome, misses in rows}


def tell(run: MatchRun, *, before: Mapping[int, Standing]) -> None:
    """Notify inside the transaction that keeps the run. `before` is what the result before said of each product.

    A maker hears only of products that pass, are open, or miss a single ★, and only when that is new; the institution
    hears when the number of products that pass has changed.
    """
    news: dict[int, list[Match]] = defaultdict(list)
    for match in run.matches.filter(is_reference=False).select_related("product"):
        if _is_news(match, before.get(match.product_id)):
            news[match.product.organisation_id].append(match)
    for organisation_id, matches in news.items():
        _tell_maker(run, organisation_id, matches)
    passed_before = sum(outcome == Outcome.ELIGIBLE for outcome, _ in before.values())
    if not before or passed_before != run.eligible_count:
        _tell_institution(run)


def _is_news(match: Match, before: Standing | None) -> bool:
    is_worth_hearing = match.outcome != Outcome.INELIGIBLE or match.mandatory_negative_count == 1
    return is_worth_hearing and before != (match.outcome, match.mandatory_negative_count)


def _tell_maker(run: MatchRun, organisation_id: int, matches: Sequence[Match]) -> None:
    best = min(matches, key=lambda match: match.rank)
    passing = sum(match.outcome == Outcome.ELIGIBLE for match in matches)
    body = worded_count(
        "您有 %(count)d 款产品参与比对，其中 %(passing)d 款满足全部★；排在最前的是 %(model)s。",
        "您有 %(count)d 款产品参与比对，其中 %(passing)d 款满足全部★；排在最前的是 %(model)s。",
        count=len(matches),
        passing=passing,
        model=best.product.model,
    )
    notify_organisations(
        [organisation_id],
        kind=Notification.Kind.MATCH,
        title=worded("需求匹配：%(title)s", title=run.version.title),
        body=body,
        url=reverse("matching:match", args=[best.pk]),
        action=worded("看偏离表"),
        about={"demand": run.version.demand_id, "match": best.pk, "product": best.product_id},
        subject_key=f"match:{run.version.demand_id}:{organisation_id}",
    )


def _tell_institution(run: MatchRun) -> None:
    notify_organisations(
        [run.version.demand.organisation_id],
        kind=Notification.Kind.MATCH,
        title=worded("比对完成：%(title)s", title=run.version.title),
        body=worded_count(
            "%(count)d 款国产产品满足全部★，%(near)d 款只差 1 条。",
            "%(count)d 款国产产品满足全部★，%(near)d 款只差 1 条。",
            count=run.eligible_count,
            near=run.one_clause_short_count,
        ),
        url=reverse("matching:result", args=[run.version.demand_id]),
        action=worded("看比对结果"),
        about={"demand": run.version.demand_id, "run": run.pk},
        subject_key=f"run:{run.version.demand_id}",
    )
