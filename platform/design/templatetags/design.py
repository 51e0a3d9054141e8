"""The tags and filters of the visual language: ``{% load design %}``. docs/design.md lists them with examples."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from design import charts, columns, fields, formats, icons, lines, matrix, rulers, signs, tiles, units
from kernel import languages
from kernel.kept_pages import PersonalParts, part_named
from kernel.templates import depends_on_language_alone

register = template.Library()

register.filter("wan", formats.format_wan)
register.filter("wan_bare", formats.format_wan_bare)
register.filter("yuan", formats.format_yuan)
register.filter("days", formats.format_days)
register.filter("number", formats.format_number)
register.filter("seconds", formats.format_seconds)
register.filter("grouped", formats.group_digits)
register.filter("signed_percent", formats.format_signed_percent)


register.filter("unit", units.unit_for)
register.filter("figure_unit", units.unit_of_figure)
register.filter("listed", languages.listed)
register.filter("strung", languages.strung)
register.filter("bracketed", languages.bracketed)


@register.filter
def colon(name: object) -> str:
    """Return a name with the colon that leads to what is said of it, in the language of the page."""
    return languages.named(name, "")


@register.simple_tag
def list_comma() -> str:
    """Return what stands between the parts of a list that a template writes one by one."""
    return languages.listed(("", ""))


@register.filter
def initial(name: object) -> str:
    """Return the first character of a name, for the round avatar; a dot where there is no name."""
    return str(name or "·").strip()[:1] or "·"


@register.filter
def undo_url(tags: object) -> str:
    """Return the address in a message's tags (``undo:/path``), or nothing."""
    return next((word[5:] for word in str(tags or "").split() if word.startswith("undo:/")), "")


@register.simple_tag
@depends_on_language_alone
def verdict(code: object, word: bool = False, size: str = "", silent: bool = False) -> SafeString:
    """``{% verdict row.verdict %}`` the sign; ``word=True`` adds the word; ``size`` small or large.

    ``silent=True`` drops the accessible name, for a sign beside text that says the same.
    """
    return signs.verdict_with_word(code, size=size) if word else signs.verdict_sign(code, size=size, voiced=not silent)


@register.simple_tag
def verdict_strip(codes: Iterable[object]) -> SafeString:
    """``{% verdict_strip match.codes %}`` a row of small signs, one per clause."""
    return signs.verdict_strip(codes)


@register.simple_tag
def tally(positive: int = 0, meets: int = 0, negative: int = 0, unanswered: int = 0, manual: int = 0) -> SafeString:
    """``{% tally positive=5 meets=6 … %}`` the five signs with their counts."""
    return signs.verdict_tally(
        {"positive": positive, "meets": meets, "negative": negative, "unanswered": unanswered, "manual": manual}
    )


@register.simple_tag
@depends_on_language_alone
def mark(code: object) -> SafeString:
    """``{% mark clause.mark %}`` ★ for mandatory, ▲ for important, nothing otherwise."""
    return signs.mark_sign(code)


@register.simple_tag
@depends_on_language_alone
def evidence(rung: int | None, expired: bool = False, word: bool = True, staircase: bool = False) -> SafeString:
    """``{% evidence value.rung expired=value.expired %}`` the four rising bars; ``staircase=True`` in spec lists."""
    return signs.evidence_sign(rung, expired=expired, word=word, staircase=staircase)


@register.simple_tag
@depends_on_language_alone
def sample_tag() -> SafeString:
    """``{% if product.is_sample %}{% sample_tag %}{% endif %}`` the small 示例 tag."""
    return signs.sample_tag()


@register.simple_tag
@depends_on_language_alone
def status(code: object, label: object, tone: str = "done") -> SafeString:
    """``{% status demand.status demand.get_status_display 'running' %}``; tones done running waiting overdue idle."""
    return signs.status_sign(code, label, tone)


@register.simple_tag
@depends_on_language_alone
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """``{% icon 'search' %}`` a line icon; always beside a word, or with a ``label``."""
    return icons.icon_svg(name, label=label, css=css)


@register.simple_tag(takes_context=True)
def personal(context: template.Context, name: str, *values: str) -> SafeString:
    """``{% personal 'components/site_head.html' 'query' %}`` includes a part that is somebody's own.

    A page that is kept for everybody leaves a gap here and fills it at each request; the part then has the request,
    what every template has, and of the page's own values those named.
    """
    parts: PersonalParts | None = getattr(context.get("request"), "personal_parts", None)
    if parts is not None:
        return parts.leave_gap(name, {each: context.get(each) for each in values})
    with context.push():
        return mark_safe(part_named(name).render(context))


@register.simple_tag
def outcome_bar(eligible: int = 0, open: int = 0, near: int = 0, far: int = 0, compact: bool = False) -> SafeString:
    """``{% outcome_bar eligible=3 open=2 near=5 far=7 %}`` stacked bar with counts; ``compact=True`` in rows."""
    return charts.outcome_bar(eligible=eligible, open_=open, near=near, far=far, compact=compact)


@register.simple_tag
def score_bar(parts: Sequence[charts.Part], places: int = 1, total: bool = True) -> SafeString:
    """``{% score_bar match.parts %}`` the total over its stacked parts."""
    return charts.score_bar(parts, places=places, show_total=total)


@register.simple_tag
def score_list(parts: Sequence[charts.Part], places: int = 1) -> SafeString:
    """``{% score_list match.parts %}`` the opened list that adds up to the total."""
    return charts.score_list(parts, places=places)


@register.simple_tag
def meter(value: Any, maximum: Any, label: str = "", tone: str = "", goal: Any = None) -> SafeString:
    """``{% meter 9 17 tone='ink' goal=3 %}`` a flat bar; tones ink pos neg man."""
    dashed = None if goal in (None, "") else float(goal)
    return charts.meter_bar(float(value or 0), float(maximum or 0), label=label, tone=tone, goal=dashed)


@register.simple_tag
def histogram(bins: Sequence[charts.Interval], low: Any = None, high: Any = None, axis: bool = False) -> SafeString:
    """``{% histogram bins low=50000 high=120000 axis=True %}`` bars inside the range are lit; scale and handles."""
    bounds = [None if bound in (None, "") else float(bound) for bound in (low, high)]
    return charts.histogram(bins, low=bounds[0], high=bounds[1], axis=axis)


@register.simple_tag
def ruler(
    ticks: Sequence[rulers.Place],
    threshold: Any,
    published: Any = None,
    at_least: bool = True,
    axis: rulers.Axis | None = None,
) -> SafeString:
    """``{% ruler ticks 55000 published=60000 %}`` each product one tick (``RulerTick``), the threshold a handle."""
    dashed = None if published in (None, "") else float(published)
    return rulers.ruler(ticks, float(threshold), axis=axis, published=dashed, at_least=at_least)


@register.simple_tag
def gap_bar(distance: Any, largest: Any = 1) -> SafeString:
    """``{% gap_bar row.distance largest=0.5 %}`` the distance to a requirement, striped, with its percentage."""
    return charts.gap_bar(distance, largest=float(largest or 1))


@register.simple_tag
def line_chart(
    series: Sequence[lines.Line], low: Any = None, high: Any = None, x_label: str = "", y_label: str = ""
) -> SafeString:
    """``{% line_chart series low=-1 high=1 x_label='时间，h' y_label='误差，ppm' %}`` readings and criterion."""
    bounds = [None if bound in (None, "") else float(bound) for bound in (low, high)]
    return lines.line_chart(series, low=bounds[0], high=bounds[1], x_label=x_label, y_label=y_label)


@register.simple_tag
def share_columns(
    shares: Sequence[columns.PartOfWhole], label: str = "", first: str = "", last: str = ""
) -> SafeString:
    """``{% share_columns rate.weeks label='应答率' last='本周' %}`` a column each; items are ``design.parts.Share``."""
    return columns.share_columns(shares, label=label, first=first, last=last)


@register.simple_tag
def tile_map(counts: Mapping[str, int], url: str = "", selected: str = "", unit: str = "") -> SafeString:
    """``{% tile_map counts url='?province=' selected='34' unit='款' %}`` a square per province (GB/T 2260 codes)."""
    return tiles.tile_map(counts, url=url, selected=selected, unit=unit)


@register.simple_tag
@depends_on_language_alone
def skeleton(lines: int = 3) -> SafeString:
    """``{% skeleton 3 %}`` grey lines where something is being fetched; the words stand beside it."""
    rows = format_html_join("", "<span>{}</span>", (("",) for _line in range(lines)))
    return format_html('<div class="skeleton" aria-hidden="true">{}</div>', rows)


@register.simple_tag
def matrix_cell(code: object, **details: Any) -> SafeString:
    """``{% matrix_cell v.code value=v.text margin=v.margin rung=v.rung clause='★3.1' url=v.url %}`` one cell."""
    return matrix.matrix_cell(code, **details)


@register.simple_tag
def matrix_head(**details: Any) -> SafeString:
    """``{% matrix_head number='3.2' name='分辨率' asked='≥60,000' mark='mandatory' passing=9 total=17 %}`` a head."""
    return matrix.matrix_head(**details)


@register.simple_tag
def facet_chip(
    label: object, count: int | None = None, url: str = "", active: bool = False, removable: bool = False
) -> SafeString:
    """``{% facet_chip '可试用' 9 '?trial=1' active=True %}`` a chip that filters; ``removable`` shows a cross.

    A chip with a count of 0 stays visible but quiet, so that nobody wonders where it went.
    """
    number = "" if count is None else format_html(' <span class="count">{}</span>', formats.format_number(count))
    cross = icons.icon_svg("close", label=_("去掉这个条件")) if removable else ""
    current = mark_safe(' aria-current="true"') if active or removable else ""
    css = " zero" if count == 0 else ""
    return format_html('<a class="chip{}" href="{}"{}>{}{}{}</a>', css, url or "?", current, label, number, cross)


@register.inclusion_tag("components/reading_chip.html")
def reading_chip(kind: object, name: object, label: object, note: object = "", url: str = "") -> dict[str, Any]:
    """``{% reading_chip 'price' '预算' '≤ 300.00 万元' url='?q=…' %}`` how a part of a question was understood.

    Kinds: category, parameter, price, region, origin, trial, word, and unread for what has no part in the search.
    ``url`` is the same page without that part.
    """
    remove_label = _("去掉“%(label)s”") % {"label": label}
    return {
        "kind": signs.plain_code(kind), "name": name, "label": label, "note": note, "url": url,
        "remove_label": remove_label,
    }  # fmt: skip


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page_obj: Page[Any], unit: str = "", param: str = "page") -> dict[str, Any]:
    """``{% pagination page_obj unit='款' %}`` keeps the rest of the query string."""
    query = context["request"].GET.copy() if "request" in context else None
    if query is not None:
        query.pop(param, None)
    prefix = f"?{query.urlencode()}&{param}=" if query else f"?{param}="
    pages = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=2, on_ends=1)
    return {
        "page_obj": page_obj,
        "prefix": prefix,
        "pages": list(pages),
        "unit": units.unit_for(page_obj.paginator.count, unit or "条"),
    }


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField, suffix: str = "", prefix: str = "", segment: bool = False, wide: bool = False, label: str = ""
) -> dict[str, Any]:
    """``{% field form.budget suffix='万元' %}`` label, control, help and errors of one form field.

    ``segment=True`` draws radio buttons as a segment (★ ▲ —); ``wide=True`` spans the form.
    """
    return {"view": fields.field_view(bound, suffix=suffix, prefix=prefix, segment=segment, label=label), "wide": wide}


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: Any, focus: bool = True) -> dict[str, Any]:
    """``{% form_errors form %}`` what is wrong, above the fields, with links to them; takes the focus on arrival."""
    return {"form": form, "focus": focus, "bad_fields": [bound for bound in form if bound.errors]}


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    title: object,
    text: object = "",
    action_url: str = "",
    action_label: object = "",
    second_url: str = "",
    second_label: object = "",
) -> dict[str, Any]:
    """``{% empty_state '还没有需求' '写下第一条…' url '写需求' %}`` what happened, what next, one button."""
    return {
        "title": title,
        "text": text,
        "action_url": action_url,
        "action_label": action_label,
        "second_url": second_url,
        "second_label": second_label,
    }


@register.inclusion_tag("components/steps.html")
def steps(items: Iterable[Any]) -> dict[str, Any]:
    """``{% steps demand_steps %}`` a process line; items are ``design.parts.Step``."""
    return {"items": list(items)}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[Any]) -> dict[str, Any]:
    """``{% timeline log %}`` an append-only log; entries are ``design.parts.TimelineEntry``."""
    return {"entries": list(entries)}
