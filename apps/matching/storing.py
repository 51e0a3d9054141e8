"""Keeping a comparison: matches and deviation rows, written in one go inside the run's transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch

from apps.demands.models import Requirement
from apps.matching.comparisons import Comparison
from apps.matching.engine.facts import MatchRow, ScoreParts
from apps.matching.engine.merged import Best
from apps.matching.judging import MILLION, Judged, put_in_words
from apps.matching.models import DeviationRow, Match, MatchRun
from apps.matching.nights.standings import digest_of
from apps.suppliers.models import Product, SpecValue
from apps.suppliers.revisions import KeptProduct, kept_products
from apps.suppliers.specs import value_of
from apps.taxonomy.language import types
from apps.taxonomy.language.types import Mark, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Drawn:
    """A comparison as unsaved matches with their rows, in the order of the page: candidates, then references."""

    matches: tuple[Match, ...]
    tables: tuple[tuple[DeviationRow, ...], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A product as it was compared, and the document behind each of its values."""

    product: Product
    evidence: Mapping[types.SpecValue, str]


def keep_matches(run: MatchRun, compared: Comparison) -> None:
    """Write the run's figures, matches and rows; what an interrupted execution left behind is replaced.

    Products are read again by id: one that was withdrawn in the meantime is left out, so that it never appears.
    """
    run.matches.all().delete()
    note_figures(run, compared)
    shown = _published(compared)
    run.left_out = sorted(int(row.product_id) for row in _rows(compared) if row.product_id not in shown)
    drawn = draw(run, compared, shown=shown)
    Match.objects.bulk_create(drawn.matches)
    DeviationRow.objects.bulk_create(row for table in drawn.tables for row in table)


def _rows(compared: Comparison) -> tuple[MatchRow, ...]:
    return (*compared.kept, *compared.references)


def draw(
    run: MatchRun,
    compared: Comparison,
    *,
    shown: Mapping[str, Shown] | None = None,
    in_words: Container[str] | None = None,
) -> Drawn:
    """The matches and rows of a comparison, unsaved. Two queries for the products and their values unless `shown`.

    Sentences cost more than the comparison itself: `in_words` names the products whose every row is said (None: all);
    of the others only misses are.
    """
    products = _published(compared) if shown is None else shown
    ranked = [row for row in compared.kept if row.product_id in products]
    references = [row for row in compared.references if row.product_id in products]
    matches = [_match(run, row, products, compared, rank) for rank, row in enumerate(ranked, start=1)]
    matches += [_match(run, row, products, compared, 0) for row in references]
    tables = []
    for match, row in zip(matches, (*ranked, *references), strict=True):
        says_all = in_words is None or row.product_id in in_words
        lines = _lines(match, products[row.product_id], compared, row.product_id, says_all=says_all)
        tables.append(tuple(lines))
    return Drawn(tuple(matches), tuple(tables))


def note_figures(run: MatchRun, compared: Comparison) -> None:
    """Set the run's figures to what was found. Nothing is saved."""
    counts = compared.result.counts
    run.engine_version = compared.result.engine_version
    run.weights_version = compared.result.weights_version
    run.scope = "family" if run.version.category_id else "all"
    run.compared_count = sum(counts.values())
    run.eligible_count = counts[Outcome.ELIGIBLE]
    run.open_count = counts[Outcome.OPEN]
    run.ineligible_count = counts[Outcome.INELIGIBLE]
    run.one_clause_short_count = compared.result.one_short
    best = Best.of(compared.result)
    run.digest = digest_of(run.version_id, best, weights_version=compared.result.weights_version)


def _published(compared: Comparison) -> dict[str, Shown]:
    """Products that are still published. One that changed since it was compared is shown as it was compared."""
    values = Prefetch("spec_values", SpecValue.objects.select_related("parameter"))
    ids = [row.product_id for row in _rows(compared)]
    found = Product.objects.filter(pk__in=ids, status=Product.Status.PUBLISHED)
    found = found.select_related("organisation", "category").prefetch_related(values)
    shown = {str(product.pk): _as_it_is(product) for product in found}
    compared_as = {key: compared.now.revision_of(key, compared.facts.scope) for key in shown}
    moved = {key: each for key, each in shown.items() if each.product.revision != compared_as[key]}
    if moved:
        wanted = [(each.product.pk, compared_as[key]) for key, each in moved.items()]
        shown |= {str(each.id): as_it_was(moved[str(each.id)].product, each) for each in kept_products(wanted)}
    return shown


def _as_it_is(product: Product) -> Shown:
    return Shown(product, {value_of(row): row.evidence for row in product.spec_values.all()})


def as_it_was(product: Product, kept: KeptProduct) -> Shown:
    """A product with the facts of one of its revisions; the object is for showing, never to be saved."""
    product.price_yuan, product.lead_time_days = kept.price_yuan, kept.lead_time_days
    product.is_reference = kept.is_reference
    return Shown(product, kept.evidence)


def _match(run: MatchRun, row: MatchRow, products: Mapping[str, Shown], compared: Comparison, rank: int) -> Match:
    product = products[row.product_id].product
    verdicts = Counter(row.verdicts)
    missed = [
        requirement
        for requirement, verdict in zip(compared.requirements, row.verdicts, strict=True)
        if verdict is Verdict.NEGATIVE and requirement.mark == Mark.MANDATORY
    ]
    return Match(
        run=run,
        product=product,
        product_revision=compared.now.revision_of(row.product_id, compared.facts.scope),
        is_reference=product.is_reference,
        rank=rank,
        outcome=row.outcome.value,
        is_verified=row.verified,
        score=row.score,
        parts=_parts(row.parts, compared.result.weights),
        positive_count=verdicts[Verdict.POSITIVE],
        meets_count=verdicts[Verdict.MEETS],
        negative_count=verdicts[Verdict.NEGATIVE],
        unanswered_count=verdicts[Verdict.UNANSWERED],
        manual_count=verdicts[Verdict.MANUAL],
        mandatory_negative_count=len(missed),
        distance=round((row.distance or 0) * MILLION),
        budget_ok=_within(product.price_yuan, run.version.budget_yuan),
        delivery_ok=_within(product.lead_time_days, run.version.delivery_days),
    )


def _parts(points: ScoreParts, weights: ScoreParts) -> dict[str, list[int]]:
    full = dict(weights.items())
    return {name: [value, full[name]] for name, value in points.items() if full[name]}


def _within(value: Decimal | int | None, limit: Decimal | int | None) -> bool | None:
    """R16: at most the limit; None where either side is not given."""
    return None if value is None or limit is None else value <= limit


def _lines(match: Match, shown: Shown, compared: Comparison, product_id: str, *, says_all: bool) -> list[DeviationRow]:
    shards = compared.now.shards
    found = []
    triples = zip(compared.requirements, compared.facts.requirements, compared.explained[product_id], strict=True)
    for position, (row, asked, judgement) in enumerate(triples, start=1):
        says = says_all or judgement.verdict is Verdict.NEGATIVE
        judged = put_in_words(asked, judgement, parameters=shards.parameters, says=says)
        found.append(_line(match, position, row, judged, shown.evidence, shards.today))
    return found


def _line(
    match: Match,
    position: int,
    row: Requirement,
    judged: Judged,
    evidence: Mapping[types.SpecValue, str],
    today: date | None,
) -> DeviationRow:
    answer = judged.answer
    return DeviationRow(
        match=match,
        requirement=row,
        position=position,
        verdict=judged.verdict.value,
        answer=answer.text if answer else "",
        reason_code=judged.reason_code,
        sentence=judged.sentence,
        sentence_en=judged.sentence_en,
        margin_percent=judged.margin_percent,
        distance=judged.distance,
        rung=judged.rung,
        evidence=evidence.get(answer, "") if answer else "",
        is_evidence_expired=answer in evidence and _is_over(answer, today),
    )


def _is_over(answer: types.SpecValue | None, today: date | None) -> bool:
    ends = answer.expires_on if answer else None
    return ends is not None and today is not None and ends < today
