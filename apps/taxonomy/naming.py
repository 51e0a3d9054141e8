"""Names brought to one spelling, so that 流量准确性, 流速准确度 and 「流速 准确度：」 are the same word.

Pure text, no Django. Everything here is symmetrical: the names of the catalogue and the names that a tender prints go
through the same functions, so a replacement can only join names, never turn one into the other's opposite.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# The polarity of an ion source is the only sign that carries meaning in a name; every other + and - is punctuation.
_POLARITY = (
    (re.compile(r"(?<![a-z])(esi|apci|ei|ci)\s*\+"), r"\1正"),
    (re.compile(r"(?<![a-z])(esi|apci)\s*[-–−](?![a-z])"), r"\1负"),
)
_PUNCTUATION = re.compile(r"[^\w°²′″θ×μΩ]|_")
_BRACKET = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")

_ELEMENTS = (
    "Ag|Al|As|Au|Ba|Be|Bi|Ca|Cd|Ce|Co|Cr|Cs|Cu|Fe|Ga|Ge|Hg|In|La|Li|Mg|Mn|Mo|Na|Nb|Ni|Pb|Pd|Pt|Rb|Rh|Sb|Sc|Se|Si|Sn|Sr|"
    "Ta|Te|Th|Ti|Tl|Zn|Zr"
)
_VALUE_BEFORE = re.compile(rf"^(?:\d+(?:\.\d+)?\s*(?:nm|kV|kHz|MHz|℃|×|倍)|(?:{_ELEMENTS}))(?=[\u3400-\u9fff])")
_CASE = re.compile(r"[^\u3400-\u9fff]{1,12}(?:区|模式|处|端|态|法)?")
_AXIS = re.compile(r"[XYZTRABCxyz]{1,3}[轴向]?")
# Words that tenders use for one another; the right side is the catalogue's word.
_SYNONYMS = (
    ("流量", "流速"),
    ("噪音", "噪声"),
    ("粘度", "黏度"),
    ("粘滞", "黏滞"),
    ("准确性", "准确度"),
    ("精确度", "准确度"),
    ("重现性", "重复性"),
    ("再现性", "重复性"),
    ("稳定度", "稳定性"),
    ("均一性", "均匀性"),
    ("均匀度", "均匀性"),
    ("分辨力", "分辨率"),
    ("分辨能力", "分辨率"),
    ("检测限", "检出限"),
    ("检测下限", "检出限"),
    ("探测器", "检测器"),
    ("四级杆", "四极杆"),
    ("气化", "汽化"),
    ("温控", "控温"),
    ("温度控制", "控温"),
    ("控温度", "控温"),
    ("数量", "数"),
    ("个数", "数"),
    ("速率", "速度"),
    ("倍率", "倍数"),
    ("停留时间", "驻留时间"),
    ("设定精度", "精度"),
    ("控制精度", "精度"),
    ("设定准确度", "准确度"),
    ("功放", "功率放大器"),
    ("2theta", "2θ"),
    ("进样器", "进样"),
    ("傅立叶", "傅里叶"),
    ("帐号", "账号"),
    ("重复精度", "重复性"),
    ("移动范围", "行程"),
    ("移动距离", "行程"),
    ("移动行程", "行程"),
    ("去溶剂", "脱溶剂"),
    ("电子流速控制", "epc"),
    ("电子压力控制", "epc"),
    ("电子气路控制", "epc"),
    ("数目", "数"),
    ("最大允许误差", "误差"),
)
_SUPERLATIVES = ("最高", "最大", "最小", "最低", "最佳", "最快", "最短")
_PREFIXES = (
    "极限", "额定", "典型", "标称", "系统", "整机", "仪器", "设备", "总", "测量", "测定", "测试", "每通道", "单通道",
    "单次", "单样", "单个样品", "可容纳", "可装载", "可安装", "可", "每秒",
)  # fmt: skip
_SUFFIXES = (
    "可调节范围", "可调范围", "设定范围", "设置范围", "调节范围", "选择范围", "可设范围", "工作范围", "范围", "区间",
    "量程", "指标", "参数", "功能", "能力", "要求", "大小", "配置", "设置", "设定", "用时", "水平", "比率", "比例",
    "数", "期限", "单通道", "每通道", "rsd", "fwhm", "rms", "cv",
)  # fmt: skip
_LIGHT = frozenset({"范围", "数"})
_DOUBLED = re.compile(r"^(.{2,})\1$")
_HEADING_ENDINGS = ("检测器", "部分", "单元", "模块", "系统", "性能", "指标", "参数", "灵敏度", "源")
# Of two words in one tuple a name may have only one: a parameter of the one kind is never one of the other.
_OPPOSITES = tuple(
    tuple(words.split("/"))
    for words in (
        "准确度/精密度/重复性/稳定性/均匀性/分辨率/线性/漂移/噪声",
        "最大/最小", "最高/最低", "最高/最小", "最大/最低", "正/负", "横向/纵向/轴向", "升温/降温", "升速/降速",
        "加速时间/减速时间", "激发/发射", "短期/长期", "二次电子/背散射", "零点/量程", "火焰/石墨炉", "管压/管流",
        "电压/电流/电位", "高真空/低真空", "液氦/液氮", "内标/外标", "温度/湿度", "功率/频率", "流速/压力",
        "速度/加速度", "直径/高度", "半径/直径", "波长/带宽", "波长/波数", "输入/输出", "模拟/数字", "样品台/样品室",
        "载物台/物镜", "柱温/样品盘", "进样口/柱箱", "进样口/检测器", "离子源/四极杆/接口", "离子源/四极杆/传输线",
        "质保/交货", "响应/到达/修复", "人数/时间/天数", "绝对/相对", "位移/变形", "试验力/位移", "力值/位移",
        "直流/射频", "一级/二级",
    )
)  # fmt: skip
_LATIN = re.compile(r"[a-z]+|\d+(?:\.\d+)?|[²°θ]")


@lru_cache(maxsize=65_536)
def normalised(name: str) -> str:
    """The name in one spelling: NFKC, lower case, no blanks and punctuation, the catalogue's words."""
    text = unicodedata.normalize("NFKC", name).lower().replace("µ", "μ")
    for pattern, replacement in _POLARITY:
        text = pattern.sub(replacement, text)
    text = _PUNCTUATION.sub("", text)
    for word, standard in _SYNONYMS:
        text = text.replace(word, standard)
    text = _DOUBLED.sub(r"\1", text)
    return text.removesuffix("信噪比") if text.endswith("灵敏度信噪比") else text


def without_brackets(name: str) -> str:
    """The name without what stands in brackets: 流速范围（可调） → 流速范围."""
    return _BRACKET.sub("", name)


def without_value(name: str) -> str:
    """The name without a value or an element before it: 405nm激光器功率 → 激光器功率, As检出限 → 检出限."""
    return _VALUE_BEFORE.sub("", name) or name


def is_case(name: str) -> bool:
    """True if the name is only the case that a value holds for: Cu, UV/Vis区, 500nm处; an axis is more than that."""
    return _CASE.fullmatch(name) is not None and _AXIS.fullmatch(name) is None


@lru_cache(maxsize=65_536)
def core(key: str) -> str:
    """The key (from `normalised`) without words that only dress a name: 最高…, …范围, …RSD. Never empty."""
    for word in _SUPERLATIVES:
        key = key.replace(word, "") if len(key) > len(word) + 1 else key
    changed = True
    while changed:
        changed = False
        for prefix in _PREFIXES:
            if key.startswith(prefix) and len(key) > len(prefix) + 2:
                key, changed = key.removeprefix(prefix), True
        for suffix in _SUFFIXES:
            # Two letters say little: 扫描功能 and 扫描范围 are not the same 扫描. Only light words may leave so few.
            if key.endswith(suffix) and len(key) > len(suffix) + (1 if suffix in _LIGHT else 2):
                key, changed = key.removesuffix(suffix), True
    return key


def contradicts(one: str, other: str) -> bool:
    """True if the two keys name different things in spite of looking alike: 横向 and 纵向, X and Y, 1H and 13C."""
    if latin_words(one) != latin_words(other):
        return True
    return any(_differ(words, one, other) for words in _OPPOSITES)


def opposed(one: str, other: str) -> bool:
    """True if the keys hold opposite words (最大/最小, 升温/降温 …); Latin letters and digits are not looked at."""
    return any(_differ(words, one, other) for words in _OPPOSITES)


def strangers(group: str, name: str, words: frozenset[str]) -> bool:
    """True if a heading (a key) speaks of another part than the parameter's name: ECD检测器 and FID检测限.

    `words` are the Latin words of all the parameter's names: where one of them is the heading's, they are no strangers.
    """
    key = normalised(name)
    if not group:
        return False
    mine, theirs = ({token for token in latin_words(text) if len(token) > 1} for text in (group, key))
    return opposed(group, key) or bool(mine and theirs and mine.isdisjoint(theirs | words))


def heading_core(group: str) -> str:
    """The heading's key without the word that only says that it is a heading: ECD检测器 → ecd."""
    for ending in _HEADING_ENDINGS:
        if group.endswith(ending) and len(group) > len(ending) + 1:
            return group.removesuffix(ending)
    return group


def _differ(words: tuple[str, ...], one: str, other: str) -> bool:
    mine = {word for word in words if word in one}
    theirs = {word for word in words if word in other}
    return bool(mine and theirs and mine.isdisjoint(theirs))


@lru_cache(maxsize=65_536)
def latin_words(key: str) -> frozenset[str]:
    """The Latin words, numbers and signs in a key."""
    return frozenset(_LATIN.findall(key))
