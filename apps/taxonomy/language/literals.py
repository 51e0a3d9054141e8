"""Stretches of a line that hold digits but no parameter: standard numbers, dates, telephones, models, addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Literal(StrEnum):
    """What kind of stretch it is."""

    STANDARD = "标准"
    DATE = "日期"
    PHONE = "电话"
    ADDRESS = "网址"
    REFERENCE = "引用"
    NAME = "名称"
    FORMULA = "公式"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A literal at text[start:end]; its digits are never numbers of a requirement."""

    start: int
    end: int
    kind: Literal


_BODIES = (
    "GBZ|GBJ|GB|JJG|JJF|JB|JY|HJ|HG|YY|YS|YB|SN|SJ|NY|GA|DL|SY|ISO|IEC|ASTM|EN|DIN|JIS|USP|EPA|ANSI|IEEE|SEMI|CNAS"
    "|WS|LY|MT|QX|CJ|AQ|QC|TB|FZ|QB|BS|UL|DB\\d{2}|ICH|CLSI|AOAC|OIML|ICAO|ECE|HB|GJB|QJ|CB|NB|TSG|RoHS|CISPR"
    "|T/[A-Z]{2,8}"
)
_STANDARD = (
    rf"(?<![A-Za-z])(?:{_BODIES})(?:/[A-Z]{{1,5}}|[TZ])?[- ]?(?:(?<=[- /])[A-Z]{{1,3}}[- ]?)?"
    r"\d{2,6}(?:[.]\d{1,4}){0,2}(?:[-–:/]\d{1,5}){0,3}(?!\d)"
)
_DATES = (
    r"(?<!\d)(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}(?!\d)日?|(?<!\d)(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?"
    r"|[底初前后度末]|(?=的?[版产]))"
    r"|(?<![\d.])\d{1,2}月\d{1,2}日|(?<!\d)(?:19|20)\d\d[-–~至](?:19|20)\d\d年|(?<![\d.])\d{1,2}:[0-5]\d(?![\d:.A-Za-zμΩ×*%°℃])"
)
_PHONES = (
    r"(?<!\d)0\d{2,3}[-–]\d{7,8}(?:[-–转]+\d{1,6})?(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)"
    r"|(?<!\d)[48]00[-–]\d{3,4}[-–]\d{3,4}(?!\d)|\+86[- ]?\d{7,13}"
)
_ADDRESSES = (
    r"https?://[^\s，。;)]{1,200}|www\.[^\s，。;)]{1,200}|(?<![A-Za-z\d_.-])[A-Za-z\d_.-]{1,64}@[A-Za-z\d-]{1,64}(?:\.[A-Za-z]{2,10}){1,3}"
    r"|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"
    r"|(?<=[路街道巷弄村])\d{1,5}号[\dA-Za-z-]{0,8}(?:[栋幢座楼室]?[\dA-Za-z-]{0,8}[栋幢座楼室层]){0,3}"
    r"|(?<![\d.A-Za-z])[\dA-Z]{1,4}[栋幢座]楼?\d{0,5}[室层]?"
)
_REFERENCES = (
    r"(?:(?<![一-鿿])(?:附件|附录|附表|条款|章节)|编号|标段|分包|标包):? ?\d{1,4}(?:[.-]\d{1,3}){0,3}"
    r"|(?:附件|附录|附表|条款|章节|标包)第? ?\d{1,4}(?:[.-]\d{1,3}){0,3}(?![\d个台套只支块根件把张副付盒瓶包])"
    r"|第 ?[\d一二三四五六七八九十]{1,4}(?:[.]\d{1,3}){0,3} ?[条章节款代类页批部项点次台]"
    r"|(?:(?<![一-鿿])|(?<=[见如按及和附下上]))[表图] ?\d{1,3}(?:[.-]\d{1,3})?(?!\d)"
    r"|(?<![一-鿿\d])[上下]述\d{1,2}[条项点]"
)
_NAMES = (
    r"(?<![A-Za-z])(?:USB|HDMI|PCIe|PCI-E|PCI|SATA|DDR|Windows|Win|Office|Bluetooth|WiFi|Wi-Fi|蓝牙|CFR ?Part|Part"
    r"|CAS|IP|RS|GPIB|Type|Class|CLASS|CAT|Level"
    r"|Core i|i|RTX|GTX|酷睿|至强|Intel|AMD|Ryzen|Python|LabVIEW|Version|Ver|V|No|Grade|SUS|Inconel|Hastelloy|PEEK"
    r"|PM|ISO VG|SQL|OPC|UN|AISI|Al|Cu|Grade)"
    r"(?:\.|:|号)? ?-?\d[\dA-Za-z.]{0,10}(?:[-/]\d[\dA-Za-z.]{0,8}){0,3}(?![\d%])"
    r"|(?<!\d)21 ?CFR(?: ?Part ?\d{1,3})?|(?<![\d.])7 ?[×xX*] ?24 ?(?:小时|h)?"
    r"|(?<![\d.])24 ?(?:小时|h)(?=开通|服务|在线|热线|值守|不间断|技术支持|电话|客服|营业)"
    r"|(?<![\d.])24 ?[×xX*] ?7(?: ?小时"
    r"| ?h)?|双?\d{3,4}不锈钢|(?<![\d.])30[46]L?(?=不锈)|(?<![\d.])31[06]L?(?=不锈)"
    r"|(?<![\d.A-Za-z])\d{1,2}(?:号|#)(?=[\u4e00-\u9fff])"
    r"|(?<![A-Za-z])[A-Z][a-z]? ?[1-7][spdf] ?[1357]/2(?!\d)"
    r"|(?:m/z ?)?(?<![\d.])\d{2,4}(?:\.\d{1,4})? ?(?:→|->) ?(?:m/z ?)?\d{2,4}(?:\.\d{1,4})?(?!\d)"
    r"|m/z ?\d{2,4}(?:\.\d{1,4})? ?> ?\d{2,4}(?:\.\d{1,4})?(?!\d)|(?<![\d.])1/±?\d{4,7}(?![\d.])(?:F\.?S\.?)?"
    r"|\d{1,3}(?:Cr|Ni|Mn)\w{0,10}|(?<![\d.A-Za-z])\d[\dA-Z]{0,3}(?=[ABC]?类|[ABCDEF]级洁净)|等保\d(?:\.\d)?级?"
    r"|(?<![\d.:])\d{1,3}:\d{1,3}(?:/\d{1,3}:\d{1,3}){1,6}(?![\d.:])"  # 100:0/50:50/0:100
    r"|[ΦR]?(?<![\d.])\d{1,5}(?:\.\d{1,4})?(?:mm|cm|μm|m)? ?[×xX*] ?\([\d.]{1,8}~[\d.]{1,8}\)(?:mm|cm|μm|m)?"
    r"|(?<![\d.])[13]相(?![关对位机])|(?<![\d.])\d{1,2}\+\d{1,2}(?=模式|架构|方式|[层排列位])"
    r"|(?<![A-Za-z\d])R\d{2,3}[A-Za-z]?/R\d{2,3}[A-Za-z]?|(?<![A-Za-z\d])R(?:22|23|134a|290|404A|407C|410A|507|600a)(?![\d.A-Za-z])"
)
_ISOTOPES = (
    r"(?<![A-Za-z\d.,~–≥≤<>=±+-])(?:1H|2H|3He|6Li|7Li|11B|13C|14C|14N|15N|17O|18O|19F|23Na|27Al|29Si|31P|33S|35Cl"
    r"|55Fe|57Fe|59Co|77Se|79Br|89Y|109Ag|113Cd"
    r"|115In|119Sn|125Te|129Xe|133Cs|137Cs|138Ba|140Ce|195Pt|199Hg|203Tl|205Tl|207Pb|208Pb|209Bi|232Th|238U|60Co"
    r"|241Am|90Sr|63Ni|55Mn|24Mg|56Fe|80Se)(?![A-Za-z\d/·])"
)
_SPREADSHEET = r"^ ?[=@][A-Za-z]{2,20}\(.*|^ ?[=+-][A-Za-z]{1,3}\d{1,4}[+*/!:-].*|^ ?[=+@-]cmd\|.*"
_ALL = (
    (Literal.FORMULA, _SPREADSHEET), (Literal.ADDRESS, _ADDRESSES), (Literal.STANDARD, _STANDARD),
    (Literal.DATE, _DATES), (Literal.PHONE, _PHONES), (Literal.REFERENCE, _REFERENCES),
    (Literal.NAME, _NAMES), (Literal.NAME, _ISOTOPES),
)  # fmt: skip
_DATE = re.compile(_DATES)
# Every literal begins with one of these; elsewhere the many patterns need not be tried.
_FIRST = r"(?=[\dA-Za-zΦ=+@ \-_.附条章编标分第表图上下蓝酷至双等])"
_PATTERN = re.compile(_FIRST + "(?:" + "|".join(f"(?P<k{i}>{pattern})" for i, (_, pattern) in enumerate(_ALL)) + ")")


def find_literals(text: str, start: int = 0) -> tuple[Stretch, ...]:
    """The literals of a cleaned line from `start` on, in order and without overlap."""
    return tuple(
        Stretch(match.start(), match.end(), _ALL[int(str(match.lastgroup)[1:])][0])
        for match in _PATTERN.finditer(text, start)
    )


def has_date(text: str) -> bool:
    """Whether a calendar date stands in the text."""
    return bool(_DATE.search(text))
