"""The words that a question may use: names of categories with their places, and names of parameters.

Built from the taxonomy's tables and kept in memory until these change (`taxonomy_version`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from apps.matching.comparisons import asking_ids, competing_ids
from apps.taxonomy.guessing import CategoryGuesser, CategoryNames
from apps.taxonomy.linking import Linker
from apps.taxonomy.models import Category, Parameter, TemplateRow
from apps.taxonomy.naming import core, normalised
from apps.taxonomy.selectors import linker_at, taxonomy_version

TYPE_LEVEL = 3


@dataclass(frozen=True)
class Vocabulary:
    """`categories` and `by_code` (parameters) are those in use, by code, in the order of the tables.

    `holders` maps the id of a parameter to the codes of the instrument types whose template holds it, `named` the key
    of a name to the parameters that are called so.
    """

    version: tuple[int, ...]
    guesser: CategoryGuesser
    categories: Mapping[str, Category]
    by_code: Mapping[str, Parameter]
    holders: Mapping[int, frozenset[str]]
    named: Mapping[str, tuple[Parameter, ...]]

    def linker(self, category_code: str) -> Linker:
        """Links printed names in this category, as `selectors.linker_for` does."""
        return linker_at(category_code, self.version)

    def scope(self, category: Category) -> frozenset[int]:
        """The ids of the categories whose products compete in this one."""
        return _scopes(category, self.version)[0]

    def asking(self, category: Category) -> frozenset[int]:
        """The ids of the categories whose demands a product of this one may answer."""
        return _scopes(category, self.version)[1]

    def parameters_of(self, category: Category) -> tuple[Parameter, ...]:
        """The parameters of the category's template, or of its relatives' where it has none of its own."""
        codes = {category.code, *(each.code for each in self.relatives(category))}
        own = tuple(each for each in self.by_code.values() if category.code in self.holders.get(each.pk, ()))
        return own or tuple(each for each in self.by_code.values() if codes & self.holders.get(each.pk, frozenset()))

    def is_parameter(self, word: str) -> bool:
        """Whether the word is the name of a parameter, with or without what only dresses it."""
        key = normalised(word)
        return bool(key) and (key in self.named or core(key) in self.named)

    def relatives(self, category: Category) -> tuple[Category, ...]:
        """The other instrument types of the category's family."""
        if category.level < TYPE_LEVEL or not category.family:
            return ()
        types = (each for each in self.categories.values() if each.level == TYPE_LEVEL)
        return tuple(each for each in types if each.family == category.family and each.pk != category.pk)


def vocabulary() -> Vocabulary:
    """The vocabulary of this moment. One query where nothing has changed."""
    return _vocabulary(taxonomy_version())


@lru_cache(maxsize=2)
def _vocabulary(version: tuple[int, ...]) -> Vocabulary:
    categories = {each.code: each for each in Category.objects.filter(is_active=True).select_related("parent__parent")}
    named = (each for each in categories.values() if each.level > 1)
    parameters = list(Parameter.objects.filter(is_active=True).prefetch_related("accepted_aliases"))
    called: dict[str, list[Parameter]] = {}
    for parameter in parameters:
        for key in {normalised(name) for name in names_of(parameter)} - {""}:
            called.setdefault(key, []).append(parameter)
    return Vocabulary(
        version=version,
        guesser=CategoryGuesser(
            CategoryNames(each.code, (each.name_zh, each.name_en, *each.aliases)) for each in named
        ),
        categories=categories,
        by_code={parameter.code: parameter for parameter in parameters},
        holders=_holders(),
        named={key: tuple(bearers) for key, bearers in called.items()},
    )


@lru_cache(maxsize=512)
def _scopes(category: Category, version: tuple[int, ...]) -> tuple[frozenset[int], frozenset[int]]:
    return competing_ids(category), asking_ids(category)


def _holders() -> dict[int, frozenset[str]]:
    """The codes of the instrument types whose template holds a parameter, by its id."""
    rows = TemplateRow.objects.filter(category__level=TYPE_LEVEL, category__is_active=True)
    found: dict[int, set[str]] = {}
    for parameter_id, code in rows.order_by().values_list("parameter_id", "category__code"):
        found.setdefault(parameter_id, set()).add(code)
    return {parameter_id: frozenset(codes) for parameter_id, codes in found.items()}


def names_of(parameter: Parameter) -> tuple[str, ...]:
    """Everything the parameter is called."""
    accepted = (alias.name for alias in parameter.accepted_aliases.all())
    return tuple(name for name in (parameter.name_zh, parameter.name_en, *parameter.aliases, *accepted) if name)
