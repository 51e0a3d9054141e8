"""The words of the requirement language: bounds, readings, requirements, spec values, verdicts.

Numbers are exact: a bound is a `Fraction` in the printed unit, or the ambient temperature with an offset. What could
not be read with certainty has no number at all; it stays text and is judged by a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum
from fractions import Fraction


class Operator(StrEnum):
    """What a requirement asks of a value."""

    AT_LEAST = ">="
    AT_MOST = "<="
    EQUALS = "="
    RANGE = "range"
    TOLERANCE = "±"
    ENUM = "enum"
    SET = "set"
    HAS = "bool"
    ANY = "any"
    TEXT = "text"


class Mark(StrEnum):
    """标记: how much a requirement weighs. ★ must not be missed, ▲ weighs heavier."""

    MANDATORY = "mandatory"
    IMPORTANT = "important"
    GENERAL = ""


class Verdict(StrEnum):
    """偏离: the result of comparing one requirement with one product."""

    POSITIVE = "positive"
    MEETS = "meets"
    NEGATIVE = "negative"
    UNANSWERED = "unanswered"
    MANUAL = "manual"


class Outcome(StrEnum):
    """The conclusion for a pair of demand and product; only ★ requirements decide it."""

    ELIGIBLE = "eligible"
    OPEN = "open"
    INELIGIBLE = "ineligible"


class SpecKind(StrEnum):
    """What a maker says about a parameter: 指标."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    RANGE = "range"
    TOLERANCE = "tolerance"
    SET = "set"
    HAS = "bool"
    TEXT = "text"


class EvidenceRung(IntEnum):
    """证据等级: who stands behind a spec value. An expired rung counts as a claim."""

    CLAIM = 1
    USER_REPORT = 2
    THIRD_PARTY = 3
    ACCREDITED = 4


@dataclass(frozen=True, slots=True)
class Ambient:
    """The temperature of the room plus an offset in kelvin: 室温, 室温+5. `word` is the word as printed."""

    offset: Fraction = Fraction(0)
    word: str = "室温"

    def __str__(self) -> str:
        return self.word if not self.offset else f"{self.word}{_signed(self.offset)}"


Bound = Fraction | Ambient

_DECIMAL = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?|[+-]?\d+/\d+")
_AMBIENT = re.compile(r"(?P<word>[^\d+\-−\s]+?)(?P<offset>[+-]\d+(?:\.\d+)?)?")


def bound_text(bound: Bound | None) -> str:
    """Write a bound so that `read_bound` gives the same bound back; '' for no bound.

    A Fraction with a finite decimal expansion is written as a plain decimal, any other as numerator/denominator.
    """
    if bound is None:
        return ""
    return str(bound) if isinstance(bound, Ambient) else decimal_text(bound)


def read_bound(text: str) -> Bound | None:
    """Read what `bound_text` wrote; None for ''.

    Raises ValueError when the text is neither a number nor an ambient word with an offset.
    """
    text = text.strip()
    if not text:
        return None
    if _DECIMAL.fullmatch(text):
        return Fraction(text)
    match = _AMBIENT.fullmatch(text)
    if match is None:
        raise ValueError(f"not a bound: {text!r}")
    return Ambient(Fraction(match["offset"] or 0), match["word"])


def decimal_text(number: Fraction) -> str:
    """The shortest exact text of a number: 0.001, -5, 1/3. Never in exponent form."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    digits = max(_exponent(number.denominator, 2), _exponent(number.denominator, 5))
    scaled = number.numerator * 10**digits // number.denominator
    text = format(Decimal(scaled).scaleb(-digits), "f") if scaled else "0"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _exponent(number: int, prime: int) -> int:
    count = 0
    while number % prime == 0:
        number //= prime
        count += 1
    return count


def _signed(number: Fraction) -> str:
    return ("+" if number > 0 else "") + decimal_text(number)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One requirement as it was read from a line of text, close to what is printed.

    `lo` and `hi` are in `unit`, the printed unit after spelling repair (None when none is printed); for EQUALS both
    are the value, for TOLERANCE lo = -hi. `values` holds the members of an ENUM or the sizes a×b×c in their order.
    `span` is the half-open range of the reading in the line. `confidence` is 0 to 100. `review` means: not understood
    well enough to be used in a verdict; `reason` then says why. The other fields follow the rules of annotation
    (docs/algorithms/requirement-language.md).
    """

    parameter: str
    op: Operator
    lo: Bound | None = None
    hi: Bound | None = None
    unit: str | None = None
    values: tuple[Fraction | str, ...] = ()
    value: str | bool | None = None
    formula: str | None = None
    strict: bool = False
    nominal: Fraction | None = None
    tolerance: str | None = None
    qualifier: str | None = None
    magnitude: bool = False
    alt: int | None = None
    mark: str | None = None
    condition: str | None = None
    group: str | None = None
    implied: bool = False
    optional: bool = False
    span: tuple[int, int] = (0, 0)
    confidence: int = 100
    review: bool = False
    reason: str = ""

    @property
    def mandatory(self) -> bool | None:
        """True for ★ ＊ *, False for ▲ △ # ＃, None without a mark."""
        if self.mark is None:
            return None
        return self.mark in "★＊*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """参数要求: one clause in the form that the engine compares.

    `code` is the parameter's stable code; None for a printed name that is not linked to the taxonomy (then no product
    can answer it). SET uses `members`; HAS asks for the capability; ANY holds `alternatives` and is met by the best
    of them; TEXT is judged by a person and `reason` says why. `superlative` is true when the value is printed after
    最高/最大/可达 with no operator.
    """

    number: str
    name: str
    op: Operator
    code: str | None = None
    lo: Bound | None = None
    hi: Bound | None = None
    unit: str | None = None
    strict: bool = False
    members: tuple[str, ...] = ()
    condition: str | None = None
    mark: Mark = Mark.GENERAL
    superlative: bool = False
    alternatives: tuple[Requirement, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecValue:
    """指标: what is known of one parameter of one product under one test condition.

    EXACT has lo = hi; AT_LEAST only lo; AT_MOST only hi; RANGE both; TOLERANCE ±t has hi = t ≥ 0 and lo = -t; SET has
    `members`; HAS has `has`; TEXT has only `text`. `approximate` means the maker wrote 约, which guarantees nothing.
    """

    code: str
    kind: SpecKind
    lo: Bound | None = None
    hi: Bound | None = None
    unit: str | None = None
    members: tuple[str, ...] = ()
    has: bool | None = None
    strict: bool = False
    approximate: bool = False
    condition: str | None = None
    text: str = ""
    rung: EvidenceRung = EvidenceRung.CLAIM
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterFacts:
    """What the comparison must know of a parameter.

    `quantity` names the physical quantity of the unit table ('bool' and 'set' for those kinds). `settable` is true
    for a range that the user sets on the instrument (its upper end can be reached), false for a measured performance
    (a range then is a spread, and the worse end is what is guaranteed). `better` is 'higher', 'lower' or ''.
    `spread` is the width of the catalogue's values in the quantity's base unit, frozen per epoch; it scales the
    distance of a miss where a ratio makes no sense (zero, negative numbers, temperatures). None: not known.
    """

    code: str
    name: str
    quantity: str
    settable: bool = False
    better: str = ""
    spread: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One row of a deviation table: the verdict and everything needed to explain it.

    `answer` is the spec value that was compared (None when nothing fits) and `rung` its evidence today (0 without an
    answer). `reason_code` names the rule that decided (verdict.Reason); `distance` is how far a negative row misses,
    on the parameter's own scale, in whole millionths (0 for other verdicts). `alternative` is the index of the
    alternative that decided, for requirements with alternatives.
    """

    verdict: Verdict
    reason_code: str
    answer: SpecValue | None = None
    distance: Fraction = Fraction(0)
    details: tuple[str, ...] = field(default=())
    rung: int = 0
    alternative: int | None = None
