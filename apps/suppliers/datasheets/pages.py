"""What the review page of a datasheet shows: the original with its parts marked, proposals beside present values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apps.suppliers.datasheets.comparing import Compared, Standing, key_of, standings_of, value_of_proposal
from apps.suppliers.datasheets.deciding import sure_rows
from apps.suppliers.datasheets.selectors import missing_parameters, present_values, proposals_of, template_lines
from apps.suppliers.models import Datasheet, DatasheetProposal
from apps.suppliers.searching import squeeze
from apps.suppliers.specs import Understanding, understanding_of
from apps.taxonomy.language.types import SpecValue as Value
from apps.taxonomy.models import Parameter
from apps.taxonomy.selectors import TemplateLine

MOST_LINES = 1500
_BEHIND_NUMBER = re.compile(r"\s+\S+$")
LONGEST_NAME = 30
_HAN = re.compile(r"[\u3400-\u9fff]")
_TITLE_ENDS = re.compile(
    r"（示例）|(?:技术|主要|产品)?(?:技术参数|参数表|规格书|选型表|样本|彩页|技术规格|主要技术参数|产品彩页).*$"
)
Decision = DatasheetProposal.Decision


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the original: `part` is name, value, or '' for what was not used."""

    text: str
    part: str


@dataclass(frozen=True, slots=True)
class OriginalLine:
    """A block of the datasheet with the proposals that were read from it."""

    number: int
    place: str
    is_heading: bool
    segments: tuple[Segment, ...]
    row_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RowView:
    """A proposal as the page shows it."""

    row: DatasheetProposal
    number: int
    group: str
    value: Value
    reading: Understanding
    compared: Compared
    is_twice: bool

    @property
    def says_more(self) -> bool:
        """Whether the reading is more than the text in other spacing: shown only then."""
        return squeeze(self.reading.words) != squeeze(self.row.text)

    @property
    def is_doubtful(self) -> bool:
        """Whether somebody should look before it is taken."""
        is_plain = self.compared.standing in (Standing.NEW, Standing.SAME)
        return self.row.decision == Decision.OPEN and (bool(self.row.doubt) or not is_plain)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows there are, by what was decided."""

    rows: int
    open: int
    accepted: int
    rejected: int
    quiet: int
    sure: int


@dataclass(frozen=True, slots=True)
class Review:
    """Everything that the two columns of the page show."""

    lines: tuple[OriginalLine, ...]
    rows: tuple[RowView, ...]
    quiet: tuple[RowView, ...]
    counts: Counts
    missing: tuple[Parameter, ...]


def review_of(
    datasheet: Datasheet, *, only_open: bool = False, template: Sequence[TemplateLine] | None = None
) -> Review:
    """The review of a datasheet that was read; a constant number of queries. `template`: where it is known already."""
    template = template_lines(datasheet) if template is None else template
    found = proposals_of(datasheet, template)
    present = present_values(datasheet.product)
    compared = standings_of(found, present)
    views = _row_views(found, template, compared)
    shown = [view for view in views if not only_open or view.row.decision == Decision.OPEN]
    return Review(
        lines=tuple(original_lines(datasheet, found)),
        rows=tuple(view for view in shown if not view.row.is_quiet),
        quiet=tuple(view for view in views if view.row.is_quiet),
        counts=_counts(found, len(sure_rows(found, compared))),
        missing=tuple(missing_parameters(template, found, present)),
    )


def _counts(rows: Sequence[DatasheetProposal], sure: int) -> Counts:
    loud = [row for row in rows if not row.is_quiet]
    by_decision = {decision: sum(row.decision == decision for row in loud) for decision in Decision}
    return Counts(
        rows=len(loud),
        open=by_decision[Decision.OPEN],
        accepted=sum(row.decision == Decision.ACCEPTED for row in rows),
        rejected=by_decision[Decision.REJECTED],
        quiet=len(rows) - len(loud),
        sure=sure,
    )


def _row_views(
    rows: Sequence[DatasheetProposal], template: Sequence[TemplateLine], compared: Mapping[int, Compared]
) -> list[RowView]:
    groups = {line.parameter.pk: line.group_name for line in template}
    accepted = [key_of(row) for row in rows if row.decision == Decision.ACCEPTED]
    values = {row.pk: value_of_proposal(row) for row in rows}
    return [
        RowView(
            row=row,
            number=number,
            group=groups.get(row.parameter_id or 0, ""),
            value=values[row.pk],
            reading=understanding_of(values[row.pk], row.parameter),
            compared=compared[row.pk],
            is_twice=row.decision == Decision.ACCEPTED and accepted.count(key_of(row)) > 1,
        )
        for number, row in enumerate(rows, start=1)
    ]


def original_lines(datasheet: Datasheet, rows: Sequence[DatasheetProposal]) -> list[OriginalLine]:
    """The blocks of the sheet in reading order, names and values of the proposals marked."""
    by_block: dict[int, list[DatasheetProposal]] = {}
    for row in rows:
        if row.block is not None:
            by_block.setdefault(row.block, []).append(row)
    return [
        OriginalLine(
            number=index + 1,
            place=str(block["place"]),
            is_heading=block["kind"] == "heading",
            segments=_segments(str(block["text"]), by_block.get(index, [])),
            row_ids=tuple(row.pk for row in by_block.get(index, [])),
        )
        for index, block in enumerate(datasheet.blocks[:MOST_LINES])
    ]


def _segments(text: str, rows: Sequence[DatasheetProposal]) -> tuple[Segment, ...]:
    """The text cut where a name or a value of the rows stands; what is not found verbatim stays unmarked."""
    marks: list[tuple[int, int, str]] = []
    behind = 0
    for row in rows:
        if (name := _find(text, row.printed_name, 0)) is not None:
            marks.append((*name, "name"))
            behind = max(behind, name[1])
        value = _find(text, row.text, behind) or _find(text, _BEHIND_NUMBER.sub("", row.text), behind)
        if value is not None:
            marks.append((*value, "value"))
    return tuple(_cut(text, marks))


def _find(text: str, wanted: str, begin: int) -> tuple[int, int] | None:
    place = text.find(wanted, begin) if wanted else -1
    return None if place < 0 else (place, place + len(wanted))


def _cut(text: str, marks: Sequence[tuple[int, int, str]]) -> list[Segment]:
    segments, done = [], 0
    for begin, end, part in sorted(set(marks)):
        if begin < done:
            continue
        if begin > done:
            segments.append(Segment(text[done:begin], ""))
        segments.append(Segment(text[begin:end], part))
        done = end
    return [*segments, Segment(text[done:], "")] if done < len(text) else segments


def suggested_name(datasheet: Datasheet) -> str:
    """What a new product may be called: the sheet's title without the model, else the type's name."""
    title = datasheet.title
    for model in (datasheet.model, *datasheet.model_names):
        title = title.replace(model, " ") if model else title
    words = [_TITLE_ENDS.sub("", word) for word in re.split(r"[/／|]|\s{2,}", title)]
    chinese = [word.strip() for word in words if _HAN.search(word) and 3 <= len(word.strip()) <= LONGEST_NAME]
    return chinese[0] if chinese else datasheet.category.name_zh if datasheet.category else ""
