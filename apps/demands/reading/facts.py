"""What a tender says of instrument, budget, quantity and delivery: found in its words, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

_AMOUNT = r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?P<unit>亿元|亿|万元|万|千元|元)?"
BUDGET_WORDS = r"(?:采购|项目|设备|总|财政)?预算(?:金额|总额|总价|单价|价格|价|控制价|额度|经费)?"
CEILING_WORDS = r"(?:最高(?:投标)?限价|采购限价|招标控制价|最高控制价|控制价|拦标价|最高报价|限价)"
_CAPITALS = r"(?:[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆整角分]{2,24}\s*[（(]\s*(?:小写|即)?\s*[:：]?\s*[¥￥]?\s*)?"
_TAIL = (
    r"(?:\s*[（(](?P<bracket>[^（）()]{1,20})[）)])?\s*(?:[:：|为是]|\s)*\s*(?:人民币|大写|[:：¥￥]|RMB)*\s*"
    + _CAPITALS
)
_SIGN = r"(?P<sign>(?<=[¥￥])|(?<=RMB))?"
_BUDGET = re.compile(BUDGET_WORDS + _TAIL + _SIGN + _AMOUNT)
_CEILING = re.compile(CEILING_WORDS + _TAIL + _SIGN + _AMOUNT)
_FACTORS = {"亿": 10**8, "亿元": 10**8, "万": 10**4, "万元": 10**4, "千元": 10**3, "元": 1}
UNITS_OF_MONEY = ("亿元", "万元", "千元", "元")
LARGEST_BUDGET = Decimal(10) ** 12
# ¥850000 without a unit is in 元; ¥85 may be in 万元.
LEAST_IN_YUAN = Decimal(10) ** 4

_CHINESE = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
}
_QUANTITY = re.compile(
    r"(?:采购)?数量\s*(?:[（(][^（）()]{1,6}[）)])?\s*[:：|为是]?\s*(\d{1,4}|[一二两三四五六七八九十壹贰叁肆伍])\s*([台套件支组批])?"
)
DELIVERY_WORDS = (
    r"(?:交货|供货|交付|到货|送货|交付使用)(?:期限|时间|日期|期|周期|要求)?"
    r"|标的物?的?提供的?(?:时间|期限)|货期|工期|合同履行期限|履行期限|完工期"
)
_DELIVERY = re.compile(
    rf"(?:{DELIVERY_WORDS})(?P<between>[^。；;\n]{{0,40}}?)(?P<number>\d{{1,4}}|[一二两三四五六七八九十]{{1,3}})\s*(?:个)?\s*"
    r"(?P<unit>日历日|日历天|自然日|工作日|日|天|月|周|星期)"
)
_DELIVERY_BEHIND = re.compile(
    r"(?P<between>合同(?:签订|生效)(?:之日起|后))\s*(?P<number>\d{1,4}|[一二两三四五六七八九十]{1,3})\s*(?:个)?\s*"
    r"(?P<unit>日历日|日历天|自然日|工作日|日|天|月|周|星期)(?:以?内)?[^。；;\n]{0,8}?(?:交货|到货|供货|交付)"
)
_DATE = re.compile(
    r"(?<!\d)(?P<year>20\d{2})\s*(?:年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]"
    r"|(?P<sign>[-/.])(?P<month2>\d{1,2})(?P=sign)(?P<day2>\d{1,2})(?!\d))"
)
_DAYS = {"月": Decimal(30), "周": Decimal(7), "星期": Decimal(7), "工作日": Decimal(7) / Decimal(5)}

_KEY = (
    r"^(?:(?:一|1)[、.．])?\s*(?:拟?采购|拟购|申购|所购|招标)?(?:%s)(?:名称)?(?:[（(]中文[）)])?"
    r"\s*[:：|]\s*(?P<name>[^|；;。\n]{2,60})"
)
_GOODS_LINE = re.compile(_KEY % "仪器设备|仪器|设备|货物|标的|品目|产品|采购标的|采购品目|标项|标段|(?:合同|采购|分)包")
_NAME_LINE = re.compile(r"^(?:中文)?名称\s*[:：]\s*(?P<name>[^|；;。\n]{2,60})")
# A project's name is looser than what it says it buys.
_PROJECT_LINE = re.compile(_KEY % "采购内容|项目|包")
_BOUGHT = re.compile(
    r"(?:拟|计划)(?:采购|购置|购买)(?P<name>[^，。；：、\s]{3,30}?)\s*(?:\d{1,2}|[一二两三四五])\s*[台套]"
)
_ORGANISATION = re.compile(
    r"^.*(?:大学|学院|研究院|研究所|实验室|科学院|医院|监测站|监测中心|中心|公司|学校|示范基地)(?:（示例）)?(?=[^（(]{2})"
)
_TAIL_WORDS = re.compile(
    r"(?:等)?(?:仪器)?(?:设备)?(?:公开|竞争性|询价|单一来源)?(?:采购|购置|招标|磋商|谈判|询价|比选)?(?:项目|公告|文件|需求|技术)*"
    r"(?:采购需求|主要技术参数|技术参数(?:及要求|要求|表)?|技术要求|技术指标|技术规格书?|招标参数|参数(?:要求|表)?|需求书|采购文件|招标文件|磋商文件|谈判文件|询价文件|招标书|采购项目|采购|购置)*(?:（.{1,12}）)?$"
)
_INSTRUMENT = re.compile(r"[仪机镜器计柜箱炉谱站枪台]$|系统$|装置$|平台$|设备$|联用$|质谱$|色谱$|[A-Z]{2,}$")
_NOISE = "《》“”\"' \u3000:：—-"


def read_budget(texts: Iterable[str]) -> Decimal | None:
    """The budget in 元: the first amount printed as 预算, else the first 最高限价; None when none has a unit.

    A unit in a bracket behind the word (预算（万元）) counts. Amounts of nothing or over a trillion are none.
    """
    lines = list(texts)
    for pattern in (_BUDGET, _CEILING):
        for line in lines:
            for match in pattern.finditer(plain_figures(line)):
                amount = _amount_of(match)
                if amount is not None:
                    return amount
    return next((amount for line in lines if (amount := _read_in_words(line)) is not None), None)


_IN_WORDS = re.compile(
    rf"(?:{BUDGET_WORDS}|{CEILING_WORDS})\s*(?:[:：为是]|人民币|大写|\s)*([零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{{2,20}})[元圆]"
)
_WORD_DIGITS = {c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
_WORD_TENS = {"拾": 10, "佰": 100, "仟": 1000}


def _read_in_words(text: str) -> Decimal | None:
    """An amount that is only written in words: 预算：肆拾陆万元整 → 460,000."""
    match = _IN_WORDS.search(text)
    if match is None:
        return None
    total = section = digit = 0
    for letter in match[1]:
        if letter in _WORD_DIGITS:
            digit = _WORD_DIGITS[letter]
        elif letter in _WORD_TENS:
            section, digit = section + (digit or 1) * _WORD_TENS[letter], 0
        else:
            total, section, digit = (total + section + digit) * _FACTORS[letter], 0, 0
    return Decimal(total + section + digit) or None


def amount_in_cell(text: str, header: str) -> Decimal | None:
    """The amount of a table cell in 元; a bare number takes its unit from the column's header (预算（万元）)."""
    match = re.search(_AMOUNT, plain_figures(text))
    if match is None:
        return None
    unit = match["unit"] or next((u for u in UNITS_OF_MONEY if u in header), None)
    return _in_yuan(match["number"], unit)


def amounts_in(text: str) -> set[Decimal]:
    """All amounts of a text in 元, each once; numbers without a unit are none."""
    found = (_in_yuan(match["number"], match["unit"]) for match in re.finditer(_AMOUNT, plain_figures(text)))
    return {amount for amount in found if amount is not None}


def dates_in(text: str) -> list[date]:
    """The days that a text names with their year, each once, in their order: 2026年6月3日, 2026-06-03, 2026/6/3."""
    found = []
    for match in _DATE.finditer(plain_figures(text)):
        month, day = match["month"] or match["month2"], match["day"] or match["day2"]
        try:
            found.append(date(int(match["year"]), int(month), int(day)))
        except ValueError:  # 2026年2月30日
            continue
    return list(dict.fromkeys(found))


def plain_figures(text: str) -> str:
    """The text with its figures, dots and thousands commas in their narrow form."""
    table = str.maketrans("０１２３４５６７８９．，￥", "0123456789.,¥")
    return re.sub(r"(?<=\d)，(?=\d{3}(?!\d))", ",", text).translate(table)


def _amount_of(match: re.Match[str]) -> Decimal | None:
    unit = match["unit"] or next((u for u in UNITS_OF_MONEY if u in (match["bracket"] or "")), None)
    number = match["number"].replace(",", "")
    if unit is None and match["sign"] is not None and Decimal(number) >= LEAST_IN_YUAN:
        unit = "元"
    return _in_yuan(number, unit)


def _in_yuan(number: str, unit: str | None) -> Decimal | None:
    if unit is None:
        return None
    amount = Decimal(number.replace(",", "")) * _FACTORS[unit]
    exact = amount.quantize(Decimal("0.01")) if amount < LARGEST_BUDGET else Decimal(0)
    return exact if exact == amount and amount > 0 else None


def read_quantity(texts: Iterable[str]) -> int | None:
    """The first printed 数量 of one or more; None when the text has none."""
    for line in texts:
        for match in _QUANTITY.finditer(plain_figures(line)):
            quantity = whole_number(match[1])
            if quantity:
                return quantity
    return None


def read_count_of(instrument: str, texts: Iterable[str]) -> int | None:
    """How many of the instrument are bought, printed behind its name: 扫描电子显微镜1套."""
    if not instrument:
        return None
    pattern = re.compile(re.escape(instrument) + r"\s*[（(]?\s*(\d{1,3}|[一二两三四五六七八九十壹贰叁])\s*[台套]")
    found = next((match for line in texts if (match := pattern.search(plain_figures(line)))), None)
    return whole_number(found[1]) if found else None


_SETS = r"[台套件支组批个](?:\s*[/（(]\s*[台套件]\s*[）)]?)?"
_WHOLE = re.compile(
    rf"(\d{{1,4}})(?:\.0{{1,2}})?\s*(?:[（(]?\s*{_SETS}\s*[）)]?)?|([一二两三四五六七八九十壹贰叁肆伍])\s*(?:{_SETS})?"
)

_COUNTED_TITLE = re.compile(
    r"(?P<name>[^：:；;。，,≥≤]{3,40}?)\s*[（(]?\s*(?:数量\s*[:：]?)?\s*(?P<count>\d{1,2}|[一二两三四五六七八九十])\s*[台套]\s*[）)]?"
)


def read_counted_title(text: str) -> tuple[str, int] | None:
    """Instrument and number of a title such as X射线衍射仪（1套）; None for any other line."""
    match = _COUNTED_TITLE.fullmatch(text.strip())
    name = clean_instrument(match["name"]) if match else ""
    count = whole_number(match["count"]) if match else None
    return (name, count) if name and count else None


def read_budget_of(instrument: str, texts: Iterable[str]) -> Decimal | None:
    """The amount printed directly behind the instrument's name: X射线衍射仪150万元."""
    if not instrument:
        return None
    pattern = re.compile(re.escape(instrument) + r"[^\d，,；;。：:]{0,6}[:：]?\s*" + _AMOUNT)
    found = next((match for line in texts if (match := pattern.search(plain_figures(line)))), None)
    return _in_yuan(found["number"], found["unit"]) if found else None


def whole_number(text: str) -> int | None:
    """A small whole number in digits or one Chinese numeral, with or without 台/套 behind it: 2, 2.00, 2（台/套）."""
    match = _WHOLE.fullmatch(plain_figures(text).strip())
    if match is None:
        return None
    return int(match[1]) if match[1] else _CHINESE.get(match[2])


def read_delivery_days(texts: Iterable[str]) -> int | None:
    """The delivery time in calendar days: a month counts 30, a week 7, five working days 7 (rounded up)."""
    for line in texts:
        match = _DELIVERY.search(plain_figures(line)) or _DELIVERY_BEHIND.search(plain_figures(line))
        if match is None or re.search(r"质保|保修|付款|支付|验收合格", match["between"]):
            continue
        number = _chinese_or_digits(match["number"])
        if number:
            days = number * _DAYS.get(match["unit"], Decimal(1))
            return int(days.to_integral_value(rounding="ROUND_CEILING"))
    return None


def _chinese_or_digits(text: str) -> int | None:
    if text.isdecimal():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return _CHINESE.get(tens or "一", 0) * 10 + (_CHINESE.get(ones, 0) if ones else 0)
    return _CHINESE.get(text)


def name_of_field(text: str) -> str:
    """The instrument of a line that names what is bought (设备名称：…); '' for any other line."""
    match = _GOODS_LINE.match(text.strip()) or _NAME_LINE.match(text.strip())
    return clean_instrument(match["name"].split("，")[0]) if match else ""


def read_instrument(key_lines: Iterable[str], titles: Iterable[str]) -> str:
    """The instrument's name: from a line such as 设备名称：…, else from a title; '' when neither names one."""
    lines = list(key_lines)
    for find in (_GOODS_LINE.match, _BOUGHT.search, _PROJECT_LINE.match):
        for line in lines:
            match = find(line.strip())
            if match and (name := clean_instrument(re.sub(r"^中文(?:名称?)?[:：]", "", match["name"]))):
                return name
    for title in titles:
        if name := clean_instrument(title):
            return name
    return ""


def clean_instrument(text: str) -> str:
    """A name without the buyer in front and 采购项目/技术参数 behind; '' when what is left is no instrument."""
    name = re.sub(r"^附?表\s*\d{1,2}(?:[-.]\d{1,2})?\s*", "", text.strip(_NOISE)).strip(_NOISE)
    name = _ORGANISATION.sub("", name)
    for _ in range(3):
        name = _TAIL_WORDS.sub("", name).strip(_NOISE)
    name = re.sub(r"^(?:关于|采购|购置|一台|一套|1台|1套|\d+[台套])", "", name).strip(_NOISE)
    name = re.sub(
        r"[（(](?:示例|\d+\s*[台套]|[一二三四]?[台套])[）)]$|\s*\d+\s*[台套]$|[一二两三][台套]$", "", name
    ).strip(_NOISE)
    name = re.sub(r"(?<=[仪机镜器计统])主机$", "", name)
    bare = re.sub(r"[（(][^（）()]*[）)]$", "", name)
    return name if 2 <= len(name) <= 40 and not re.search(r"[：:；;。]", name) and _INSTRUMENT.search(bare) else ""


_NO_GOODS = re.compile(r"[合总小]计|总价|^共|详见|[：:；;。≥≤]|^\d+$")


def clean_goods(text: str) -> str:
    """The name in a cell under 设备名称 beside its number and amount: there anything is bought, a fume hood as well."""
    bare = re.sub(r"\s*[（(]?\d{1,3}\s*[台套][）)]?$", "", text.strip(_NOISE))
    is_name = 2 <= len(bare) <= 40 and not _NO_GOODS.search(bare) and re.search(r"[一-鿿]{2}", bare)
    return clean_instrument(text) or (bare if is_name else "")


def is_fact_line(text: str) -> bool:
    """Whether a line only tells a fact of the purchase (name, number, quantity, budget) and asks nothing."""
    return bool((_GOODS_LINE.match(text) or _PROJECT_LINE.match(text)) and read_instrument([text], [])) or bool(
        re.match(
            r"(?:拟?采购|拟购|申购|所购|招标)?(?:仪器设备|仪器|设备|货物|标的|品目|项目|采购项目|采购标的|采购品目|(?:合同|采购|分|标|子)?包|标段|标项)?(?:中文|英文)?"
            r"(?:名称|编号|(?:采购)?数量|台套?数|(?:采购|项目)?(?:总|分包)?预算(?:金额|总额|总价|价)?|预算控制[价数]|总投资|(?:招标)?(?:最高)?(?:控制价|限价)|用途|主要用途|采购方式|采购单位|采购人|使用单位|使用部门|申购单位|是否进口|进口|联系人|联系电话|日期)"
            r"(?:[（(][^）)]{1,8}[）)])?\s*[:：]",
            text,
        )
    )
