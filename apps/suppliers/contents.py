"""The content of a product as it is handed over, kept, and compared: frozen values and no tables.

`ProductContent` is what a maker writes; `content_as_json` is what a revision keeps; `changes_between` tells two
revisions apart for the administrator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from apps.suppliers.models import Certificate, Product, SpecValue
from apps.taxonomy.language.types import EvidenceRung
from kernel.languages import bracketed

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecEntry:
    """One spec value as the maker writes it. `parameter` is a code of the taxonomy, '' for a printed name of its own.

    `asked_rung` above CLAIM names what stands behind the value, and needs `evidence`: document and page.
    """

    text: str
    parameter: str = ""
    printed_name: str = ""
    condition: str = ""
    asked_rung: EvidenceRung = EvidenceRung.CLAIM
    evidence: str = ""
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateEntry:
    """A certificate as the maker writes it."""

    title: str
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductContent:
    """Everything that a maker says of a product. `category` is the code of an instrument type."""

    category: str
    name: str
    model: str
    brand: str = ""
    summary: str = ""
    price_yuan: Decimal | None = None
    lead_time_days: int | None = None
    warranty_months: int | None = None
    origin: str = Product.Origin.UNKNOWN
    place_of_production: str = ""
    has_trial_unit: bool = False
    is_reference: bool = False
    specs: tuple[SpecEntry, ...] = ()
    certificates: tuple[CertificateEntry, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two revisions: what, from what, to what ('' where there was or is nothing)."""

    label: str
    before: str
    after: str


# The plain fields of a product in the order of the pages: attribute → label.
FIELDS: Mapping[str, object] = {
    "category": _("细分领域"),
    "name": _("产品名称"),
    "model": _("型号"),
    "brand": _("品牌"),
    "summary": _("简介"),
    "price_yuan": _("报价（元）"),
    "lead_time_days": _("交货期（天）"),
    "warranty_months": _("质保（月）"),
    "origin": _("产地"),
    "place_of_production": _("生产地点"),
    "has_trial_unit": _("可提供样机试用"),
    "is_reference": _("进口对照"),
}


def content_as_json(product: Product, values: Iterable[SpecValue], certificates: Iterable[Certificate]) -> Json:
    """What a revision keeps: every fact of the product, spec values with bounds and evidence, certificates.

    Reads `product.category` and each value's `parameter`; select them before.
    """
    plain = {name: _plain(getattr(product, name)) for name in FIELDS if name != "category"}
    return {
        "category": product.category.code,
        **plain,
        "specs": [spec_as_json(value) for value in values],
        "certificates": [
            {name: _plain(getattr(each, name)) for name in ("title", "number", "issuer", "issued_on", "expires_on")}
            for each in certificates
        ],
    }


_SPEC_FIELDS = (
    "position",
    "printed_name",
    "text",
    "kind",
    "lo",
    "hi",
    "unit",
    "members",
    "has",
    "is_strict",
    "is_approximate",
    "condition",
    "rung",
    "asked_rung",
    "is_recorded",
    "evidence",
    "expires_on",
)


def spec_as_json(value: SpecValue) -> Json:
    """One spec value as a revision keeps it."""
    code = value.parameter.code if value.parameter else ""
    return {"id": value.pk, "code": code} | {name: _plain(getattr(value, name)) for name in _SPEC_FIELDS}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def content_from_json(content: Json) -> ProductContent:
    """What the maker wrote in a revision: without the values that were measured here."""
    plain = {name: content.get(name) for name in FIELDS}
    price = plain["price_yuan"]
    plain["price_yuan"] = Decimal(str(price)) if price is not None else None
    return ProductContent(
        **plain,  # type: ignore[arg-type]
        specs=tuple(_entry_from_json(spec) for spec in _rows(content, "specs") if not spec["is_recorded"]),
        certificates=tuple(_certificate_from_json(each) for each in _rows(content, "certificates")),
    )


def _entry_from_json(spec: Json) -> SpecEntry:
    return SpecEntry(
        parameter=str(spec["code"]),
        printed_name="" if spec["code"] else str(spec["printed_name"]),
        text=str(spec["text"]),
        condition=str(spec["condition"]),
        asked_rung=EvidenceRung(int(str(spec["asked_rung"]))),
        evidence=str(spec["evidence"]),
        expires_on=_day(spec["expires_on"]),
    )


def _certificate_from_json(each: Json) -> CertificateEntry:
    return CertificateEntry(
        title=str(each["title"]),
        number=str(each["number"]),
        issuer=str(each["issuer"]),
        issued_on=_day(each["issued_on"]),
        expires_on=_day(each["expires_on"]),
    )


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None


def changes_between(before: Json, after: Json) -> tuple[Change, ...]:
    """What differs between two revisions, in the order of the pages: fields, spec values, certificates."""
    fields = [
        Change(str(label), _said(before.get(name)), _said(after.get(name)))
        for name, label in FIELDS.items()
        if before.get(name) != after.get(name)
    ]
    specs = _list_changes(_specs_said(before), _specs_said(after))
    certificates = _list_changes(_certificates_said(before), _certificates_said(after))
    return (*fields, *specs, *certificates)


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return "" if value is None else str(value)


def _specs_said(content: Json) -> dict[tuple[str, ...], tuple[str, str]]:
    """Key → (label, words). Several values of one parameter and condition are told apart by who recorded them."""
    said: dict[tuple[str, ...], tuple[str, str]] = {}
    for spec in _rows(content, "specs"):
        label = f"{spec['printed_name']}{bracketed(spec['condition'])}"
        words = f"{spec['text']} · {spec['rung']}/4"
        words += f" · {spec['evidence']}" if spec["evidence"] else ""
        words += f" · {spec['expires_on']}" if spec["expires_on"] else ""
        source = str(spec["id"]) if spec["is_recorded"] else ""
        said[str(spec["code"]), str(spec["printed_name"]), str(spec["condition"]), source] = (label, words)
    return said


def _certificates_said(content: Json) -> dict[tuple[str, ...], tuple[str, str]]:
    return {
        (str(each["title"]), str(each["number"])): (
            str(each["title"]),
            " · ".join(str(each[name]) for name in ("number", "issuer", "issued_on", "expires_on") if each[name]),
        )
        for each in _rows(content, "certificates")
    }


def _rows(content: Json, name: str) -> list[Json]:
    rows = content.get(name)
    return rows if isinstance(rows, list) else []


def content_changes(before: ProductContent, after: ProductContent, *, names: Mapping[str, str]) -> tuple[Change, ...]:
    """What differs between two contents that were written by hand; the evidence shown is what is stated.

    `names` gives the names of parameters by their codes; a code that is missing there is shown itself.
    """
    return changes_between(_written_as_json(before, names), _written_as_json(after, names))


def _written_as_json(content: ProductContent, names: Mapping[str, str]) -> Json:
    specs = [
        {"id": "", "code": each.parameter, "rung": int(each.asked_rung), "is_recorded": False}
        | {"printed_name": each.printed_name or names.get(each.parameter, each.parameter)}
        | {name: _plain(getattr(each, name)) for name in ("text", "condition", "evidence", "expires_on")}
        for each in content.specs
    ]
    certificates = [
        {name: _plain(getattr(each, name)) for name in ("title", "number", "issuer", "issued_on", "expires_on")}
        for each in content.certificates
    ]
    plain = {name: _plain(getattr(content, name)) for name in FIELDS}
    return {**plain, "specs": specs, "certificates": certificates}


def _list_changes(
    before: Mapping[tuple[str, ...], tuple[str, str]], after: Mapping[tuple[str, ...], tuple[str, str]]
) -> list[Change]:
    changes = [
        Change(label, before.get(key, ("", ""))[1], words)
        for key, (label, words) in after.items()
        if before.get(key, ("", ""))[1] != words
    ]
    gone = [Change(label, words, "") for key, (label, words) in before.items() if key not in after]
    return changes + gone
