"""Whether a product's content can be accepted: every complaint names the field, the value and the way out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.suppliers.contents import FIELDS, CertificateEntry, ProductContent, SpecEntry
from apps.suppliers.models import Certificate, Product, SpecValue
from apps.suppliers.specs import key_of_condition
from apps.taxonomy.language.types import EvidenceRung
from apps.taxonomy.models import Category, Parameter
from kernel.errors import InvalidInput
from kernel.money import LARGEST_YUAN

MOST_SPECS = 300
MOST_CERTIFICATES = 50
LARGEST_DAYS = 3650
LARGEST_MONTHS = 600
INSTRUMENT_TYPE_LEVEL = 3

_TEXT_FIELDS = ("name", "model", "brand", "summary", "place_of_production")
_REQUIRED = ("name", "model")


def check_content(content: ProductContent, *, category: Category | None, parameters: Mapping[str, Parameter]) -> None:
    """Raise InvalidInput with every complaint at once, by field: name, specs.3.text, certificates.0.title …

    `parameters` holds those that the content mentions, by code; a code that is missing there is complained of.
    """
    complaints: dict[str, str] = {}
    if category is None or category.level != INSTRUMENT_TYPE_LEVEL or not category.is_active:
        complaints["category"] = _("请选择在用的第三级细分领域（仪器类型）。")
    complaints |= _plain_complaints(content)
    complaints |= _spec_complaints(content.specs, parameters)
    for index, certificate in enumerate(content.certificates):
        complaints |= _certificate_complaints(index, certificate)
    if len(content.certificates) > MOST_CERTIFICATES:
        complaints["certificates"] = _("证书最多 %(most)s 张。") % {"most": MOST_CERTIFICATES}
    if complaints:
        raise InvalidInput(next(iter(complaints.values())), detail=complaints)


def _plain_complaints(content: ProductContent) -> dict[str, str]:
    complaints: dict[str, str] = {}
    for name in _TEXT_FIELDS:
        text = getattr(content, name)
        if name in _REQUIRED and not text.strip():
            complaints[name] = _("请填写%(field)s。") % {"field": FIELDS[name]}
        elif problem := _text_problem(text, _longest(Product, name)):
            complaints[name] = problem
    if content.origin not in Product.Origin.values:
        complaints["origin"] = _("产地只能是：中国境内、境外、未说明。")
    if content.is_reference and not content.brand.strip():
        complaints["brand"] = _("进口对照产品须填写品牌。")
    price = content.price_yuan
    if price is not None and not (price.is_finite() and Decimal(0) <= price < LARGEST_YUAN):
        complaints["price_yuan"] = _("报价须在 0 与一万亿元之间。")
    return complaints | _number_complaints(content)


def _number_complaints(content: ProductContent) -> dict[str, str]:
    limits = {"lead_time_days": LARGEST_DAYS, "warranty_months": LARGEST_MONTHS}
    return {
        name: _("%(field)s须是 0 到 %(most)s 的整数。") % {"field": FIELDS[name], "most": most}
        for name, most in limits.items()
        if (number := getattr(content, name)) is not None and not 0 <= number <= most
    }


def _text_problem(text: str, longest: int | None) -> str:
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        return _("含有不能保存的字符，请删去后重试。")
    if longest is not None and len(text) > longest:
        return _("最多 %(most)s 个字，现有 %(length)s 个。") % {"most": longest, "length": len(text)}
    return ""


def _longest(model: type[Product] | type[SpecValue] | type[Certificate], name: str) -> int | None:
    longest: int | None = getattr(model._meta.get_field(name), "max_length", None)
    return longest


def _spec_complaints(specs: Iterable[SpecEntry], parameters: Mapping[str, Parameter]) -> dict[str, str]:
    complaints: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    for index, spec in enumerate(specs):
        field, problem = _spec_problem(spec, parameters)
        key = (spec.parameter or spec.printed_name.strip(), key_of_condition(spec.condition))
        if not problem and key in seen:
            field, problem = "condition", _("同一参数在同一条件下只能填一个值，请合并或写明不同的测试条件。")
        if problem:
            complaints[f"specs.{index}.{field}"] = problem
        seen.add(key)
        if index >= MOST_SPECS:
            complaints["specs"] = _("指标最多 %(most)s 行。") % {"most": MOST_SPECS}
            break
    return complaints


def _spec_problem(spec: SpecEntry, parameters: Mapping[str, Parameter]) -> tuple[str, str]:
    for field in ("text", "condition", "evidence", "printed_name"):
        if problem := _text_problem(getattr(spec, field), _longest(SpecValue, field)):
            return field, problem
    if not spec.text.strip():
        return "text", _("请填写指标值，或删去这一行。")
    if spec.parameter and spec.parameter not in parameters:
        return "parameter", _("没有代码为 %(code)s 的参数，请从模板中选择。") % {"code": spec.parameter[:60]}
    if not spec.parameter and not spec.printed_name.strip():
        return "printed_name", _("请填写参数名称。")
    if spec.asked_rung not in tuple(EvidenceRung):
        return "asked_rung", _("证据等级只能是 1 到 4。")
    if spec.asked_rung > EvidenceRung.CLAIM and not spec.evidence.strip():
        return "evidence", _("高于厂商声明的证据须写明证明材料及页码。")
    return "", ""


def _certificate_complaints(index: int, certificate: CertificateEntry) -> dict[str, str]:
    for field in ("title", "number", "issuer"):
        if problem := _text_problem(getattr(certificate, field), _longest(Certificate, field)):
            return {f"certificates.{index}.{field}": problem}
    if not certificate.title.strip():
        return {f"certificates.{index}.title": _("请填写证书名称。")}
    issued, expires = certificate.issued_on, certificate.expires_on
    if issued and expires and expires < issued:
        return {f"certificates.{index}.expires_on": _("有效期不能早于出具日期。")}
    return {}
