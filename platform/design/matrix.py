"""Heads and cells of the matrix of clauses × products, written by hand: a page holds hundreds of them."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from design.charts import meter_bar
from design.formats import format_signed_percent
from design.signs import MARKS, evidence_sign, mark_sign, plain_code, verdict_sign


def matrix_cell(
    code: object,
    *,
    value: object = "",
    margin: object = None,
    rung: int | None = None,
    expired: bool = False,
    clause: str = "",
    url: str = "",
) -> SafeString:
    """Return one ``<td>``: sign, margin and evidence above, the value below.

    ``margin`` is a ratio (0.33 for a third better) or ready words; ``clause`` (★3.1) is shown on phones, where the
    head is gone; ``url`` makes the whole cell a link to the rows behind it.
    """
    key = plain_code(code)
    words = margin if isinstance(margin, str) else "" if margin is None else format_signed_percent(margin)
    line = format_html(
        '<span class="cell-line">{}{}{}</span><span class="cell-value">{}</span>',
        verdict_sign(key),
        format_html('<span class="margin">{}</span>', words) if words else "",
        evidence_sign(rung, expired=expired, word=False) if rung else "",
        value,
    )
    inner = format_html('<a href="{}">{}</a>', url, line) if url else line
    return format_html('<td class="cell {}" data-clause="{}">{}</td>', key, clause, inner)


def matrix_head(
    *,
    number: str,
    name: str,
    asked: str = "",
    unit: str = "",
    mark: object = "",
    passing: int = 0,
    total: int = 0,
    worst: bool = False,
) -> SafeString:
    """Return one ``<th>``: clause number, name, what is asked, unit, and how many products pass as bar and n/N."""
    kind = "" if mark is None else plain_code(mark)
    kind = kind if kind in MARKS else ""
    foot = format_html(
        '{}<span class="passing">{}/{}</span>',
        meter_bar(passing, total, tone="in-cell neg" if worst else "in-cell ink"),
        passing,
        total,
    )
    return format_html(
        '<th scope="col" class="{}{}"><span class="number">{}{}</span><span class="name">{}</span>'
        '<span class="asked">{}</span><span class="unit">{}</span>{}</th>',
        kind,
        " worst" if worst else "",
        mark_sign(kind),
        number,
        name,
        asked,
        unit,
        foot if total else mark_safe(""),
    )
