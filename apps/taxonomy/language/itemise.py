"""The items of a clause, left to right: each a name, perhaps an operator, one or more values, and what follows them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from apps.taxonomy.language.items import Item, Operand
from apps.taxonomy.language.operators import Comparison
from apps.taxonomy.language.tokens import Kind, Token
from apps.taxonomy.language.values import Shape, Value

_LIMITING = re.compile(r"(?:时|下|处|之间|范围内|区间内|条件下|情况下)(?![间限方部游])")
_DOING = re.compile(r"[\u4e00-\u9fff]{1,6}时")
_WHEN = re.compile(r"(?:的?(?:情况|条件))?[时下](?![间刻长域序效钟漂限降方部行拉压游])")
_PAID = re.compile(r"(?:一次性)?(?:支?付|返还|退还|结清)")
_PERIODS = frozenset({"小时", "h", "分钟", "min", "天", "d", "日", "周", "个月", "月", "年"})
_JOINERS = frozenset({"且", "并且", "并", "至", "到", "且应", "同时", "和", "但"})
PIECES = frozenset("个 台 套 只 支 块 根 件 把 张 瓶 盒 条 枚 副 付 片 组 包 袋 册 桶 箱 对".split())
STEPS = frozenset({"步进", "步长", "步距", "间隔", "增量"})
_MEASURED = frozenset(
    "内径 外径 直径 半径 边长 长度 宽度 高度 厚度 深度 有效内径 对角线"
    " 最高限价 最高投标限价 限价 控制价 预算 预算金额 采购预算".split()
)
_SHARED_OF = frozenset("满量程 满刻度 示值 读数 测量值 设定值 标称值 显示值 指示值".split())
# What stands behind a value and says of what kind it is; also over what time: 1%rms/24h.
_SUFFIX = re.compile(
    r"(?:RSD|CV|RMS|SD|rms|FWHM|\(RSD\)|abs\.?|rel|p-p|P-P|PTP)(?:/\d{1,4} ?(?:h|min|s|小时|分钟|天))?"
)


def read_items(tokens: Sequence[Token]) -> list[Item]:
    """The items of one clause, left to right."""
    return _ItemReader(tokens).run()


class _ItemReader:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.index = 0
        self.names: list[Token] = []
        self.items: list[Item] = []
        self.last_operator = max((i for i, t in enumerate(tokens) if t.kind is Kind.OPERATOR), default=-1)

    def run(self) -> list[Item]:
        while self.index < len(self.tokens):
            token = self.tokens[self.index]
            if token.kind is Kind.OPERATOR:
                self.operator(token)
            elif token.kind is Kind.VALUE and self.closes_item(token):
                self.item(None)
            else:
                self.names.append(token)
                self.index += 1
        self.leave()
        return self.items

    def leave(self) -> None:
        """What is left behind the last item is its trailing text, or a piece of plain text."""
        if not self.names:
            return
        last = self.items[-1] if self.items else None
        if last is not None and last.operands and not any(t.kind is Kind.VALUE for t in self.names):
            last.behind = self.names
        else:
            self.items.append(Item(self.names))
        self.names = []

    def peek(self, ahead: int = 1) -> Token | None:
        position = self.index + ahead
        return self.tokens[position] if position < len(self.tokens) else None

    def operator(self, token: Token) -> None:
        following = self.peek()
        if self.is_limit(token):
            self.names += self.tokens[self.index : self.index + 2]
            self.index += 2
        elif following is not None and following.kind is Kind.VALUE:
            self.index += 1
            self.item(token.comparison)
        elif self.is_repeated(token, following):
            self.index += 1
        elif self.is_share(following):
            self.share_of()
        elif self.is_two_sided(token):
            self.two_sided(token)
        else:
            self.unbound(token)

    def is_limit(self, token: Token) -> bool:
        """m/z=220处≤0.5cps, 速率＜0.05mm/min时±1%: an equation or a bound before 时 limits the value behind it."""
        following, behind, third = self.peek(), self.peek(2), self.peek(3)
        if following is None or behind is None or (following.kind, behind.kind) != (Kind.VALUE, Kind.TEXT):
            return False
        if token.text == "=":
            return self.index < self.last_operator and bool(_LIMITING.match(behind.text))
        return bool(_WHEN.match(behind.text)) and third is not None and third.kind in {Kind.VALUE, Kind.OPERATOR}

    @staticmethod
    def is_repeated(token: Token, following: Token | None) -> bool:
        """不小于≥5: a word and a sign that say the same."""
        one, two = token.comparison, following.comparison if following is not None else None
        if one is None or two is None or one.fault or two.fault or one.symbol:
            return False
        return one.operator is two.operator and not one.better and not two.better

    def is_share(self, following: Token | None) -> bool:
        """≤示值的±0.5%, 不小于内径330mm: the words between operator and value say what the value is of."""
        behind = self.peek(2)
        if following is None or behind is None or (following.kind, behind.kind) != (Kind.TEXT, Kind.VALUE):
            return False
        return (following.text.endswith("的") and len(following.text) < 12) or following.text in _MEASURED

    def share_of(self) -> None:
        comparison, words = self.tokens[self.index].comparison, self.tokens[self.index + 1]
        self.index += 2
        self.item(comparison)
        self.items[-1].operands[0].conditions.insert(0, _limit(words))

    def is_two_sided(self, token: Token) -> bool:
        """a≤名称≤b: a value alone, an operator, a name without values, an operator, a value."""
        if len(self.names) != 1 or self.names[0].kind is not Kind.VALUE:
            return False
        rest = [t.kind for t in self.tokens[self.index + 1 : self.index + 6]]
        position = next((i for i, kind in enumerate(rest) if kind is Kind.OPERATOR), -1)
        return 0 < position < len(rest) - 1 and rest[position + 1] is Kind.VALUE and Kind.VALUE not in rest[:position]

    def two_sided(self, token: Token) -> None:
        value = self.names.pop().value or Value(start=token.start, end=token.start, fault="左端不是一个数")
        before = Operand(value, token.comparison)
        self.index += 1
        while self.tokens[self.index].kind is not Kind.OPERATOR:
            self.names.append(self.tokens[self.index])
            self.index += 1
        comparison = self.tokens[self.index].comparison
        self.index += 1
        self.item(comparison)
        self.items[-1].before = before

    def unbound(self, token: Token) -> None:
        """An operator with no value behind it: a symbol is a fault, a word stays text (不低于国家标准)."""
        comparison = token.comparison
        symbol = comparison is not None and (comparison.symbol or bool(comparison.fault))
        names = self.names
        self.names = []
        self.index += 1
        if symbol and not names and self.items and self.items[-1].operands:
            self.items[-1].fault = "比较符号后没有数值"
        while self.index < len(self.tokens) and self.tokens[self.index].kind is not Kind.VALUE:
            names.append(token) if names and names[-1] is not token and token not in names else None
            names.append(self.tokens[self.index])
            self.index += 1
        if token not in names:
            names.append(token)
        fault = (comparison.fault if comparison and comparison.fault else "比较符号后没有数值") if symbol else ""
        self.items.append(Item(names, fault=fault))

    def closes_item(self, token: Token) -> bool:
        """Whether a value without an operator is the value of an item, not a part of the next name."""
        value = token.value
        if value is None:
            return False
        if self.limits_next() or self.is_sized_part(token) or self.spans_next(token):
            return False
        if self.index < self.last_operator:
            if self.names and self.names[-1].text.endswith(("从", "由", "自")):
                return False  # 降温从500℃至50℃时间不大于8min
            spans = value.shape in {Shape.RANGE, Shape.TOLERANCE} and self.stands_apart()
            return bool(self.names) and (spans or self.parted_by_blank(token))
        return True

    def is_sized_part(self, token: Token) -> bool:
        """8联池架1套, 50mL转接套6个: the first value belongs to the name of what is counted."""
        word, count = self.peek(), self.peek(2)
        if self.names or word is None or count is None or word.kind is not Kind.TEXT or word.start != token.end:
            return False
        counted = count.value is not None and count.value.unit in PIECES and count.value.plain
        shared = word.text[0] in "各每共均" or word.text.endswith("各")  # 5L、10L玻璃罐各1个
        return counted and not _LIMITING.match(word.text) and not shared

    def spans_next(self, token: Token) -> bool:
        """400～700nm透过率≥90%: a range in front of a name and a further value limits what follows."""
        word, behind = self.peek(), self.peek(2)
        if self.names or word is None or behind is None or token.value is None or word.kind is not Kind.TEXT:
            return False
        attached = word.start == token.end and len(word.text) > 1 and not _LIMITING.match(word.text)
        bound = behind.kind is Kind.OPERATOR or (behind.value is not None and behind.value.shape is Shape.TOLERANCE)
        stepped = behind.value is not None and word.text in STEPS  # 0.5～5μm步进0.5μm
        return attached and (bound or stepped) and token.value.shape is Shape.RANGE

    def limits_next(self) -> bool:
        """512×512像素时10帧/秒: the value before 时 limits the one behind it."""
        following = self.peek()
        if following is not None and following.kind is Kind.TRAILER:
            return self.is_period() or self.is_paid() or self.is_inside()
        if following is None or following.kind is not Kind.TEXT:
            return False
        if not (_LIMITING.match(following.text) or _DOING.fullmatch(following.text)):
            return False
        return any(token.kind is Kind.VALUE for token in self.tokens[self.index + 2 : self.index + 5])

    def is_period(self) -> bool:
        """24小时内每小时平均值±5%: a time with 内 limits what is compared behind it."""
        value, word = self.tokens[self.index].value, self.peek(2)
        behind = self.tokens[self.index + 3 : self.index + 5]
        states = any(t.comparison or (t.value and t.value.shape is Shape.TOLERANCE) for t in behind)
        is_inside = self.tokens[self.index + 1].text in {"内", "以内", "之内"}
        timed = value is not None and value.unit in _PERIODS and not self.names
        return is_inside and timed and states and word is not None and word.kind is Kind.TEXT

    def is_inside(self) -> bool:
        """均匀区10mm内±0.1%: the stretch directly before a bound limits it."""
        trailer, bound = self.peek(), self.peek(2)
        inside = trailer is not None and trailer.text in {"内", "以内", "之内", "范围内"} and bool(self.names)
        states = bound is not None and (
            bound.kind is Kind.OPERATOR or (bound.value is not None and bound.value.shape is Shape.TOLERANCE)
        )
        return inside and states

    def is_paid(self) -> bool:
        """验收合格满30日内付25%: the time within which a share is paid is its condition."""
        word, share = self.peek(2), self.peek(3)
        paid = word is not None and word.kind is Kind.TEXT and bool(_PAID.match(word.text))
        return paid and share is not None and share.value is not None and share.value.unit == "%"

    def stands_apart(self) -> bool:
        """A name, a range, and a blank or another name behind it: 流速 0.1-5mL/min 精度≤1%."""
        following = self.peek()
        return following is not None and following.kind is Kind.TEXT

    def parted_by_blank(self, token: Token) -> bool:
        """工作电压220V 功率2kW 重量≤80kg: a blank behind a measured value, and a further name behind the blank."""
        following, measured = self.peek(), token.value is not None and token.value.unit is not None
        if following is None or following.kind is not Kind.TEXT or following.start == token.end or not measured:
            return False
        named = self.names[-1].kind is Kind.TEXT and len(self.names[-1].text) > 1
        return named and len(following.text) > 1 and not _LIMITING.search(following.text)

    def item(self, comparison: Comparison | None) -> None:
        item = Item(self.names)
        self.names = []
        self.items.append(item)
        self.add_operand(item, comparison, alternative=False)
        while self.more(item):
            pass
        self.take_behind(item)

    def add_operand(self, item: Item, comparison: Comparison | None, *, alternative: bool) -> None:
        value = self.tokens[self.index].value
        if value is None:  # callers stand on a VALUE token
            return
        operand = Operand(value, comparison, alternative=alternative)
        item.operands.append(operand)
        self.index += 1
        self.take_suffixes(operand)
        following = self.peek(0)
        if following is not None and following.kind is Kind.VALUE and value.unit is None and not operand.conditions:
            item.fault = "数字之间有空格"

    def take_suffixes(self, operand: Operand) -> None:
        while self.index < len(self.tokens):
            token = self.tokens[self.index]
            if token.kind is Kind.TRAILER and operand.trailer is None:
                operand.trailer = token
            elif is_suffix(operand.value, token):
                operand.conditions.append(token)
            elif _is_wafer_count(operand.value, token):
                operand.conditions.append(Token(Kind.AT, token.start, token.end, token.text))
            else:
                return
            self.index += 1

    def more(self, item: Item) -> bool:
        """Take a further value of the same item: a/b, a或b, ≥a且≤b. False when there is none."""
        token, following, third = self.peek(0), self.peek(1), self.peek(2)
        if token is None:
            return False
        if token.kind is Kind.OPERATOR and following is not None and following.kind is Kind.VALUE:
            self.index += 1
            if is_further(item.operands[-1], token.comparison):  # ≤3ppm（外标）≤1ppm（内标）
                self.add_operand(item, token.comparison, alternative=False)
                return True
            return self.second_bound(item, token.comparison)
        joins = token.kind is Kind.JOINT or (token.kind is Kind.TEXT and token.text in _JOINERS)
        if joins and following is not None and third is not None:
            if following.kind is Kind.OPERATOR and third.kind is Kind.VALUE:
                self.index += 2
                item.operands[-1].joined = token.kind is Kind.JOINT or token.text in {"至", "到"}
                return self.second_bound(item, following.comparison)
            return False
        if token.kind in {Kind.SLASH, Kind.OR} and following is not None:
            return self.further(item, token, following, third)
        return False

    def second_bound(self, item: Item, comparison: Comparison | None) -> bool:
        first = item.operands[-1]
        self.add_operand(item, comparison, alternative=False)
        first.second = item.operands.pop()
        first.conditions.extend(first.second.conditions)
        return False

    def further(self, item: Item, token: Token, following: Token, third: Token | None) -> bool:
        alternative = token.kind is Kind.OR
        if alternative and following.kind is Kind.TEXT and third is not None and third.kind is Kind.VALUE:
            self.index += 2  # ±2℃或读数的±2%
            self.add_operand(item, item.operands[0].comparison, alternative=True)
            item.operands[-1].conditions.insert(0, _limit(following))
            return True
        if following.kind is Kind.VALUE:
            self.index += 1
            self.add_operand(item, item.operands[0].comparison, alternative=alternative)
            return True
        if following.kind is Kind.OPERATOR and third is not None and third.kind is Kind.VALUE:
            self.index += 2
            self.add_operand(item, following.comparison, alternative=alternative)
            return True
        return False

    def take_behind(self, item: Item) -> None:
        """Text behind the value belongs to the item unless a further item begins with it."""
        if self.index <= self.last_operator:
            return
        rest = self.tokens[self.index :]
        value_ahead = next((i for i, t in enumerate(rest) if t.kind is Kind.VALUE), None)
        if value_ahead is not None and value_ahead > 0 and rest[0].kind is Kind.TEXT:
            return
        item.behind = list(rest)
        self.index = len(self.tokens)


def is_further(before: Operand, comparison: Comparison | None) -> bool:
    """Whether a second bound of the same direction has a value before it that a bracket limits."""
    first = before.comparison
    same = first is not None and comparison is not None and first.operator is comparison.operator
    return same and bool(before.conditions)


def is_suffix(value: Value, token: Token) -> bool:
    """What limits the value that it stands behind: a bracket, @15kV, RSD, 示值 behind a share."""
    if token.kind is Kind.TEXT:
        return bool(_SUFFIX.fullmatch(token.text)) or (value.unit == "%" and token.text in _SHARED_OF)
    return token.kind in {Kind.BRACKET, Kind.AT}


def _limit(words: Token) -> Token:
    """示值的 as the condition 示值."""
    text = words.text.removesuffix("的")
    return Token(Kind.AT, words.start, words.start + len(text), text)


def _is_wafer_count(size: Value, token: Token) -> bool:
    """4英寸1片: how many of that size, printed directly behind it."""
    count = token.value
    attached = count is not None and count.plain and count.unit == "片" and token.start == size.end
    return attached and size.unit in {"英寸", "mm", "cm"}
