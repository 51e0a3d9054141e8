"""The pages of the help: which there are, in which order, read from docs/help in the language of the reader."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from handbook.markdown import Section, Text, render
from kernel.languages import reader_language

ROLES = ("institution", "maker", "evaluation", "broker", "administrator", "auditor")
"""The how-tos, each written for one role; the file's name is the page's address."""

SLUGS = ("start", *ROLES, "glossary", "faq")
"""All pages in their order."""

LANGUAGES = ("zh", "en")


def file_of(slug: str, of_language: str) -> Path:
    """The one source of a page."""
    return Path(settings.BASE_DIR) / "docs" / "help" / of_language / f"{slug}.md"


def page(slug: str) -> Text:
    """A page in the reader's language; `slug` is one of SLUGS. A changed file is read anew without a restart."""
    spoken = reader_language()
    path = file_of(slug, spoken)
    return _read(path, path.stat().st_mtime_ns, spoken == "en")


def pages() -> list[tuple[str, Text]]:
    """All pages in their order, with their slugs."""
    return [(slug, page(slug)) for slug in SLUGS]


def address(slug: str, fragment: str = "") -> str:
    """The address of a page; `fragment` with its # or empty."""
    return reverse("handbook:page", args=[slug]) + fragment


def definition(anchor: str) -> Section:
    """What the glossary says below this anchor. Raises LookupError for a term that it doesn't have."""
    for section in page("glossary").sections:
        if section.anchor == anchor:
            return section
    raise LookupError(f"The glossary has no term {anchor!r}: add it to docs/help/*/glossary.md")


@lru_cache(maxsize=64)
def _read(path: Path, changed_ns: int, is_english: bool) -> Text:
    """A file as it was at that time: the time is part of the key and nothing else."""
    return render(path.read_text(encoding="utf-8"), address=address, is_english=is_english)
