"""A tile map of the provinces: one square each, in rough position. A sketch for counts, not a survey map."""

from collections.abc import Mapping
from itertools import pairwise
from math import ceil

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from design.units import unit_for
from kernel.languages import reader_language

# GB/T 2260 province code, its short name, and ISO 3166-2:CN; each line is a row of the map, dots an empty square.
_ROWS = (
    "····· ····· ····· ····· ····· ····· ····· 23黑HL",
    "····· ····· ····· ····· ····· 15蒙NM ····· 22吉JL",
    "65新XJ 62甘GS 64宁NX 14晋SX 13冀HE 11京BJ 12津TJ 21辽LN",
    "····· 63青QH 61陕SN 41豫HA 37鲁SD ····· ····· ·····",
    "54藏XZ 51川SC 50渝CQ 42鄂HB 34皖AH 32苏JS 31沪SH ·····",
    "····· 53滇YN 52黔GZ 43湘HN 36赣JX 33浙ZJ ····· ·····",
    "····· ····· ····· 45桂GX 44粤GD 35闽FJ 71台TW ·····",
    "····· ····· ····· 46琼HI 82澳MO 81港HK ····· ·····",
)
TILES: dict[str, tuple[str, str, int, int]] = {
    square[:2]: (square[2:-2], square[-2:], column, row)
    for row, line in enumerate(_ROWS)
    for column, square in enumerate(line.split())
    if square[0] != "·"
}
_SIZE = 32
_SHADES = 4


def bounds_of(largest: int) -> list[int]:
    """Return the lowest count of each shade, at most four, rising; nothing where there is nothing to show."""
    if largest < 1:
        return []
    if largest <= _SHADES:
        return list(range(1, largest + 1))
    return sorted({max(1, ceil(largest * share)) for share in (0.0, 0.1, 0.3, 0.6)})


def _shade(count: int, bounds: list[int]) -> int:
    reached = sum(count >= bound for bound in bounds)
    return reached + 4 - len(bounds) if reached else 0


def _spans(bounds: list[int]) -> list[str]:
    """What each shade stands for: 1, 2, 3～4, ≥5."""
    spans = [str(low) if low == end - 1 else f"{low}～{end - 1}" for low, end in pairwise(bounds)]
    return [*spans, f"≥{bounds[-1]}"] if bounds else []


def _tile(code: str, count: int, shade: int, *, url: str, is_selected: bool) -> SafeString:
    name_zh, name_en, column, row = TILES[code]
    name = name_en if reader_language() == "en" else name_zh
    square = format_html(
        '<g class="tile shade-{}{}" transform="translate({} {})"><rect x="1" y="1" width="30" height="30"/>'
        '<text class="name" x="16" y="14">{}</text><text x="16" y="27">{}</text></g>',
        shade,
        " selected" if is_selected else "",
        column * _SIZE,
        row * _SIZE,
        name,
        count or "·",
    )
    if not (url and count):
        return square
    return format_html('<a href="{}{}" aria-label="{} {}">{}</a>', url, code, name, count, square)


def tile_map(counts: Mapping[str, int], *, url: str = "", selected: str = "", unit: str = "") -> SafeString:
    """Return the map of ``counts`` by province code (two digits, or six as in GB/T 2260) with its legend.

    ``url`` is put before the two-digit code of a province that has a count, for instance ``?province=``. Codes that
    are no province are left out of the picture, so state the total elsewhere.
    """
    by_code: dict[str, int] = {}
    for code, count in counts.items():
        by_code[str(code)[:2]] = by_code.get(str(code)[:2], 0) + int(count)
    shown = {code: by_code.get(code, 0) for code in TILES}
    bounds = bounds_of(max(shown.values()))
    squares = format_html_join(
        "",
        "{}",
        (
            (_tile(code, count, _shade(count, bounds), url=url, is_selected=str(selected)[:2] == code),)
            for code, count in shown.items()
        ),
    )
    legend = format_html_join(
        "",
        '<span><svg class="tile-key" width="14" height="8" aria-hidden="true">'
        '<rect class="shade-{}" width="14" height="8"/></svg>{}</span>',
        ((_shade(bound, bounds), words) for bound, words in zip(bounds, _spans(bounds), strict=True)),
    )
    return format_html(
        '<div class="tile-map"><svg viewBox="0 0 256 256" role="group" aria-label="{}">{}</svg>'
        '<p class="legend">{}{}<span class="push">{}</span></p></div>',
        _("各省数量"),
        squares,
        legend,
        format_html("<span>{}</span>", unit_for("", unit)) if unit else mark_safe(""),
        _("示意，非测绘"),
    )
