"""From clauses to readings: which head a value belongs to, which words are its condition, what repeats its name."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from apps.taxonomy.language.binding import Bounds, bind
from apps.taxonomy.language.doubts import has_lookalike, may_be_lost_power
from apps.taxonomy.language.literals import Literal, find_literals
from apps.taxonomy.language.naming import (
    Name,
    is_axis,
    is_label,
    is_relative,
    pair_names,
    read_name,
    restates,
    split_conditions,
    squeeze,
    tidy_name,
    trim_condition,
)
from apps.taxonomy.language.normalise import Clean
from apps.taxonomy.language.pieces import HARD_BREAKS, Clause, Item, Operand
from apps.taxonomy.language.plain import (
    IDENTIFIERS,
    MAX_TEXT,
    drop_capability,
    is_duty,
    is_heading,
    is_reference,
    read_capability,
    read_words,
    starts_capability,
)
from apps.taxonomy.language.spelling import repair_spelling
from apps.taxonomy.language.tokens import Kind, Token
from apps.taxonomy.language.types import Operator, Reading
from apps.taxonomy.language.unit_scan import is_unit
from apps.taxonomy.language.units import default_units
from apps.taxonomy.language.values import Shape

_EVENT = re.compile(
    r"(?:后|之日起|起|之前|前|期内|期间|以来|每[年月天日周次季台套人区孔路]|每(?:季度|通道|个\w{1,2}))$"
)
_EVENT_LEAD = re.compile(
    r"^(?P<event>.{0,14}?(?:之日起|签订后|合格后|到货后|通知后|生效后|启动后|开机后|付款后|报修后|请求后|验收后|期满后|出现后|发生后))(?P<rest>.{2,})$"
)
_SERVING = re.compile(r"(?<=年|内|月|次|后)(?:提供|进行|开展|安排|组织)$")
_NAMED_EVENT = re.compile(
    r"^(?P<name>.{1,10}?(?:期|期限|时间|质保|保修))(?:为|是|自|从|以|,|，)+(?P<event>.{2,20}(?:后|之日起|起))$"
)
_RANGE_NAME = re.compile(r"^.{0,20}?(?:范围|区间|量程|能力|频率|状态)")
_NUMBERLIKE = re.compile(r"[+\-–.,×*/±~^土]+[\d℃%]|±$|[土士]\d")
_WAITING = re.compile(r"(?:时|下|条件下|处|模式|情况下|状态下|后)$")
_LIMITS = re.compile(r"[+@=<>≤≥]|^[A-Za-z]{1,6}[+-]?$|模式|条件|样品|标样|溶液|进样|离子|法$|负载|空载|标准品|标液")
_COUNTED_PART = re.compile(r"[×xX*]$")
_TEMPERATURE = re.compile(r"温|热|冷|℃|熔点|沸点|露点")
_AMBIGUOUS_UNITS = frozenset({"mpa", "mhz", "mw", "mPA", "MM", "mHZ", "Mg", "MS", "ML", "Ml", "pH"})
_DIRECTION = re.compile(
    r"(?:径向|轴向|横向|纵向|水平|垂直|高真空|低真空|正离子|负离子|短期|长期|升温|降温|静态|动态)(?:模式|方向)?$"
)
_SAMPLE_UNITS = frozenset(
    {"pg", "ng", "fg", "μg", "mg", "μL", "mL", "nL", "ppm", "ppb", "ppt", "ng/mL", "μg/mL", "mol/L"}
)
_SPATIAL = frozenset(
    {"mm", "μm", "nm", "cm", "m", "pm", "°", "度", "rad", "mrad", "μrad", "′", "″", "mm/s", "μm/s", "°/s"}
)
_LATIN = re.compile(r"[A-Za-zμΩ°/·%℃]{2,12}$")
_COUNTER = re.compile(r"[\u4e00-\u9fff]{1,2}$")
_FROM = re.compile(
    r"(?:^|[，、])(?:从|由|自|以|按|每隔|用|经|将|在|间隔)$|(?:降至|升至|升到|降到|减至|加热至|冷却至|降温至|升温至|置于|位于|介于)$|^每$"
)


class Assembler:
    """Takes the clauses of one line in order and gathers readings."""

    def __init__(self, clean: Clean, source: str) -> None:
        self.clean = clean
        self.source = source
        self.readings: list[Reading] = []
        self.head = Name("")
        self.outer = ""
        self.head_open = False
        self.head_is_group = False
        self.crossed = False
        self.waiting: list[str] = []
        self.label: tuple[str, ...] = ()
        self.listing = False

    # ---- the walk -------------------------------------------------------------------------------------------------

    def run(self, clauses: list[Clause]) -> tuple[Reading, ...]:
        for index, clause in enumerate(clauses):
            self.enter(clause)
            for position, item in enumerate(clause.items):
                ahead = clause.items[position + 1 :] or self.same_sentence(clauses, index)
                known = len(self.readings)
                self.take(item, clause, first=position == 0, ahead=ahead)
                if position and self.readings[known - 1 : known] and self.doubts_clause(known, clause):
                    self.readings[known:] = [self.doubted(each) for each in self.readings[known:]]
        self.flush_waiting()
        self.share_last_bracket(clauses)
        return tuple(self.readings)

    def doubts_clause(self, known: int, clause: Clause) -> bool:
        """Whether the item before, of the same clause, could not be read: then what follows it is not believed either."""
        before = self.readings[known - 1]
        start = self.clean.span(clause.items[0].start, clause.items[0].end)[0]
        return before.review and before.span[0] >= start

    def doubted(self, reading: Reading) -> Reading:
        start, end = reading.span
        text = squeeze(self.source[start:end])
        return Reading(
            parameter=reading.parameter, op=Operator.TEXT, value=text, group=reading.group, condition=reading.condition,
            span=reading.span, review=True, reason="同一句中有不能识别的内容", confidence=0,
        )  # fmt: skip

    @staticmethod
    def same_sentence(clauses: list[Clause], index: int) -> list[Item]:
        """The items of the following clauses up to a semicolon or a new head."""
        items: list[Item] = []
        for clause in clauses[index + 1 : index + 8]:
            if clause.separator in HARD_BREAKS or clause.heads:
                break
            items.extend(clause.items)
        return items

    def enter(self, clause: Clause) -> None:
        if clause.separator in HARD_BREAKS:
            self.flush_waiting()
            self.crossed, self.label = True, ()
        if not clause.heads:
            return
        names = [read_name(tokens) for tokens in clause.heads]
        last = clause.heads[-1]
        label = len(clause.heads) > 1 or (bool(self.head.text) and not self.head_open)
        if label and self.is_label_head(last, names[-1]):
            if len(names) > 1:
                self.open_head(names[-2], names[:-2])
            self.label = (names[-1].text or squeeze(last[0].text),)
            return
        self.flush_waiting()
        self.open_head(names[-1], names[:-1])

    def is_label_head(self, tokens: list[Token], name: Name) -> bool:
        """30kV：≤0.8nm and 横向：≤1μm under a head: the word before the second colon is a condition."""
        only_value = all(token.kind is Kind.VALUE for token in tokens)
        return only_value or (is_label(name.text) and not is_axis(name.text))

    def open_head(self, head: Name, outer: list[Name]) -> None:
        self.head, self.outer = head, outer[-1].text if outer else ""
        self.head_open, self.head_is_group, self.crossed = True, False, False
        self.label = self.label if outer and self.label else ()
        self.listing = False

    # ---- one item -------------------------------------------------------------------------------------------------

    def take(self, item: Item, clause: Clause, *, first: bool, ahead: list[Item]) -> None:
        if item.fault:
            self.review(item, item.fault)
        elif self.waits(item, ahead):
            self.waiting.extend(self.condition_of(item))
        elif not item.operands or self.is_plain(item):
            self.plain(item, clause)
        elif any(t.kind is Kind.JOINT for t in (*item.names, *item.behind)):
            self.open_range(item)
        else:
            self.numeric(item, clause, first=first)

    def is_plain(self, item: Item) -> bool:
        """Values inside a sentence: 可同时检测16种元素, 从450℃降至50℃."""
        if item.operands[0].comparison is not None or item.before is not None:
            return False
        text = squeeze("".join(t.text for t in item.names))
        if IDENTIFIERS.search(text or self.head.text) and item.operands[0].value.unit is None:
            return True
        return bool(
            _FROM.search(text)
            or _COUNTED_PART.search(text)
            or (starts_capability(text) and not item.operands[0].trailer)
        )

    def waits(self, item: Item, ahead: list[Item]) -> bool:
        """Whether the item only limits the next one: ESI+模式，柱上进样1pg利血平，信噪比≥150000:1."""
        following = next((i for i in ahead if i.operands and i.operands[0].comparison), None)
        if following is None or following.fault:
            return False
        compared = bool(item.operands) and (
            item.operands[0].comparison is not None or item.operands[0].trailer is not None
        )
        if compared:
            return False
        text = squeeze(self.printed(item))
        if not item.operands or self.is_plain(item) or (item.names and item.behind):
            if ahead and not ahead[0].operands and not self.head_open:
                return False
            values = any(t.kind is Kind.VALUE for t in item.names)
            limits = bool(item.operands) or values or bool(_LIMITS.search(text))
            return bool(_WAITING.search(text)) or (self.head_open and limits and read_capability(text) is None)
        if not self.head_open or item.names or not self.differs(item, following):
            return False
        return not following.names or (bool(item.behind) and item.operands[0].value.unit in _SAMPLE_UNITS)

    @staticmethod
    def differs(item: Item, following: Item) -> bool:
        """A bare value of another unit than the requirement behind it is its condition: 分辨率：15kV，≤0.9nm."""
        return item.operands[0].value.unit != following.operands[0].value.unit

    def condition_of(self, item: Item) -> tuple[str, ...]:
        return tuple(c for c in (trim_condition(squeeze(part)) for part in split_conditions(self.printed(item))) if c)

    def printed(self, item: Item) -> str:
        """The item as it stands in the cleaned line."""
        return self.clean.text[item.start : item.end]

    def original(self, start: int, end: int) -> str:
        begin, stop = self.clean.span(start, end)
        return squeeze("".join(c for c in self.source[begin:stop] if c.isprintable()))

    # ---- numbers --------------------------------------------------------------------------------------------------

    def numeric(self, item: Item, clause: Clause, *, first: bool) -> None:
        name = self.with_event(read_name(item.names))
        behind = squeeze("".join(t.text for t in item.behind if t.kind is Kind.TEXT))
        if odd := self.odd_pair(item):
            self.review(item, odd)
            return
        if not name.text and not clause.heads and first and self.continues(item, clause, name):
            return
        loose = item.operands[0].comparison is None and item.operands[0].trailer is None
        if not name.text and behind and loose and not clause.heads and not self.head_open and first and self.readings:
            self.plain(item, clause)
            return
        if not name.text and not first and item.operands[0].comparison is None and item.before is None:
            return  # a bare value behind another item repeats or lists nothing that has a name
        parameter, group, conditions, implied = self.resolve(name, item, behind)
        paired = pair_names(parameter, len(item.operands)) if len(item.operands) > 1 else None
        if paired is None and len(item.operands) > 1 and self.is_bare_list(item):
            self.enumerate(item, parameter, group, conditions)
            return
        for index, operand in enumerate(item.operands):
            which = paired[index] if paired else parameter
            alternative = index + 1 if any(o.alternative for o in item.operands) else None
            reading = self.build(item, operand, which, group, conditions, name)
            self.add(replace(reading, alt=alternative, implied=implied))
        self.settle(name)

    @staticmethod
    def odd_pair(item: Item) -> str:
        """1/500000 and 1/2英寸 are fractions; 0.025μg/mL/1% is one unit that we do not know."""
        values = [o.value for o in item.operands]
        if (
            len(values) != 2
            or any(v.shape is not Shape.SINGLE or v.fault for v in values)
            or item.operands[1].alternative
        ):
            return ""
        first, second = values
        if first.unit is None and first.plain and first.lo == 1 and second.plain:
            return "分数写法"
        units = default_units()
        if first.unit and second.unit and not set(units.quantities(first.unit)) & set(units.quantities(second.unit)):
            return "斜线两边的单位不是同一种量"
        return ""

    def settle(self, name: Name) -> None:
        """After a value: the head has been used, waiting conditions are spent."""
        if self.head_open:
            self.head_is_group = bool(name.text) and not is_label(name.text) and not is_relative(name.text)
        self.head_open = False
        self.waiting = []
        self.listing = True

    def with_event(self, name: Name) -> Name:
        """合同签订后 and 验收合格之日起质保 hold a condition."""
        if match := _EVENT_LEAD.match(name.text):
            rest = tidy_name(match["rest"])
            return Name(rest, (match["event"], *name.conditions), name.unit, name.superlative)
        name = replace(name, text=_SERVING.sub("", name.text))
        if match := _NAMED_EVENT.match(name.text):
            return Name(match["name"], (match["event"], *name.conditions), name.unit, name.superlative)
        if _EVENT.search(name.text) and len(name.text) < 24:
            return Name("", (name.text, *name.conditions), name.unit, name.superlative)
        return name

    def resolve(self, name: Name, item: Item, behind: str) -> tuple[str, str | None, tuple[str, ...], bool]:
        """Parameter, group, conditions, and whether the name is implied."""
        conditions = (*self.label, *self.waiting, *name.conditions)
        head = self.head.text
        bound = item.operands[0].comparison is not None or item.operands[0].trailer is not None
        if not name.text:
            if behind and bound and not (head and self.head_open):
                return tidy_name(behind), None, conditions, False
            if head:
                return head, self.outer or None, (*self.head.conditions, *conditions), False
            return (behind, None, conditions, False) if behind else ("未命名参数", None, conditions, True)
        if head and is_relative(name.text):
            return head + name.text, self.outer or None, (*self.head.conditions, *conditions), False
        if base := self.shared_base(name.text):
            return base, self.readings[-1].group, (*conditions, name.text), False
        if head and (is_label(name.text) or self.is_value_label(item)) and not self.is_axis_of(name.text, item):
            return head, self.outer or None, (*self.head.conditions, *conditions, name.text), False
        if starts_capability(name.text) and behind and bound:
            return drop_capability(name.text) + behind, self.group(), conditions, False
        return name.text, self.group(), conditions, False

    def shared_base(self, label: str) -> str:
        """范围径向≤0.9m、轴向≤1.5m: the second direction belongs to 范围, the name that the first one stands behind."""
        last = self.readings[-1].parameter if self.readings and not self.head_open and not self.crossed else ""
        match = _DIRECTION.search(last)
        return last[: match.start()] if match and match.start() and _DIRECTION.fullmatch(label) else ""

    @staticmethod
    def is_axis_of(text: str, item: Item) -> bool:
        """X, Y, Z with a length or an angle are axes; Y with a sensitivity is yttrium."""
        return is_axis(text) and (text[1:] != "" or item.operands[0].value.unit in _SPATIAL)

    def is_value_label(self, item: Item) -> bool:
        """从450℃降至50℃≤4min under a head: words with values and nothing behind them limit the head."""
        return bool(item.names) and item.names[-1].kind is Kind.VALUE

    def group(self) -> str | None:
        inside = self.head.text and not self.crossed and (self.head_open or self.head_is_group)
        axis = self.head_is_group and not self.crossed
        return self.head.text if inside or axis else None

    def is_bare_list(self, item: Item) -> bool:
        """5/10/20μm and 2、3或4: single values, no operator, at most one unit printed."""
        values = [o.value for o in item.operands]
        if any(
            o.comparison or o.trailer or v.shape is not Shape.SINGLE or v.fault for o, v in zip(item.operands, values)
        ):
            return False
        units = [v.unit for v in values]
        complete = any(o.alternative for o in item.operands) and all(units)
        return not complete and len({u for u in units if u}) <= 1

    def enumerate(self, item: Item, parameter: str, group: str | None, conditions: tuple[str, ...]) -> None:
        values = tuple(o.value.lo for o in item.operands if isinstance(o.value.lo, Fraction))
        unit = next((o.value.unit for o in item.operands if o.value.unit), self.head.unit)
        own = tuple(c for o in item.operands for c in self.operand_conditions(o))
        self.add(
            self.blank(
                item,
                parameter,
                group=group,
                op=Operator.ENUM,
                values=values,
                unit=unit,
                condition=join((*conditions, *own)),
            )
        )
        self.settle(Name(parameter if parameter != self.head.text else ""))

    def build(
        self, item: Item, operand: Operand, parameter: str, group: str | None, conditions: tuple[str, ...], name: Name
    ) -> Reading:
        unit, fault = self.unit_of(item, operand, parameter, name)
        bounds = bind(operand, name=parameter + (group or ""), unit=unit) if not fault else Bounds(fault=fault)
        if item.before is not None and not bounds.fault:
            bounds, unit = self.two_sided(item, bounds, unit)
        own = self.operand_conditions(operand)
        reading = self.blank(item, parameter, group=group, unit=unit, condition=join((*conditions, *own)))
        if bounds.fault:
            return replace(
                reading,
                op=Operator.TEXT,
                unit=None,
                value=self.original(item.start, item.end),
                review=True,
                reason=bounds.fault,
            )
        qualifier = bounds.qualifier or ("约" if name.about else None) or ("可达" if name.superlative and bounds.operator is Operator.EQUALS else None)
        reading = replace(
            reading, op=bounds.operator, lo=bounds.lo, hi=bounds.hi, values=bounds.values, strict=bounds.strict,
            nominal=bounds.nominal, tolerance=bounds.tolerance, qualifier=qualifier, magnitude=bounds.magnitude,
            formula=bounds.formula,
        )  # fmt: skip
        return self.doubt(reading, operand)

    def doubt(self, reading: Reading, operand: Operand) -> Reading:
        """106 may be 10⁶ that lost its superscript: keep the number, ask a person."""
        value = operand.value
        if value.plain and may_be_lost_power(reading.parameter, value.lo):
            return replace(reading, review=True, reason="可能是丢失上标的 10 的幂", confidence=30)
        grouped = "," in self.clean.text[value.start : value.end] and value.unit == "nm"
        if grouped and "波长" in reading.parameter:
            return replace(reading, review=True, reason="逗号可能是分隔符", confidence=30)
        return reading

    def two_sided(self, item: Item, bounds: Bounds, unit: str | None) -> tuple[Bounds, str | None]:
        """5℃≤使用环境温度≤40℃."""
        before = item.before
        if before is None or before.comparison is None or before.value.fault or before.value.shape is not Shape.SINGLE:
            return Bounds(fault="左端不是一个数"), unit
        left, right = before.value.lo, bounds.hi if bounds.hi is not None else bounds.lo
        same_way = before.comparison.operator is bounds.operator
        if not same_way or bounds.operator not in {Operator.AT_MOST, Operator.AT_LEAST}:
            return Bounds(fault="两端的比较方向不一致"), unit
        if before.value.unit and unit and before.value.unit != unit:
            return Bounds(fault="两端单位不同"), unit
        if isinstance(left, Fraction) and isinstance(right, Fraction) and left > right:
            left, right = right, left
        strict = before.comparison.strict or bounds.strict
        return Bounds(operator=Operator.RANGE, lo=left, hi=right, strict=strict), unit or before.value.unit

    def unit_of(self, item: Item, operand: Operand, parameter: str, name: Name) -> tuple[str | None, str]:
        """The unit of a value and a fault: printed behind it, in the name's bracket, or at the other value of a list."""
        unit, end = operand.value.unit, operand.value.end
        attached = self.clean.text[end : end + 14] if not operand.conditions else ""
        if unit is None and operand.second is not None:
            unit = operand.second.value.unit
        if unit is None and len(item.operands) > 1:
            unit = item.operands[-1].value.unit
        if unit is None:
            unit = next((repair_spelling(t.text) for t in operand.conditions if is_unit(squeeze(t.text))), None)
        if unit is None:
            unit = name.unit or self.head.unit
        if operand is item.operands[-1] and operand.value.shape is not Shape.FORMULA:
            odd = self.odd_unit(item, attached, unit)
            if odd is not None:
                return odd
        if unit in {"度", "C"} and _TEMPERATURE.search(parameter + self.head.text):
            unit = "℃"
        return unit, ""

    def odd_unit(self, item: Item, attached: str, unit: str | None) -> tuple[str | None, str] | None:
        """What stands directly behind a value: an unknown unit, or a sign that the value was not understood."""
        if not attached or attached[0] in " ,，、;。:()【】@~或" or item.operands[-1].trailer:
            return None
        first = attached[0]
        word = item.behind[0].text if item.behind and item.behind[0].kind is Kind.TEXT else ""
        if unit is None and _COUNTER.fullmatch(word) and attached.startswith(word):
            return word, ""
        if "\u4e00" <= first <= "\u9fff" or first in "/且":
            return None
        if (first.isdigit() or first.isalpha()) and "\u4e00" <= self.clean.text[
            item.operands[-1].value.end - 1
        ] <= "\u9fff":
            return None  # 25阶26平台: the unit has ended
        if unit is None and _LATIN.fullmatch(word) and attached.startswith(word) and word not in _AMBIGUOUS_UNITS:
            return (repair_spelling(word), "") if not has_lookalike("1" + word) else (None, "数字与字母混写")
        if first.isalnum() or first in ".^±×+*~-–%=":
            return None, "数值后的内容不能识别"
        return None

    def operand_conditions(self, operand: Operand) -> tuple[str, ...]:
        found: list[str] = []
        for token in operand.conditions:
            if token.kind is Kind.BRACKET and restates(token.text, operand.value):
                continue
            if token.kind is Kind.BRACKET and operand.value.unit is None and is_unit(squeeze(token.text)):
                continue
            found.extend(split_conditions(token.text))
        return tuple(found)

    # ---- lists and repeated names ---------------------------------------------------------------------------------

    def continues(self, item: Item, clause: Clause, own: Name) -> bool:
        """A value without a name behind a comma: a further member of a list, or a further value of the same name."""
        last = self.readings[-1] if self.readings else None
        if last is not None and last.op is Operator.HAS and clause.separator is Kind.LISTING:
            return True  # a capability goes on: 可选10、20、50μm
        behind = squeeze("".join(t.text for t in item.behind if t.kind is Kind.TEXT))
        operand = item.operands[0]
        bound = operand.comparison is not None or operand.trailer is not None
        if last is None or not self.listing or (behind and bound) or clause.separator in HARD_BREAKS:
            return False
        if not own.conditions and self.is_member(last, item):
            self.readings[-1] = self.with_member(last, item)
            return True
        if len(item.operands) > 1 and self.is_bare_list(item):
            self.enumerate(item, last.parameter, last.group, (*self.label, *self.waiting))
            return True
        if behind and not bound and operand.value.unit != last.unit:
            self.plain(item, clause)
            return True
        if not bound and operand.value.shape is not Shape.SINGLE and self.head.text:
            return False
        if not bound and not self.may_repeat(last, operand):
            return True
        name = Name(last.parameter, unit=self.head.unit)
        inherited = self.inherit(last, operand)
        for each in item.operands:
            conditions = (*self.label, *self.waiting, *own.conditions)
            self.add(
                self.build(
                    item,
                    each if each.comparison else replace_comparison(each, inherited),
                    last.parameter,
                    last.group,
                    conditions,
                    name,
                )
            )
        self.waiting = []
        return True

    def may_repeat(self, last: Reading, operand: Operand) -> bool:
        """Whether a bare value behind a comma gives the same name a further value: 220V，50Hz; but not 20～60kV，1kV/步."""
        unit = operand.value.unit
        if unit == last.unit or operand.conditions:
            return True
        if "/" in (unit or ""):
            return False
        return last.parameter == self.head.text or (unit in {"Hz", "VA", "W", "kW"} and last.unit in {"V", "Hz"})

    def is_member(self, last: Reading, item: Item) -> bool:
        """Single values without operators in one unit are one list."""
        if last.review or last.op not in {Operator.EQUALS, Operator.ENUM} or last.qualifier or last.tolerance:
            return False
        plain = all(
            o.comparison is None and o.trailer is None and o.value.shape is Shape.SINGLE and not o.value.fault
            for o in item.operands
        )
        if not plain or (last.op is Operator.EQUALS and not isinstance(last.lo, Fraction)) or last.alt is not None:
            return False
        if last.condition and any(o.conditions for o in item.operands):
            return False
        units = {o.value.unit for o in item.operands if o.value.unit} | ({last.unit} if last.unit else set())
        return len(units) <= 1 and all(isinstance(o.value.lo, Fraction) for o in item.operands)

    def with_member(self, last: Reading, item: Item) -> Reading:
        members = last.values if last.op is Operator.ENUM else (last.lo,)
        added = [o.value.lo for o in item.operands if isinstance(o.value.lo, Fraction)]
        unit = last.unit or next((o.value.unit for o in item.operands if o.value.unit), None)
        own = tuple(c for o in item.operands for c in self.operand_conditions(o))
        values = tuple(v for v in (*members, *added) if isinstance(v, Fraction | str))
        condition = join(((last.condition,) if last.condition else ()) + own)
        end = self.clean.span(item.start, item.end)[1]
        return replace(
            last,
            op=Operator.ENUM,
            lo=None,
            hi=None,
            values=values,
            unit=unit,
            condition=condition,
            span=(last.span[0], end),
        )

    def inherit(self, last: Reading, operand: Operand) -> Operator | None:
        """The operator that a value without one takes over: ≤0.8nm（30kV）、1.3nm（1kV）."""
        same_unit = operand.value.unit == last.unit and operand.value.shape is Shape.SINGLE
        if same_unit and operand.conditions and last.op in {Operator.AT_LEAST, Operator.AT_MOST}:
            return last.op
        return None

    def share_last_bracket(self, clauses: list[Clause]) -> None:
        """A bracket at the end of a line that lists several values holds for all values of that name."""
        if len(self.readings) < 2 or not clauses or not clauses[-1].items or not clauses[-1].items[-1].operands:
            return
        operand = clauses[-1].items[-1].operands[-1]
        shared = self.operand_conditions(operand) if any(t.kind is Kind.BRACKET for t in operand.conditions) else ()
        last = self.readings[-1]
        for index, reading in enumerate(self.readings[:-1]):
            same = reading.parameter == last.parameter and reading.group == last.group and not reading.review
            if shared and same and self.own_bracketless(reading, last, shared):
                self.readings[index] = replace(
                    reading, condition=join((*((reading.condition,) if reading.condition else ()), *shared))
                )

    @staticmethod
    def own_bracketless(reading: Reading, last: Reading, shared: tuple[str, ...]) -> bool:
        """Whether an earlier value has no condition but its label, as the last one has beside its bracket."""
        before = len((reading.condition or "").split("; ")) if reading.condition else 0
        after = len((last.condition or "").split("; ")) - len(shared)
        return before == after and (before > 0 or reading.op is last.op)

    # ---- text -----------------------------------------------------------------------------------------------------

    def plain(self, item: Item, clause: Clause) -> None:
        """A clause without a usable value: a capability, a short text under a head, or nothing."""
        if any(t.kind is Kind.JOINT for t in item.names):
            self.open_range(item)
            return
        tokens = [*item.names, *item.behind]
        text = (
            squeeze(self.printed(item))
            if item.operands
            else squeeze("".join(t.text for t in item.names if t.kind is not Kind.BRACKET))
        )
        brackets = [c for t in tokens if t.kind is Kind.BRACKET for c in split_conditions(t.text)]
        if not text or is_duty(text) or self.suspicious(item, text):
            return
        capability = read_capability(text)
        if capability and not is_reference(text):
            name = read_name([t for t in tokens if t.kind is not Kind.BRACKET])
            group = self.head.text or None if (self.head_open or self.head_is_group) and not self.crossed else None
            self.head_is_group = self.head_is_group or self.head_open
            self.add(
                self.blank(
                    item,
                    capability,
                    group=group,
                    op=Operator.HAS,
                    value=True,
                    condition=join((*name.conditions[:0], *brackets)),
                )
            )
            self.head_open = False
        elif self.head.text and self.head_open and clause.heads:
            self.text_value(item, text, brackets)
        elif self.readings and self.readings[-1].op is Operator.TEXT and self.extends(item, clause):
            self.readings[-1] = self.longer(self.readings[-1], item)

    def extends(self, item: Item, clause: Clause) -> bool:
        """USB3.0×2、HDMI×1: further words of the text under the head."""
        last = self.readings[-1]
        return (
            clause.separator is Kind.LISTING
            and last.parameter == self.head.text
            and not last.review
            and not self.crossed
        )

    def longer(self, last: Reading, item: Item) -> Reading:
        end = self.clean.span(item.start, item.end)[1]
        return replace(last, value=f"{last.value}、{squeeze(self.printed(item))}", span=(last.span[0], end))

    def suspicious(self, item: Item, text: str) -> bool:
        """l00kN: a letter in a digit's place."""
        if not has_lookalike(text) or not self.head_open:
            return False
        self.review(item, "数字与字母混写")
        return True

    def text_value(self, item: Item, text: str, brackets: list[str]) -> None:
        if is_reference(text) or len(text) > MAX_TEXT or is_heading(self.head.text):
            self.head_open = False
            return
        printed = self.original(item.start, item.end) if not brackets else text
        words = read_words(text)
        base = self.blank(
            item, self.head.text, group=self.outer or None, condition=join((*self.head.conditions, *brackets))
        )
        if words:
            self.add(replace(base, op=Operator.ENUM, values=words))
        elif any(s.kind is Literal.DATE for s in find_literals(text)):
            self.add(replace(base, op=Operator.TEXT, value=printed, review=True, reason="日期由人核对"))
        elif _NUMBERLIKE.match(text):
            self.add(replace(base, op=Operator.TEXT, value=printed, review=True, reason="数值写法不规范"))
        else:
            self.add(replace(base, op=Operator.TEXT, value=printed))
        self.head_open = False

    def open_range(self, item: Item) -> None:
        """B～U, 单脉冲～1MHz: ends that are not numbers stay text; a missing end goes to a person."""
        tokens = [*item.names, *item.behind]
        words = [t for t in tokens if t.kind is Kind.TEXT]
        if not words:
            self.review(item, "区间缺少一端")
            return
        parameter, start = self.head.text, item.start
        if not self.head_open:
            named = _RANGE_NAME.match(words[0].text)
            parameter = named[0] if named else words[0].text
            start = words[0].start + (named.end() if named else 0)
        self.add(self.blank(item, tidy_name(parameter), op=Operator.TEXT, value=self.original(start, item.end)))
        self.head_open = False

    def review(self, item: Item, reason: str) -> None:
        name = read_name(item.names[:1]) if item.names else Name("")
        parameter = self.head.text or name.text or "未命名参数"
        value = self.original(item.start, item.end)
        self.add(self.blank(item, parameter, op=Operator.TEXT, value=value, review=True, reason=reason))
        self.head_open = False

    def flush_waiting(self) -> None:
        self.waiting = []

    # ---- building -------------------------------------------------------------------------------------------------

    def blank(self, item: Item, parameter: str, **fields: object) -> Reading:
        span = self.clean.span(item.start, item.end)
        base = Reading(parameter=raise_digits(squeeze(parameter)) or "未命名参数", op=Operator.TEXT, span=span)
        return replace(base, **fields)  # type: ignore[arg-type]

    def add(self, reading: Reading) -> None:
        self.readings.append(reading)
        if self.waiting and not reading.review:
            self.waiting = []


def clause_brackets(item: Item) -> bool:
    """Whether a bracket stands among the item's words."""
    return any(t.kind is Kind.BRACKET for t in item.names)


def replace_comparison(operand: Operand, operator: Operator | None) -> Operand:
    """The operand with an inherited operator."""
    if operator is None:
        return operand
    from apps.taxonomy.language.operators import Comparison

    comparison = Comparison(operand.value.start, operand.value.start, operator)
    return Operand(operand.value, comparison, operand.trailer, operand.conditions, operand.alternative, operand.second)


def raise_digits(text: str) -> str:
    """R^2 as printed: R²."""
    return re.sub(r"\^(\d)", lambda match: "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(match[1])], text)


def join(conditions: tuple[str, ...]) -> str | None:
    """Several conditions in one text."""
    kept = tuple(dict.fromkeys(c for c in conditions if c))
    return "; ".join(kept) or None
