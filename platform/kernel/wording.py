"""Sentences that are written now and said later, in the language of whoever reads them.

A `Wording` is a marked text and the words that go into it. A row keeps it as JSON; `read` makes it anew, `str` says it
in the language of the moment. A text that the catalogue no longer knows is said as it was written, in Chinese.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, npgettext, pgettext

from kernel.languages import source_language


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A text of the source with named placeholders; with `plural` the form is chosen by `words["count"]`."""

    text: str
    plural: str = ""
    context: str = ""
    words: Mapping[str, str | int | Wording] = field(default_factory=dict)

    def __str__(self) -> str:
        return self._template() % {name: _said(word) for name, word in self.words.items()}

    def in_source(self) -> str:
        """What it says in Chinese, whatever language is spoken now."""
        with source_language():
            return str(self)

    def stored(self) -> dict[str, Any]:
        """What a JSON column keeps of it."""
        words = {name: word.stored() if isinstance(word, Wording) else word for name, word in self.words.items()}
        parts = {"text": self.text, "plural": self.plural, "context": self.context, "words": words}
        return {name: part for name, part in parts.items() if part}

    def _template(self) -> str:
        if self.plural:
            count = int(str(self.words["count"]))
            if self.context:
                return npgettext(self.context, self.text, self.plural, count)
            return ngettext(self.text, self.plural, count)
        return pgettext(self.context, self.text) if self.context else gettext(self.text)


def worded(text: str, **words: str | int | Wording) -> Wording:
    """A marked text with its words; locale/update.py finds the text by this call."""
    return Wording(text=text, words=words)


def worded_as(context: str, text: str, **words: str | int | Wording) -> Wording:
    """A text marked with the context that tells it from another of the same letters."""
    return Wording(text=text, context=context, words=words)


def worded_count(one: str, many: str, *, count: int, **words: str | int | Wording) -> Wording:
    """A marked text about `count` things."""
    return Wording(text=one, plural=many, words={"count": count, **words})


def label(choice: str | Promise) -> Wording:
    """The marked text of a choice, said later: `label(Step.OPEN.label)`. It must be marked without a context."""
    with source_language():
        return Wording(text=str(choice))


def read(stored: Mapping[str, Any]) -> Wording:
    """What `stored` wrote."""
    words = {name: read(word) if isinstance(word, dict) else word for name, word in stored.get("words", {}).items()}
    parts = {name: stored.get(name, "") for name in ("text", "plural", "context")}
    return Wording(**parts, words=words)


def said(stored: Mapping[str, Any], otherwise: str) -> str:
    """A stored wording in the reader's language; `otherwise` where nothing is stored (a row of an earlier version)."""
    return str(read(stored)) if stored else otherwise


def in_source(text: str | Wording) -> str:
    """The Chinese of a wording; what a person wrote stays as it is."""
    return text.in_source() if isinstance(text, Wording) else text


def stored(text: str | Wording) -> dict[str, Any]:
    """What a JSON column keeps beside `in_source`; nothing of what a person wrote."""
    return text.stored() if isinstance(text, Wording) else {}


def _said(word: str | int | Wording) -> str | int:
    return str(word) if isinstance(word, Wording) else word
