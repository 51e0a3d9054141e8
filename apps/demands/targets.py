"""Lines of a version, which the changes of an amendment are put to.

A *line* is everything that was read from one line of the tender: its rows stand and fall together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.demands.models import Requirement
from apps.demands.reading.amending import ExistingRow, Hit, Reason, place_changes
from apps.demands.reading.labels import MARKS
from apps.demands.reading.types import Change, Tender
from apps.taxonomy.language.convert import mark_of
from apps.taxonomy.language.types import Mark

MARK_SIGNS = {Mark.MANDATORY.value: "★", Mark.IMPORTANT.value: "▲"}
REASON_WORDS: Mapping[Reason, str | Promise] = {
    Reason.SAME_TEXT: _("原文一致"),
    Reason.SAME_CLAUSE: _("条款号一致，文字相近"),
    Reason.CLAUSE_ONLY: _("只写了条款号，请核对"),
    Reason.SIMILAR_TEXT: _("文字相近、数值相同，请核对"),
    Reason.NEW_ROW: _("新增"),
    Reason.DONE_ALREADY: _("现有条款已是更正后的内容"),
    Reason.NO_SUCH_ROW: _("没有找到相近的条款，请指定"),
    Reason.SEVERAL_ROWS: _("有几条都相近，请指定"),
    Reason.OTHER_TEXT: _("该条款号下是别的内容，请指定"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a version. `id` is the key of its first row."""

    id: int
    clause: str
    mark: str
    text: str
    rows: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change, counted from 1, with the line that it seems to mean, or behind which it belongs.

    `are_marks_printed` tells an amendment that drops a mark from one that quotes without marks.
    """

    number: int
    change: Change
    hit: Hit
    line: Line | None
    behind: Line | None
    are_marks_printed: bool

    @property
    def is_proposed(self) -> bool:
        """Whether it may be accepted without a look."""
        return self.hit.is_sure

    @property
    def mark(self) -> Mark:
        """The mark that is proposed: as printed, and the line's own where the amendment prints none at all."""
        if self.change.mark or self.line is None or self.are_marks_printed:
            return mark_of(self.change.mark)
        return Mark(self.line.mark)

    @property
    def reason(self) -> str:
        """Why this line, or why none, in words."""
        return str(REASON_WORDS[self.hit.reason])


def lines_of(rows: Iterable[Requirement]) -> list[Line]:
    """The lines of a version in order; its rows must be in order."""
    found = []
    for _key, members in groupby(rows, key=lambda row: (row.line, row.raw_text)):
        line = tuple(members)
        found.append(Line(line[0].pk, line[0].clause, line[0].mark, line[0].raw_text, line))
    return found


def proposals_for(tender: Tender, lines: Sequence[Line]) -> list[Proposal]:
    """Each change of an amendment put to the lines, in its order."""
    rows = [ExistingRow(line.clause, line.text, MARK_SIGNS.get(line.mark, "")) for line in lines]
    return [
        Proposal(
            number=number,
            change=hit.change,
            hit=hit,
            line=None if hit.row is None else lines[hit.row],
            behind=lines[hit.after] if hit.after is not None and hit.after >= 0 else None,
            are_marks_printed=any(sign in tender.blocks[hit.change.block].text for sign in MARKS),
        )
        for number, hit in enumerate(place_changes(rows, tender.changes), start=1)
    ]
