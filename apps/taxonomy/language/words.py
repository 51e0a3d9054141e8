"""A verdict said in words: one sentence for a row of the deviation table, in Chinese or English.

The sentence names the printed values with their printed units, converts where the units differ, and says by how much.
It never decides anything: the reason of the judgement chooses the sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from apps.taxonomy.language.canonical import find_unit, printed_ends
from apps.taxonomy.language.conditions import member_key
from apps.taxonomy.language.types import (
    Bound,
    EvidenceRung,
    Judgement,
    Operator,
    ParameterFacts,
    Requirement,
    SpecKind,
    SpecValue,
    Verdict,
)
from apps.taxonomy.language.units import Unit, UnitTable
from apps.taxonomy.language.verdict import Reason
from apps.taxonomy.language.wording import (
    Language,
    bound_in_words,
    is_short,
    number_text,
    requirement_in_words,
    value_in_words,
    with_unit,
)

VERDICT_WORDS: Mapping[Verdict, tuple[str, str]] = {
    Verdict.POSITIVE: ("正偏离", "positive deviation"),
    Verdict.MEETS: ("无偏离", "no deviation"),
    Verdict.NEGATIVE: ("负偏离", "negative deviation"),
    Verdict.UNANSWERED: ("未响应", "unanswered"),
    Verdict.MANUAL: ("需人工", "needs a person"),
}
RUNG_WORDS: Mapping[EvidenceRung, tuple[str, str]] = {
    EvidenceRung.CLAIM: ("厂商声明", "maker's claim"),
    EvidenceRung.USER_REPORT: ("用户报告", "user report"),
    EvidenceRung.THIRD_PARTY: ("第三方检测", "third-party test"),
    EvidenceRung.ACCREDITED: ("计量/认可检测", "accredited measurement"),
}

# {answer} and {asked}: the whole value and requirement; {given} and {wanted}: the two numbers that were compared.
_SENTENCES: Mapping[Reason, tuple[str, str]] = {
    Reason.UNANSWERED: ("产品未给出该参数", "The product gives no value for this parameter"),
    Reason.UNLINKED: (
        "该条款未关联到参数库，产品无法响应",
        "The clause is not linked to a parameter, so no product can answer",
    ),
    Reason.CONDITION: (
        "测试条件不一致：要求{asked_condition}，产品{other_conditions}，需人工判断",
        "Different test conditions: asked {asked_condition}, answered {other_conditions}; a person must judge",
    ),
    Reason.UNREAD_REQUIREMENT: ("条款为文字要求，需人工判断", "A requirement in words; a person must judge"),
    Reason.UNREAD_ANSWER: (
        "产品响应为文字“{answer}”，需人工判断",
        "The answer “{answer}” is text; a person must judge",
    ),
    Reason.UNKNOWN_PARAMETER: (
        "参数库中没有该参数，无法比较",
        "The parameter is not in the taxonomy; nothing to compare by",
    ),
    Reason.KIND: (
        "产品值“{answer}”与要求“{asked}”的形式不同，无法直接比较",
        "“{answer}” and “{asked}” are of different kinds",
    ),
    Reason.APPROXIMATE: ("产品值“{answer}”为约数，不是保证值", "“{answer}” is approximate, not guaranteed"),
    Reason.DIMENSION: (
        "单位不可换算：产品“{answer}”，要求“{asked}”",
        "Units do not convert: “{answer}” against “{asked}”",
    ),
    Reason.AMBIENT: (
        "室温不是确定数值，“{answer}”与“{asked}”无法比较",
        "Ambient is no number: “{answer}” against “{asked}”",
    ),
    Reason.OTHER_SIDE_OPEN: (
        "产品只给出另一侧界限“{answer}”，不能说明满足“{asked}”",
        "“{answer}” bounds the other side only and cannot show “{asked}”",
    ),
    Reason.SUPERLATIVE: (
        "要求写作“最高/最大/可达 {asked}”而产品“{answer}”在更优一侧，是否接受需人工判断（建议改为不等号）",
        "Asked as “up to {asked}” and the product's “{answer}” is better; a person must judge",
    ),
    Reason.BETTER: (
        "优于要求：{given} {sign} {wanted}{margin}{converted}",
        "Better than asked: {given} {sign} {wanted}{margin}{converted}",
    ),
    Reason.EQUAL: ("与要求相同：{given} = {wanted}", "Equal to what is asked: {given} = {wanted}"),
    Reason.WORSE: (
        "未达要求：{given} {sign} {wanted}{margin}{converted}",
        "Misses: {given} {sign} {wanted}{margin}{converted}",
    ),
    Reason.STRICT_EQUAL: (
        "要求严格不等，产品恰为 {given}，未达要求",
        "A strict bound is asked; {given} only reaches it",
    ),
    Reason.OTHER_SIDE_WORSE: (
        "未达要求：产品“{answer}”，要求“{asked}”{converted}",
        "Misses: “{answer}” against “{asked}”{converted}",
    ),
    Reason.RANGE_WIDER: (
        "优于要求：{answer} 覆盖 {asked} 且更宽{converted}",
        "Better than asked: {answer} covers {asked} and more{converted}",
    ),
    Reason.RANGE_EQUAL: ("与要求相同：{answer}{converted}", "Equal to what is asked: {answer}{converted}"),
    Reason.RANGE_SHORT: (
        "未覆盖要求区间：产品 {answer}，要求 {asked}{converted}",
        "Does not cover the range: {answer} against {asked}{converted}",
    ),
    Reason.SINGLE_VALUE: (
        "产品为单一值 {answer}，未覆盖要求区间 {asked}",
        "The single value {answer} does not cover {asked}",
    ),
    Reason.INSIDE: ("要求值 {asked} 在产品可设定区间 {answer} 内", "{asked} lies within the settable range {answer}"),
    Reason.OUTSIDE: (
        "要求值 {asked} 不在产品可设定区间 {answer} 内",
        "{asked} lies outside the settable range {answer}",
    ),
    Reason.DIFFERS: (
        "与要求值不同：产品 {answer}，要求 {asked}{converted}",
        "Differs: {answer} against {asked}{converted}",
    ),
    Reason.SET_COVERED: ("要求的 {asked} 全部具备", "All of {asked} are there"),
    Reason.SET_HOLDS: ("产品可选值 {answer} 含要求值 {asked}", "{answer} holds {asked}"),
    Reason.SET_LACKS: ("缺 {missing}（产品：{answer}）", "Lacks {missing} (the product has {answer})"),
    Reason.SET_LACKS_VALUE: ("产品可选值 {answer} 不含要求值 {asked}", "{answer} does not hold {asked}"),
    Reason.HAS: ("产品具备", "The product has it"),
    Reason.HAS_NOT: ("产品不具备", "The product does not have it"),
}


@dataclass(frozen=True, slots=True)
class _Compared:
    """The two printed bounds that a reason is about, each with its printed unit."""

    given: Bound
    given_unit: str | None
    wanted: Bound
    wanted_unit: str | None
    prefix: str = ""


def say(
    judgement: Judgement,
    *,
    requirement: Requirement,
    parameter: ParameterFacts | None,
    units: UnitTable,
    language: Language = "zh",
) -> str:
    """One sentence for a row. `parameter` belongs to the requirement (for alternatives: to the one that decided)."""
    if requirement.op is Operator.ANY and judgement.alternative is not None:
        return _say_alternative(judgement, requirement, parameter, units, language)
    reason = Reason(judgement.reason_code)
    if reason is Reason.UNREAD_REQUIREMENT and requirement.reason and language == "zh":
        return f"{requirement.reason}，需人工判断"
    compared = _compared(judgement, requirement, parameter)
    template = _SENTENCES[reason][language == "en"]
    fields = _plain_fields(judgement, requirement, units, language)
    fields["converted"] = _conversion(judgement.answer, requirement, parameter, units, language)
    return template.format_map(fields | _number_fields(compared, parameter, units, language))


def _say_alternative(
    judgement: Judgement,
    requirement: Requirement,
    parameter: ParameterFacts | None,
    units: UnitTable,
    language: Language,
) -> str:
    index = judgement.alternative or 0
    inner = Judgement(
        verdict=judgement.verdict,
        reason_code=judgement.reason_code,
        answer=judgement.answer,
        details=judgement.details,
        rung=judgement.rung,
    )
    chosen = requirement.alternatives[index]
    sentence = say(inner, requirement=chosen, parameter=parameter, units=units, language=language)
    return f"备选 {index + 1}：{sentence}" if language == "zh" else f"Alternative {index + 1}: {sentence}"


def _plain_fields(
    judgement: Judgement, requirement: Requirement, units: UnitTable, language: Language
) -> dict[str, str]:
    chinese = language == "zh"
    none = "未注明条件" if chinese else "no condition"
    joint = "、" if chinese else ", "
    return {
        "asked": requirement_in_words(requirement, language),
        "answer": value_in_words(judgement.answer, language) if judgement.answer else "",
        "asked_condition": requirement.condition or none,
        "other_conditions": joint.join(dict.fromkeys(each or none for each in judgement.details)),
        "missing": joint.join(_missing_members(judgement.answer, requirement, units)),
    }


def _missing_members(answer: SpecValue | None, requirement: Requirement, units: UnitTable) -> list[str]:
    if answer is None:
        return list(requirement.members)
    there = {member_key(member, answer.unit, units) for member in answer.members}
    return [each for each in requirement.members if member_key(each, requirement.unit, units) not in there]


def _number_fields(
    compared: _Compared | None, parameter: ParameterFacts | None, units: UnitTable, language: Language
) -> dict[str, str]:
    fields = dict.fromkeys(("given", "wanted", "sign", "margin"), "")
    if compared is None or parameter is None:
        return fields
    fields["given"] = compared.prefix + bound_in_words(compared.given, compared.given_unit)
    fields["wanted"] = compared.prefix + bound_in_words(compared.wanted, compared.wanted_unit)
    pair = _in_base(compared, parameter, units)
    if pair is None:
        return fields
    given, wanted = pair
    fields["sign"] = ">" if given > wanted else "<" if given < wanted else "="
    fields["margin"] = _margin(given, wanted, parameter, language)
    return fields


def margin_of(
    judgement: Judgement, *, requirement: Requirement, parameter: ParameterFacts | None, units: UnitTable
) -> Decimal | None:
    """How much better (above 0) or worse (below 0) the answer is than asked, in per cent with one decimal.

    None where a ratio means nothing: no number on a side, zero or negative numbers, temperatures, other verdicts.
    """
    if judgement.verdict not in (Verdict.POSITIVE, Verdict.NEGATIVE) or parameter is None:
        return None
    if requirement.op is Operator.ANY and judgement.alternative is not None:
        requirement = requirement.alternatives[judgement.alternative]
    if requirement.op not in (Operator.AT_LEAST, Operator.AT_MOST, Operator.TOLERANCE):
        return None
    compared = _compared(judgement, requirement, parameter)
    pair = compared and _in_base(compared, parameter, units)
    if not pair or min(pair) <= 0 or parameter.quantity in ("temp", "sound"):
        return None
    given, wanted = pair
    size = (Decimal(round(abs(given - wanted) * 1000 / wanted)) / 10).quantize(Decimal("0.1"))
    return size if judgement.verdict is Verdict.POSITIVE else -size


def _in_base(compared: _Compared, parameter: ParameterFacts, units: UnitTable) -> tuple[Fraction, Fraction] | None:
    given_unit = find_unit(compared.given_unit, parameter.quantity, units)
    wanted_unit = find_unit(compared.wanted_unit, parameter.quantity, units)
    if not (given_unit and wanted_unit and isinstance(compared.given, Fraction)):
        return None
    if not isinstance(compared.wanted, Fraction):
        return None
    return given_unit.to_base(compared.given), wanted_unit.to_base(compared.wanted)


def _margin(given: Fraction, wanted: Fraction, parameter: ParameterFacts, language: Language) -> str:
    """By how many per cent, where a ratio means something."""
    if given <= 0 or wanted <= 0 or given == wanted or parameter.quantity in ("temp", "sound"):
        return ""
    percent = abs(given - wanted) * 100 / wanted
    amount = number_text(Fraction(round(percent)) if percent >= 10 else percent, None if percent >= 10 else 2)
    higher = given > wanted
    if language == "zh":
        return f"，{'高' if higher else '低'} {amount} %"
    return f", {amount} % {'higher' if higher else 'lower'}"


def _conversion(
    answer: SpecValue | None,
    requirement: Requirement,
    parameter: ParameterFacts | None,
    units: UnitTable,
    language: Language,
) -> str:
    """（8,700 psi ≈ 59.98 MPa）: the answer in the requirement's unit; '' where the units are the same."""
    if answer is None or parameter is None:
        return ""
    given = find_unit(answer.unit, parameter.quantity, units)
    wanted = find_unit(requirement.unit, parameter.quantity, units)
    if given is None or wanted is None or (given.factor, given.offset) == (wanted.factor, wanted.offset):
        return ""
    asked = [bound for bound in (requirement.lo, requirement.hi) if isinstance(bound, Fraction)]
    if answer.kind is SpecKind.TOLERANCE:  # a difference: the offset of ℃ does not count
        given, wanted = replace(given, offset=Fraction(0)), replace(wanted, offset=Fraction(0))
    bounds = dict.fromkeys(bound for bound in printed_ends(answer) if bound is not None)
    ends = [_converted(bound, given, wanted, asked) for bound in bounds]
    if not ends:
        return ""
    sign = "≈" if any(rounded for _, rounded in ends) else "="
    right = with_unit("～".join(text for text, _ in ends), requirement.unit)
    right = "±" + right if answer.kind is SpecKind.TOLERANCE else right
    text = f"{value_in_words(answer, language)} {sign} {right}"
    return f"（{text}）" if language == "zh" else f" ({text})"


def _converted(bound: Bound, given: Unit, wanted: Unit, asked: Sequence[Fraction]) -> tuple[str, bool]:
    """A bound in another unit and whether it is rounded; with enough digits to tell it from the bounds asked."""
    if not isinstance(bound, Fraction):
        return str(bound), False
    number = (given.to_base(bound) - wanted.offset) / wanted.factor
    if is_short(number):
        return number_text(number), False
    digits = 4
    while digits < 40 and any(number_text(number, digits) == number_text(each, digits) for each in asked):
        digits += 1
    return number_text(number, digits), True


def _compared(judgement: Judgement, requirement: Requirement, parameter: ParameterFacts | None) -> _Compared | None:
    """Which two printed bounds to name; None when the sentence needs none."""
    answer = judgement.answer
    if answer is None or parameter is None:
        return None
    wanted, upper = _wanted(requirement), requirement.op is Operator.AT_LEAST
    given = _given(answer, upper=upper == parameter.settable)
    if wanted is None or given is None:
        return None
    prefix = "±" if requirement.op is Operator.TOLERANCE else ""
    return _Compared(given, answer.unit, wanted, requirement.unit, prefix)


def _wanted(requirement: Requirement) -> Bound | None:
    if requirement.op is Operator.AT_LEAST:
        return requirement.lo
    return requirement.hi if requirement.hi is not None else requirement.lo


def _given(answer: SpecValue, *, upper: bool) -> Bound | None:
    """The end of the answer that was compared; a range printed from high to low is turned round."""
    ends = [bound for bound in (answer.lo, answer.hi) if bound is not None]
    if answer.kind is SpecKind.RANGE and len(ends) == 2:
        lo, hi = ends
        turned = isinstance(lo, Fraction) and isinstance(hi, Fraction) and lo > hi
        return (lo if turned else hi) if upper else (hi if turned else lo)
    return (answer.hi if answer.kind is SpecKind.TOLERANCE else ends[0]) if ends else None
