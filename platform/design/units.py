"""Words that stand behind a count: 3 款, 1 product, 3 products."""

from __future__ import annotations

from django.utils.translation import npgettext, npgettext_lazy

from kernel.languages import reader_language

# Marked here, looked up below by the Chinese word.
_MARKED = (
    npgettext_lazy("unit", "条", "条"),
    npgettext_lazy("unit", "项", "项"),
    npgettext_lazy("unit", "个", "个"),
    npgettext_lazy("unit", "件", "件"),
    npgettext_lazy("unit", "份", "份"),
    npgettext_lazy("unit", "单", "单"),
    npgettext_lazy("unit", "款", "款"),
    npgettext_lazy("unit", "台", "台"),
    npgettext_lazy("unit", "台套", "台套"),
    npgettext_lazy("unit", "家", "家"),
    npgettext_lazy("unit", "行", "行"),
    npgettext_lazy("unit", "处", "处"),
    npgettext_lazy("unit", "项指标", "项指标"),
    npgettext_lazy("unit", "天交付", "天交付"),
    npgettext_lazy("unit", "个月", "个月"),
)

# In English the label says what is counted; “70 items” above “Open demands” would say nothing more.
_GENERAL = frozenset("条项个件份单款家行")


def unit_of_figure(value: object, word: str) -> str:
    """The word behind a large figure that has its label below; nothing where the language needs none."""
    return "" if reader_language() == "en" and word in _GENERAL else unit_for(value, word)


def unit_for(count: object, word: str) -> str:
    """The word as it stands behind this count, in the language of the page. What is no whole number counts as many."""
    return npgettext("unit", word, word, count if isinstance(count, int) else 2)
