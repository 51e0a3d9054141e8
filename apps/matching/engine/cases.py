"""Reads the test cases of `check_deviation`: classes of parameters, products and demands as JSON.

Robust on purpose: a spec value or a requirement that cannot be read becomes one that a person must judge; a product or
demand without an id gives an error entry. Nothing here stops on bad data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from apps.matching.engine.facts import DemandFacts, ProductFacts
from apps.taxonomy.language.types import (
    Bound,
    Mark,
    Operator,
    ParameterFacts,
    Requirement,
    SpecKind,
    SpecValue,
    decimal_text,
    read_bound,
)
from apps.taxonomy.language.units import UnitTable

Fields = Mapping[str, Any]  # one JSON object of the file; everything else in the engine is typed

_SUPERLATIVE = re.compile(r"最高|最大|可达")
_LOWER_IS_BETTER = re.compile(
    r"精密度|准确度|精度|误差|偏差|不确定度|重复性|再现性|稳定性|均匀性|波动|漂移|噪声|噪音|检出限|检测限|定量限|真空度|漏率|残留|功耗"
    r"|本底|暗电流|死体积|死时间|RSD|CV(?!D)|(?:响应|加速|降速|减速|升温|降温|冷却|预热|启动|稳定|抽气|平衡|恢复)时间"
)
_RESOLUTION = re.compile(r"分辨")
_PURE_NUMBERS = frozenset({"count", "snr", "magn", ""})  # a resolving power is a pure number, and more of it is better
_MARKS = {"★": Mark.MANDATORY, "＊": Mark.MANDATORY, "*": Mark.MANDATORY} | dict.fromkeys("▲△#＃", Mark.IMPORTANT)
_AMBIENT_UNIT = re.compile(r"(?<=[+-]\d)(?:℃|°C|K|度)$|(?<=[+-]\d\d)(?:℃|°C|K|度)$")  # 室温+5℃, 室温+10 K
_WAN = 10_000


@dataclass(frozen=True, slots=True)
class CaseDemand:
    """A demand with the row numbers as the file gives them (numbers or texts)."""

    facts: DemandFacts
    numbers: tuple[int | str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClass:
    """One instrument class of a file, ready for the engine. `errors` names what had no id."""

    code: str
    parameters: Mapping[str, ParameterFacts]
    products: tuple[ProductFacts, ...]
    demands: tuple[CaseDemand, ...]
    errors: tuple[str, ...] = ()


def load_cases(path: Path) -> tuple[UnitTable, tuple[CaseClass, ...]]:
    """Read a file of cases. Numbers keep their printed decimal digits.

    Raises ValueError when the file is no JSON object; everything inside is read as far as it goes.
    """
    text = path.read_text(encoding="utf-8")
    try:
        data = json.loads(text, parse_float=Decimal, parse_int=_integer, parse_constant=lambda _: None)
    except RecursionError as error:
        raise ValueError("the file is nested too deeply") from error
    if not isinstance(data, dict):
        raise ValueError("the file must hold one JSON object")
    units = UnitTable.from_mapping(_mapping(data.get("units")), _counters(data))
    return units, tuple(_read_class(fields) for fields in _objects(data.get("classes")))


def _integer(digits: str) -> int | None:
    """An integer of sane length; a longer one is nobody's specification and reads as missing."""
    return int(digits) if len(digits) <= _LARGEST_EXPONENT else None


def _counters(data: Fields) -> Sequence[str | None]:
    counters = data.get("count_units", data.get("counters"))
    return [each if isinstance(each, str) else None for each in counters] if isinstance(counters, list) else [None]


def _read_class(fields: Fields) -> CaseClass:
    code = str(fields.get("code") or "")
    parameters = {facts.code: facts for facts in map(read_parameter, _objects(fields.get("parameters")))}
    products, demands = _objects(fields.get("products")), _objects(fields.get("demands"))
    named_products = [each for each in products if each.get("id") not in (None, "")]
    named_demands = [each for each in demands if each.get("id") not in (None, "")]
    lost = len(products) + len(demands) - len(named_products) - len(named_demands)
    return CaseClass(
        code=code,
        parameters=parameters,
        products=tuple(_read_product(each, code) for each in named_products),
        demands=tuple(CaseDemand(_read_demand(each), _numbers(each)) for each in named_demands),
        errors=(f"class {code}: {lost} products or demands have no id",) if lost else (),
    )


def read_parameter(fields: Fields) -> ParameterFacts:
    """A parameter of the file. The file does not say which side is better; the name tells for 可达."""
    name, quantity = str(fields.get("name") or ""), str(fields.get("quantity") or "")
    less_is_better = _LOWER_IS_BETTER.search(name) or (_RESOLUTION.search(name) and quantity not in _PURE_NUMBERS)
    return ParameterFacts(
        code=str(fields.get("code") or ""),
        name=name,
        quantity=quantity,
        settable=fields.get("settable") is True,
        better="lower" if less_is_better else "",
    )


def _read_product(fields: Fields, category: str) -> ProductFacts:
    return ProductFacts(
        product_id=str(fields["id"]),
        category=category,
        specs=tuple(read_spec(each) for each in _objects(fields.get("specs"))),
        price=_money(fields.get("price_wan")),
        lead_days=_days(fields.get("delivery_days")),
        domestic=fields.get("domestic") if isinstance(fields.get("domestic"), bool) else None,
        texts=tuple(str(fields[key]) for key in ("name", "model") if fields.get(key)),
    )


def _read_demand(fields: Fields) -> DemandFacts:
    return DemandFacts(
        demand_id=str(fields["id"]),
        title=str(fields.get("title") or ""),
        requirements=tuple(read_requirement(each) for each in _objects(fields.get("requirements"))),
        budget=_money(fields.get("budget_wan")),
        delivery_days=_days(fields.get("delivery_days")),
    )


def _numbers(fields: Fields) -> tuple[int | str | None, ...]:
    numbers = (each.get("no") for each in _objects(fields.get("requirements")))
    return tuple(number if isinstance(number, int | str) else None for number in numbers)


def read_spec(fields: Fields) -> SpecValue:
    """A spec value; kind TEXT, for a person, when its numbers or its kind cannot be read."""
    unread = SpecValue(
        code=str(fields.get("code") or ""),
        kind=SpecKind.TEXT,
        condition=_text_or_none(fields.get("condition")),
        text=str(fields.get("text") or ""),
    )
    try:
        return _typed_spec(unread, SpecKind(str(fields.get("kind"))), fields)
    except (ValueError, ZeroDivisionError, InvalidOperation):
        return unread


def _typed_spec(unread: SpecValue, kind: SpecKind, fields: Fields) -> SpecValue:
    one = _bound(fields.get("value")) if kind not in (SpecKind.HAS, SpecKind.SET, SpecKind.TEXT) else None
    lo, hi = _bound(fields.get("lo")), _bound(fields.get("hi"))
    ends: Mapping[SpecKind, tuple[Bound | None, Bound | None]] = {
        SpecKind.EXACT: (_first(one, lo), _first(one, hi)),
        SpecKind.AT_LEAST: (_first(one, lo), None),
        SpecKind.AT_MOST: (None, _first(one, hi)),
        SpecKind.TOLERANCE: (None, _first(one, hi)),
        SpecKind.RANGE: (lo, hi),
    }
    value = fields.get("value")
    return replace(
        unread,
        kind=kind,
        lo=ends.get(kind, (None, None))[0],
        hi=ends.get(kind, (None, None))[1],
        unit=_text_or_none(fields.get("unit")),
        members=_members(fields.get("values", value if isinstance(value, list) else None)),
        has=value if isinstance(value, bool) else None,
        strict=fields.get("strict") is True,
        approximate=fields.get("approx") is True or fields.get("approximate") is True,
    )


def read_requirement(fields: Fields, parent: Fields | None = None, depth: int = 0) -> Requirement:
    """A requirement; TEXT with a reason, for a person, when it cannot be read.

    An alternative inherits from `parent` what it does not say itself; choices within choices end at _DEEPEST_CHOICE.
    """
    whole = {**parent, **{key: value for key, value in fields.items() if value is not None}} if parent else fields
    unread = Requirement(
        number=str(whole.get("no", "")),
        name=str(whole.get("parameter") or whole.get("name") or ""),
        op=Operator.TEXT,
        code=_text_or_none(whole.get("code") or whole.get("parameter_code")),
        condition=_text_or_none(whole.get("condition")),
        mark=_mark(whole),
        reason="条款未能读懂",
    )
    try:
        return _typed_requirement(unread, Operator(str(whole.get("op"))), whole, depth)
    except (ValueError, ZeroDivisionError, InvalidOperation):
        return unread


def _typed_requirement(unread: Requirement, op: Operator, fields: Fields, depth: int) -> Requirement:
    if op is Operator.ANY:
        if depth >= _DEEPEST_CHOICE:
            raise ValueError("choices within choices")
        shared = {key: value for key, value in fields.items() if key not in _OWN_TO_ALTERNATIVE}
        alternatives = tuple(read_requirement(each, shared, depth + 1) for each in _objects(fields.get("alternatives")))
        return replace(unread, op=op, alternatives=alternatives, reason="")
    if fields.get("tolerance") is not None or fields.get("formula") is not None:
        raise ValueError("a value with a tolerance or a formula is for a person")
    if op is Operator.HAS and fields.get("value") is False:
        raise ValueError("a capability that must be absent is for a person")
    lo, hi = _bounds_asked(op, fields)
    return replace(
        unread,
        op=op,
        lo=lo,
        hi=hi,
        unit=_text_or_none(fields.get("unit")),
        strict=fields.get("strict") is True,
        members=_members(fields.get("values")) if op in (Operator.SET, Operator.ENUM) else (),
        superlative=op is Operator.EQUALS and bool(_SUPERLATIVE.search(_printed(fields))),
        reason="",
    )


_OWN_TO_ALTERNATIVE = frozenset({"op", "alternatives", "lo", "hi", "value", "values", "strict", "printed_high_to_low"})


def _bounds_asked(op: Operator, fields: Fields) -> tuple[Bound | None, Bound | None]:
    """The bounds that the operator uses. One value (=, ±) may stand in lo, hi or value."""
    lo, hi = _bound(fields.get("lo")), _bound(fields.get("hi"))
    one = _bound(fields.get("value")) if not isinstance(fields.get("value"), bool) else None
    if op is Operator.EQUALS:
        first = _first(lo, _first(hi, one))
        return first, _first(hi, first)
    if op is Operator.TOLERANCE:
        widest = _first(hi, one)
        mirrored = -widest if isinstance(widest, Fraction) else None
        return _first(lo, mirrored), widest
    if op is Operator.AT_LEAST:
        return _first(lo, one), None
    return (None, _first(hi, one)) if op is Operator.AT_MOST else (lo, hi)


def _printed(fields: Fields) -> str:
    return " ".join(str(fields.get(key) or "") for key in ("text", "parameter", "qualifier"))


def _mark(fields: Fields) -> Mark:
    printed = fields.get("mark")
    if isinstance(printed, str) and printed in _MARKS:
        return _MARKS[printed]
    mandatory = fields.get("mandatory")
    if mandatory is None:
        return Mark.GENERAL
    return Mark.MANDATORY if mandatory is True else Mark.IMPORTANT


def _bound(value: object) -> Bound | None:
    """A bound from JSON. Raises ValueError for what is neither a finite number nor an ambient word."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise ValueError(f"not a bound: {value!r}")
    if isinstance(value, Decimal) and not _is_sane(value):
        raise ValueError(f"not a bound: {value!r}")
    if isinstance(value, str) and len(value) > _LARGEST_EXPONENT:
        raise ValueError("not a bound: too long")
    return read_bound(_AMBIENT_UNIT.sub("", "".join(value.split()))) if isinstance(value, str) else Fraction(value)


def _is_sane(number: Decimal) -> bool:
    """Finite, and of a length and size that some specification could have."""
    return (
        number.is_finite()
        and abs(number.adjusted()) <= _LARGEST_EXPONENT
        and len(number.as_tuple().digits) <= _LARGEST_EXPONENT
    )


_LARGEST_EXPONENT = 400
_DEEPEST_CHOICE = 8


def _members(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        return ()
    return tuple(_member(each) for each in values)


def _member(value: object) -> str:
    bound = _bound(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
    return decimal_text(bound) if isinstance(bound, Fraction) else str(value)


def _first(value: Bound | None, other: Bound | None) -> Bound | None:
    """The value, or the other when there is none. Zero is a value."""
    return other if value is None else value


def _money(wan: object) -> Decimal | None:
    if isinstance(wan, bool) or not isinstance(wan, int | Decimal) or not Decimal(wan).is_finite():
        return None
    return Decimal(wan) * _WAN


def _days(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
        return None
    return int(value) if value == int(value) else None


def _text_or_none(value: object) -> str | None:
    return str(value) if value not in (None, "") else None


def _mapping(value: object) -> Mapping[str, Mapping[str, str]]:
    if not isinstance(value, dict):
        return {}
    return {str(quantity): _factors(symbols) for quantity, symbols in value.items() if isinstance(symbols, dict)}


def _factors(symbols: Mapping[str, object]) -> Mapping[str, str]:
    """The units of a quantity whose factor is a positive number; the others are unknown units."""
    return {symbol: str(factor) for symbol, factor in symbols.items() if _is_factor(str(factor))}


def _is_factor(text: str) -> bool:
    try:
        return Fraction(text) > 0
    except (ValueError, ZeroDivisionError):
        return False


def _objects(value: object) -> Sequence[Fields]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
