"""The parameters of a question: read by the requirement language and linked by the taxonomy, as a line of a demand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from apps.demands.conversion import asked_in_words, requirement_of, with_alternatives
from apps.demands.documents import link_rows, linked, rows_of_line
from apps.demands.models import Requirement
from apps.demands.reading.types import RowKind, TenderRow
from apps.search.questions import Alternative, Piece, PieceKind, other_name
from apps.search.sheet import Line, Sheet
from apps.search.vocabulary import Vocabulary
from apps.taxonomy.language import types
from apps.taxonomy.language.canonical import ask_of
from apps.taxonomy.language.types import Operator
from apps.taxonomy.language.units import default_units
from apps.taxonomy.models import Category, Parameter
from apps.taxonomy.naming import normalised
from apps.taxonomy.selectors import parameter_facts

MOST_CLAUSES = 30
MOST_ALTERNATIVES = 3
_NUMBERING = re.compile(r"[★▲△*＊#]?\d*(?:\.\d+)*[.、)）]?")


@dataclass(frozen=True, slots=True)
class Clause:
    """Rows that are one requirement (alternatives of one another, else a single one), and their place in the text."""

    rows: tuple[Requirement, ...]
    start: int
    end: int

    @property
    def name(self) -> str:
        """The parameter as printed."""
        return self.rows[0].printed_name


def read_clauses(sheet: Sheet, *, instrument: str) -> list[Clause]:
    """Every requirement in what is left of the sheet; its words are taken from it."""
    found: list[Clause] = []
    for number, line in enumerate(sheet.lines(), start=1):
        tender_row = TenderRow(line.text, number="", mark="", kind=RowKind.TECHNICAL, block=0)
        rows = rows_of_line(tender_row, number=number, instrument=instrument)
        groups = [tuple(group) for group in with_alternatives(rows)]
        found += _placed(line, [group for group in groups if group[0].op != Operator.TEXT or group[0].confidence])
    for clause in found[:MOST_CLAUSES]:
        sheet.take(clause.start, clause.end)
    return found[:MOST_CLAUSES]


def _placed(line: Line, groups: Sequence[tuple[Requirement, ...]]) -> list[Clause]:
    """The groups with their places, which never overlap: a word that two were read from belongs to the first.

    A word ends where the next reading begins, as in 分辨率≥6万质量精度≤1ppm.
    """
    spans = [(min(row.span_start for row in group), max(row.span_end for row in group)) for group in groups]
    ceilings = [*(start for start, _end in spans), len(line.text)][1:]
    found: list[Clause] = []
    floor = line.start
    for group, (_start, end), ceiling in zip(groups, spans, ceilings, strict=True):
        first, last = _place(line, group, floor)
        first = max(first, floor)
        last = max(first, min(last, line.start + max(end, ceiling)))
        found.append(Clause(group, first, last))
        floor = last
    return found


def _place(line: Line, rows: Sequence[Requirement], floor: int) -> tuple[int, int]:
    """The words that the rows were read from: those under their spans, and the name and number before them.

    What lies before `floor` belongs to the clause before.
    """
    begin = line.start + min(row.span_start for row in rows)
    end = line.start + max(row.span_end for row in rows)
    name = normalised(rows[0].printed_name)
    tokens = [token for token in line.tokens() if token[0] >= floor]
    touched = [at for at, (start, stop, _word) in enumerate(tokens) if start < end and stop > begin]
    if not touched:
        return begin, end
    first, last = touched[0], touched[-1]
    while first and (normalised(tokens[first - 1][2]) in name or _NUMBERING.fullmatch(tokens[first - 1][2])):
        first -= 1
    return min(begin, tokens[first][0]), max(end, tokens[last][1])


# ---- which category ------------------------------------------------------------------------------------------------


def fitting(clauses: Iterable[Clause], category: Category, words: Vocabulary) -> int:
    """How many clauses name a parameter of this category whose quantity the printed value has."""
    linker = words.linker(category.code)
    links = ((clause.rows[0], linked(clause.rows[0], linker)) for clause in clauses)
    known = ((row, words.by_code.get(link.code)) for row, link in links if link and link.layer != "family")
    return sum(parameter is not None and _fits(row, parameter) for row, parameter in known)


def types_knowing(clauses: Sequence[Clause], words: Vocabulary) -> list[tuple[Category, float]]:
    """The instrument types whose templates know most of the clauses, at least half of them.

    Each with the share of its template that is of the kinds asked for (lc.…): the template of LC-MS holds that of
    HPLC, but only HPLC's is made of it.
    """
    known: dict[str, set[str]] = {}
    counts: Counter[str] = Counter()
    for clause in clauses:
        fit = [each for each in words.named.get(normalised(clause.name), ()) if _fits(clause.rows[0], each)]
        holders = {code for each in fit for code in words.holders.get(each.pk, ())}
        counts.update(holders)
        for each in fit:
            for code in words.holders.get(each.pk, ()):
                known.setdefault(code, set()).add(each.code.split(".")[0])
    most = max(counts.values(), default=0)
    best = (each for each in words.categories.values() if counts[each.code] == most and 2 * most >= len(clauses))
    return [(each, _share(each, known[each.code], words)) for each in best] if most else []


def _share(category: Category, kinds: set[str], words: Vocabulary) -> float:
    codes = [parameter.code.split(".")[0] for parameter in words.parameters_of(category)]
    return sum(code in kinds for code in codes) / len(codes)


def _fits(row: Requirement, parameter: Parameter) -> bool:
    ask = ask_of(requirement_of([row]), parameter=parameter_facts(parameter), units=default_units())
    return ask.fits or ask.op in (Operator.SET, Operator.HAS)


# ---- pieces and requirements ----------------------------------------------------------------------------------------


def settle(
    clauses: Sequence[Clause], sheet: Sheet, *, category: Category | None, words: Vocabulary
) -> list[types.Requirement]:
    """Link the clauses in the category and lay them on the sheet; gives those that the engine can judge."""
    doubted = {id(row) for clause in clauses for row in clause.rows if row.needs_review}
    rows = [row for clause in clauses for row in clause.rows]
    link_rows(rows, words.linker(category.code if category else ""), parameters=words.by_code)
    usable: list[types.Requirement] = []
    for clause in clauses:
        is_doubted = any(id(row) in doubted for row in clause.rows)
        for row in clause.rows:
            # The asker sees how the name was taken and can take it away: no need to wait for a confirmation.
            row.needs_review = row.needs_review and is_doubted
        asked = requirement_of(clause.rows)
        is_used = not is_doubted and asked.op is not Operator.TEXT and asked.code is not None
        if is_used or clause.start < clause.end:
            sheet.add(_piece(clause, sheet, category, words, is_used=is_used))
        if is_used:
            usable.append(replace(asked, number=str(len(usable) + 1)))
    return usable


def _piece(clause: Clause, sheet: Sheet, category: Category | None, words: Vocabulary, *, is_used: bool) -> Piece:
    asked = " / ".join(asked_in_words(row) for row in clause.rows)
    return Piece(
        kind=PieceKind.PARAMETER if is_used else PieceKind.UNREAD,
        start=clause.start,
        end=clause.end,
        label=f"{clause.name} {asked}".strip() if is_used else sheet.text[clause.start : clause.end].strip(),
        note=_note(clause, category, is_used=is_used),
        alternatives=_alternatives(clause, sheet, category, words),
        is_used=is_used,
    )


def _note(clause: Clause, category: Category | None, *, is_used: bool) -> str:
    row = clause.rows[0]
    if is_used and row.parameter is not None:
        is_same = normalised(row.parameter.name_zh) == normalised(row.printed_name)
        official = "" if is_same else row.parameter.name
        condition = row.condition or (_("未写测试条件") if row.parameter.conditions else "")
        return " · ".join(part for part in (official, condition) if part)
    if row.op == Operator.TEXT or row.needs_review:
        return row.review_reason or _("没有读懂，未用于搜索")
    if category is None:
        return _("加上仪器类别才能比对")
    return _("该类别没有这个参数，未用于搜索")


def _alternatives(
    clause: Clause, sheet: Sheet, category: Category | None, words: Vocabulary
) -> tuple[Alternative, ...]:
    """The parameter's usual conditions where none is printed, and other parameters whose names hold the printed one."""
    printed, parameter = clause.name, clause.rows[0].parameter
    place = sheet.text.find(printed, clause.start, clause.end)
    if category is None or place < 0:
        return ()

    def instead(name: str) -> str:
        return sheet.text[:place] + name + sheet.text[place + len(printed) :]

    conditions = parameter.conditions if parameter is not None and not clause.rows[0].condition else []
    named = [
        Alternative(_("注明 %(condition)s") % {"condition": each}, instead(f"{printed}（{each}）"))
        for each in conditions[:MOST_ALTERNATIVES]
    ]
    key = normalised(printed)
    others = (
        each for each in words.parameters_of(category)
        if each != parameter and len(key) > 1 and key in normalised(each.name_zh) and key != normalised(each.name_zh)
    )  # fmt: skip
    named += [other_name(each.name, instead(each.name_zh)) for each in others]
    return tuple(named[:MOST_ALTERNATIVES])
