"""Writes the rows behind a product: its fields, spec values, certificates and revisions. Called inside a transaction.

Rows that stay the same keep their ids and their confirmed evidence; a changed value falls back to the maker's claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from apps.accounts.models import User
from apps.suppliers.contents import ProductContent, content_as_json
from apps.suppliers.models import Certificate, Product, ProductRevision, SpecValue
from apps.suppliers.reading import row_of
from apps.suppliers.searching import search_text_of
from apps.taxonomy.models import Category, Parameter

_COPIED = (
    "name",
    "model",
    "brand",
    "summary",
    "price_yuan",
    "lead_time_days",
    "warranty_months",
    "origin",
    "place_of_production",
    "has_trial_unit",
    "is_reference",
)


def fill_fields(product: Product, content: ProductContent, category: Category) -> None:
    """Put the plain fields of the content into the product, without saving it."""
    product.category = category
    for name in _COPIED:
        given = getattr(content, name)
        setattr(product, name, given.strip() if isinstance(given, str) else given)
    product.search_text = search_text_of(product)


def write_specs(product: Product, content: ProductContent, parameters: Mapping[str, Parameter]) -> None:
    """Make the maker's spec values those of the content. What was measured here (`is_recorded`) is left alone."""
    wanted = [
        row_of(entry, parameter=parameters.get(entry.parameter), position=position)
        for position, entry in enumerate(content.specs)
    ]
    kept = {_spec_key(row): row for row in product.spec_values.filter(is_recorded=False)}
    same = {_spec_key(row) for row in wanted} & kept.keys()
    SpecValue.objects.filter(pk__in=[row.pk for key, row in kept.items() if key not in same]).delete()
    for row in wanted:
        row.product = product
    SpecValue.objects.bulk_create([row for row in wanted if _spec_key(row) not in same])
    again = [_read_again(kept[_spec_key(row)], row) for row in wanted if _spec_key(row) in same]
    SpecValue.objects.bulk_update([row for row, is_changed in again if is_changed], list(_READ_FIELDS))


_READ_FIELDS = (
    "position",
    "kind",
    "lo",
    "hi",
    "unit",
    "members",
    "has",
    "is_strict",
    "is_approximate",
    "condition_key",
    "base_lo",
    "base_hi",
)


def _spec_key(row: SpecValue) -> tuple[object, ...]:
    """What makes two rows the same claim with the same evidence behind it."""
    named = row.parameter_id or row.printed_name
    return named, row.text, row.condition, row.asked_rung, row.evidence, row.expires_on


def _read_again(row: SpecValue, fresh: SpecValue) -> tuple[SpecValue, bool]:
    """Bring a kept row to the present reading of its text; whether anything changed by it."""
    is_changed = any(getattr(row, name) != getattr(fresh, name) for name in _READ_FIELDS)
    for name in _READ_FIELDS:
        setattr(row, name, getattr(fresh, name))
    return row, is_changed


def write_certificates(product: Product, content: ProductContent) -> None:
    """Make the product's certificates those of the content."""
    wanted = [Certificate(product=product, **asdict(entry)) for entry in content.certificates]
    kept = {_certificate_key(row): row for row in product.certificates.all()}
    keys = {_certificate_key(row) for row in wanted}
    Certificate.objects.filter(pk__in=[row.pk for key, row in kept.items() if key not in keys]).delete()
    Certificate.objects.bulk_create([row for row in wanted if _certificate_key(row) not in kept])


def _certificate_key(row: Certificate) -> tuple[object, ...]:
    return row.title, row.number, row.issuer, row.issued_on, row.expires_on


def write_revision(
    product: Product, *, cause: ProductRevision.Cause, by: User | None, needs_check: bool = False
) -> ProductRevision:
    """Keep the product as it is now, whole, under its present revision number."""
    values = SpecValue.objects.filter(product=product).select_related("parameter")
    content = content_as_json(product, values, product.certificates.all())
    return ProductRevision.objects.create(
        product=product,
        number=product.revision,
        content=content,
        cause=cause,
        needs_check=needs_check,
        created_by=by,
    )


def mentioned_parameters(content: ProductContent) -> dict[str, Parameter]:
    """The parameters that the content mentions, by code; unknown codes are left out."""
    codes: Iterable[str] = {entry.parameter for entry in content.specs if entry.parameter}
    return {parameter.code: parameter for parameter in Parameter.objects.filter(code__in=codes)}
