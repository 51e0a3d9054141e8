"""What a how-to quotes as the name of a button or link stands on a page, letter by letter, in both languages."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from handbook import pages

ROOT = Path(__file__).resolve().parents[2]
QUOTED = {"zh": re.compile("「([^」]*)」"), "en": re.compile("“([^”]*)”")}


def unknown_names(text: str, language: str) -> list[str]:
    """The quoted names that no marked text of code and templates has."""
    return [name for name in QUOTED[language].findall(text) if name not in _names(language)]


@cache
def _names(language: str) -> frozenset[str]:
    return frozenset(_marked_texts() if language == "zh" else _english_texts())


def _marked_texts() -> set[str]:
    """As locale/update.py finds them: today's sources, not the catalogue of yesterday."""
    spec = importlib.util.spec_from_file_location("update", ROOT / "locale" / "update.py")
    assert spec is not None
    assert spec.loader is not None
    update = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(update)
    return {text for message in update.marked_texts() for text in _several(message.id)}


def _english_texts() -> set[str]:
    with (ROOT / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        return {text for message in read_po(file) for text in _several(message.string)}


def _several(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)  # type: ignore[arg-type]


@pytest.mark.parametrize("slug", pages.SLUGS)
@pytest.mark.parametrize("language", pages.LANGUAGES)
def test_quoted_names_stand_on_the_pages(language: str, slug: str) -> None:
    source = pages.file_of(slug, language).read_text(encoding="utf-8")
    assert unknown_names(source, language) == []


@pytest.mark.parametrize("language", pages.LANGUAGES)
def test_the_how_tos_quote_many_names(language: str) -> None:
    sources = [pages.file_of(slug, language).read_text(encoding="utf-8") for slug in pages.ROLES]
    assert sum(len(QUOTED[language].findall(source)) for source in sources) > 100


def test_a_name_that_no_page_has_is_found() -> None:
    assert unknown_names("点「写需求」，再点「没有这个按钮」。", "zh") == ["没有这个按钮"]
    assert unknown_names("Press “Write a demand”, then “No such button”.", "en") == ["No such button"]
