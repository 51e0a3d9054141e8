"""How words are found: folding of letters and widths, model numbers with or without hyphens, names of categories."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from apps.accounts.models import Organisation
from apps.suppliers.models import Product
from apps.taxonomy.models import Category
from kernel.pairs import holds

LONGEST_QUERY = 80
MOST_TERMS = 6
_SEPARATORS = re.compile(r"[\s\-_/·.]+")
_WORDS = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """Full-width forms made plain, letters made small, blanks made single."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def squeeze(text: str) -> str:
    """Folded, and without blanks, hyphens and the like: SY-600 and sy 600 are one."""
    return _SEPARATORS.sub("", fold(text))


def search_text_of(product: Product) -> str:
    """What is searched of a product itself; its maker and its category are looked up by their own names."""
    own = fold(" ".join([product.model, product.name, product.brand, product.summary]))
    return f"{own} {squeeze(product.model)} {squeeze(product.name)}"


def matching(products: QuerySet[Product], query: str) -> QuerySet[Product]:
    """Keep the products that answer every word of the query by their own text, their maker or their category."""
    return products.filter(search_condition(query))


def search_condition(query: str, *, categories: Iterable[Category] | None = None) -> Q:
    """`matching` as a condition, for a query that is asked several times. One query, and one more a word.

    `categories` are all those in use, for whoever has them; else they are asked for.
    """
    terms = fold(query[:LONGEST_QUERY].replace("\0", "")).split()[:MOST_TERMS]
    condition = Q()
    if not terms:
        return condition
    if categories is None:
        named = Category.objects.filter(is_active=True).only("id", "parent_id", "name_zh", "name_en", "aliases")
        categories = list(named)
    for term in terms:
        condition &= _answers(term, categories)
    return condition


def _answers(term: str, categories: Iterable[Category]) -> Q:
    # Ids first, so that the index on the products' own text stays usable.
    makers = list(Organisation.objects.filter(name__icontains=term).values_list("pk", flat=True)[:1000])
    found = holds("search_text", term) | Q(organisation_id__in=makers)
    if (squeezed := squeeze(term)) and squeezed != term:
        found |= holds("search_text", squeezed)
    return found | Q(category_id__in=categories_named(term, categories))


def categories_named(term: str, categories: Iterable[Category]) -> list[int]:
    """The ids of the categories that a folded word names, with everything below them.

    A Latin word must be a whole word of a name or alias (sem finds FE-SEM but not "assembly"); a Chinese word may be
    a part of one.
    """
    categories = list(categories)
    found = {category.pk for category in categories if any(_names(term, name) for name in _names_of(category))}
    for _level in range(2):
        found |= {category.pk for category in categories if category.parent_id in found}
    return sorted(found)


def _names_of(category: Category) -> list[str]:
    return [fold(name) for name in (category.name_zh, category.name_en, *category.aliases) if name]


def _names(term: str, name: str) -> bool:
    if term.isascii():
        return term in _WORDS.findall(name) or squeeze(term) == squeeze(name)
    return term in name or squeeze(term) in squeeze(name)
