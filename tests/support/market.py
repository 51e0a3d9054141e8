"""A small market for tests: one instrument type with four parameters, products, and a published demand.

Products answer in texts, demands ask in lines, and both are read by the requirement language as in real life.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import Organisation, User
from apps.demands.conversion import row_of_reading
from apps.demands.models import Demand, DemandVersion, Requirement
from apps.matching import services
from apps.matching.models import MatchRun
from apps.suppliers.contents import SpecEntry
from apps.suppliers.models import Product, SpecValue
from apps.suppliers.reading import row_of
from apps.taxonomy.language.read import read_line
from apps.taxonomy.models import Category, Parameter, TemplateRow
from kernel import outbox
from kernel.models import OutboxRow

PARAMETERS: tuple[tuple[str, str, str, str, str, str, bool], ...] = (
    ("test.pressure", "最高耐压", "number", "pressure", "MPa", "higher", False),
    ("test.oven", "控温范围", "range", "temp", "℃", "", True),
    ("test.noise", "噪声", "number", "sound", "dB", "lower", False),
    ("test.gradient", "四元梯度", "bool", "bool", "", "", False),
)
LINES = ("2.1 ★最高耐压：≥60 MPa", "2.2 ★控温范围：室温+5～80℃", "2.3 ▲噪声≤60dB", "2.4 具备四元梯度")


def make_category() -> Category:
    """The instrument type 999901 with its template; made once."""
    found = Category.objects.filter(code="999901").first()
    if found:
        return found
    top, _made = Category.objects.get_or_create(code="99", defaults={"level": 1, "name_zh": "测试大类"})
    middle, _made = Category.objects.get_or_create(
        code="9999", defaults={"level": 2, "name_zh": "测试中类", "parent": top}
    )
    category = Category.objects.create(
        code="999901", level=3, name_zh="测试色谱仪", name_en="Test chromatograph", parent=middle, family="test"
    )
    for position, (code, name, kind, quantity, unit, better, settable) in enumerate(PARAMETERS):
        parameter = Parameter.objects.create(
            code=code, name_zh=name, kind=kind, quantity=quantity, unit=unit, better=better, settable=settable
        )
        TemplateRow.objects.create(category=category, parameter=parameter, position=position)
    return category


def make_product(
    *,
    maker: Organisation,
    model: str,
    specs: Mapping[str, str],
    price_wan: int | None = 40,
    lead_days: int | None = 60,
    is_reference: bool = False,
    is_published: bool = True,
) -> Product:
    """A product whose spec values are read from texts: {"test.pressure": "80 MPa"}."""
    product = Product.objects.create(
        organisation=maker,
        category=make_category(),
        name="测试色谱仪",
        model=model,
        price_yuan=None if price_wan is None else Decimal(price_wan) * 10_000,
        lead_time_days=lead_days,
        origin=Product.Origin.ABROAD if is_reference else Product.Origin.DOMESTIC,
        is_reference=is_reference,
        status=Product.Status.PUBLISHED if is_published else Product.Status.DRAFT,
        published_at=timezone.now() if is_published else None,
    )
    rows = [
        row_of(SpecEntry(text=text, parameter=code), parameter=Parameter.objects.get(code=code), position=position)
        for position, (code, text) in enumerate(specs.items())
    ]
    for row in rows:
        row.product = product
    SpecValue.objects.bulk_create(rows)
    return product


def make_demand(
    *,
    institution: Organisation,
    author: User,
    lines: Iterable[str] = LINES,
    is_published: bool = True,
    is_budget_public: bool = True,
    budget_wan: int = 50,
) -> Demand:
    """A demand with one version whose rows are read from lines. Nothing is matched yet."""
    demand = Demand.objects.create(organisation=institution, created_by=author)
    version = DemandVersion.objects.create(
        demand=demand,
        number=1,
        title="测试色谱仪采购",
        category=make_category(),
        budget_yuan=Decimal(budget_wan) * 10_000,
        is_budget_public=is_budget_public,
        delivery_days=90,
        contact_name="周老师",
        contact_phone="000-12345678",
    )
    Requirement.objects.bulk_create(_rows(version, lines))
    if is_published:
        version.stage, version.published_at = DemandVersion.Stage.PUBLISHED, timezone.now()
        version.save()
        demand.published_version, demand.status = version, Demand.Status.PUBLISHED
        demand.save()
    return demand


def _rows(version: DemandVersion, lines: Iterable[str]) -> list[Requirement]:
    by_name = {parameter.name_zh: parameter for parameter in Parameter.objects.filter(code__startswith="test.")}
    rows: list[Requirement] = []
    for line_number, line in enumerate(lines):
        clause, _, text = line.partition(" ")
        for reading in read_line(text):
            row = row_of_reading(reading, raw_text=text)
            row.version, row.position, row.line, row.clause = version, len(rows), line_number, clause
            row.parameter = by_name.get(row.printed_name)
            rows.append(row)
    return rows


def match_now(demand: Demand) -> MatchRun:
    """Ask for a run as publication does and do the waiting work here, through the outbox's own door."""
    assert demand.published_version_id is not None
    with transaction.atomic():
        services.request_run(demand.published_version_id, cause=MatchRun.Cause.PUBLISHED)
    do_waiting_work()
    return MatchRun.objects.get(version_id=demand.published_version_id, is_current=True)


def do_waiting_work(*, seconds: float = 60) -> None:
    """Execute every outbox row that waits, and what they ask for in turn.

    A worker of the session may be faster with some of them: what it has begun is waited for.
    """
    deadline = time.monotonic() + seconds
    unfinished = OutboxRow.objects.filter(done_at=None, dead_at=None, failures=0)
    while unfinished.exists():
        assert time.monotonic() < deadline, f"not finished: {list(unfinished.values_list('topic', 'leased_until')[:5])}"
        for row_id in list(unfinished.filter(leased_until=None).values_list("pk", flat=True)):
            outbox.execute(row_id)
        if unfinished.filter(leased_until__isnull=False).exists():
            time.sleep(0.02)
