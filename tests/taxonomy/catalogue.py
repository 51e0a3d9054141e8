"""The shipped taxonomy as pure objects: what the selectors build from the database, for tests that need none."""

from __future__ import annotations

from functools import lru_cache

from apps.taxonomy.files import ParameterRecord, TaxonomyFiles, TemplateRecord, read_taxonomy
from apps.taxonomy.guessing import CategoryGuesser, CategoryNames
from apps.taxonomy.linking import Linker, Template, TemplateEntry


@lru_cache(maxsize=1)
def shipped() -> TaxonomyFiles:
    """The three files of apps/taxonomy/data."""
    return read_taxonomy()


@lru_cache(maxsize=64)
def linker(category_code: str) -> Linker:
    """The linker of a category: its own rows, then its family's, then those of level 1."""
    category = {c.code: c for c in shipped().categories}[category_code]
    relatives = [c.code for c in shipped().categories if c.family == category.family and c.code != category_code]
    own = _entries([category_code])
    known = {entry.code for entry in own}
    family = tuple(entry for entry in _entries(relatives) if entry.code not in known)
    return Linker(Template(own, family, _entries([category_code[:2]])))


@lru_cache(maxsize=1)
def guesser() -> CategoryGuesser:
    """The guesser over all instrument types."""
    types = [category for category in shipped().categories if category.level == 3]
    return CategoryGuesser(CategoryNames(c.code, (c.name_zh, c.name_en, *c.aliases)) for c in types)


def _entries(codes: list[str]) -> tuple[TemplateEntry, ...]:
    found: dict[str, TemplateEntry] = {}
    for row in shipped().template_rows:
        if row.category in codes:
            found.setdefault(row.parameter, _entry(row))
    return tuple(found.values())


def _entry(row: TemplateRecord) -> TemplateEntry:
    parameter = _parameters()[row.parameter]
    names = (*parameter.aliases, parameter.name_en)
    kind, quantity, conditions = parameter.kind, parameter.quantity, parameter.conditions
    return TemplateEntry(parameter.code, parameter.name_zh, names, kind, quantity, row.group, conditions)


@lru_cache(maxsize=1)
def _parameters() -> dict[str, ParameterRecord]:
    return {parameter.code: parameter for parameter in shipped().parameters}
