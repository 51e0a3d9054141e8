"""What the pages of products show, ready for the templates: cells, facets, the tree, comparison rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from apps.suppliers.catalogue import NUMERIC_KINDS
from apps.suppliers.models import Product, SpecValue
from apps.suppliers.searching import squeeze
from apps.suppliers.selectors import spec_rows_of
from apps.suppliers.specs import Understanding, is_expired, understanding_of, value_of
from apps.taxonomy.language import types
from apps.taxonomy.language.canonical import find_unit
from apps.taxonomy.language.types import EvidenceRung, SpecKind
from apps.taxonomy.language.units import default_units
from apps.taxonomy.language.wording import rounded_to, value_in_words
from apps.taxonomy.models import Category, Parameter
from apps.taxonomy.selectors import CategoryNode, TemplateLine
from kernel.languages import bracketed, reader_language

COLUMNS = 4
MOST_COLUMNS = 8
DIGITS = 4
LONGEST_CELL = 24
_NUMBERS = (SpecKind.EXACT, SpecKind.AT_LEAST, SpecKind.AT_MOST, SpecKind.RANGE, SpecKind.TOLERANCE)
_PUNCTUATION = re.compile(r"[()（）@,，]")


@dataclass(frozen=True, slots=True)
class SpecCell:
    """A value as a table shows it: in the unit that stands in the head, with its evidence of today.

    `printed` is the maker's own text where its unit is another one; `text` is then converted, and says ≈ if rounded.
    """

    text: str
    printed: str
    full_text: str
    condition: str
    rung: int
    is_expired: bool
    is_number: bool
    figure: float | None
    row: SpecValue


def rung_today(row: SpecValue, today: date) -> int:
    """The rung that counts today."""
    return int(EvidenceRung.CLAIM) if is_expired(row, today) else row.rung


def counting_rows(rows: Iterable[SpecValue], today: date) -> list[SpecValue]:
    """Of one product's rows those that count today, in their order (`canonical.current_values` for rows)."""
    best: dict[tuple[object, str], SpecValue] = {}
    for row in rows:
        key = (row.parameter_id or f"own:{row.printed_name}", row.condition_key)
        known = best.get(key)
        if known is None or _weight(row, today) > _weight(known, today):
            best[key] = row
    return sorted(best.values(), key=lambda row: (row.position, row.pk))


def _weight(row: SpecValue, today: date) -> tuple[int, int, int]:
    return rung_today(row, today), row.rung, row.pk


def cells_of(product_ids: Iterable[int], today: date) -> Mapping[int, Mapping[int, SpecCell]]:
    """By product id and parameter id the first value that counts today. One query."""
    ids = list(product_ids)
    by_product: dict[int, list[SpecValue]] = {product_id: [] for product_id in ids}
    for row in spec_rows_of(ids):
        by_product[row.product_id].append(row)
    found: dict[int, dict[int, SpecCell]] = {}
    for product_id, rows in by_product.items():
        cells: dict[int, SpecCell] = {}
        for row in counting_rows(rows, today):
            if row.parameter_id is not None:
                cells.setdefault(row.parameter_id, cell_of(row, today))
        found[product_id] = cells
    return found


def cell_of(row: SpecValue, today: date) -> SpecCell:
    """The cell of one row."""
    value = value_of(row)
    if row.parameter and value.unit and value.unit == row.parameter.unit:
        value = replace(value, unit=None)
    converted = in_unit_of(value, row.parameter)
    understood = value.kind is not SpecKind.TEXT
    words = value_in_words(converted or value, reader_language()) if understood else row.text
    if converted is not None and converted.approximate and not value.approximate:
        words = "≈ " + value_in_words(replace(converted, approximate=False))
    return SpecCell(
        text=words if len(words) <= LONGEST_CELL else words[: LONGEST_CELL - 1] + "…",
        printed="" if converted is None else row.text,
        full_text=row.text,
        condition=row.condition,
        rung=rung_today(row, today),
        is_expired=is_expired(row, today),
        is_number=row.base_lo is not None,
        figure=row.base_hi,
        row=row,
    )


def in_unit_of(value: types.SpecValue, parameter: Parameter | None) -> types.SpecValue | None:
    """The value in the parameter's own unit, without a unit; None where it stands in it already or can't be converted.

    Rounded to four digits where it has more, and then marked as approximate.
    """
    if parameter is None or not value.unit or not parameter.unit or value.kind not in _NUMBERS:
        return None
    given = find_unit(value.unit, parameter.quantity, default_units())
    wanted = find_unit(parameter.unit, parameter.quantity, default_units())
    ends = [end for end in (value.lo, value.hi) if end is not None]
    if given is None or wanted is None or given == wanted or not all(isinstance(end, Fraction) for end in ends):
        return None
    shift = 0 if value.kind is SpecKind.TOLERANCE else given.offset - wanted.offset
    exact = [None if end is None else (end * given.factor + shift) / wanted.factor for end in _ends(value)]
    rounded = [None if end is None else rounded_to(end, DIGITS) for end in exact]
    is_rounded = value.approximate or rounded != exact
    return replace(value, lo=rounded[0], hi=rounded[1], unit=None, approximate=is_rounded)


def _ends(value: types.SpecValue) -> tuple[Fraction | None, Fraction | None]:
    lo, hi = value.lo, value.hi
    return (lo if isinstance(lo, Fraction) else None, hi if isinstance(hi, Fraction) else None)


# ---- catalogue ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One product of the catalogue's table with the cells of the chosen columns (None: no value)."""

    product: Product
    cells: tuple[tuple[Parameter, SpecCell | None], ...]


def catalogue_rows(products: Sequence[Product], columns: Sequence[Parameter], today: date) -> list[CatalogueRow]:
    """The rows of the table. One query."""
    cells = cells_of([product.pk for product in products], today) if columns else {}
    return [
        CatalogueRow(product, tuple((column, cells[product.pk].get(column.pk)) for column in columns))
        for product in products
    ]


def columns_for(
    lines: Sequence[TemplateLine], figures: Mapping[int, Sequence[float]], *, chosen: Sequence[str] = ()
) -> list[Parameter]:
    """The columns of the catalogue's table, in the template's order: those chosen by code, at most eight.

    Where none was chosen the first numeric parameters of the template that most products answer.
    """
    picked = [line.parameter for line in lines if line.parameter.code in chosen]
    if picked:
        return picked[:MOST_COLUMNS]
    numeric = [line.parameter for line in lines if line.parameter.kind in NUMERIC_KINDS]
    most = max((len(figures.get(parameter.pk, ())) for parameter in numeric), default=0)
    answered = [parameter for parameter in numeric if len(figures.get(parameter.pk, ())) * 2 > most]
    return (answered if most else numeric)[:COLUMNS]


# ---- tree ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Branch:
    """A category in the side list with its count; its children are shown where the branch is open."""

    category: Category
    count: int
    is_current: bool
    children: tuple[Branch, ...]
    hidden_count: int


def branches_of(
    tree: Iterable[CategoryNode], counts: Mapping[int, int], *, open_ids: frozenset[int], current: int | None
) -> tuple[Branch, ...]:
    """The side list: every first level that has products, opened along the way to the current category."""
    branches = [_branch(node, counts, open_ids, current) for node in tree]
    return tuple(branch for branch in branches if branch.count or branch.is_current)


def _branch(node: CategoryNode, counts: Mapping[int, int], open_ids: frozenset[int], current: int | None) -> Branch:
    below = [_branch(child, counts, open_ids, current) for child in node.children]
    total = counts.get(node.category.pk, 0) + sum(child.count for child in below)
    is_open = node.category.pk in open_ids
    shown = tuple(child for child in below if child.count or child.is_current) if is_open else ()
    hidden = len(below) - len(shown) if is_open else 0
    return Branch(node.category, total, node.category.pk == current, shown, hidden)


# ---- product ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SpecLine:
    """A line of a product page: the value, how it was read, its evidence, and values that stand behind it."""

    row: SpecValue
    reading: Understanding
    rung: int
    is_expired: bool
    counts: bool

    @property
    def says_more(self) -> bool:
        """Whether the reading is more than the text in other spacing: shown only then."""
        said = (self.reading.words, self.row.text + bracketed(self.row.condition), self.row.text)
        plain, *texts = (_PUNCTUATION.sub("", squeeze(text)) for text in said)
        return plain not in texts


@dataclass(frozen=True, slots=True)
class SpecGroup:
    """The lines of one group of the template."""

    title: str
    lines: tuple[SpecLine, ...]


def spec_groups(rows: Sequence[SpecValue], lines: Sequence[TemplateLine], today: date) -> list[SpecGroup]:
    """The product's values by group of the template, what counts first; the maker's own parameters last."""
    counting = {row.pk for row in counting_rows(rows, today)}
    order = {line.parameter.pk: (index, line.group_name) for index, line in enumerate(lines)}
    last = (len(order), "")
    ordered = sorted(
        rows, key=lambda row: (order.get(row.parameter_id or 0, last)[0], row.position, row.pk not in counting)
    )
    groups: dict[str, list[SpecLine]] = {}
    for row in ordered:
        title = order.get(row.parameter_id or 0, last)[1]
        groups.setdefault(title, []).append(spec_line(row, today, counts=row.pk in counting))
    return [SpecGroup(title, tuple(found)) for title, found in groups.items()]


def spec_line(row: SpecValue, today: date, *, counts: bool = True) -> SpecLine:
    """One line."""
    reading = understanding_of(value_of(row), row.parameter)
    return SpecLine(row, reading, rung_today(row, today), is_expired(row, today), counts)


def rung_counts(rows: Sequence[SpecValue], today: date) -> list[tuple[int, int]]:
    """How many counting values stand on each rung, the highest first."""
    rungs = [rung_today(row, today) for row in counting_rows(rows, today)]
    return [(int(rung), rungs.count(int(rung))) for rung in sorted(EvidenceRung, reverse=True)]


# ---- comparison ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One parameter across the compared products; `best` holds the places of the best figures."""

    label: str
    unit: str
    cells: tuple[SpecCell | None, ...]
    differs: bool
    best: frozenset[int]


def comparison_rows(
    products: Sequence[Product], lines: Sequence[TemplateLine], cells: Mapping[int, Mapping[int, SpecCell]]
) -> list[ComparisonRow]:
    """The parameters that at least one product answers, in the template's order, then any others."""
    parameters = {line.parameter.pk: line.parameter for line in lines}
    for product in products:
        for parameter_id, cell in cells[product.pk].items():
            if cell.row.parameter is not None:
                parameters.setdefault(parameter_id, cell.row.parameter)
    rows = []
    for parameter_id, parameter in parameters.items():
        answers = tuple(cells[product.pk].get(parameter_id) for product in products)
        if any(answers):
            rows.append(_comparison_row(parameter, answers))
    return rows


def _comparison_row(parameter: Parameter, answers: tuple[SpecCell | None, ...]) -> ComparisonRow:
    texts = {answer.full_text if answer else "" for answer in answers}
    return ComparisonRow(parameter.name, parameter.unit, answers, len(texts) > 1, _best(parameter, answers))


def _best(parameter: Parameter, answers: tuple[SpecCell | None, ...]) -> frozenset[int]:
    """The places of the best figures, where the parameter has a good direction and the conditions are the same."""
    figures = {i: a.figure for i, a in enumerate(answers) if a and a.figure is not None}
    conditions = {a.row.condition_key for a in answers if a}
    if not parameter.better or len(conditions) > 1 or len(set(figures.values())) < 2:
        return frozenset()
    numbers = [figure for figure in figures.values() if figure is not None]
    best = max(numbers) if parameter.better == Parameter.Better.HIGHER else min(numbers)
    return frozenset(place for place, figure in figures.items() if figure == best)
