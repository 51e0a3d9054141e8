"""Finds Chinese in an English page that isn't something people wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.apps import apps
from lxml import html

# Attributes that a person sees or hears.
SPOKEN = ("title", "aria-label", "placeholder", "alt", "data-confirm", "data-copied", "data-failed")
# Marks and units of the domain that English pages show as they are printed.
AS_PRINTED = frozenset({"万元", "中文"})
_RUN = re.compile(r"[一-鿿]+")


class Stored:
    """All Chinese that the database holds: names, tender texts, reasons. What stands in it is data, not interface.

    The taxonomy's Chinese names don't count where an English name stands beside them: an English page shows that one.
    """

    def __init__(self) -> None:
        self._text = "\n".join(_stored_texts())

    def __contains__(self, run: str) -> bool:
        return run in self._text


def untranslated(page: bytes, stored: Stored) -> list[str]:
    """The Chinese of an HTML page that stands neither in the database nor inside an element marked as Chinese."""
    if not page.strip():
        return []
    root = html.fromstring(page)
    return [run for text in _texts(root) for run in _RUN.findall(text) if run not in AS_PRINTED and run not in stored]


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
