"""A market as lines for COPY: products, spec values in base units as whole numbers, jsonb documents, texts.

A number is a whole multiple of the parameter's 1/denominator, doubled. A bound of a demand that lies between two
multiples takes the odd number between them, so comparing two 64-bit integers is comparing two rationals exactly, and a
peer needs no `numeric`. The values are those that count today (canonical.current_values), as in the engine's columns.
Values that the world never prints (offsets from the surroundings, foreign units) raise ValueError.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from apps.matching.engine import layout
from apps.matching.engine.facts import ProductFacts
from apps.matching.engine.scoring import NO_AMOUNT, days, fen
from apps.matching.engine.text import TermWeights, terms_of
from apps.sample.market.market import TODAY, World
from apps.taxonomy.language.canonical import Answer, answer_of, current_values, rung_today
from apps.taxonomy.language.conditions import condition_key
from apps.taxonomy.language.types import Bound, SpecValue

NULL = r"\N"
OWN_TEXTS = 2  # of a product's texts the first are its own, the others its type's


@dataclass
class Numbers:
    """Small whole numbers for codes and words, given out in the order of their first use."""

    known: dict[str, int] = field(default_factory=dict)

    def of(self, word: str) -> int:
        """The word's number."""
        return self.known.setdefault(word, len(self.known))


@dataclass(frozen=True)
class Coder:
    """How a market's facts are written as numbers. `conditions` 0 is no condition."""

    world: World
    conditions: Numbers = field(default_factory=lambda: Numbers({"": 0}))
    members: Numbers = field(default_factory=Numbers)
    categories: Numbers = field(default_factory=Numbers)
    texts: Numbers = field(default_factory=Numbers)

    @cached_property
    def parameters(self) -> Mapping[str, int]:
        """A number for each parameter."""
        return {code: number for number, code in enumerate(sorted(self.world.printed))}

    def condition(self, text: str | None) -> int:
        """The number of a test condition; equal conditions have one number."""
        return self.conditions.of(condition_key(text, self.world.units))

    def bound(self, code: str, bound: Bound | None) -> int | None:
        """A demand's bound in base units, as it compares with the rows' numbers."""
        if bound is None:
            return None
        if not isinstance(bound, Fraction):
            raise ValueError(f"{code}: {bound} is no number")
        multiple, rest = divmod(bound.numerator * self.world.printed[code].denominator, bound.denominator)
        return 2 * multiple + (1 if rest else 0)


@dataclass(frozen=True)
class Entry:
    """One spec value: as the end of a line of `spec`, and as a member of a jsonb document."""

    condition: int
    line: str
    json: str


class Entries:
    """Turns spec values into entries; those of the pools are turned once."""

    def __init__(self, coder: Coder) -> None:
        self._coder = coder
        self._pooled: dict[str, frozenset[int]] = {}
        self._known: dict[int, Entry] = {}

    def of(self, product: ProductFacts) -> list[tuple[int, Entry]]:
        """(parameter, entry) of all values that count today."""
        specs = product.specs
        if len({value.code for value in specs}) < len(specs):
            current = current_values(specs, units=self._coder.world.units, today=TODAY)
            specs = tuple(each.value for each in current.values())
        parameters = self._coder.parameters
        return [(parameters[value.code], self._entry(value)) for value in specs]

    def _entry(self, value: SpecValue) -> Entry:
        known = self._known.get(id(value))
        if known is None:
            known = self._make(value)
            if self._is_pooled(value):
                self._known[id(value)] = known
        return known

    def _is_pooled(self, value: SpecValue) -> bool:
        """Pools live as long as the world, so their values can be known by identity; other values can't."""
        if value.code not in self._pooled:
            self._pooled[value.code] = frozenset(map(id, self._coder.world.printed[value.code].pool))
        return id(value) in self._pooled[value.code]

    def _make(self, value: SpecValue) -> Entry:
        coder, code = self._coder, value.code
        answer = answer_of(value, parameter=coder.world.printed[code].facts, units=coder.world.units)
        _check_plain(code, answer)
        lo, hi = coder.bound(code, answer.lo), coder.bound(code, answer.hi)
        members = sorted(coder.members.of(member) for member in answer.members)
        kind, rung = layout.KINDS.index(answer.kind), int(rung_today(value, TODAY))
        condition = coder.condition(value.condition)
        flags = [int(answer.approximate), int(answer.strict), int(answer.has)]
        fields = [coder.parameters[code], condition, kind, rung, *("ft"[flag] for flag in flags)]
        numbers = [NULL if number is None else number for number in (lo, hi)]
        listed = f"{{{','.join(map(str, members))}}}" if members else NULL
        json = [kind, "null" if lo is None else lo, "null" if hi is None else hi, rung, *flags]
        if members:
            json.append(f"[{','.join(map(str, members))}]")
        return Entry(
            condition,
            "\t".join(map(str, (*fields, *numbers, listed))),
            f'"{condition}":[{",".join(map(str, json))}]',
        )


def _check_plain(code: str, answer: Answer) -> None:
    """The peers' formula knows values in the parameter's own quantity, whose magnitude is their upper end."""
    has_magnitude = answer.magnitude is not None and answer.lo is not None and answer.lo != answer.hi
    if not answer.fits and answer.kind not in (layout.KINDS[layout.SET], layout.KINDS[layout.HAS]):
        raise ValueError(f"{code}: a unit of another quantity")
    if has_magnitude:
        raise ValueError(f"{code}: a magnitude that is not the upper end")


def write_files(world: World, count: int, folder: Path) -> Coder:
    """Write product.tsv, spec.tsv, document.tsv, text_term.tsv and category_text.tsv; in one pass, in little memory."""
    coder = Coder(world)
    entries = Entries(coder)
    written: dict[int, None] = {}
    category_texts: dict[tuple[int, int], None] = {}
    with (
        (folder / "product.tsv").open("w", encoding="utf-8") as products,
        (folder / "spec.tsv").open("w", encoding="utf-8") as specs,
        (folder / "document.tsv").open("w", encoding="utf-8") as documents,
        (folder / "text_term.tsv").open("w", encoding="utf-8") as terms,
    ):
        for product in world.products(count):
            number, category = int(product.product_id), coder.categories.of(product.category)
            texts = [coder.texts.of(text) for text in product.texts]
            for text, words in zip(texts, product.texts, strict=True):
                if text not in written:
                    written[text] = None
                    terms.writelines(_term_lines(text, words, world.terms))
            category_texts.update(((category, text), None) for text in texts[OWN_TEXTS:])
            head = _head(product, category, texts)
            products.write(f"{number}\t{head}\n")
            given = entries.of(product)
            specs.writelines(f"{number}\t{category}\t{entry.line}\n" for _, entry in given)
            documents.write(f"{number}\t{head}\t{_document(given)}\n")
    lines = (f"{category}\t{text}\n" for category, text in category_texts)
    (folder / "category_text.tsv").write_text("".join(lines), encoding="utf-8")
    return coder


def _head(product: ProductFacts, category: int, texts: list[int]) -> str:
    price, lead = fen(product.price), days(product.lead_days)
    amounts = [NULL if amount == NO_AMOUNT else str(amount) for amount in (price, lead)]
    return "\t".join((str(category), *amounts, "ft"[product.is_reference], *map(str, texts[:OWN_TEXTS])))


def _document(given: list[tuple[int, Entry]]) -> str:
    by_parameter: dict[int, list[str]] = {}
    for parameter, entry in given:
        by_parameter.setdefault(parameter, []).append(entry.json)
    members = (f'"{number}":{{{",".join(json)}}}' for number, json in by_parameter.items())
    return f"{{{','.join(members)}}}"


def _term_lines(text: int, words: str, weights: TermWeights) -> list[str]:
    """The terms of a text that count, each with its weight and that of the whole text."""
    weighed = {term: weight for term in sorted(terms_of(words)) if (weight := weights.of_term(term))}
    whole = sum(weighed.values())
    return [f"{term}\t{text}\t{weight}\t{whole}\n" for term, weight in weighed.items()]
