"""The sample world's demands: written as institutions write them, read by the same reader, published by the same steps."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from apps.accounts.models import Organisation
from apps.sample.figures import InstrumentType, figures, instrument_types
from apps.taxonomy.models import Category, Parameter
from kernel import clock

PER_TYPE = 3
# Levels that are asked for: the middle of the range, so that some products pass and some miss by a step.
LEVEL_CHANCES = ((1, 1), (2, 4), (3, 5))
MARKS = (("★", 30), ("▲", 25), ("", 45))
LEADS = ("≥", "≤", "＞", "＜", "不低于", "不高于")


@dataclass(frozen=True, slots=True)
class Draft:
    """A demand as its author writes it: the head and the pasted lines."""

    category: str
    title: str
    budget_yuan: Decimal
    is_budget_public: bool
    delivery_days: int
    quantity: int
    lines: tuple[str, ...]


def drafts(chance: random.Random) -> Iterator[Draft]:
    """PER_TYPE demands for each instrument type, then the empty case: a type that nobody builds."""
    for instrument in instrument_types():
        for _ in range(PER_TYPE):
            yield _draft(instrument, chance)
    yield Draft(
        category="020503",
        title="全自动比表面积及孔隙度分析仪采购",
        budget_yuan=Decimal(420_000),
        is_budget_public=True,
        delivery_days=90,
        quantity=1,
        lines=(
            "1. ★比表面积测量范围：0.01m2/g～5000m2/g",
            "2. 分析站数量：≥2个",
            "3. ▲脱气站数量：≥4个",
            "4. 质保期≥2年",
        ),
    )


def _draft(instrument: InstrumentType, chance: random.Random) -> Draft:
    name = chance.choice(instrument.names)
    wan = round(chance.uniform(instrument.lowest_wan * 1.1, instrument.highest_wan * 1.05))
    return Draft(
        category=instrument.category,
        title=f"{name}采购" if chance.random() < 0.6 else name,
        budget_yuan=Decimal(max(wan, 2)) * 10_000,
        is_budget_public=chance.random() < 0.75,
        delivery_days=chance.choice((60, 90, 90, 120)),
        quantity=chance.choice((1, 1, 1, 2)),
        lines=tuple(_lines(instrument, chance)),
    )


def _lines(instrument: InstrumentType, chance: random.Random) -> Iterator[str]:
    known = figures()[instrument.category]
    codes = [code for code in known if chance.random() < 0.85][:12]
    level = chance.choices([each for each, _ in LEVEL_CHANCES], weights=[weight for _, weight in LEVEL_CHANCES])[0]
    signs, weights = zip(*MARKS, strict=True)
    for number, code in enumerate(codes, start=1):
        near = min(max(level + chance.choice((-1, 0, 0, 1)), 0), 4)
        sign = chance.choices(signs, weights=weights)[0]
        yield f"3.{number} {sign}{ask(code, known[code][near])}；"
    yield f"4.1 质保期≥{chance.choice((1, 2, 3))}年；"
    yield "4.2 免费培训不少于2人。"


def ask(code: str, level: str) -> str:
    """A requirement for a level's text: 最高耐压：≥80 MPa; 具备四元低压梯度; 流速范围：0.001～5 mL/min."""
    parameter = Parameter.objects.get(code=code)
    if level in ("具备", "不具备"):
        return f"具备{parameter.name_zh}"
    if parameter.kind == Parameter.Kind.NUMBER and not level.startswith(LEADS):
        sign = {"higher": "≥", "lower": "≤"}.get(parameter.better, "")
        return f"{parameter.name_zh}：{sign}{level}"
    return f"{parameter.name_zh}：{level}"


def province_of(organisation: Organisation) -> str:
    """Where the instrument will stand."""
    return organisation.province_code


def answers_until(chance: random.Random) -> object:
    """A date on which answers end, some weeks ahead."""
    return clock.today() + timedelta(days=chance.randrange(6, 45))


def category_of(draft: Draft) -> Category:
    """The draft's instrument type."""
    return Category.objects.get(code=draft.category)
