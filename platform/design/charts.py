"""Small server-side charts. Positions are percentages in SVG attributes, so they fit any width without a style."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import floor, log10
from typing import Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from design.formats import format_number, format_signed_percent, to_decimal
from kernel.languages import phrased


class Part(Protocol):
    """What a part of a score must have; values in points."""

    @property
    def label(self) -> str: ...
    @property
    def value(self) -> Decimal: ...
    @property
    def maximum(self) -> Decimal: ...


class Interval(Protocol):
    """What a bar of a histogram must have."""

    @property
    def start(self) -> float: ...
    @property
    def end(self) -> float: ...
    @property
    def count(self) -> int: ...


def percent(share: float) -> str:
    """Return a share of 0…1 as an SVG percentage, clamped to the picture."""
    return f"{min(max(share, 0.0), 1.0) * 100:.2f}%"


def nice_ticks(low: float, high: float, *, about: int = 5) -> list[float]:
    """Return round numbers (1, 2, 5 × 10ⁿ apart) inside [low, high]; just ``low`` where both are equal."""
    if high <= low:
        return [low]
    raw = (high - low) / about
    power: float = 10.0 ** floor(log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * 0.999)
    first = -floor(-low / step + 1e-9)
    last = floor(high / step + 1e-9)
    return [round(index * step, 12) for index in range(first, last + 1)]


def meter_bar(
    value: float, maximum: float, *, label: str = "", tone: str = "", goal: float | None = None
) -> SafeString:
    """Return a flat bar of ``value`` out of ``maximum`` (0: drawn empty); ``goal`` draws a dashed line."""
    share = value / maximum if maximum else 0.0
    name = label or _("%(value)s / %(maximum)s") % {"value": format_number(value), "maximum": format_number(maximum)}
    line: SafeString | str = ""
    if goal is not None and maximum:
        at = percent(goal / maximum)
        line = format_html('<line class="goal" x1="{}" x2="{}" y1="-2" y2="10"/>', at, at)
    return format_html(
        '<svg class="bar {}" role="img" aria-label="{}" height="8"><rect class="track" width="100%" height="100%"/>'
        '<rect class="fill" width="{}" height="100%"/>{}</svg>',
        tone,
        name,
        percent(share),
        line,
    )


# ---- outcomes: how many products are eligible, open, near, far -----------------------------------------------------

_OUTCOME_FILL = {"near": mark_safe(' fill="url(#pattern-near)"')}
_GAP = 0.012
_ROOM_PER_LABEL = 400.0


def _outcome_shares(counts: Sequence[tuple[str, str, int]]) -> list[float]:
    """Return widths that follow the counts but leave every label its room."""
    total = sum(count for _kind, _label, count in counts)
    least = [max(len(label) * 12 + 12, 28) / _ROOM_PER_LABEL for _kind, label, _count in counts]
    if sum(least) >= 1:
        return [width / sum(least) for width in least]
    shares = [count / total for _kind, _label, count in counts]
    short = {index for index, share in enumerate(shares) if share < least[index]}
    kept = sum(shares[index] for index in range(len(shares)) if index not in short)
    free = 1 - sum(least[index] for index in short)
    return [least[index] if index in short else share / kept * free for index, share in enumerate(shares)]


def outcome_bar(*, eligible: int, open_: int, near: int, far: int, compact: bool = False) -> SafeString:
    """Return how the products of a run fall out, as a stacked bar with counts and words beneath.

    ``compact`` leaves the bar alone (for a table row), its numbers in the accessible name. Kinds without a product
    are left out; without any product a dash is returned.
    """
    named = [
        ("eligible", _("满足"), eligible),
        ("open", _("待确认"), open_),
        ("near", _("差 1 条"), near),
        ("far", _("差 2 条以上"), far),
    ]
    counts = [row for row in named if row[2]]
    if not counts:
        return mark_safe("—")
    words = phrased(f"{label} {count}" for _kind, label, count in counts)
    total = sum(count for _kind, _label, count in counts)
    shares = [count / total for *_rest, count in counts] if compact else _outcome_shares(counts)
    css, height = ("bar compact", 8) if compact else ("bar outcomes", 56)
    shapes = format_html_join("", "{}", ((shape,) for shape in _outcome_shapes(counts, shares, compact=compact)))
    return format_html('<svg class="{}" role="img" aria-label="{}" height="{}">{}</svg>', css, words, height, shapes)


def _outcome_shapes(
    counts: Sequence[tuple[str, str, int]], shares: Sequence[float], *, compact: bool
) -> Iterable[SafeString]:
    left = 0.0
    gap = 0.0 if compact else _GAP
    for (kind, label, count), share in zip(counts, shares, strict=True):
        last = left + share > 0.999
        width = percent(share - (0 if last else gap))
        fill = _OUTCOME_FILL.get(kind, mark_safe(""))
        yield format_html('<rect class="{}" x="{}" width="{}" height="8"{}/>', kind, percent(left), width, fill)
        if not compact:
            yield format_html(
                '<text class="count" x="{0}" y="32">{1}</text><text class="label" x="{0}" y="50">{2}</text>',
                percent(left),
                count,
                label,
            )
        left += share


# ---- score ----------------------------------------------------------------------------------------------------------


def score_total(parts: Iterable[Part]) -> Decimal:
    """Return the sum of the parts: the score, by definition."""
    return sum((part.value for part in parts), Decimal(0))


def score_bar(parts: Sequence[Part], *, places: int = 1, show_total: bool = True) -> SafeString:
    """Return the total and its parts as one stacked bar; the width of the bar is the sum of all maxima."""
    whole = float(sum((part.maximum for part in parts), Decimal(0))) or 1.0
    shapes: list[SafeString] = []
    left = 0.0
    for number, part in enumerate(parts, start=1):
        share = float(part.value) / whole
        width = percent(max(share - 0.008, 0))
        css = (number - 1) % 7 + 1
        shapes.append(format_html('<rect class="part-{}" x="{}" width="{}" height="8"/>', css, percent(left), width))
        left += share
    words = phrased(f"{part.label} {format_number(part.value, places)}" for part in parts)
    total = format_html("<b>{}</b>", format_number(score_total(parts), places)) if show_total else ""
    return format_html(
        '<span class="score">{}<svg class="bar" role="img" aria-label="{}" height="8">'
        '<rect class="track" width="100%" height="8"/>{}</svg></span>',
        total,
        words,
        mark_safe("".join(shapes)),
    )


def score_list(parts: Sequence[Part], *, places: int = 1) -> SafeString:
    """Return the opened list of a score: each part with its maximum and bar, and the total they add up to."""
    largest = float(max((part.maximum for part in parts), default=Decimal(1))) or 1.0
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td class="num">{} <small>/ {}</small></td><td>'
        '<svg class="bar" aria-hidden="true" height="8"><rect class="track" width="{}" height="8"/>'
        '<rect class="part-{}" width="{}" height="8"/></svg></td></tr>',
        (
            (
                part.label,
                format_number(part.value, places),
                format_number(part.maximum),
                percent(float(part.maximum) / largest),
                index % 7 + 1,
                percent(float(part.value) / largest),
            )
            for index, part in enumerate(parts)
        ),
    )
    return format_html(
        '<table class="score-list"><tbody>{}</tbody><tfoot><tr><th scope="row">{}</th>'
        '<td class="num">{} <small>/ {}</small></td><td></td></tr></tfoot></table>',
        rows,
        _("合计"),
        format_number(score_total(parts), places),
        format_number(sum((part.maximum for part in parts), Decimal(0))),
    )


_HISTOGRAM = 56


# ---- scales ---------------------------------------------------------------------------------------------------------


def histogram(
    bins: Sequence[Interval], *, low: float | None = None, high: float | None = None, axis: bool = False
) -> SafeString:
    """Return a histogram whose bars inside [low, high] are lit; an open end takes everything on its side.

    ``axis`` writes both ends of the scale under it, draws a handle where a range begins and ends, and says the edges
    of the bars for whoever drags it (``static/js/histogram.js``, over two fields in a ``.filter``).
    """
    if not bins:
        return mark_safe("")
    tallest = max(item.count for item in bins) or 1
    width = 1 / len(bins)
    rows = (
        (
            mark_safe(" in")
            if (low is None or item.end > low) and (high is None or item.start < high)
            else mark_safe(""),
            percent(index * width),
            percent(width - 0.006),
            round(_HISTOGRAM * (1 - item.count / tallest), 1),
            round(_HISTOGRAM * item.count / tallest, 1),
            format_number(item.start),
            format_number(item.end),
            item.count,
        )
        for index, item in enumerate(bins)
    )
    bars = format_html_join(
        "",
        '<rect class="bin{}" x="{}" width="{}" y="{}" height="{}"><title>{}～{}: {}</title></rect>',
        rows,
    )
    ends = {"low": format_number(bins[0].start), "high": format_number(bins[-1].end)}
    return format_html(
        '<svg class="chart histogram" role="img" aria-label="{}" height="{}"{}>{}'
        '<line class="axis" x1="0" x2="100%" y1="{}" y2="{}"/>{}{}</svg>',
        _("分布：%(low)s 到 %(high)s") % ends,
        _HISTOGRAM + (20 if axis else 0),
        format_html(' data-edges="{}"', " ".join(f"{edge:g}" for edge in (bins[0].start, *(item.end for item in bins))))
        if axis
        else "",
        bars,
        *(_HISTOGRAM, _HISTOGRAM),
        format_html('<text y="{0}">{1}</text><text x="100%" y="{0}" text-anchor="end">{2}</text>', 72, *ends.values())
        if axis
        else "",
        format_html_join("", "{}", ((_handle(bins, end),) for end in (low, high) if axis and end is not None)),
    )


def _handle(bins: Sequence[Interval], value: float) -> SafeString:
    """A handle at the value's place on the scale of the bins, which need not be even."""
    place = sum(item.end <= value for item in bins)
    if place < len(bins):
        item = bins[place]
        inside = (value - item.start) / (item.end - item.start) if item.end > item.start else 0.0
        place_of = (place + min(max(inside, 0.0), 1.0)) / len(bins)
    else:
        place_of = 1.0
    return format_html(
        '<svg x="{}" overflow="visible"><rect class="handle" x="-4" y="{}" width="8" height="14" rx="2"/></svg>',
        percent(place_of),
        _HISTOGRAM - 10,
    )


def gap_bar(distance: object, *, largest: float = 1.0) -> SafeString:
    """Return the distance to a requirement as a striped bar and a signed percentage (ratio, e.g. −0.16)."""
    number = to_decimal(distance)
    if number is None:
        return mark_safe("—")
    width = max(3, round(120 * min(abs(float(number)) / (largest or 1.0), 1.0))) if number else 0
    return format_html(
        '<span class="gap"><svg width="{0}" height="8" aria-hidden="true"><rect width="{0}" height="8" '
        'fill="url(#pattern-near)"/></svg>{1}</span>',
        width,
        format_signed_percent(number, places=1),
    )
