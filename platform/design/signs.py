"""Verdict signs, clause marks, evidence bars and status shapes as inline SVG.

Shape and word carry the meaning; colour only repeats it, so a page stays readable in black and white.
"""

from collections.abc import Iterable
from enum import Enum
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

VERDICT_WORDS = {
    "positive": gettext_lazy("正偏离"),
    "meets": gettext_lazy("无偏离"),
    "negative": gettext_lazy("负偏离"),
    "unanswered": gettext_lazy("未响应"),
    "manual": gettext_lazy("需人工"),
}
_SQUARE = '<rect class="edge" x=".5" y=".5" width="17" height="17" rx="2"/>'
_CUT = '<path class="edge" d="M2.5 .5H12.5L17.5 5.5V15.5a2 2 0 0 1-2 2H2.5a2 2 0 0 1-2-2V2.5a2 2 0 0 1 2-2z"/>'
_QUESTION = '<path class="glyph" d="M6.3 7.2a2.7 2.5 0 1 1 4 2.1c-.9.5-1.3.9-1.3 1.9M9 12.7v1.7"/>'
_SHAPES = {
    "positive": _SQUARE + '<path class="glyph" d="M4 9h10M9 4v10"/>',
    "meets": _SQUARE + '<path class="glyph" d="M5 7h8M5 11h8"/>',
    "negative": _SQUARE + '<path class="glyph" d="M4 9h10"/>',
    "unanswered": _SQUARE + _QUESTION,
    "manual": _CUT + '<path class="glyph" d="M9 3.8v6.4M9 12.2v2"/>',
}

MARKS = {
    "mandatory": ("★", gettext_lazy("实质性条款")),
    "important": ("▲", gettext_lazy("重要条款")),
    "": ("", ""),
}

RUNG_WORDS = {1: gettext_lazy("声明"), 2: gettext_lazy("用户"), 3: gettext_lazy("三方"), 4: gettext_lazy("计量")}
RUNG_NAMES = {
    1: gettext_lazy("厂商声明"),
    2: gettext_lazy("用户报告"),
    3: gettext_lazy("第三方检测"),
    4: gettext_lazy("计量或 DCC"),
}

_STATUS_SHAPES = {
    "done": '<circle cx="5" cy="5" r="3.5"/>',
    "running": '<circle cx="5" cy="5" r="4" fill="none"/><path d="M5 1a4 4 0 0 0 0 8z" stroke="none"/>',
    "waiting": '<path d="M5 .8L9.2 5L5 9.2L.8 5z" fill="none"/>',
    "overdue": '<rect x="1.5" y="1.5" width="7" height="7"/>',
    "idle": '<circle cx="5" cy="5" r="3.5" fill="none"/>',
}
_TONE_OF_SHAPE = {"dot": "done", "half": "running", "diamond": "waiting", "square": "overdue", "ring": "idle"}


def plain_code(code: object) -> str:
    """Return the text of a code that may be a string or an enum member."""
    return str(code.value if isinstance(code, Enum) else code)


def verdict_sign(code: object, *, size: str = "", voiced: bool = True) -> SafeString:
    """Return the 18 px sign of a verdict. Raises KeyError for an unknown code.

    ``voiced`` gives it an accessible name; switch it off where the word stands beside it.
    """
    return _verdict_svg(plain_code(code), size, voiced, get_language())


@lru_cache(maxsize=256)  # a matrix page draws the same few signs hundreds of times
def _verdict_svg(key: str, size: str, voiced: bool, _language: str | None) -> SafeString:
    name = VERDICT_WORDS[key]
    voice = format_html('role="img" aria-label="{}"', name) if voiced else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="{}" viewBox="0 0 18 18" width="18" height="18" {}>{}</svg>',
        f"sign {key} {size}".rstrip(),
        voice,
        mark_safe(_SHAPES[key]),
    )


def verdict_with_word(code: object, *, size: str = "") -> SafeString:
    """Return the sign with its word."""
    key = plain_code(code)
    sign = verdict_sign(key, size=size, voiced=False)
    return format_html('<span class="verdict {}">{}{}</span>', key, sign, VERDICT_WORDS[key])


def verdict_strip(codes: Iterable[object]) -> SafeString:
    """Return a row of small signs, one per clause, in the order given."""
    signs = format_html_join("", "{}", ((verdict_sign(code, size="small"),) for code in codes))
    return format_html('<span class="strip">{}</span>', signs)


def verdict_tally(counts: dict[str, int]) -> SafeString:
    """Return the five signs with their counts; a count of 0 is written as 0."""
    rows = (
        (mark_safe("") if counts.get(code) else mark_safe(' class="zero"'), verdict_sign(code), counts.get(code, 0))
        for code in VERDICT_WORDS
    )
    return format_html('<span class="tally">{}</span>', format_html_join("", "<span{}>{}{}</span>", rows))


def mark_sign(code: object) -> SafeString:
    """Return ★ or ▲ with its accessible name; nothing for an ordinary clause. Raises KeyError otherwise."""
    key = "" if code is None else plain_code(code)
    sign, name = MARKS["" if key in {"none", "ordinary"} else key]
    if not sign:
        return mark_safe("")
    return format_html('<span class="mark" role="img" aria-label="{}">{}</span>', name, sign)


def _bars(rung: int) -> SafeString:
    rects = (
        (mark_safe(' class="on"') if step <= rung else "", 4 * step - 3.5, 12.5 - 3 * step, 3 * step - 1)
        for step in range(1, 5)
    )
    return format_html_join("", '<rect{} x="{}" y="{}" width="2.6" height="{}"/>', rects)


def _stairs(rung: int) -> SafeString:
    rects = (
        (mark_safe(' class="on"') if step <= rung else "", 22 * step - 21.5, 12.5 - 2.5 * step, 2.5 * step + 2)
        for step in range(1, 5)
    )
    return format_html_join("", '<rect{} x="{}" y="{}" width="20" height="{}"/>', rects)


def evidence_sign(rung: int | None, *, expired: bool = False, word: bool = True, staircase: bool = False) -> SafeString:
    """Return the four rising bars filled up to ``rung`` (1 声明, 2 用户, 3 三方, 4 计量).

    Expired evidence is drawn in ochre and says 过期. No rung (None or 0) gives a dash. Raises KeyError above 4.
    """
    if not rung:
        return format_html('<span class="evidence third" title="{}">—</span>', _("没有证据"))
    return _evidence_svg(int(rung), expired, word, staircase, get_language())


@lru_cache(maxsize=256)
def _evidence_svg(rung: int, expired: bool, word: bool, staircase: bool, _language: str | None) -> SafeString:
    short = _("%(rung)s·过期") % {"rung": RUNG_WORDS[rung]} if expired else str(RUNG_WORDS[rung])
    voice = mark_safe('aria-hidden="true"') if word else format_html('role="img" aria-label="{}"', short)
    return format_html(
        '<span class="{}"><svg viewBox="{}" {}>{}</svg>{}</span>',
        f"evidence rung-{rung}{' expired' if expired else ''}{' staircase' if staircase else ''}",
        "0 0 88 16" if staircase else "0 0 16 12",
        voice,
        _stairs(rung) if staircase else _bars(rung),
        short if word else "",
    )


def status_sign(code: object, label: object, tone: str) -> SafeString:
    """Return a status: its shape and its word.

    ``tone`` is done, running, waiting, overdue or idle, or the shape's own name (dot, half, diamond, square, ring).
    Raises KeyError for any other tone.
    """
    kind = _TONE_OF_SHAPE.get(tone, tone)
    shape = mark_safe(_STATUS_SHAPES[kind])
    return format_html(
        '<span class="status {}" data-status="{}"><svg viewBox="0 0 10 10" aria-hidden="true">{}</svg>{}</span>',
        kind,
        plain_code(code),
        shape,
        label,
    )


def sample_tag() -> SafeString:
    """Return the small 示例 tag that sample data carries."""
    return format_html('<span class="tag sample">{}</span>', _("示例"))
