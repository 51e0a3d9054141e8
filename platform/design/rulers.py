"""The what-if ruler: each product one tick, those that pass long, the threshold a handle, what is published dashed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from design.charts import nice_ticks, percent
from design.formats import format_number

_MARGIN = 0.04
_LOG_FROM = 20.0
"""From this ratio of largest to smallest on, the scale is logarithmic: otherwise most ticks would fall together."""
_FAN_PX = 26.0


class Place(Protocol):
    """What a tick must have."""

    @property
    def value(self) -> float: ...
    @property
    def passes(self) -> bool: ...
    @property
    def count(self) -> int: ...
    @property
    def label(self) -> str: ...


@dataclass(frozen=True)
class Axis:
    """A stretch of a number line, linear or logarithmic. ``share`` is where a value stands on it, 0…1."""

    low: float
    high: float
    is_log: bool = False

    @classmethod
    def around(cls, values: Iterable[float]) -> "Axis":
        """Return the axis that holds these values with a little room on both sides. Raises ValueError for none."""
        numbers = list(values)
        low, high = min(numbers), max(numbers)
        if low > 0 and high / low > _LOG_FROM:
            room = (high / low) ** _MARGIN
            return cls(low / room, high * room, is_log=True)
        room = (high - low or abs(high) or 1.0) * _MARGIN
        return cls(low - room, high + room)

    def share(self, value: float) -> float:
        """Return the place of a value, clamped to the axis."""
        if self.is_log:
            found = log10(value / self.low) / log10(self.high / self.low) if value > 0 else 0.0
        else:
            found = (value - self.low) / (self.high - self.low)
        return min(max(found, 0.0), 1.0)

    def labels(self) -> list[float]:
        """Return the round numbers that are written below it."""
        if not self.is_log:
            return nice_ticks(self.low, self.high)
        powers = range(floor(log10(self.low)), floor(log10(self.high)) + 1)
        for factors, most in (((1, 2, 5), 6), ((1, 3), 6)):
            labels = [factor * 10.0**power for power in powers for factor in factors]
            inside = [label for label in labels if self.low <= label <= self.high]
            if len(inside) <= most:
                return inside
        whole = [10.0**power for power in powers if self.low <= 10.0**power <= self.high]
        return whole[:: -(-len(whole) // 6) or 1]


def ruler(
    ticks: Sequence[Place],
    threshold: float,
    *,
    axis: Axis | None = None,
    published: float | None = None,
    at_least: bool = True,
) -> SafeString:
    """Return the ruler. A tick counts its products: each is drawn, side by side where several give the same.

    ``at_least``: larger values pass; otherwise smaller ones do. ``published`` is drawn dashed where it differs from
    ``threshold``. ``axis`` stays the same while the threshold moves; without one it is laid around everything given.
    """
    points = [tick.value for tick in ticks] + [threshold] + ([] if published is None else [published])
    axis = axis or Axis.around(points)
    share = axis.share(threshold)
    band = (percent(share), percent(1 - share)) if at_least else ("0%", percent(share))
    dashed: SafeString | str = ""
    if published is not None and published != threshold:
        dashed = format_html(
            '<line class="published" x1="{0}" x2="{0}" y1="4" y2="28"/>', percent(axis.share(published))
        )
    return format_html(
        '<svg class="chart ruler" role="img" aria-label="{}" height="48"><rect class="band" x="{}" width="{}" y="25" '
        'height="4"/><line class="axis" x1="0" x2="100%" y1="29" y2="29"/>{}{}<svg x="{}" overflow="visible">'
        '<rect class="handle" x="-5" y="8" width="10" height="24" rx="2"/><line class="handle-line" y1="13" y2="27"/>'
        "</svg>{}</svg>",
        _name(ticks, threshold),
        band[0],
        band[1],
        format_html_join("", "{}", ((_fan(tick, axis),) for tick in ticks)),
        dashed,
        percent(share),
        _labels(axis),
    )


def _name(ticks: Sequence[Place], threshold: float) -> str:
    return ngettext(
        "%(count)s 款中 %(passing)s 款达到 %(threshold)s",
        "%(count)s 款中 %(passing)s 款达到 %(threshold)s",
        sum(tick.count for tick in ticks),
    ) % {
        "count": sum(tick.count for tick in ticks),
        "passing": sum(tick.count for tick in ticks if tick.passes),
        "threshold": format_number(threshold),
    }


def _fan(tick: Place, axis: Axis) -> SafeString:
    """The products of one value side by side, never wider than a finger's breadth."""
    apart = min(3.0, _FAN_PX / tick.count)
    lines = format_html_join(
        "",
        '<line class="tick{}" x1="{}" x2="{}" y1="{}" y2="28"/>',
        (
            (mark_safe(" pass") if tick.passes else "", place, place, 12 if tick.passes else 18)
            for place in (
                f"{(number - (tick.count - 1) / 2) * apart:.1f}".replace("-0.0", "0.0") for number in range(tick.count)
            )
        ),
    )
    title = format_html("<title>{}</title>", tick.label) if tick.label else ""
    return format_html('<svg x="{}" overflow="visible">{}{}</svg>', percent(axis.share(tick.value)), title, lines)


def _labels(axis: Axis) -> SafeString:
    places = ((axis.share(value), value) for value in axis.labels())
    return format_html_join(
        "",
        '<text x="{}" y="46" text-anchor="{}">{}</text>',
        ((percent(share), _anchor(share), format_number(_short(value))) for share, value in places),
    )


def _short(value: float) -> float:
    """Without the dust that powers of ten in binary carry."""
    return float(f"{value:.12g}")


def _anchor(share: float) -> str:
    return "start" if share < 0.05 else "end" if share > 0.95 else "middle"
