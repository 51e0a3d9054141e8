"""One family of the catalogue: its products as columns, brought to the state of the database when they are asked for.

A family is read from the database once, and then follows: what changed is read and merged into its columns, the rest
stays. With files, one process of a machine does that and the others open what it wrote.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
from django.db import connection, transaction
from django.db.models import Count

from apps.matching import family_files
from apps.matching.engine import storage
from apps.matching.engine.columns import Columns
from apps.matching.engine.facts import ProductFacts
from apps.matching.engine.index import ENGINE_VERSION, MatchIndex
from apps.matching.engine.text import TermWeights
from apps.matching.engine.texts import TextColumns
from apps.matching.family_files import Entry
from apps.matching.members import Members
from apps.suppliers.models import Product, SpecValue
from apps.suppliers.selectors import ProductForMatching, products_for_matching
from apps.suppliers.specs import facts_of
from apps.taxonomy.language.types import ParameterFacts
from apps.taxonomy.language.units import default_units
from apps.taxonomy.models import Category, Parameter

logger = logging.getLogger(__name__)

MOST_FOLLOWED = 0.25
"""The share of a family's products above which reading everything is quicker than merging what changed."""

_MEMBERS = "members"


@dataclass(frozen=True)
class Basis:
    """What columns are made from besides products: the day, the facts of parameters by code, and categories: the names
    of each, and its family. `terms` are the weights of the words in names. `database` tells this database from every
    other.
    """

    day: date
    database: str
    parameters: Mapping[str, ParameterFacts]
    words: Mapping[str, tuple[str, ...]]
    families: Mapping[str, str]
    terms: TermWeights = field(default_factory=TermWeights)

    def categories_of(self, family: str) -> list[str]:
        """The ids of a family's categories."""
        return sorted(each for each, own in self.families.items() if own == family)

    def digest(self, family: str, codes: Iterable[str]) -> str:
        """Of everything here that the columns of a family with these parameters depend on, but the day."""
        categories = [[each, *self.words[each]] for each in self.categories_of(family)]
        known = [(code, self.parameters.get(code)) for code in codes]
        facts = [[code, facts and [facts.quantity, facts.better, facts.settable]] for code, facts in known]
        about = [ENGINE_VERSION, storage.FORMAT, self._terms_digest, categories, facts]
        text = json.dumps(about, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def _terms_digest(self) -> str:
        told = json.dumps([self.terms.others, sorted(self.terms.table.items())], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()


def read_basis(day: date, database: str) -> Basis:
    """The basis of this moment. Two queries."""
    categories = list(Category.objects.all())
    words = {str(category.pk): (category.name_zh, *category.aliases) for category in categories}
    return Basis(
        day=day,
        database=database,
        parameters={parameter.code: facts_of(parameter) for parameter in Parameter.objects.all()},
        words=words,
        families={str(category.pk): family_of_products(category) for category in categories},
        terms=TermWeights.of(words.values()),
    )


def family_of_products(category: Category) -> str:
    """The family that the products of a category belong to; one without a family is a family of its own."""
    return category.family if category.level == 3 and category.family else f"category:{category.pk}"


@dataclass(frozen=True, slots=True)
class Content:
    """A family's products at one moment.

    `entry` says where they lie as files, perhaps of an earlier day; None where only this process has them.
    """

    columns: Columns
    texts: TextColumns
    members: Members
    day: date
    basis: str
    entry: Entry | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The parameters that the products answer."""
        return tuple(sorted(self.columns.slots))


class Family:
    """A family on a basis. `suspects` are products that may have changed since `before`; without it all are compared.

    Safe to share between threads.
    """

    def __init__(
        self,
        key: str,
        basis: Basis,
        *,
        before: Family | None = None,
        suspects: frozenset[int] | None = None,
        is_kept: bool = False,
        content: Content | None = None,
    ) -> None:
        self.key, self.basis, self.is_kept = key, basis, is_kept
        self._before, self._suspects = before, suspects
        self._content = content
        self._lock = threading.Lock()
        self._has_begun = content is not None

    @property
    def content(self) -> Content:
        """The products as of a moment at or after the one when this was made. Reads the database the first time."""
        if self._content is None:
            with self._lock:
                self._has_begun = True
                if self._content is None:
                    self._content = self._brought()
                    self._before = None
        return self._content

    @property
    def is_known(self) -> bool:
        """Whether its products were read already."""
        return self._content is not None

    def after(self, suspects: Collection[int] | None, basis: Basis) -> Family:
        """The family when these products may have changed (None: any may have), on this basis."""
        before: Family | None = self
        every = suspects
        if not self._has_begun:  # nobody has asked: what is compared then includes what is suspected now
            before = self._before
            every = None if suspects is None or self._suspects is None else self._suspects.union(suspects)
        return Family(
            *(self.key, basis),
            before=before,
            suspects=None if every is None else frozenset(every),
            is_kept=self.is_kept,
        )

    def _brought(self) -> Content:
        before = self._before.content if self._before else None
        if before is not None and not self._fits(before.basis, before.codes, before.day):
            before = None
        if not self.is_kept:
            return _followed(self, before, self._suspects)
        with family_files.making(self.key) as may_write:
            base, suspects = before, self._suspects
            found = self._opened(base)
            if found is not None:
                known = None if base is None or suspects is None else base.members.differing(found.members)
                base, suspects = found, None if known is None or suspects is None else suspects | known
            content = _followed(self, base, suspects)
            is_shared = may_write and not connection.in_atomic_block  # nobody else's before it is committed
            return self.keep(content) if is_shared else content

    def _fits(self, basis: str, codes: Iterable[str], day: date) -> bool:
        return day <= self.basis.day and basis == self.basis.digest(self.key, codes)

    def _opened(self, known: Content | None) -> Content | None:
        """What lies in the files, if it is of this basis and not what is known anyway."""
        entry = family_files.entry_of(self.key)
        if entry is None or entry.database != self.basis.database or (known and known.entry == entry):
            return None
        if not self._fits(entry.basis, entry.codes, date.fromisoformat(entry.day)):
            return None
        folder = family_files.root() / entry.folder
        try:
            columns, texts, _ = storage.open_snapshot(folder, terms=self.basis.terms)
            members = Members(np.load(folder / f"{_MEMBERS}.npy", mmap_mode="r"))
        except (storage.UnreadableSnapshot, OSError, ValueError):
            logger.exception("the files of family %s can't be read and are made anew", self.key)
            return None
        return Content(columns, texts, members, date.fromisoformat(entry.day), entry.basis, entry)

    def keep(self, content: Content) -> Content:
        """The content, written as files, and then as every other process has it: mapped."""
        folder = family_files.root() / content.entry.folder if content.entry else family_files.new_folder(self.key)
        entry = Entry(folder.name, self.basis.database, content.day.isoformat(), content.basis, content.codes)
        if entry == content.entry:
            return content
        try:
            if content.entry is None:
                storage.save(content.columns, content.texts, folder, beside={_MEMBERS: content.members.table})
            family_files.list_entry(self.key, entry)
        except OSError:
            logger.exception("family %s could not be kept in %s; every process makes it for itself", self.key, folder)
            return content
        return self._opened(None) or content


def read_all(basis: Basis) -> dict[str, Family]:
    """All families of a small catalogue, which no file keeps, in one pass over the products."""
    products: dict[str, list[ProductForMatching]] = {}
    with one_moment():
        for product in products_for_matching():
            products.setdefault(basis.families[str(product.category_id)], []).append(product)
    found = {}
    for key, each in products.items():
        family = Family(key, basis)
        found[key] = Family(key, basis, content=_built(family, each))
    return found


def rebuild(key: str, basis: Basis) -> Content:
    """A family read from the database, whatever the files say, and put in their place.

    Nobody waits while it is read. What another process writes meanwhile may be newer and is replaced: whoever opens
    files holds them against the database, so nothing is lost by it.
    """
    family = Family(key, basis, is_kept=True)
    content = _read(family)
    with family_files.making(key) as may_write:
        return family.keep(content) if may_write else content


def sizes_of(basis: Basis) -> dict[str, int]:
    """How many published products each family has; those without any are left out. One query."""
    products = Product.objects.filter(status=Product.Status.PUBLISHED).order_by()
    sizes: dict[str, int] = defaultdict(int)
    for category, size in products.values_list("category_id").annotate(Count("pk")):
        sizes[basis.families[str(category)]] += size
    return dict(sizes)


def _read(family: Family) -> Content:
    with one_moment():
        categories = [int(each) for each in family.basis.categories_of(family.key)]
        return _built(family, products_for_matching(category_ids=categories))


def _built(family: Family, products: Iterable[ProductForMatching]) -> Content:
    members: list[tuple[int, int, int]] = []
    basis = family.basis
    index = MatchIndex.build(
        _noted(products, basis, members),
        parameters=basis.parameters,
        units=default_units(),
        today=basis.day,
        terms=basis.terms,
    )
    return _content(family, index, Members.of(members))


def _content(family: Family, index: MatchIndex, members: Members) -> Content:
    basis = family.basis.digest(family.key, sorted(index.columns.slots))
    return Content(index.columns, index.texts, members, family.basis.day, basis)


def _noted(
    products: Iterable[ProductForMatching], basis: Basis, members: list[tuple[int, int, int]]
) -> Iterator[ProductFacts]:
    """Products for the engine; which revision of each was read is noted on the way."""
    for product in products:
        members.append((product.id, product.revision, product.category_id))
        yield product_facts(product, basis.words[str(product.category_id)])


def _followed(family: Family, base: Content | None, suspects: frozenset[int] | None) -> Content:
    """The family as it is now: what changed since `base` is read and merged into it.

    Evidence that expires changes a product from one day to the next, so products that have some are read again.
    """
    if base is None:
        return _read(family)
    categories = [int(each) for each in family.basis.categories_of(family.key)]
    if suspects is None:
        suspects = base.members.differing(_published(categories))
    aged = _expiring(categories, base.day, family.basis.day) if base.day != family.basis.day else frozenset()
    if len(suspects | aged) > len(base.members) * MOST_FOLLOWED:
        return _read(family)
    return _merged(family, replace(base, day=family.basis.day), suspects, aged)


def _merged(family: Family, base: Content, suspects: frozenset[int], aged: frozenset[int]) -> Content:
    """`base` with those of the suspects that differ, and the aged ones, as they are now."""
    changed: list[tuple[int, int, int]] = []
    with one_moment():
        found = {
            each.id: each
            for each in products_for_matching(suspects | aged)
            if family.basis.families[str(each.category_id)] == family.key
        }
    is_new = {
        each.id
        for each in found.values()
        if each.id in aged or base.members.find(each.id) != (each.revision, each.category_id)
    }
    facts = list(_noted((found[each] for each in sorted(is_new)), family.basis, changed))
    gone = [each for each in suspects - found.keys() if base.members.find(each)]
    if not facts and not gone:
        return base
    index = MatchIndex(family.basis.parameters, default_units(), family.basis.day, base.columns, base.texts)
    return _content(family, index.updated(facts, map(str, gone)), base.members.updated(changed, gone))


def _published(category_ids: Collection[int]) -> Members:
    products = Product.objects.filter(status=Product.Status.PUBLISHED, category_id__in=category_ids)
    return Members.of(products.order_by().values_list("pk", "revision", "category_id"))


def _expiring(category_ids: Collection[int], since: date, until: date) -> frozenset[int]:
    """The products with evidence that held on the first day and no longer on the second."""
    values = SpecValue.objects.filter(expires_on__gte=since, expires_on__lt=until)
    values = values.filter(product__category_id__in=category_ids, product__status=Product.Status.PUBLISHED)
    return frozenset(values.order_by().values_list("product_id", flat=True))


@contextmanager
def one_moment() -> Iterator[None]:
    """Products and their values are read as of one moment, though by several statements."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


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
