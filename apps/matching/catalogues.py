"""The catalogue as the engine sees it: one index a process, which follows the state of the database.

Whether it is old is told by state and never by an id or a time: the notes of `kernel.table_states` say whether anything
was written at all, and then a digest over all published products and their revisions, over parameters and categories,
says whether it matters; the day counts too (evidence expires). A transaction that commits late changes both. What
differs is read anew and merged into the index; everything else stays. A large catalogue is kept as files that all
processes of a machine map, so that only one of them reads it from the database.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import shutil
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from apps.matching.engine import storage
from apps.matching.engine.facts import ProductFacts
from apps.matching.engine.index import ENGINE_VERSION, MatchIndex
from apps.matching.engine.scoring import Weights
from apps.matching.engine.text import TermWeights
from apps.matching.models import WeightSet
from apps.matching.weights import weights_in_force
from apps.suppliers.models import Product
from apps.suppliers.selectors import ProductForMatching, products_for_matching
from apps.suppliers.specs import facts_of
from apps.taxonomy.language.types import ParameterFacts
from apps.taxonomy.language.units import default_units
from apps.taxonomy.models import Category, Parameter
from kernel import clock

logger = logging.getLogger(__name__)

Members = Mapping[str, Sequence[tuple[int, int]]]

TABLES = ["suppliers_product", "taxonomy_category", "taxonomy_parameter"]
"""What the digests are made of; all are watched."""

MOST_FOLLOWED = 0.25
"""The share of products above which reading everything is quicker than merging what changed."""


@dataclass(frozen=True, slots=True)
class State:
    """What a comparison depends on besides the demand. `weights` is the row in force.

    `base` is what the index of any products depends on: where it differs, nothing can be followed. `mark` tells cheaply
    whether anything was written since: equal marks mean equal states.
    """

    day: date
    database: str
    taxonomy: str
    products: str
    weights: int
    mark: str = field(default="", compare=False)

    @property
    def base(self) -> str:
        return f"{ENGINE_VERSION}:{self.day.isoformat()}:{self.database}:{self.taxonomy}"

    @property
    def token(self) -> str:
        """What check-ups keep to tell whether the products changed."""
        return f"{self.day.isoformat()}:{self.products}:{self.taxonomy}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All published products at one moment, ready to be matched, and the weights that were in force.

    `revisions` maps product ids to their revision. `members` are the same by category id, as (id, revision) by rising
    id, and `words` the names of each category: what a run keeps so that it can be worked out again (`epochs`).
    """

    state: State
    index: MatchIndex
    weights: Weights
    revisions: Mapping[str, int]
    members: Mapping[str, Sequence[tuple[int, int]]]
    words: Mapping[str, tuple[str, ...]]

    @property
    def token(self) -> str:
        """The state's token."""
        return self.state.token


_lock = threading.Lock()
_current: Catalogue | None = None


def catalogue() -> Catalogue:
    """The catalogue of this moment."""
    global _current
    known = _current
    state = read_state(clock.today(), known=known.state if known else None)
    with _lock:
        known = _current if _current is not None and _current.state.base == state.base else _opened(state)
        if known is None or known.state != state:
            known = _read(state) if known is None else _followed(known, state)
        if known.state.mark != state.mark:
            known = replace(known, state=state)
        _current = known
        return known


def read_state(today: date, *, known: State | None = None) -> State:
    """What the catalogue depends on now. One query, which costs nothing where nothing was written since `known`.

    The database is told by its cluster, its own number and the file of its products: another one, one that was put
    back from a backup, or an emptied one has other products under the same ids.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH now AS MATERIALIZED (
              SELECT
                (SELECT system_identifier FROM pg_control_system()) || ':' ||
                (SELECT oid FROM pg_database WHERE datname = current_database()) || ':' ||
                pg_relation_filenode('suppliers_product') AS database,
                (SELECT count(*) || ':' || coalesce(max(id), 0) FROM kernel_tablechange WHERE name = ANY(%(tables)s))
                AS written,
                (SELECT coalesce(max(id), 0) FROM matching_weightset WHERE state = %(active)s) AS weights
            )
            SELECT database, weights, database || ':' || written,
              CASE WHEN database || ':' || written <> %(mark)s THEN md5(
                (SELECT coalesce(string_agg(concat_ws(':', code, quantity, better, settable), ',' ORDER BY id), '')
                 FROM taxonomy_parameter) || '|' ||
                (SELECT coalesce(string_agg(concat_ws(':', id, name_zh, aliases), ',' ORDER BY id), '')
                 FROM taxonomy_category)) END,
              CASE WHEN database || ':' || written <> %(mark)s THEN
                (SELECT md5(coalesce(string_agg(id || ':' || revision, ',' ORDER BY id), ''))
                 FROM suppliers_product WHERE status = %(published)s) END
            FROM now
            """,
            {
                "tables": TABLES,
                "active": WeightSet.State.ACTIVE,
                "published": Product.Status.PUBLISHED,
                "mark": known.mark if known else "",
            },
        )
        database, weights, mark, taxonomy, products = cursor.fetchone()
    if known is not None and products is None:
        return replace(known, day=today, weights=weights)
    return State(today, database, taxonomy, products, weights, mark)


# ---- from the database -----------------------------------------------------------------------------------------------


def _read(state: State) -> Catalogue:
    """Everything, from the database; a large catalogue is kept as files, which other processes wait for."""
    with _writing():
        return _opened(state, to_follow=False) or _kept(_built(state))


def _built(state: State) -> Catalogue:
    words = words_of_categories()
    members: dict[str, list[tuple[int, int]]] = defaultdict(list)
    facts = _noted(products_for_matching(), words, members)
    index = MatchIndex.build(
        facts,
        parameters=facts_of_parameters(),
        units=default_units(),
        today=state.day,
        terms=TermWeights.of(words.values()),
    )
    return Catalogue(state, with_spreads(index), weights_in_force(), _revisions(members), dict(members), words)


def _followed(known: Catalogue, state: State) -> Catalogue:
    """A catalogue after changes of its products: what came or changed is read, what went is left out."""
    weights = known.weights if known.state.weights == state.weights else weights_in_force()
    if known.state.products == state.products:
        return replace(known, state=state, weights=weights)
    published = Product.objects.filter(status=Product.Status.PUBLISHED).values_list("pk", "revision")
    revisions = {str(product_id): revision for product_id, revision in published}
    changed = [int(key) for key, revision in revisions.items() if known.revisions.get(key) != revision]
    gone = known.revisions.keys() - revisions.keys()
    if len(changed) + len(gone) > len(revisions) * MOST_FOLLOWED:
        return _read(state)
    members: dict[str, list[tuple[int, int]]] = defaultdict(list)
    moved = {int(key) for key in gone}.union(changed)
    for category, pairs in known.members.items():
        members[category] = [pair for pair in pairs if pair[0] not in moved]
    facts = list(_noted(products_for_matching(changed), known.words, members))
    index = known.index.updated(facts, gone)
    sorted_members = {category: sorted(pairs) for category, pairs in members.items() if pairs}
    return Catalogue(state, with_spreads(index), weights, _revisions(sorted_members), sorted_members, known.words)


def _noted(
    products: Iterable[ProductForMatching], words: Mapping[str, tuple[str, ...]], members: Mapping[str, list[Any]]
) -> Iterator[ProductFacts]:
    """Products for the engine; which revision of each was read is noted on the way."""
    for product in products:
        category = str(product.category_id)
        members[category].append((product.id, product.revision))
        yield product_facts(product, words[category])


def words_of_categories() -> dict[str, tuple[str, ...]]:
    """The names under which each category is known; the weights of terms follow from them. One query."""
    return {str(category.pk): (category.name_zh, *category.aliases) for category in Category.objects.all()}


def term_weights() -> TermWeights:
    """The weights of terms in titles and names, as the next index will have them. One query."""
    return _weighed(tuple(sorted(words_of_categories().values())))


@lru_cache(1)
def _weighed(words: tuple[tuple[str, ...], ...]) -> TermWeights:
    return TermWeights.of(words)


def _revisions(members: Members) -> dict[str, int]:
    return {str(product_id): revision for pairs in members.values() for product_id, revision in pairs}


# ---- as files --------------------------------------------------------------------------------------------------------


def _root() -> Path:
    return Path(settings.STATE_DIR) / "catalogue"


def _folder(state: State) -> Path:
    return _root() / hashlib.sha256(state.base.encode()).hexdigest()[:16]


def _opened(state: State, *, to_follow: bool = True) -> Catalogue | None:
    """The catalogue in the files of this state's base; None where there are none that can be read.

    Its products may be older: `to_follow` says whether that will do.
    """
    try:
        columns, texts, notes = storage.open_snapshot(_folder(state))
    except storage.UnreadableSnapshot:
        return None
    if not to_follow and notes["products"] != state.products:
        return None
    members = {category: [(pair[0], pair[1]) for pair in pairs] for category, pairs in notes["members"].items()}
    spreads = {code: Fraction(text) for code, text in notes["spreads"].items()}
    parameters = {code: replace(facts, spread=spreads.get(code)) for code, facts in facts_of_parameters().items()}
    return Catalogue(
        state=replace(state, products=notes["products"]),
        index=MatchIndex(parameters, default_units(), state.day, columns, texts),
        weights=weights_in_force(),
        revisions=_revisions(members),
        members=members,
        words={category: tuple(words) for category, words in notes["words"].items()},
    )


def _kept(read: Catalogue) -> Catalogue:
    """The catalogue, written as files if it is large, and then as every other process has it: mapped."""
    if len(read.revisions) < settings.CATALOGUE_KEPT_FROM:
        return read
    spreads = {code: str(each.spread) for code, each in read.index.parameters.items() if each.spread is not None}
    notes = {"products": read.state.products, "members": read.members, "words": read.words, "spreads": spreads}
    folder = _folder(read.state)
    try:
        for older in _root().iterdir():
            if older.is_dir():  # of another day or taxonomy, or cut short; who has one mapped keeps it
                shutil.rmtree(older, ignore_errors=True)
        storage.save(read.index.columns, read.index.texts, folder, notes=notes)
    except OSError:
        logger.exception("the catalogue could not be kept in %s; every process reads it for itself", folder)
        return read
    return _opened(read.state) or read


@contextmanager
def _writing() -> Iterator[None]:
    """One process at a time reads and writes; where no file can be written, each reads for itself."""
    try:
        _root().mkdir(parents=True, exist_ok=True)
        file = (_root() / "lock").open("w")
    except OSError:
        logger.exception("no file can be written in %s; every process reads the catalogue for itself", _root())
        yield
        return
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


# ---- facts -----------------------------------------------------------------------------------------------------------


def with_spreads(index: MatchIndex) -> MatchIndex:
    """The index with the width of each parameter's values, by which distances are divided where no ratio makes sense.

    Frozen with the index: one more product makes a new index, and moves no distance of this one.
    """
    spreads = index.spreads()
    return with_parameters(index, {
        code: replace(facts, spread=spreads.get(code)) for code, facts in index.parameters.items()
    })  # fmt: skip


def with_parameters(index: MatchIndex, parameters: Mapping[str, ParameterFacts]) -> MatchIndex:
    """The index with what is known of each parameter, its width among it."""
    return replace(index, parameters=parameters)


def facts_of_parameters() -> dict[str, ParameterFacts]:
    """What the comparison must know of every parameter, by code."""
    return {parameter.code: facts_of(parameter) for parameter in Parameter.objects.all()}


def product_facts(product: ProductForMatching, category_words: tuple[str, ...]) -> ProductFacts:
    """A product for the engine; `category_words` are the names under which its category is known."""
    return ProductFacts(
        product_id=str(product.id),
        category=str(product.category_id),
        maker=str(product.organisation_id),
        specs=product.specs,
        price=product.price_yuan,
        lead_days=product.lead_time_days,
        domestic=is_domestic(product.origin),
        is_reference=product.is_reference,
        texts=(product.name, product.model, *category_words),
    )


def is_domestic(origin: str) -> bool | None:
    """Whether the place of production is in the country; None where it is not said."""
    return {Product.Origin.DOMESTIC.value: True, Product.Origin.ABROAD.value: False}.get(origin)
