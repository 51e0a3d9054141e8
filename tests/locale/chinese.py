"""Finds Chinese, and punctuation of Chinese, in an English page that isn't something people wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.apps import apps
from lxml import html

# Attributes that a person sees or hears.
SPOKEN = ("title", "aria-label", "placeholder", "alt", "data-confirm", "data-copied", "data-failed")
# Marks and units of the domain that English pages show as they are printed.
AS_PRINTED = frozenset({"万元", "中文"})
# The signs of 未响应 and 需人工, where they stand alone.
SIGNS = frozenset({"？", "！"})
_RUN = re.compile(r"[一-鿿]+")
_WIDE_MARK = re.compile(r"[、，；：。！？（）【】《》「」]")


class Stored:
    """All Chinese that the database holds: names, tender texts, reasons. What stands in it is data, not interface.

    The taxonomy's Chinese names don't count where an English name stands beside them: an English page shows that one.
    """

    def __init__(self) -> None:
        self._text = "\n".join(_stored_texts())

    @classmethod
    def of(cls, text: str) -> Stored:
        """As if the database held this text alone."""
        stored = cls.__new__(cls)
        stored._text = text
        return stored

    def __contains__(self, run: str) -> bool:
        return run in self._text


def untranslated(page: bytes, stored: Stored) -> list[str]:
    """The Chinese of an HTML page that stands neither in the database nor inside an element marked as Chinese.

    A full-width mark is data where it stands in the database beside the same letter.
    """
    if not page.strip():
        return []
    texts = list(_texts(html.fromstring(page)))
    words = [run for text in texts for run in _RUN.findall(text) if run not in AS_PRINTED and run not in stored]
    return words + [around for text in texts for around in _wide_marks(text) if not _is_known(around, stored)]


def _wide_marks(text: str) -> Iterator[str]:
    """Each full-width mark with the letters on both sides, as far as there are some."""
    for match in _WIDE_MARK.finditer(text):
        yield text[max(0, match.start() - 1) : match.end() + 1]


def _is_known(around: str, stored: Stored) -> bool:
    return around.strip() in SIGNS or around in stored or around[:2] in stored or around[-2:] in stored


def _texts(root: html.HtmlElement) -> Iterator[str]:
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in {"script", "style"} or _is_chinese(element):
            continue
        yield element.text or ""
        yield from (element.get(name) or "" for name in SPOKEN)
        yield from (child.tail or "" for child in element)


def _is_chinese(element: html.HtmlElement) -> bool:
    around = (element, *element.iterancestors())
    language = next((one.get("lang") for one in around if one.get("lang")), "")
    return language.startswith("zh")


def _stored_texts() -> Iterator[str]:
    for model in apps.get_models():
        for row in model._base_manager.values():
            if row.get("name_en"):
                del row["name_zh"]
            yield " ".join(_leaves(row))


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (leaf for part in (*value.keys(), *value.values()) for leaf in _leaves(part))
    elif isinstance(value, list | tuple):
        yield from (leaf for part in value for leaf in _leaves(part))
    elif isinstance(value, str):
        yield value
