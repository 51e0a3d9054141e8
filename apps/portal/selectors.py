"""Figures and lists that join several apps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from django.db.models import QuerySet, Sum
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Organisation
from apps.accounts.regions import region_name
from apps.demands.conversion import asked_in_words
from apps.demands.models import Demand
from apps.demands.selectors import key_rows
from apps.matching.models import DeviationRow, Match, MatchRun
from apps.suppliers.models import Product, SpecValue
from apps.taxonomy.language.types import EvidenceRung, Mark
from apps.trials.models import Trial
from kernel import clock
from kernel.counting import count_together
from kernel.slow_counts import SlowCounts

_HAN = re.compile(r"[\u3400-\u9fff]")
LISTED = 6
COMPARED_PRODUCTS = 5
COMPARED_CLAUSES = 12
FEWEST_CANDIDATES = 3
LATELY = 30  # days
PROVEN_LOOKED_AT = 100
MOST_EXAMPLES = 2


@dataclass(frozen=True, slots=True)
class Figures:
    """What the home page counts, each from the rows behind it. `budget_yuan` sums public budgets only.

    `proven_lately` are the values that were proven today or in the LATELY days before.
    """

    demands: int
    budget_yuan: Decimal
    products: int
    makers: int
    answered: int
    proven: int
    proven_lately: int
    trials: int
    institutions: int

    @property
    def answered_percent(self) -> int | None:
        """The share of open demands that have a product that meets all ★; None without a demand."""
        return round(100 * self.answered / self.demands) if self.demands else None


def home_figures() -> Figures:
    """Count what is published now; on a large platform as it was within a minute. Two queries."""
    return _figures_of(clock.today()).now()


@lru_cache(maxsize=1)
def _figures_of(day: date) -> SlowCounts[Figures]:
    return SlowCounts(lambda: _counted(day), lambda figures: figures.products)


def _counted(day: date) -> Figures:
    """Two queries."""
    products = Product.objects.filter(status=Product.Status.PUBLISHED, is_reference=False)
    proven = SpecValue.objects.filter(product__in=products.values("pk"), rung__gte=EvidenceRung.THIRD_PARTY)
    verified = Organisation.objects.filter(verification=Organisation.Verification.VERIFIED)
    budgets = Demand.objects.filter(status=Demand.Status.PUBLISHED, published_version__is_budget_public=True)
    since = datetime.combine(day - timedelta(days=LATELY), time.min, get_current_timezone())
    return Figures(
        budget_yuan=budgets.aggregate(total=Sum("published_version__budget_yuan"))["total"] or Decimal(0),
        **count_together(
            demands=Demand.objects.filter(status=Demand.Status.PUBLISHED).values("pk"),
            products=products.values("pk"),
            makers=products.order_by().values("organisation").distinct(),
            answered=_current_runs().filter(eligible_count__gt=0).values("pk"),
            proven=proven.values("pk"),
            proven_lately=proven.filter(recorded_at__gte=since).values("pk"),
            trials=Trial.objects.filter(status=Trial.Status.RUNNING).values("pk"),
            institutions=verified.filter(kind=Organisation.Kind.INSTITUTION).values("pk"),
        ),
    )


def _current_runs() -> QuerySet[MatchRun]:
    return MatchRun.objects.filter(is_current=True, version__demand__status=Demand.Status.PUBLISHED)


@dataclass(frozen=True, slots=True)
class RecentDemand:
    """A published demand with its latest result and its weightiest clauses, for one line of the home page.

    `days_left` until answers are due; None where no day is set, negative when it is over.
    """

    run: MatchRun
    keys: tuple[str, ...]
    region: str
    days_left: int | None

    @property
    def far_count(self) -> int:
        """How many of the compared products miss more than one ★."""
        run = self.run
        return max(0, run.compared_count - run.eligible_count - run.open_count - run.one_clause_short_count)


def recent_demands() -> list[RecentDemand]:
    """The latest published demands that have a result, with how many products pass. Two queries."""
    runs = _current_runs().select_related("version__demand__organisation", "version__category")
    latest = list(runs.order_by("-version__published_at", "-pk")[:LISTED])
    rows = key_rows([run.version for run in latest])
    today = clock.today()
    return [
        RecentDemand(
            run=run,
            keys=tuple(f"{row.printed_name} {asked_in_words(row)}" for row in rows.get(run.version_id, [])),
            region=region_name(run.version.province_code),
            days_left=None if run.version.answers_until is None else (run.version.answers_until - today).days,
        )
        for run in latest
    ]


def example_questions(recent: Iterable[RecentDemand]) -> list[str]:
    """Questions to try, put together from demands that are really there: 扫描电镜 分辨率 ≤ 1 nm 196万以内."""
    found: dict[str, None] = {}
    for each in recent:
        version = each.run.version
        if version.category is not None and each.keys:
            name = min(filter(_HAN.search, (version.category.name_zh, *version.category.aliases)), key=len)
            budget = version.budget_yuan if version.is_budget_public else None
            price = "" if budget is None else _("%(wan)s万以内") % {"wan": f"{(budget / 10_000).normalize():f}"}
            found.setdefault(f"{name} {each.keys[0]} {price}".strip())
    return list(found)[:MOST_EXAMPLES]


@dataclass(frozen=True, slots=True)
class ComparedProduct:
    """One line of the home page's small matrix: the verdict codes in the order of the clauses, the score in points."""

    match: Match
    codes: tuple[str, ...]
    points: Decimal


@dataclass(frozen=True, slots=True)
class Comparison:
    """A result in small: the marks of the clauses shown, and the best products with their verdicts."""

    run: MatchRun
    marks: tuple[str, ...]
    products: tuple[ComparedProduct, ...]


def latest_comparison() -> Comparison | None:
    """The newest result of a published demand with at least three candidates, for everybody to see.

    Only demands whose budget is public: a score shown beside the published weights gives a hidden ceiling away.
    Shows the ★ and ▲ clauses, or the first ones where none is marked. Two queries.
    """
    runs = _current_runs().filter(version__is_budget_public=True, compared_count__gte=FEWEST_CANDIDATES)
    run = runs.select_related("version__demand").order_by("-finished_at", "-pk").first()
    if run is None:
        return None
    best = run.matches.filter(is_reference=False, product__status=Product.Status.PUBLISHED)
    rows = DeviationRow.objects.filter(match__in=best.order_by("rank").values("pk")[:COMPARED_PRODUCTS])
    rows = rows.select_related("match__product__organisation", "requirement").order_by("match__rank", "position")
    tables: dict[int, list[DeviationRow]] = {}
    for row in rows:
        tables.setdefault(row.match_id, []).append(row)
    shown = [_marked_first(table) for table in tables.values()]
    products = tuple(
        ComparedProduct(cells[0].match, tuple(row.verdict for row in cells), Decimal(cells[0].match.score) / 100)
        for cells in shown
    )
    return Comparison(run, tuple(row.requirement.mark for row in shown[0]) if shown else (), products)


def _marked_first(rows: list[DeviationRow]) -> list[DeviationRow]:
    marked = [row for row in rows if row.requirement.mark != Mark.GENERAL]
    return (marked or rows)[:COMPARED_CLAUSES]


def recently_proven() -> list[SpecValue]:
    """The products that a third party or an accredited laboratory stood behind last, each with its best new value.

    Looks at the newest PROVEN_LOOKED_AT values alone, so that the page costs the same with a million products. Two
    queries: the second fetches what is shown.
    """
    values = SpecValue.objects.filter(
        rung__gte=EvidenceRung.THIRD_PARTY, product__status=Product.Status.PUBLISHED, product__is_reference=False
    )
    newest = values.order_by("-recorded_at", "-pk").values_list("product_id", "rung", "pk")[:PROVEN_LOOKED_AT]
    best: dict[int, tuple[int, int]] = {}
    for product_id, rung, value_id in newest:
        known = best.setdefault(product_id, (rung, value_id))
        if rung > known[0]:
            best[product_id] = rung, value_id
    shown = [value_id for _rung, value_id in best.values()][:LISTED]
    found = SpecValue.objects.select_related("product__organisation", "product__category", "parameter").in_bulk(shown)
    return [found[value_id] for value_id in shown if value_id in found]
