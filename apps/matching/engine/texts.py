"""The texts of a catalogue: which terms each text has, which texts a row has.

Only terms that count are kept, and products of a category share its words: so a catalogue has few distinct texts, and
fewer sets of texts, *wordings*, than products. A title is held against each text once; a row's relevance is looked up
where it matters.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from apps.matching.engine import relating
from apps.matching.engine.columns import Int32, Int64
from apps.matching.engine.facts import ProductFacts
from apps.matching.engine.text import TermWeights, terms_of

Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Groups:
    """Lists of numbers, one behind the other: the list i is numbers[at[i]:at[i+1]]."""

    at: Int64
    numbers: Int32

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> Groups:
        """These lists."""
        at = np.zeros(len(lists) + 1, np.int64)
        np.cumsum([len(each) for each in lists], out=at[1:])
        return cls(_frozen(at), _frozen(np.array([number for each in lists for number in each], dtype=np.int32)))

    def __len__(self) -> int:
        return len(self.at) - 1

    def __getitem__(self, place: int) -> Int32:
        return self.numbers[self.at[place] : self.at[place + 1]]


@dataclass(frozen=True, slots=True)
class TextColumns:
    """`rows` is the wording of each row, `wordings` the texts of each, `texts` the terms of each, and `wholes` what the
    terms of a text count together.

    `terms` comes from outside, like the facts of parameters: catalogues that are to say the same have the same.
    `term_ids` holds the terms that some text has and that count.
    """

    terms: TermWeights
    term_ids: Mapping[str, int]
    rows: Int32
    wordings: Groups
    texts: Groups
    wholes: Int32

    def shares(self, title: str) -> Int32:
        """The relevance of each text to a title, in thousandths."""
        weighed = self.terms.weighed(title)
        counts = np.zeros(len(self.term_ids), np.int32)
        for term, weight in weighed.items():
            if (number := self.term_ids.get(term)) is not None:
                counts[number] = weight
        shares = np.empty(len(self.texts), np.int32)
        relating.relate(counts, sum(weighed.values()), self.texts.at, self.texts.numbers, self.wholes, shares)
        return shares

    def relevance(self, shares: Int32, rows: Int64) -> Int32:
        """The relevance of each of these rows: the best of its texts, whose `shares` are known."""
        found = np.empty(len(rows), np.int32)
        relating.find_relevance(rows, self.rows, self.wordings.at, self.wordings.numbers, shares, found)
        return found


def build_texts(ordered: Iterable[ProductFacts], terms: TermWeights) -> TextColumns:
    """The text columns of products in the row order of the other columns."""
    builder = TextsBuilder(terms)
    for product in ordered:
        builder.add(product.texts)
    return builder.finish()


@dataclass(slots=True)
class _Known:
    """Distinct lists of numbers, in the order of their coming."""

    numbers: dict[tuple[int, ...], int] = field(default_factory=dict)

    def number(self, own: Iterable[int]) -> int:
        """The number of the list with these numbers, whatever their order."""
        return self.numbers.setdefault(tuple(sorted(own)), len(self.numbers))

    def groups(self) -> Groups:
        return Groups.of(list(self.numbers))


class TextsBuilder:
    """Takes the texts of rows and gives their columns."""

    def __init__(self, terms: TermWeights) -> None:
        self._terms = terms
        self._term_ids: dict[str, int] = {}
        self._written: dict[str, int] = {}
        self._texts, self._wordings = _Known(), _Known()
        self._rows = array("i")

    def add(self, texts: Iterable[str]) -> None:
        """The texts of the next row."""
        self._rows.append(self._wordings.number({self._text(text) for text in texts}))

    def _text(self, text: str) -> int:
        number = self._written.get(text)
        if number is None:
            counting = [term for term in terms_of(text) if self._terms.of_term(term)]
            number = self._written[text] = self._texts.number(self._ids(counting))
        return number

    def _ids(self, terms: Iterable[str]) -> list[int]:
        return [self._term_ids.setdefault(term, len(self._term_ids)) for term in terms]

    def add_rows(self, catalogues: Sequence[TextColumns], new_rows: Sequence[Int32]) -> None:
        """The rows of other columns, all at once and before anything else; `new_rows` says where each one goes."""
        placed = np.concatenate(new_rows)
        wordings = [self._taken_over(each, rows) for each, rows in zip(catalogues, new_rows, strict=True)]
        order = np.argsort(placed, kind="stable")[int(np.count_nonzero(placed < 0)) :]
        self._rows.frombytes(np.concatenate(wordings)[order].tobytes())

    def _taken_over(self, columns: TextColumns, new_rows: Int32) -> Int32:
        """The new number of each row's wording."""
        words = sorted(columns.term_ids, key=lambda term: columns.term_ids[term])
        terms = self._ids(words)
        numbers = np.zeros(len(columns.wordings), np.int32)
        texts: dict[int, int] = {}
        for wording in np.unique(columns.rows[new_rows >= 0]).tolist():
            own = columns.wordings[wording].tolist()
            for text in own:
                if text not in texts:
                    texts[text] = self._texts.number(terms[term] for term in columns.texts[text].tolist())
            numbers[wording] = self._wordings.number({texts[text] for text in own})
        found: Int32 = numbers[columns.rows]
        return found

    def finish(self) -> TextColumns:
        """The columns of what was added."""
        counted = {number: self._terms.of_term(term) for term, number in self._term_ids.items()}
        wholes = [sum(counted[term] for term in terms) for terms in self._texts.numbers]
        return TextColumns(
            terms=self._terms,
            term_ids=self._term_ids,
            rows=_frozen(np.asarray(self._rows, dtype=np.int32).copy()),
            wordings=self._wordings.groups(),
            texts=self._texts.groups(),
            wholes=_frozen(np.array(wholes, dtype=np.int32)),
        )


def _frozen(column: npt.NDArray[Number]) -> npt.NDArray[Number]:
    column = np.ascontiguousarray(column)
    column.flags.writeable = False
    return column
