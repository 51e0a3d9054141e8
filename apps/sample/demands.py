"""The sample world's demands: written as institutions write them, read by the same reader, published step by step."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from apps.accounts.actors import Actor
from apps.accounts.models import Organisation
from apps.accounts.selectors import actor_of
from apps.demands import services
from apps.demands.contents import DemandContent
from apps.demands.documents import link_rows, rows_of_line
from apps.demands.models import Demand, Requirement, SourceDocument
from apps.demands.reading.types import RowKind, TenderRow
from apps.demands.unknown_names import note_unlinked
from apps.sample import names
from apps.sample.cast import Cast
from apps.sample.figures import InstrumentType, figures, instrument_types
from apps.taxonomy.models import Parameter
from apps.taxonomy.selectors import linker_for
from kernel import clock

PER_TYPE = 3
# Levels that are asked for: the middle of the range, so that some products pass and some miss by a step.
LEVEL_CHANCES = ((1, 1), (2, 4), (3, 5))
MARKS = ("★", "▲", "")
MARK_CHANCES = (30, 25, 45)
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
    for number, code in enumerate(codes, start=1):
        near = min(max(level + chance.choice((-1, 0, 0, 1)), 0), 4)
        sign = chance.choices(MARKS, weights=MARK_CHANCES)[0]
        yield f"3.{number} {sign}{ask(code, known[code][near])}；"
    yield f"4.1 质保期≥{chance.choice((1, 2, 3))}年；"
    yield "4.2 免费培训不少于2人。"


def checkup_draft() -> Draft:
    """A table as it should not be: hard ★ that few makers meet, a brand, origin, and words that nobody can test.

    What a check-up finds in it, and which change lets three makers in, is there to be seen by who signs in.
    """
    known = figures()["010202"]
    asked = (
        *(("★", "ms.mass_range", 2), ("★", "hrms.resolution", 1), ("★", "hrms.mass_accuracy_internal", 1)),
        *(("★", "ms.polarity_switching", 0), ("★", "lc.max_pressure", 1), ("▲", "hrms.scan_rate", 2)),
        *(("▲", "hrms.mass_accuracy", 2), ("", "ms.dynamic_range", 3), ("", "hrms.dia", 0)),
    )
    brand = names.IMPORTED_BRANDS[0]
    lines = [
        f"3.{number} {mark}{ask(code, known[code][level])}；" for number, (mark, code, level) in enumerate(asked, 1)
    ]
    return Draft(
        category="010202",
        title="高分辨液质联用仪采购（待体检）",
        budget_yuan=Decimal(3_000_000),
        is_budget_public=True,
        delivery_days=90,
        quantity=1,
        lines=(
            *lines,
            "4.1 真空系统采用原装进口分子泵；",
            "4.2 具有良好的抗污染能力，长时间运行灵敏度无明显下降；",
            f"4.3 性能不低于{brand}同档；",
            "5.1 质保期≥2年；",
        ),
    )


def ask(code: str, level: str) -> str:
    """A requirement for a level's text: 最高耐压：≥80 MPa; 具备四元低压梯度; 流速范围：0.001～5 mL/min."""
    parameter = Parameter.objects.get(code=code)
    if level in ("具备", "不具备"):
        return f"具备{parameter.name_zh}"
    if parameter.kind == Parameter.Kind.NUMBER and not level.startswith(LEADS):
        sign = {"higher": "≥", "lower": "≤"}.get(parameter.better, "")
        return f"{parameter.name_zh}：{sign}{level}"
    return f"{parameter.name_zh}：{level}"


# ---- from drafts to demands -----------------------------------------------------------------------------------------


def make_demands(cast: Cast, chance: random.Random) -> None:
    """Write all demands, each in one of the states that a demand can be in; the empty case is published."""
    verified = [each for each in cast.institutions if each.is_verified][:-1]  # the last one has none: an empty page
    written = list(drafts(chance))
    for index, draft in enumerate(written):
        institution = verified[index % len(verified)]
        end = "published" if index == len(written) - 1 else ENDS[index % len(ENDS)]
        _write(draft, cast, institution, end, chance)
    # With chance of its own, so that everything after it stays as it was.
    _write(checkup_draft(), cast, verified[0], "draft", random.Random(1))  # noqa: S311  the same world every time


def _write(draft: Draft, cast: Cast, institution: Organisation, end: str, chance: random.Random) -> None:
    approver, author, _owner = (actor_of(person) for person in cast.people[institution.pk])
    demand = services.create_demand(
        DemandContent(
            title=draft.title,
            category_code=draft.category,
            purpose="示例需求：用于演示逐条比对，机构与参数均为虚构。",
            quantity=draft.quantity,
            budget_yuan=draft.budget_yuan,
            is_budget_public=draft.is_budget_public,
            delivery_days=draft.delivery_days,
            province_code=institution.province_code,
            answers_until=clock.today() + timedelta(days=chance.randrange(6, 45)),
            contact_name=author.user.name if author.user else "",
            contact_phone="000-00000000",
        ),
        actor=author,
        is_sample=True,
    )
    _write_rows(demand, draft)
    for step in STEPS[end]:
        step(demand.pk, author, approver)


def _write_rows(demand: Demand, draft: Draft) -> None:
    version = demand.versions.get()
    document = SourceDocument.objects.create(
        version=version,
        name="粘贴的文字",
        pasted_text="\n".join(draft.lines),
        state=SourceDocument.State.READ,
        blocks=[
            {"text": line, "kind": "paragraph", "place": f"第{n}段"} for n, line in enumerate(draft.lines, start=1)
        ],
        uploaded_by=demand.created_by,
        read_at=clock.now(),
    )
    name = version.category.name_zh if version.category else ""
    tender_rows = [_tender_row(line, block) for block, line in enumerate(draft.lines)]
    rows = [row for n, each in enumerate(tender_rows, start=1) for row in rows_of_line(each, number=n, instrument=name)]
    link_rows(rows, linker_for(draft.category))
    for position, row in enumerate(rows, start=1):
        row.version, row.document, row.position = version, document, position
    Requirement.objects.bulk_create(rows)
    note_unlinked(document, rows)


def _tender_row(line: str, block: int) -> TenderRow:
    number, _, text = line.partition(" ")
    mark = text[0] if text[0] in "★▲" else ""
    kind = RowKind.COMMERCIAL if "质保" in text or "培训" in text else RowKind.TECHNICAL
    return TenderRow(text=text.lstrip("★▲"), number=number.rstrip("."), mark=mark, kind=kind, block=block)


def _submit(demand_id: int, author: Actor, approver: Actor) -> None:
    services.submit_demand(demand_id, actor=author)


def _approve(demand_id: int, author: Actor, approver: Actor) -> None:
    services.approve_demand(demand_id, actor=approver)


def _publish(demand_id: int, author: Actor, approver: Actor) -> None:
    services.publish_demand(demand_id, actor=author)


def _close(demand_id: int, author: Actor, approver: Actor) -> None:
    services.close_demand(demand_id, reason="采购完成（示例）", actor=approver)


def _withdraw(demand_id: int, author: Actor, approver: Actor) -> None:
    services.withdraw_demand(demand_id, reason="经费调整（示例）", actor=approver)


_Step = Callable[[int, Actor, Actor], None]
_PUBLISHED: tuple[_Step, ...] = (_submit, _approve, _publish)
STEPS: Mapping[str, tuple[_Step, ...]] = {
    "draft": (),
    "pending": (_submit,),
    "published": _PUBLISHED,
    "closed": (*_PUBLISHED, _close),
    "withdrawn": (*_PUBLISHED, _withdraw),
}
# One end for each draft in turn. Their number shares no factor with the number of institutions, so that each of them
# has demands in several states; the first one, whose people sign in, has a draft and one that waits for approval.
ENDS = (
    *("published",) * 9,
    *("pending", "published", "draft", "published", "closed", "pending", "withdrawn", "published"),
)
