"""Brings the tables to what the taxonomy's files say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TypeVar

from django.db import connection, models, transaction

from apps.taxonomy.facts import TaxonomyChanged
from apps.taxonomy.files import CategoryRecord, ParameterRecord, TaxonomyFiles, TemplateRecord
from apps.taxonomy.models import Category, Parameter, TemplateRow
from kernel import facts

# Any constant will do; two loads at once would otherwise create the same codes.
_LOAD_LOCK = 0x7A58
_CATEGORY_FIELDS = ("parent_id", "level", "name_zh", "name_en", "aliases", "family", "position", "is_active")
_PARAMETER_FIELDS = (
    "name_zh", "name_en", "aliases", "kind", "quantity", "unit", "better", "settable", "conditions", "is_active",
    "is_added",
)  # fmt: skip
_TEMPLATE_FIELDS = ("group", "position", "is_added")

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class TableChanges:
    """What a load did to one table."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    retired: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether the table is as it was."""
        return not (self.created or self.updated or self.retired)


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did, by table."""

    categories: TableChanges
    parameters: TableChanges
    template_rows: TableChanges

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed at all."""
        return all(getattr(self, table.name).is_empty for table in fields(self))


@dataclass(slots=True)
class _Difference:
    """Rows to write, and the codes of the categories or parameters they belong to."""

    created: list[models.Model]
    updated: list[models.Model]
    retired: list[models.Model]
    unchanged: int = 0

    def changes(self) -> TableChanges:
        return TableChanges(len(self.created), len(self.updated), self.unchanged, len(self.retired))

    def codes(self) -> set[str]:
        return {str(getattr(row, "code", "")) for row in (*self.created, *self.updated, *self.retired)} - {""}


@transaction.atomic
def load_taxonomy(files: TaxonomyFiles) -> LoadReport:
    """Make the tables equal to the files, by code; a second call with the same files changes nothing.

    Categories and parameters that the files no longer know become inactive and are never deleted, because products,
    demands and old runs refer to them; template rows, which nothing refers to, are removed. What the editors added
    stays until the files know it themselves, and is the files' from then on. Publishes `TaxonomyChanged` when
    something changed. Only one load runs at a time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOAD_LOCK])
    categories = _load_categories(files.categories)
    parameters = _load_parameters(files.parameters)
    rows, touched = _load_template_rows(files.template_rows)
    report = LoadReport(categories.changes(), parameters.changes(), rows.changes())
    if not report.is_empty:
        codes = sorted(categories.codes() | touched)
        facts.publish(TaxonomyChanged(tuple(codes), tuple(sorted(parameters.codes()))))
    return report


def _load_categories(records: Sequence[CategoryRecord]) -> _Difference:
    stored = {category.code: category for category in Category.objects.all()}
    vanished = _retire(stored, {record.code for record in records})
    difference = _Difference([], [], vanished)
    for level in (1, 2, 3):  # parents need their ids before their children are compared
        created: list[models.Model] = []
        for record in (record for record in records if record.level == level):
            category = stored.setdefault(record.code, Category(code=record.code))
            parent = stored[record.parent] if record.parent else None
            wanted = (parent.pk if parent else None, record.level, record.name_zh, record.name_en,
                      list(record.aliases), record.family, record.position, True)  # fmt: skip
            _sort_in(difference, created, category, _CATEGORY_FIELDS, wanted)
        Category.objects.bulk_create([row for row in created if isinstance(row, Category)])
        difference.created += created
    _update(Category, difference, _CATEGORY_FIELDS)
    return difference


def _load_parameters(records: Iterable[ParameterRecord]) -> _Difference:
    records = tuple(records)
    stored = {parameter.code: parameter for parameter in Parameter.objects.all()}
    difference = _Difference([], [], _retire(stored, {record.code for record in records}))
    for record in records:
        parameter = stored.get(record.code, Parameter(code=record.code))
        wanted = (record.name_zh, record.name_en, list(record.aliases), record.kind, record.quantity, record.unit,
                  record.better, record.settable, list(record.conditions), True, False)  # fmt: skip
        _sort_in(difference, difference.created, parameter, _PARAMETER_FIELDS, wanted)
    Parameter.objects.bulk_create([row for row in difference.created if isinstance(row, Parameter)])
    _update(Parameter, difference, _PARAMETER_FIELDS)
    return difference


def _load_template_rows(records: Iterable[TemplateRecord]) -> tuple[_Difference, set[str]]:
    category_ids = dict(Category.objects.values_list("code", "id"))
    parameter_ids = dict(Parameter.objects.values_list("code", "id"))
    stored = {(row.category_id, row.parameter_id): row for row in TemplateRow.objects.all()}
    difference = _Difference([], [], [])
    touched: set[str] = set()
    for record in records:
        key = (category_ids[record.category], parameter_ids[record.parameter])
        row = stored.pop(key, None) or TemplateRow(category_id=key[0], parameter_id=key[1])
        before = difference.unchanged
        _sort_in(difference, difference.created, row, _TEMPLATE_FIELDS, (record.group, record.position, False))
        if difference.unchanged == before:
            touched.add(record.category)
    vanished = [row for row in stored.values() if not row.is_added]
    difference.retired += vanished
    TemplateRow.objects.filter(pk__in=[row.pk for row in vanished]).delete()
    codes = {pk: code for code, pk in category_ids.items()}
    touched |= {codes[row.category_id] for row in vanished}
    TemplateRow.objects.bulk_create([row for row in difference.created if isinstance(row, TemplateRow)])
    _update(TemplateRow, difference, _TEMPLATE_FIELDS)
    return difference, touched


def _retire(stored: dict[str, M], wanted: set[str]) -> list[models.Model]:
    """Mark what the files no longer know as inactive; returns the rows that were active until now."""
    vanished: list[models.Model] = []
    for code, row in stored.items():
        if code not in wanted and getattr(row, "is_active", False) and not getattr(row, "is_added", False):
            type(row)._default_manager.filter(pk=row.pk).update(is_active=False)
            vanished.append(row)
    return vanished


def _sort_in(
    difference: _Difference,
    created: list[models.Model],
    row: models.Model,
    names: tuple[str, ...],
    wanted: tuple[object, ...],
) -> None:
    """Give the row the wanted values and put it where it belongs: created, updated, or only counted."""
    if row.pk is not None and tuple(getattr(row, name) for name in names) == wanted:
        difference.unchanged += 1
        return
    for name, value in zip(names, wanted, strict=True):
        setattr(row, name, value)
    (created if row.pk is None else difference.updated).append(row)


def _update(model: type[M], difference: _Difference, names: tuple[str, ...]) -> None:
    rows = [row for row in difference.updated if isinstance(row, model)]
    model._default_manager.bulk_update(rows, [name.removesuffix("_id") for name in names], batch_size=500)
