"""A line chart for readings over time or sequence, with the band that the criterion allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from design.charts import nice_ticks
from design.formats import format_number

_WIDTH, _HEIGHT = 640.0, 240.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 48.0, 12.0, 28.0, 40.0


class Line(Protocol):
    """What a series must have: a name and (x, y) points in the order they are joined."""

    @property
    def label(self) -> str: ...
    @property
    def points(self) -> Sequence[tuple[float, float]]: ...


@dataclass(frozen=True)
class _Frame:
    """The ranges of a chart and the way from values to the picture."""

    x_low: float
    x_high: float
    y_low: float
    y_high: float

    def x(self, value: float) -> float:
        share = (value - self.x_low) / (self.x_high - self.x_low)
        return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        share = (value - self.y_low) / (self.y_high - self.y_low)
        return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM), 1)


def _spread(values: Sequence[float], *, margin: float) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = (high - low) * margin if high > low else abs(high) * 0.1 or 1.0
    return low - room, high + room


def _frame(series: Sequence[Line], bounds: Sequence[float]) -> _Frame:
    points = [point for line in series for point in line.points]
    x_values = [x for x, _y in points]
    x_low, x_high = (min(x_values), max(x_values)) if min(x_values) < max(x_values) else _spread(x_values, margin=0)
    y_low, y_high = _spread([*(y for _x, y in points), *bounds], margin=0.08)
    return _Frame(x_low, x_high, y_low, y_high)


def _grid(frame: _Frame) -> SafeString:
    rows = format_html_join(
        "",
        '<line class="grid-line" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>'
        '<text x="{3}" y="{4}" text-anchor="end">{5}</text>',
        (
            (_LEFT, _WIDTH - _RIGHT, frame.y(tick), _LEFT - 8, frame.y(tick) + 4, format_number(tick))
            for tick in nice_ticks(frame.y_low, frame.y_high)
        ),
    )
    columns = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (frame.x(tick), _HEIGHT - _BOTTOM + 16, format_number(tick))
            for tick in nice_ticks(frame.x_low, frame.x_high, about=6)
        ),
    )
    return format_html("{}{}", rows, columns)


def _band(frame: _Frame, low: float | None, high: float | None) -> SafeString:
    if low is None and high is None:
        return mark_safe("")
    top = frame.y(frame.y_high if high is None else high)
    bottom = frame.y(frame.y_low if low is None else low)
    return format_html(
        '<rect class="allowed" x="{}" y="{}" width="{}" height="{}"/>',
        _LEFT,
        top,
        _WIDTH - _LEFT - _RIGHT,
        round(bottom - top, 1),
    )


def _edges(frame: _Frame, low: float | None, high: float | None) -> SafeString:
    return format_html_join(
        "",
        '<line class="goal" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>',
        ((_LEFT, _WIDTH - _RIGHT, frame.y(bound)) for bound in (low, high) if bound is not None),
    )


def _is_outside(value: float, low: float | None, high: float | None) -> bool:
    return (low is not None and value < low) or (high is not None and value > high)


def _line(frame: _Frame, line: Line, number: int, low: float | None, high: float | None) -> SafeString:
    path = " ".join(f"{frame.x(x)},{frame.y(y)}" for x, y in line.points)
    dots = format_html_join(
        "",
        '<circle class="dot{}" cx="{}" cy="{}" r="3"><title>{}, {}</title></circle>',
        (
            (
                mark_safe(" outside") if _is_outside(y, low, high) else "",
                frame.x(x),
                frame.y(y),
                format_number(x),
                format_number(y),
            )
            for x, y in line.points
        ),
    )
    # Only the first series is what is judged: the others are there to compare it with.
    return format_html('<polyline class="line line-{}" points="{}"/>{}', number, path, dots if number == 1 else "")


def line_chart(
    series: Sequence[Line], *, low: float | None = None, high: float | None = None, x_label: str = "", y_label: str = ""
) -> SafeString:
    """Return the chart of up to three series; the first is the one judged, with a dot on every reading.

    ``low`` and ``high`` bound what the criterion allows, either may be missing; readings outside are marked by shape.
    Without a single point a dash is returned.
    """
    drawn = [line for line in series if line.points][:3]
    if not drawn:
        return mark_safe("—")
    frame = _frame(drawn, [bound for bound in (low, high) if bound is not None])
    outside = sum(_is_outside(y, low, high) for _x, y in drawn[0].points)
    count = len(drawn[0].points)
    said = ngettext(
        "%(label)s：%(count)s 个读数，%(outside)s 个超出判据",
        "%(label)s：%(count)s 个读数，%(outside)s 个超出判据",
        count,
    )
    name = said % {"label": drawn[0].label, "count": count, "outside": outside}
    lines = format_html_join(
        "", "{}", ((_line(frame, line, number, low, high),) for number, line in enumerate(drawn, start=1))
    )
    keys = format_html_join(
        "",
        '<span><svg class="line-key" width="20" height="8" aria-hidden="true">'
        '<line class="line line-{}" x2="20" y1="4" y2="4"/></svg>{}</span>',
        ((number, line.label) for number, line in enumerate(drawn, start=1)),
    )
    return format_html(
        '<div class="line-chart"><p class="legend"><b>{}</b><span class="push"></span>{}</p>'
        '<svg class="chart" viewBox="0 0 640 240" role="img" aria-label="{}">{}{}{}{}'
        '<text x="628" y="236" text-anchor="end">{}</text></svg></div>',
        y_label,
        keys,
        name,
        _band(frame, low, high),
        _grid(frame),
        _edges(frame, low, high),
        lines,
        x_label,
    )
