"""Every marked text has its English, with the same placeholders, and what Django reads says the same."""

from __future__ import annotations

import gettext
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PO = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
_PLACEHOLDER = re.compile(r"%\([a-z_]+\)[a-z]|%[sd%]|\{[a-z_]*\}|<[^>]+>")
_CHINESE = re.compile(r"[一-鿿]")
_LETTER = re.compile(r"[A-Za-z]")


@pytest.fixture(scope="module")
def messages() -> list[Message]:
    """All messages of the English catalogue."""
    with PO.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def test_the_files_are_those_of_today() -> None:
    told = subprocess.run(
        [sys.executable, ROOT / "locale" / "update.py", "--check"], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, f"run .venv/bin/python locale/update.py\n{told.stdout}{told.stderr}"


def test_what_django_reads_says_what_the_catalogue_says(messages: list[Message]) -> None:
    """Whatever started this session has compiled it, from today's catalogue, and without Babel."""
    with PO.with_suffix(".mo").open("rb") as file:
        read = gettext.GNUTranslations(file)
    wrong = []
    for message in messages:
        forms = _strings(message)
        for number, text in zip((1, 2), (forms[0], forms[-1]), strict=True):
            if _said(read, message, number) != text:
                wrong.append(message.id)
    assert not wrong


def _said(read: gettext.GNUTranslations, message: Message, number: int) -> str:
    ids = _ids(message)
    if len(ids) == 1:
        return read.pgettext(message.context, ids[0]) if message.context else read.gettext(ids[0])
    if message.context:
        return read.npgettext(message.context, ids[0], ids[1], number)
    return read.ngettext(ids[0], ids[1], number)


def test_nothing_is_without_english(messages: list[Message]) -> None:
    missing = [message.id for message in messages if not all(_strings(message))]
    assert len(messages) > 2000
    assert not missing, f"{len(missing)} texts wait for their English, the first: {missing[:20]}"


def test_placeholders_are_those_of_the_source(messages: list[Message]) -> None:
    """A singular may leave its number out; nothing may name a placeholder that isn't given."""
    wrong = [
        (message.id, text)
        for message in messages
        for text in _strings(message)
        if text and not _placeholders(text) <= _placeholders(_ids(message)[-1])
    ] + [
        (message.id, text)
        for message in messages
        for text in _strings(message)[-1:]
        if text and _placeholders(text) != _placeholders(_ids(message)[-1])
    ]
    assert not wrong


def test_english_is_english(messages: list[Message]) -> None:
    """Words that people type into Excel or meet in a tender stay Chinese; they are few, and the source has them too."""
    wrong = [text for message in messages for text in _strings(message) if _is_left(text or "", _ids(message)[-1])]
    assert not wrong


def _is_left(text: str, source: str) -> bool:
    chinese = _CHINESE.findall(text.replace("万元", ""))  # the unit is the same in both languages
    return not set(chinese) <= set(source) or len(chinese) > len(_LETTER.findall(text))


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


# A limit stands in the code and is never one.
_LIMIT = re.compile(
    r"[Aa]t most|[Aa]t least|[Mm]ore than|longer than|larger than|within|limit|[Oo]nly the first|in a row"
)
_COUNTED = re.compile(
    r"%\([a-z_]+\)[sd](?:</\w+>)? (?:more |new |open |other |domestic |accepted )?(?P<noun>[a-z]{3,}s)\b"
)
_NO_NOUNS = frozenset(
    """has was does this now less invites asks leads leaves awaits says becomes expires needs contains excludes
    stands meets ranks goes adds alias""".split()
)


def test_what_is_counted_has_a_singular(messages: list[Message]) -> None:
    """“1 products” appears nowhere: where a number stands before a noun in the plural, the text has two forms."""
    wrong = [
        (message.id, message.string)
        for message in messages
        if isinstance(message.id, str) and not _LIMIT.search(str(message.string)) and _counted(str(message.string))
    ]
    assert not wrong


def test_a_singular_differs_from_its_plural_where_it_counts_a_noun(messages: list[Message]) -> None:
    wrong = [
        message.string
        for message in messages
        if not isinstance(message.id, str) and _counted(_strings(message)[0]) and "of %(" not in _strings(message)[0]
    ]
    assert not wrong


def _counted(text: str) -> list[str]:
    return [found["noun"] for found in _COUNTED.finditer(text) if found["noun"] not in _NO_NOUNS]
