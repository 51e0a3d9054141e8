"""Which unit is printed at a place: the longest known spelling, or a compound of known ones (mW/cm2/nm).

A unit ends where a word ends: `5 m` is metres, the m of `5 min` is not; the 位 of 3位置 is no counter.
"""

from __future__ import annotations

import re
from functools import lru_cache

from apps.taxonomy.language.spelling import repair_spelling
from apps.taxonomy.language.units import default_units

MAX_LENGTH = 18
_RUN = re.compile(r"[A-Za-zμΩΔÅα-ω°℃℉′″'\"%‰/·.^√□:×*(){}?\-0-9\u4e00-\u9fff]{1,18}")
_BLANK = re.compile(r" {0,2}")
_INNER_BLANK = re.compile(
    r"(?<=[/·]) (?=[A-Za-zμ\u4e00-\u9fff])|(?<=[A-Za-z\u4e00-\u9fff]) (?=[/·])"
    r"|(?<=:) (?=1(?!\d))|(?<=[fpn]g) (?=[SPNC]/s)|(?<=%) (?=(?:RH|FS|F\.S))|(?<=[°×]) (?=[CgG])"
)
_NEXT_NAME = re.compile(r"最[大高小低长短快多]|额定|峰值|(?:NA|WD) ?\d|[\u4e00-\u9fff]{2,6} ?[≤≥<>±\d]")
_LETTER = re.compile(r"[A-Za-zμ℃Δ\u4e00-\u9fff]")
_TAIL = re.compile(r"[A-Za-z0-9μα-ωΩ]")
_FACTOR = re.compile(r"(?P<letters>[A-Za-zμΩÅ°℃%‰√]+?|[\u4e00-\u9fff]{1,4})(?:\^?(?P<exponent>-?[1-4]))?")
_TIMED = re.compile(r"(?P<count>\d{1,4})(?P<letters>h|min|d|s|天|小时|分钟|μL|mL|L|[cd]?m2|(?<=00)mm)")
_COUNT_WORD = re.compile(r"[\u4e00-\u9fff]{1,3}")
_TIMES = frozenset({"秒", "s", "分", "分钟", "min", "h", "小时", "天", "d", "年", "次", "mL", "μL", "L"})
# One-character counters and what may not follow them: 3位置 holds no 位, 2分辨率 no 分.
_NOT_BEFORE = {
    word[0]: word[1:]
    for word in (
        "位置移点于数 路径由 分辨析别散布离光段子流 度数 点阵分辨 级别联 面积板 次级要谐离仪品元 "
        "支持架撑路 孔径隙板 目标的镜 元素件器 层析流 日常期志 年度份检 人员工体机 段落 米氏 "
        "时间域刻 天平然 个性人 色谱散度 把手 张力 口径 门控 组成合分织件 台面阶式 条件纹 秒表 "
        "维护修度 轴向承 极限化性片谱 步进骤距 格式 本底机征 对比流称 行程业为 列表 场强发景 "
        "片段材 块体 根据 节能点 针对 升温降级压速 安装全 开关放机 名称义 例如 代码理谢 档案 "
        "牛顿 伏安 法兰 包装含括 付款费 袋式 册页"
    ).split()
}
_SHARES = frozenset({"%F.S.", "%F.S", "%FS", "%FS.", "%RH", "%R.H.", "%T"})
_SCALES = frozenset("％%‰")


@lru_cache(maxsize=1)
def _spellings() -> frozenset[str]:
    skip = set("样 样品 道 对 本 类 例 卷 行 列 枪 轮 %RSD %CV %读数 %示值 .".split()) | {""}
    return frozenset(s for s in default_units().spellings() if s not in skip)


@lru_cache(maxsize=1)
def _factors() -> frozenset[str]:
    """Spellings that may stand as a factor of a compound unit."""
    plain = {s for s in _spellings() if not set(s) & set("/·.^-()0123456789\"'?")}
    return frozenset(plain | set("测试 样品 样 格 div sq pixel √Hz cell 批 孔 帧 张 点 针 片 层 行".split())) - {
        "x",
        "X",
        "×",
        ":1",
    }


@lru_cache(maxsize=4096)
def is_unit(spelling: str) -> bool:
    """Whether the spelling, as printed or repaired, is a known unit or a compound of known ones."""
    if not spelling or spelling.isdigit():
        return False
    plain = spelling.replace("^", "")
    return plain in _spellings() or repair_spelling(spelling) in _spellings() or _is_compound(plain)


def _is_compound(spelling: str) -> bool:
    pieces = re.split(r"[/·*]", spelling.replace("(", "").replace(")", "") if spelling.endswith(")") else spelling)
    if len(pieces) > 5 or "" in pieces:
        return False
    if len(pieces) == 1:
        return spelling[-2:] in {"-1", "-2", "-3"} and _is_factor(spelling)
    if _COUNT_WORD.fullmatch(pieces[0]) and all(piece in _TIMES for piece in pieces[1:]):
        return True
    return (_is_factor(pieces[0]) or pieces[0] in _SHARES) and all(
        _is_factor(piece) or _is_timed(piece, pieces[0]) for piece in pieces[1:]
    )


def _is_factor(piece: str) -> bool:
    match = _FACTOR.fullmatch(piece)
    return match is not None and (match["letters"] in _factors() or repair_spelling(match["letters"]) in _factors())


def _is_timed(piece: str, numerator: str) -> bool:
    """A denominator with a count in it: u/48h, 拷贝/20μL; but 10mL/50mL are two values."""
    match = _TIMED.fullmatch(piece)
    return match is not None and match["letters"] != numerator


def scan_unit(text: str, start: int) -> tuple[str, int] | None:
    """The printed unit at text[start:] (one or two blanks before it are skipped) and where it ends; None if none."""
    blank = _BLANK.match(text, start)
    begin = blank.end() if blank else start
    printed, length = _unit_of(text[begin : begin + MAX_LENGTH + 8])
    return (printed, begin + length) if length else None


@lru_cache(maxsize=16384)
def _unit_of(piece: str) -> tuple[str, int]:
    """The longest unit at the beginning of a piece of text and its length there; ('', 0) if none."""
    run = _run_at(piece)
    for length in range(len(run), 0, -1):
        printed = run[:length].rstrip()
        if printed == run[:length] and _ends_here(piece, printed, length) and is_unit(printed.replace(" ", "")):
            return printed.replace(" ", ""), length
    return "", 0


def _run_at(text: str) -> str:
    """The longest stretch that may be a unit: unit characters, with single blanks around / and ·."""
    piece = text[: MAX_LENGTH + 4]
    match = _RUN.match(_INNER_BLANK.sub("·", piece))
    return piece[: match.end()] if match else ""


def _ends_here(text: str, printed: str, end: int) -> bool:
    """Whether a word may end behind this unit."""
    following, last = text[end : end + 1], printed[-1]
    if printed.count("(") != printed.count(")"):
        return False  # the bracket round a value ends behind its unit
    if last in "/·.^-(*":
        return printed in {"%F.S.", "%FS.", "%R.H.", "%f.s.", "e-"}
    if _TAIL.match(last) and _TAIL.match(following):
        return False
    if (
        last in "×xX*"
        and printed[0] not in "kKM千"
        and (following.isdigit() or (following in " LWDHRΦYZ" and text[end + 1 : end + 2].isdigit()))
    ):
        return False
    if printed.replace(" ", "") == ":1" and (following.isdigit() or following in {".", ":"}):
        return False
    if following == "/" and last not in _SCALES and _continues(text, end + 1):
        return False
    return not _begins_word(text, printed, end)


def _begins_word(text: str, printed: str, end: int) -> bool:
    """Whether the end of this unit is the beginning of a word: 由0升至最高转速, 3位置."""
    following = text[end : end + 1]
    lead, slash, piece = printed.rpartition("/")
    if slash and piece not in _TIMES and _NEXT_NAME.match(text, len(lead) + 1):
        return True  # 5～12MHz/腔内4～9MHz
    if printed.endswith("/1%") and following == "吸":
        return True  # 0.025μg/mL/1%吸收: the share absorbed is a condition
    if printed == "升" and following in {"至", "到"} and not text[end + 1 : end + 2].isdigit():
        return True
    if printed in {"分", "时", "点", "刻"} and "\u4e00" <= following <= "\u9fff":
        return True
    return bool(following) and following in _NOT_BEFORE.get(printed, "")


def _continues(text: str, begin: int) -> bool:
    """Whether what follows a slash belongs to the unit, though we do not know it (5 mg/xyz is not 5 mg)."""
    return _LETTER.match(text, begin) is not None and not _NEXT_NAME.match(text, begin)


_PREFIXED = re.compile(
    r"[fpnμmcdkMGT](?P<rest>(?:m|g|s|A|V(?:pp|rms)?|W|N|J|Pa|Hz|eV|Ω|L|T|S|F|H|C|mol|bar|cps|Sv|Sa|pts)(?![A-Za-z]).*)"
)


def base_letters(unit: str) -> str:
    """The unit without the SI prefix of its first factor: nA → A, μg/L → g/L, mL/min → L/min."""
    match = _PREFIXED.match(unit)
    return match["rest"] if match else unit
