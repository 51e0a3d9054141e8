"""The words and signs that say how a value binds: ≥, 不低于, 优于, 以上, 可达.

A negated better-than (不优于), a doubled negation (不得不低于) and two signs against each other (≤≥) are read by a
person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from apps.taxonomy.language.types import Operator


@dataclass(frozen=True, slots=True)
class Comparison:
    """An operator at text[start:end]. `better` marks 优于, whose direction depends on the parameter."""

    start: int
    end: int
    operator: Operator
    strict: bool = False
    better: bool = False
    word: str = ""
    fault: str = ""
    symbol: bool = False


_GE, _LE, _EQ = Operator.AT_LEAST, Operator.AT_MOST, Operator.EQUALS
_SYMBOL = re.compile(r"(?:>=|=>|≥|>|<=|=<|≤|<|≈|=)")
_SYMBOLS = {"≥": (_GE, False), ">=": (_GE, False), "=>": (_GE, False), ">": (_GE, True), "≤": (_LE, False)} | {
    "<=": (_LE, False), "=<": (_LE, False), "<": (_LE, True), "=": (_EQ, False), "≈": (_EQ, False),
}  # fmt: skip
_NOT = r"(?:不得|不应|不能|不可|不允许|不|无)"
_DOUBLE = re.compile(r"(?:不得不|不能不|不应不|不可不|并非不|非不|不是不|不会不|没有不|未必不|不必不|不不|并非|不一定)")
_NEGATED = re.compile(
    _NOT + r"(?P<kind>低于|小于|少于|短于|弱于|大于|超过|高于|多于|长于|超出|等于|优于|好于|差于|劣于|次于)"
)
_FLOOR = frozenset({"低于", "小于", "少于", "短于", "弱于"})
_CEILING = frozenset({"大于", "超过", "高于", "多于", "长于", "超出"})
_WORD = re.compile(
    r"(?P<ge>大于(?:或)?等于|大于/等于|高于(?:或)?等于|多于(?:或)?等于|至少(?:为|应?满足|应?覆盖|应?达到|可达|有)?|最少为?|起码)"
    r"|(?P<le>小于(?:或)?等于|小于/等于|低于(?:或)?等于|少于(?:或)?等于|至多为?|最多为?(?=[ \d]))"
    r"|(?P<gt>大于|高于|多于|超过|超出|长于)|(?P<lt>小于|低于|少于|短于|未超过)"
    r"|(?P<better>优于(?:或)?等于|优于|好于|不劣于)"
    r"|(?P<eq>等于)"
)
_AFTER = re.compile(
    r" ?(?:(?P<ge>(?:及|或|和|含)?以上|起(?![动始搏伏点重])|或更[高大多优好])"
    r"|(?P<le>(?:及|或|和)?以下|以内|之内|内(?![部置径外容存标胆壁腔衬])|或更[低小少])"
    r"|(?P<about>左右|上下))"
)


def scan_comparison(text: str, start: int) -> Comparison | None:
    """The operator at text[start:], or None. 为 and 可达 are no operators: they leave a plain value."""
    if symbol := _SYMBOL.match(text, start):
        operator, strict = _SYMBOLS[symbol[0]]
        return Comparison(start, symbol.end(), operator, strict=strict, symbol=True, word=symbol[0])
    if text[start] not in "大小高低多少长短至最起上下优好不无超未并非没等":
        return None
    return _scan_word(text, start)


def _scan_word(text: str, start: int) -> Comparison | None:
    if double := _DOUBLE.match(text, start):
        inner = _NEGATED.match(text, double.end() - 1) or _WORD.match(text, double.end())
        end = inner.end() if inner else double.end()
        return Comparison(start, end, Operator.TEXT, word=text[start:end], fault="双重否定") if inner else None
    if negated := _NEGATED.match(text, start):
        return _negated(start, negated)
    if (word := _WORD.match(text, start)) is None:
        return None
    kind = str(word.lastgroup)
    operator = {"ge": _GE, "gt": _GE, "le": _LE, "lt": _LE, "eq": _EQ, "better": _LE}[kind]
    return Comparison(start, word.end(), operator, strict=kind in {"gt", "lt"}, better=kind == "better", word=word[0])


def _negated(start: int, match: re.Match[str]) -> Comparison:
    kind, word = match["kind"], match[0]
    if kind in {"差于", "劣于", "次于"}:
        return Comparison(start, match.end(), _LE, better=True, word=word)
    if kind in _FLOOR:
        return Comparison(start, match.end(), _GE, word=word)
    if kind in _CEILING:
        return Comparison(start, match.end(), _LE, word=word)
    return Comparison(start, match.end(), Operator.TEXT, word=word, fault=f"“{word}”是否定的说法")


@dataclass(frozen=True, slots=True)
class Trailer:
    """以上, 以内, 左右 behind a value; `operator` is None for 左右."""

    start: int
    end: int
    operator: Operator | None


def scan_trailer(text: str, start: int) -> Trailer | None:
    """The word behind a value that binds it, or None."""
    match = _AFTER.match(text, start)
    if match is None:
        return None
    operator = {"ge": _GE, "le": _LE, "about": None}[str(match.lastgroup)]
    return Trailer(start, match.end(), operator)


_HIGHER_NAME = re.compile(
    r"信噪比|动态范围|截断点|截止点|截获点|增益|压缩点|消光比|分辨本领|分辨力|分辨能力|对比度|抑制比|隔离度|线性度R|相关系数|回收率|效率|速率|速度"
    r"|带宽|寿命|MTBF|纯度|均一度"
)
_LOWER_NAME = re.compile(
    r"误差|准确度|精度|精密度|重复性|重现性|再现性|稳定性|稳定度|漂移|噪声|噪音|检出限|检测限|定量限|下限|真空|漏率"
    r"|泄漏|分辨率|均匀性"
    r"|不确定度|解析度|可读性|感量|偏差|波动|时间|灵敏度|RSD|残留|污染|交叉|分辨|平行度|粗糙度|平面度|线宽|脉宽|线性度|平直度|直线度|准直度|温差|非线性|畸变|功耗|失真"
    r"|弯曲度|杂散光|串扰|漏电|圆度|同轴度|垂直度|同心度|跳动|死体积|色散|背景|本底|抖动|一致性"
)
_FINE_UNITS = frozenset(
    "nm μm mm pm Å μg ng pg fg cm-1 eV meV keV ° ′ ″ s ms μs ns ps % ppm ppb ppt %T %F.S. ℃ K mK μrad mrad".split()
)
_PURE = frozenset({None, ":1", "FWHM", "倍"})


_FINER_NAME = re.compile(
    r"(?:精度|准确度|精密度|误差|分辨率|分辨力|重复性|重现性|检出限|检测限|均匀性|稳定性|稳定度|漂移|噪声)$"
)


def is_finer_better(name: str, unit: str | None) -> bool:
    """Whether a smaller number is the better one for certain: accuracies and resolutions in nm, % and so on."""
    return bool(_FINER_NAME.search(name)) and unit in _FINE_UNITS


def better_direction(name: str, unit: str | None, *, is_ratio: bool = False) -> Operator | None:
    """Which way 优于 points for a parameter: <= for errors and fine resolution, >= for signal to noise and the like.

    None when the name and the unit do not tell; then a person must say.
    """
    if _HIGHER_NAME.search(name) or unit in {":1", "个数量级", "数量级"} or is_ratio:
        return Operator.AT_LEAST
    if unit in _PURE and re.search(r"分辨率|分辨", name):
        return Operator.AT_LEAST
    if _LOWER_NAME.search(name) or unit in _FINE_UNITS:
        return Operator.AT_MOST
    return None
