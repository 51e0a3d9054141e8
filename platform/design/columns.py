"""Columns that show a share of a whole, one a week or a month: how tall says how much, a gap says nothing was asked."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from design.charts import percent
from kernel.languages import named, phrased

_TOP, _FLOOR = 8, 72


class PartOfWhole(Protocol):
    """What a column must have: its label, and how much of how much."""

    @property
    def label(self) -> str: ...
    @property
    def part(self) -> int: ...
    @property
    def whole(self) -> int: ...


def share_columns(shares: Sequence[PartOfWhole], *, label: str = "", first: str = "", last: str = "") -> SafeString:
    """Return one column a share, the last in the accent, over an axis from 0 to 100 %.

    ``label`` names the picture; ``first`` and ``last`` are the words under both ends. Each column says its numbers in
    a title and in the accessible name of the whole.
    """
    if not shares:
        return mark_safe("")
    said = phrased(f"{share.label} {share.part}/{share.whole}" for share in shares if share.whole)
    name = named(label, said) if label and said else said or label or _("没有数据")
    return format_html(
        '<svg class="chart share-columns" role="img" aria-label="{}" height="96"><text class="scale" x="0" y="7">100%'
        '</text><line class="grid" x1="0" x2="100%" y1="{}" y2="{}"/>{}<line class="axis" x1="0" x2="100%" y1="{}" '
        'y2="{}"/><text x="0" y="90">{}</text><text x="100%" y="90" text-anchor="end">{}</text></svg>',
        name,
        *(_TOP + 2, _TOP + 2),
        format_html_join("", "{}", ((column,) for column in _columns(shares))),
        *(_FLOOR, _FLOOR),
        first or shares[0].label,
        last or shares[-1].label,
    )


def _columns(shares: Sequence[PartOfWhole]) -> Iterable[SafeString]:
    width = 1 / len(shares)
    reach = _FLOOR - _TOP - 2
    for place, share in enumerate(shares):
        if not share.whole:
            continue
        tall = max(round(reach * share.part / share.whole), 2)
        yield format_html(
            '<rect class="column{}" x="{}" width="{}" y="{}" height="{}"><title>{}: {} / {}</title></rect>',
            " now" if place == len(shares) - 1 else "",
            *(percent(place * width + width * 0.12), percent(width * 0.76), _FLOOR - tall, tall),
            *(share.label, share.part, share.whole),
        )
