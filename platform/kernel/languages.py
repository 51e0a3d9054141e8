"""Whose language counts: the reader's on pages, the source language in what belongs to a tender or is kept for many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Literal, ParamSpec, TypeVar

from django.conf import settings
from django.utils import translation
from django.utils.functional import lazy

_P = ParamSpec("_P")
_T = TypeVar("_T")


def reader_language() -> Literal["zh", "en"]:
    """The language of the page that is being made."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh"


def source_language() -> translation.override:
    """`with source_language():` texts are the Chinese ones of the source, whatever language the page speaks."""
    return translation.override(settings.LANGUAGE_CODE)


def listed(parts: Iterable[object]) -> str:
    """Several names in one line, as the language writes lists."""
    return ("、" if reader_language() == "zh" else ", ").join(str(part) for part in parts)


def strung(parts: Iterable[object]) -> str:
    """Several statements in one line, as the language writes them."""
    return ("；" if reader_language() == "zh" else "; ").join(str(part) for part in parts)


def phrased(parts: Iterable[object]) -> str:
    """Several phrases of one sentence, as the language separates them."""
    return ("，" if reader_language() == "zh" else ", ").join(str(part) for part in parts)


def named(name: object, text: object) -> str:
    """A name and what is said of it: 预算：50 万元, Budget: 50 万元."""
    return f"{name}{'：' if reader_language() == 'zh' else ': '}{text}"


listed_lazy = lazy(listed, str)
named_lazy = lazy(named, str)


def bracketed(text: object) -> str:
    """An addition behind a word, in the brackets of the language; nothing for nothing."""
    if not text:
        return ""
    return f"（{text}）" if reader_language() == "zh" else f" ({text})"


def in_source_language(write: Callable[_P, _T]) -> Callable[_P, _T]:
    """For functions that write a tender's papers: they are Chinese whatever language the page speaks."""

    @wraps(write)
    def written(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        with source_language():
            return write(*args, **kwargs)

    return written
