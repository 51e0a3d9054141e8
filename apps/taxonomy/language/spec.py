"""`read_spec`: a maker's printed value → SpecValue. 0.9 nm@15kV, ≥60 MPa, 0.001～10 mL/min, ±0.1℃, 约 30 kg, 具备.

A promise (完全满足招标要求), a reference (详见附件3) and everything that is not understood is TEXT, never a number.
Datasheets also say it in English: up to 200 nA, better than 1 nm, 60 000 FWHM, approx. 30 kg.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from apps.taxonomy.language.assemble import assemble
from apps.taxonomy.language.broken import mend_broken
from apps.taxonomy.language.doubts import is_unreadable
from apps.taxonomy.language.line import Line
from apps.taxonomy.language.naming import Name, squeeze
from apps.taxonomy.language.normalise import Clean, clean_line, storable
from apps.taxonomy.language.pieces import split_clauses
from apps.taxonomy.language.tokens import tokenise
from apps.taxonomy.language.types import Operator, ParameterFacts, Reading, SpecKind, SpecValue, decimal_text
from apps.taxonomy.language.units import UnitTable

MAX_LENGTH = 400
_YES = re.compile(
    r"(?:具备|具有|支持|有|是|√|✓|✔|☑|yes|Yes|YES|Y|标配|配备|可以|可|能|含|包含|已配备?|自带|true|True"
    r"|[Ii]ncluded|[Ss]tandard|[Ss]upported|[Aa]vailable|●)[。;,，]?"
)
_NO = re.compile(
    r"(?:不具备|不具有|不支持|无|没有|否|×|✗|✘|no|No|NO|N|不能|不可以?|不含|不配|未配备?|false|False)[。;,，]?"
)
_PROMISE = re.compile(
    r"满足|响应|符合|详见|见附|见第|参见|参照|同招标|按招标|依招标|优于招标|高于招标|无偏离|正偏离|承诺|待定|面议"
    r"|定制|根据.*(?:需求|要求)|视.*而定|不限|同上|另行"
)
_ABOUT = re.compile(
    r"^(?:约为?|大约|近|接近|≈|~|～|典型值?[:：为]?|typ\.?[:：]?|Typ\.?[:：]?|标称|(?:approx(?:\.|imately)?|about|ca\.?|circa|[Nn]ominal(?:ly)?)(?=[\s\d]))\s*",
    re.IGNORECASE,
)
_ABOUT_BEHIND = re.compile(r"(?:左右|上下|\((?:典型值?|typ\.?|Typ\.?|标称)\)|(?:典型值?|typ\.?))\s*$")
# What says in English words, or beside the number, what the grammar knows by a sign. Tried in order, each once.
_SAID: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), sign)
    for pattern, sign in (
        (r"^(?:up to|max(?:imum|\.)?:?|at maximum)\s+(?=[\d(])", ""),
        (r"(?<=\w)\s*[(（]?max(?:imum|\.)?[)）]?$", ""),
        (r"^from\s+(?=[-\d])", ""),
        (r"^(?:at least|no less than|not less than|min(?:imum|\.)?:?)\s+(?=\d)", "≥"),
        (r"^(?:at most|no more than|not more than|not exceeding)\s+(?=\d)", "≤"),
        (r"^(?:less than|below|under)\s+(?=\d)", "<"),
        (r"^(?:more than|greater than|over|above)\s+(?=\d)", ">"),
        (r"^better than\s+(?=[±\d])", "优于"),
        # 60 000: only noughts are surely the rest of a number.
        (r"(?<![\d.])(?P<head>\d{1,3})(?: 000)(?![\d.])", r"\g<head>000"),
        (r"(?<![\d.])(?P<head>\d{1,3})(?: 000){2}(?![\d.])", r"\g<head>000000"),
        (r"(?:^|(?<=[\s,，;；]))(?:RSD|CV|S/N|SNR|信噪比)\s*[:：]?\s*(?=[≤≥<>＜＞]\s*[±\d])", ""),
        (r"(?<=%)\s*(?:RSD|CV)(?=\s*(?:[(（]|$))", ""),
        # < 350 fs (typ. 290 fs): what is usual stands beside what is promised.
        (r"(?<=[\w%℃°])\s*[(（](?:typ(?:ical)?|典型值?)\s*[.:：]?\s*[^()（）]*\d[^()（）]*[)）]$", ""),
        (r"(?<=[A-Za-zμ%℃°])\s*/\s*(?=\d+\s*(?:h|hrs?|min|s|d|小时|分钟|天)$)", " @ "),
        (r"[,，]?\s*(?:连续可调|可调|无级可调|continuously (?:adjustable|variable)|adjustable)$", ""),
    )
)
_MEMBERS = re.compile(r"[、,，;+]|\s+和\s+|和|及")
_SLASHED = re.compile(r"/")
# 氘灯、钨灯，自动切换: beside a list with 、 a comma opens a remark.
_REMARK = re.compile(r"^(?P<list>[^,，;。]*、[^,，;。]*)[,，;。].*$")


def read_spec(text: str, *, parameter: ParameterFacts, units: UnitTable) -> SpecValue:
    """The one value that the maker's text states for this parameter; TEXT when it states none, or several.

    Kinds follow the rules of the spec values: 约 and 典型 set `approximate`; numbers keep the printed unit after
    spelling repair, whether or not it is a unit of the parameter (the comparison refuses a wrong one). Never raises.
    """
    values = read_specs(text, parameter=parameter, units=units)
    if len(values) == 1:
        return values[0]
    return _as_text(text, parameter)


def read_specs(text: str, *, parameter: ParameterFacts, units: UnitTable) -> tuple[SpecValue, ...]:
    """All values that the text states, one for each test condition; a single TEXT when it is not understood."""
    clean = clean_line(_in_signs(text))
    printed = clean.text.strip()
    if clean.faults or not printed or len(printed) > MAX_LENGTH or _PROMISE.search(printed) or is_unreadable(printed):
        return (_as_text(text, parameter),)
    if capability := _read_capability(printed, text, parameter):
        return (capability,)
    if parameter.quantity in {"set", "text"}:
        return (_read_members(printed, text, parameter),)
    return _read_numbers(clean, text, parameter)


def _in_signs(text: str) -> str:
    """Write in signs what stands in words: up to 200 nA → 200 nA, at least 5 → ≥5, 60 000 → 60000."""
    said = text.strip()
    for pattern, sign in _SAID:
        said = pattern.sub(sign, said, count=1)
    return said


def _as_text(text: str, parameter: ParameterFacts) -> SpecValue:
    return SpecValue(code=parameter.code, kind=SpecKind.TEXT, text=storable(text))


def _read_capability(printed: str, text: str, parameter: ParameterFacts) -> SpecValue | None:
    """具备 and 不具备 and their like. Longer sentences are not guessed at."""
    bare = squeeze(printed).removeprefix(parameter.name).lstrip(":")
    if _YES.fullmatch(bare):
        return SpecValue(code=parameter.code, kind=SpecKind.HAS, has=True, text=storable(text))
    if _NO.fullmatch(bare):
        return SpecValue(code=parameter.code, kind=SpecKind.HAS, has=False, text=storable(text))
    return _as_text(text, parameter) if parameter.quantity == "bool" else None


def _read_members(printed: str, text: str, parameter: ParameterFacts) -> SpecValue:
    if parameter.quantity == "text":
        return _as_text(text, parameter)
    body = printed.removeprefix(parameter.name).lstrip(": ")
    body = _REMARK.sub(r"\g<list>", body)
    members = _cut(body, _MEMBERS)
    members = members if len(members) > 1 else _cut(body, _SLASHED)  # ESI/APCI is one member beside others
    if not members or any(len(member) > 40 for member in members):
        return _as_text(text, parameter)
    return SpecValue(code=parameter.code, kind=SpecKind.SET, members=members, text=storable(text))


def _cut(body: str, separator: re.Pattern[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip(" 。") for part in separator.split(body) if part.strip(" 。")))


def _read_numbers(clean: Clean, text: str, parameter: ParameterFacts) -> tuple[SpecValue, ...]:
    start = _after_name(clean.text, parameter.name)
    about = _ABOUT.match(clean.text[start:])
    behind = _ABOUT_BEHIND.search(clean.text)
    end = behind.start() if behind else len(clean.text)
    line = Line(clean, text)
    line.open_head(Name(parameter.name), [])
    found = tokenise(clean.text, start + (about.end() if about else 0), end)
    readings = assemble(line, split_clauses(mend_broken(found.tokens)))
    values = tuple(_value_of(reading, text, parameter) for reading in readings)
    if not values or any(value.kind is SpecKind.TEXT for value in values):
        return (_as_text(text, parameter),)
    approximate = bool(about or behind)
    return tuple(replace(value, approximate=approximate or value.approximate) for value in values)


def _after_name(printed: str, name: str) -> int:
    """Where the value begins when the maker repeated the parameter's name before a colon."""
    head, colon, _ = printed.partition(":")
    return len(head) + 1 if colon and squeeze(head) == squeeze(name) else 0


def _value_of(reading: Reading, text: str, parameter: ParameterFacts) -> SpecValue:
    """One reading as a spec value; what has no form there is TEXT."""
    as_text = _as_text(text, parameter)
    formless = reading.review or reading.formula or reading.magnitude or reading.tolerance or reading.alt
    if formless or squeeze(reading.parameter) != squeeze(parameter.name):
        return as_text
    kind = _KINDS.get(reading.op)
    if kind is None or (reading.values and reading.op is not Operator.ENUM):
        return as_text
    value = replace(
        as_text, kind=kind, lo=reading.lo, hi=reading.hi, unit=reading.unit, strict=reading.strict,
        approximate=reading.qualifier == "约", condition=reading.condition,
    )  # fmt: skip
    if kind is SpecKind.SET:
        return replace(value, members=tuple(_member(each) for each in reading.values))
    return value


_KINDS = {
    Operator.EQUALS: SpecKind.EXACT, Operator.AT_LEAST: SpecKind.AT_LEAST, Operator.AT_MOST: SpecKind.AT_MOST,
    Operator.RANGE: SpecKind.RANGE, Operator.TOLERANCE: SpecKind.TOLERANCE, Operator.ENUM: SpecKind.SET,
}  # fmt: skip


def _member(value: Fraction | str) -> str:
    return decimal_text(value) if isinstance(value, Fraction) else value
