"""A stored run worked out again from what it kept, and compared with what stands in the database, byte for byte.

Nothing of today takes part: products are read from their revisions, the demand from its frozen version, the day, the
parameters, the scope and the weights from the run's epoch. What can't be had is said instead of being guessed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from apps.matching import epochs, storing
from apps.matching.catalogues import Catalogue
from apps.matching.comparisons import Comparison, compare_facts, demand_facts
from apps.matching.engine.facts import ProductFacts
from apps.matching.engine.index import MatchIndex
from apps.matching.epochs import Epoch
from apps.matching.families import Basis, Content, Family, is_domestic
from apps.matching.members import Members
from apps.matching.models import DeviationRow, Match, MatchRun
from apps.matching.storing import Drawn, Shown
from apps.suppliers.models import Product
from apps.suppliers.revisions import KeptProduct, kept_products
from apps.taxonomy.language.units import default_units

MOST_SAID = 40
MOST_NAMED = 5
_FAMILY = "run"

RUN_FIELDS = (
    "engine_version",
    "weights_version",
    "scope",
    "compared_count",
    "eligible_count",
    "open_count",
    "ineligible_count",
    "one_clause_short_count",
)
MATCH_FIELDS = (
    "rank",
    "product_revision",
    "outcome",
    "is_verified",
    "score",
    "parts",
    "positive_count",
    "meets_count",
    "negative_count",
    "unanswered_count",
    "manual_count",
    "mandatory_negative_count",
    "distance",
    "budget_ok",
    "delivery_ok",
)
ROW_FIELDS = (
    "requirement_id",
    "verdict",
    "answer",
    "reason_code",
    "sentence",
    "sentence_en",
    "margin_percent",
    "distance",
    "rung",
    "evidence",
    "is_evidence_expired",
)


class NotReproducible(Exception):
    """Why a run can't be worked out again, in words."""


@dataclass(frozen=True, slots=True)
class Reproduction:
    """Both texts' SHA-256, how many lines and products there were, and what differs, in words."""

    stored: str
    again: str
    lines: int
    products: int
    differences: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether the two texts are equal, byte for byte."""
        return self.stored == self.again


def reproduce(run: MatchRun) -> Reproduction:
    """Work a run out again and compare. Writes nothing. Raises NotReproducible."""
    epoch = _epoch_of(run)
    kept = _products_of(epoch)
    compared = _compared(run, epoch, kept)
    left_out = set(run.left_out)
    shown = {
        str(each.id): storing.as_it_was(Product(pk=each.id), each) for each in kept.values() if each.id not in left_out
    }
    again = _run_again(run, compared, shown)
    stored, fresh = text_of_stored(run), text_of(again[0], again[1])
    return Reproduction(
        stored=_digest(stored),
        again=_digest(fresh),
        lines=len(stored),
        products=len(kept),
        differences=tuple(_differences(stored, fresh)),
    )


def _run_again(run: MatchRun, compared: Comparison, shown: Mapping[str, Shown]) -> tuple[MatchRun, Drawn]:
    again = MatchRun(pk=run.pk, version=run.version)
    storing.note_figures(again, compared)
    return again, storing.draw(again, compared, shown=shown)


# ---- what it followed from ----------------------------------------------------------------------------------------


def _epoch_of(run: MatchRun) -> Epoch:
    if run.state != MatchRun.State.DONE:
        raise NotReproducible(f"the run is {run.state}, not done: it has no result")
    if run.epoch is None:
        raise NotReproducible(
            "the run is from before runs kept what they follow from: the catalogue of that moment is not known"
        )
    try:
        epoch = epochs.read(run.epoch)
    except epochs.PieceMissing as problem:
        raise NotReproducible(str(problem)) from problem
    rules = epochs.rules_of_code()
    if changed := [name for name in rules if epoch.rules.get(name) != rules[name]]:
        was = ", ".join(f"{name} {epoch.rules.get(name)} (here {rules[name]})" for name in changed)
        raise NotReproducible(f"the run was made by other rules: {was}; use the release that it was made with")
    return epoch


def _products_of(epoch: Epoch) -> dict[tuple[int, int], KeptProduct]:
    wanted = [pair for members in epoch.members.values() for pair in members]
    kept = {(each.id, each.revision): each for each in kept_products(wanted)}
    if missing := sorted(set(wanted) - kept.keys()):
        named = ", ".join(f"product {product_id} revision {number}" for product_id, number in missing[:MOST_NAMED])
        raise NotReproducible(f"{len(missing)} of {len(wanted)} product revisions are not kept: {named}")
    return kept


def _compared(run: MatchRun, epoch: Epoch, kept: Mapping[tuple[int, int], KeptProduct]) -> Comparison:
    products = [
        _facts(kept[pair], category, epoch.words[category])
        for category, members in epoch.members.items()
        for pair in members
    ]
    plain = {code: replace(facts, spread=None) for code, facts in epoch.parameters.items()}
    day = epoch.day or date.min
    index = MatchIndex.build(products, parameters=plain, units=default_units(), today=epoch.day, terms=epoch.terms)
    members = [(*pair, int(category)) for category, pairs in epoch.members.items() for pair in pairs]
    basis = Basis(day, "", epoch.parameters, epoch.words, dict.fromkeys(epoch.words, _FAMILY), epoch.terms)
    content = Content(index.columns, index.texts, Members.of(members), day, basis="")
    families = {_FAMILY: Family(_FAMILY, basis, content=content)}
    now = Catalogue.of(families, basis, epoch.parameters, epoch.weights)
    facts, rows = demand_facts(run.version)
    return compare_facts(replace(facts, scope=epoch.scope), rows, now=now)


def _facts(product: KeptProduct, category: str, words: tuple[str, ...]) -> ProductFacts:
    """As `families.product_facts`, without the maker, whom no part of a result looks at."""
    return ProductFacts(
        product_id=str(product.id),
        category=category,
        specs=product.specs,
        price=product.price_yuan,
        lead_days=product.lead_time_days,
        domestic=is_domestic(product.origin),
        is_reference=product.is_reference,
        texts=(product.name, product.model, *words),
    )


# ---- the two texts ------------------------------------------------------------------------------------------------


Lines = dict[str, dict[str, object]]


def text_of_stored(run: MatchRun) -> Lines:
    """What stands in the database. Two queries."""
    matches = list(run.matches.order_by("is_reference", "rank", "pk").prefetch_related("rows"))
    return text_of(run, Drawn(tuple(matches), tuple(tuple(match.rows.all()) for match in matches)))


def text_of(run: MatchRun, drawn: Drawn) -> Lines:
    """A result as lines by name, in the order of the page: the run's figures, each match, each row of its table."""
    lines: Lines = {"run": _fields(run, RUN_FIELDS)}
    for match, table in zip(drawn.matches, drawn.tables, strict=True):
        name = f"{'reference' if match.is_reference else 'candidate'} product {match.product_id}"
        lines[name] = _fields(match, MATCH_FIELDS)
        lines |= {f"{name}, row {row.position}": _fields(row, ROW_FIELDS) for row in table}
    return lines


def _fields(row: MatchRun | Match | DeviationRow, names: Iterable[str]) -> dict[str, object]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: object) -> object:
    return f"{value:.1f}" if isinstance(value, Decimal) else value


def _digest(lines: Lines) -> str:
    text = json.dumps(list(lines.items()), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _differences(stored: Lines, fresh: Lines) -> Iterator[str]:
    for name, line in stored.items():
        if name not in fresh:
            yield f"{name}: stored, and not found again"
            continue
        for field, value in line.items():
            if fresh[name][field] != value:
                yield f"{name}: {field} is {value!r} in the database and {fresh[name][field]!r} worked out again"
    yield from (f"{name}: found again, and not stored" for name in fresh if name not in stored)
    if list(stored) != list(fresh) and set(stored) == set(fresh):
        yield "the order differs"
