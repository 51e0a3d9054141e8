"""What the box suggests while somebody types: the last word completed, or a product to go to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.accounts.regions import own_name, region_name
from apps.search.places import places_beginning
from apps.search.questions import LONGEST_QUESTION
from apps.search.vocabulary import Vocabulary, names_of, vocabulary
from apps.suppliers.searching import squeeze
from apps.suppliers.selectors import published
from apps.taxonomy.language.normalise import storable
from apps.taxonomy.models import Category
from apps.taxonomy.naming import normalised
from kernel.pairs import holds

MOST = 8
MOST_OF_A_KIND = 4
LONGEST_WORD = 40
_UNNAMED = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line under the box. It puts `text` into it, or leads to `url`."""

    kind: str
    label: str
    note: str = ""
    text: str = ""
    url: str = ""


def suggest(typed: str) -> tuple[Suggestion, ...]:
    """Suggestions for the word at the end of the text, at most MOST. Two queries where the taxonomy is in memory."""
    typed = storable(typed)[:LONGEST_QUESTION]
    head, word = _parted(typed)
    if not word or len(word) > LONGEST_WORD:
        return ()
    words = vocabulary()
    place = words.guesser.find(head)
    first = _parameters(head, word, words.categories[place.codes[0]], words) if place else ()
    found = chain(first, _regions(head, word), _categories(head, word, words), _products(word))
    return tuple(islice(found, MOST))


def _parted(typed: str) -> tuple[str, str]:
    """What stands before the last word, and the last word; '' after a blank."""
    if typed != typed.rstrip():
        return typed, ""
    head, blank, word = typed.rpartition(" ")
    return head + blank, word


def _categories(head: str, word: str, words: Vocabulary) -> Iterator[Suggestion]:
    key = normalised(word)
    ranked: list[tuple[int, int, str, Category]] = []
    for category in words.categories.values() if key else ():
        names = (category.name_zh, category.name_en, *category.aliases)
        rank, name = min((_rank(key, name), name) for name in names)
        if rank < _UNNAMED:
            ranked.append((rank, -category.level, name, category))
    ranked.sort(key=lambda each: each[:2])
    for *_order, name, category in ranked[:MOST_OF_A_KIND]:
        note = "" if name in (category.name_zh, category.name_en) else name
        yield Suggestion(_("类别"), category.name, note, f"{head}{category.name} ")


def _rank(key: str, name: str) -> int:
    """0 for the whole name, 1 for its beginning, 2 for a part of it."""
    known = normalised(name)
    if key == known:
        return 0
    return 1 if known.startswith(key) else 2 if key in known else _UNNAMED


def _parameters(head: str, word: str, category: Category, words: Vocabulary) -> Iterator[Suggestion]:
    """Parameters of the category that the text names before."""
    key = normalised(word)
    if not key:
        return
    fitting = (each for each in words.parameters_of(category) if _begins(key, names_of(each)))
    for parameter in islice(fitting, MOST_OF_A_KIND):
        yield Suggestion(_("参数"), parameter.name, parameter.unit, f"{head}{parameter.name_zh}")


def _begins(key: str, names: Iterable[str]) -> bool:
    return any(normalised(name).startswith(key) for name in names)


def _regions(head: str, word: str) -> Iterator[Suggestion]:
    for code in places_beginning(word, most=2):
        name = region_name(code)
        # a city is written with its province; by its own name alone it is found again
        yield Suggestion(_("地区"), name, "", f"{head}{own_name(code)} ")


def _products(word: str) -> Iterator[Suggestion]:
    key = squeeze(word)
    if len(key) < 2:
        return
    products = published().filter(holds("search_text", key), is_reference=False).order_by("model", "pk")
    for product in products[:MOST_OF_A_KIND]:
        url = reverse("suppliers:detail", args=[product.pk])
        yield Suggestion(pgettext("one", "产品"), f"{product.model} {product.name}", product.organisation.name, url=url)
