"""What other weights would change: the newest open demands ranked twice by the same engine over today's catalogue.

Only the weights differ between the two rankings, so every move is theirs. Products whose outcome is 不满足 stand on no
page as candidates and are not counted. The work is bounded: SAMPLE demands, and LIMIT_S seconds after which the rest
of them is left out and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from time import perf_counter

from apps.demands.models import Demand, DemandVersion
from apps.matching import catalogues
from apps.matching.asked import facts_of_versions
from apps.matching.catalogues import Catalogue
from apps.matching.engine.facts import DemandFacts, MatchRow
from apps.matching.engine.scoring import Weights
from apps.matching.models import MatchRun
from apps.suppliers.models import Product
from apps.taxonomy.language.types import Outcome

SAMPLE = 50
RANKED = 50  # ranks that count: as many as a result keeps
SHOWN_MOVES = 10
TOPS = (5, 10)
LIMIT_S = 1.0


@dataclass(frozen=True, slots=True)
class Move:
    """One product of one demand at two ranks; None is beyond RANKED. `before` and `after` are its rows."""

    version: DemandVersion
    product_id: int
    rank_before: int | None
    rank_after: int | None
    before: MatchRow
    after: MatchRow

    @property
    def distance(self) -> int:
        """How many places it moves; beyond RANKED counts as the next place."""
        return abs((self.rank_before or RANKED + 1) - (self.rank_after or RANKED + 1))


@dataclass(frozen=True, slots=True)
class TopChange:
    """How many products come into the best `size` (as many leave), and of how many demands."""

    size: int
    products: int
    demands: int


@dataclass(frozen=True, slots=True)
class Preview:
    """`measured` of `sampled` demands were ranked twice in `milliseconds`; `names` are models by product id."""

    sampled: int
    measured: int
    first_places: int
    tops: tuple[TopChange, ...]
    moves: tuple[Move, ...]
    moved: int
    names: Mapping[int, str]
    milliseconds: int


def preview(before: Weights, after: Weights, *, limit_s: float = LIMIT_S) -> Preview:
    """Compare two sets of weights. Five queries, and those of a catalogue that is read anew."""
    now = catalogues.catalogue()
    versions = _sample()
    facts = facts_of_versions(versions)
    began = perf_counter()
    rankings: list[_Ranking] = []
    for version in versions:
        if rankings and perf_counter() - began > limit_s:
            break
        rankings.append(_rank_twice(version, facts[version.pk], now, before, after))
    moves = sorted((move for each in rankings for move in each.moves()), key=_largest_first)
    shown = tuple(moves[:SHOWN_MOVES])
    names = Product.objects.filter(pk__in={move.product_id for move in shown}).values_list("pk", "model")
    return Preview(
        sampled=len(versions),
        measured=len(rankings),
        first_places=sum(each.entering(1) > 0 for each in rankings),
        tops=tuple(_top(rankings, size) for size in TOPS),
        moves=shown,
        moved=len(moves),
        names=dict(names),
        milliseconds=round((perf_counter() - began) * 1000),
    )


def _largest_first(move: Move) -> tuple[int, int, int, int]:
    best = min(move.rank_before or RANKED + 1, move.rank_after or RANKED + 1)
    return -move.distance, best, move.version.pk, move.product_id


def _top(rankings: Iterable[_Ranking], size: int) -> TopChange:
    counts = [each.entering(size) for each in rankings]
    return TopChange(size, sum(counts), sum(count > 0 for count in counts))


# ---- the sample ---------------------------------------------------------------------------------------------------


def _sample() -> list[DemandVersion]:
    """The newest open demands whose result stands, in their published version."""
    runs = MatchRun.objects.filter(is_current=True, version__demand__status=Demand.Status.PUBLISHED)
    runs = runs.filter(version__published_of__isnull=False).select_related("version__demand", "version__category")
    return [run.version for run in runs.order_by("-version__published_at", "-version_id")[:SAMPLE]]


# ---- one demand ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Ranking:
    """The best candidates of a demand by both sets of weights, best first; of who stands in one, the row in both."""

    version: DemandVersion
    ids: tuple[list[str], list[str]]
    rows: tuple[Mapping[str, MatchRow], Mapping[str, MatchRow]]

    def entering(self, size: int) -> int:
        """How many products are among the best `size` only by the new weights."""
        before, after = (set(ids[:size]) for ids in self.ids)
        return len(after - before)

    def moves(self) -> list[Move]:
        """Every product that stands elsewhere."""
        ranks = [{product_id: rank for rank, product_id in enumerate(ids, start=1)} for ids in self.ids]
        return [
            self._move(product_id, ranks[0].get(product_id), ranks[1].get(product_id))
            for product_id in sorted({*ranks[0], *ranks[1]}, key=int)
            if ranks[0].get(product_id) != ranks[1].get(product_id)
        ]

    def _move(self, product_id: str, before: int | None, after: int | None) -> Move:
        rows = (each[product_id] for each in self.rows)
        return Move(self.version, int(product_id), before, after, *rows)


def _rank_twice(
    version: DemandVersion, facts: DemandFacts, now: Catalogue, before: Weights, after: Weights
) -> _Ranking:
    ids = (_best(facts, now, before), _best(facts, now, after))
    either = {*ids[0], *ids[1]}
    rows = (now.shards.rows_of(facts, either, weights=before), now.shards.rows_of(facts, either, weights=after))
    return _Ranking(version, ids, rows)


def _best(facts: DemandFacts, now: Catalogue, weights: Weights) -> list[str]:
    rows = now.shards.match(facts, limit=RANKED, weights=weights).rows
    return [row.product_id for row in rows if row.outcome is not Outcome.INELIGIBLE]
