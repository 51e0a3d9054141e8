"""Small instrument types with a template, and products of the cast's makers, made by the services themselves."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from apps.accounts.models import User
from apps.suppliers import services
from apps.suppliers.contents import ProductContent, SpecEntry
from apps.suppliers.datasheets import intake
from apps.suppliers.models import Datasheet, DatasheetProposal, Product
from apps.taxonomy.models import Category, Parameter, TemplateRow
from kernel import facts
from tests.cast import acting

RESOLUTION, PRESSURE, FLOW, DETECTORS, DEGASSER = "t.resolution", "t.pressure", "t.flow", "t.detectors", "t.degasser"


def make_type(
    code: str = "999901",
    *,
    name: str = "液相色谱仪",
    name_en: str = "Liquid chromatograph",
    aliases: tuple[str, ...] = ("液相", "HPLC"),
) -> Category:
    """An instrument type with a template of five parameters: two numbers, a range, a set and a capability."""
    root, _made = Category.objects.get_or_create(code="99", defaults={"name_zh": "测试大类", "level": 1})
    middle, _made = Category.objects.get_or_create(
        code="9999", defaults={"name_zh": "测试中类", "level": 2, "parent": root}
    )
    category = Category.objects.create(
        code=code,
        name_zh=name,
        name_en=name_en,
        aliases=list(aliases),
        level=3,
        parent=middle,
        family=code,
    )
    for position, parameter in enumerate(_parameters()):
        TemplateRow.objects.create(category=category, parameter=parameter, group="输液泵", position=position)
    return category


def _parameters() -> list[Parameter]:
    kind, better = Parameter.Kind, Parameter.Better
    wanted = [
        Parameter(code=RESOLUTION, name_zh="分辨率", kind=kind.NUMBER, quantity="resolving", better=better.HIGHER),
        Parameter(
            code=PRESSURE, name_zh="系统耐压", kind=kind.NUMBER, quantity="pressure", unit="MPa", better=better.HIGHER
        ),
        Parameter(code=FLOW, name_zh="流速范围", kind=kind.RANGE, quantity="flow", unit="mL/min", settable=True),
        Parameter(code=DETECTORS, name_zh="检测器", kind=kind.SET, quantity="set"),
        Parameter(code=DEGASSER, name_zh="在线脱气", kind=kind.HAS, quantity="bool"),
    ]
    return [Parameter.objects.filter(code=each.code).first() or _saved(each) for each in wanted]


def _saved(parameter: Parameter) -> Parameter:
    parameter.save()
    return parameter


def make_content(category: Category, *, model: str = "SY-600", **changes: object) -> ProductContent:
    """The content of a plain product with a resolution, a pressure and a flow."""
    content = ProductContent(
        category=category.code,
        name="高压液相色谱仪",
        model=model,
        price_yuan=Decimal("2450000"),
        lead_time_days=60,
        origin=Product.Origin.DOMESTIC,
        place_of_production="湖北武汉",
        specs=(
            SpecEntry(parameter=RESOLUTION, text="60000", condition="m/z 200"),
            SpecEntry(parameter=PRESSURE, text="≥100 MPa"),
            SpecEntry(parameter=FLOW, text="0.001～10 mL/min"),
        ),
    )
    return replace(content, **changes)  # type: ignore[arg-type]


def make_draft(user: User, category: Category, *, model: str = "SY-600", **changes: object) -> Product:
    """A draft of the person's maker."""
    return services.create_product(make_content(category, model=model, **changes), actor=acting(user))


def make_submitted(user: User, category: Category, *, model: str = "SY-600", **changes: object) -> Product:
    """A product that waits for a review."""
    product = make_draft(user, category, model=model, **changes)
    return services.submit_product(product.pk, actor=acting(user))


def make_published(user: User, category: Category, *, by: User, model: str = "SY-600", **changes: object) -> Product:
    """A product that `by`, an administrator, has published."""
    product = make_submitted(user, category, model=model, **changes)
    return services.publish_product(product.pk, actor=acting(by))


def make_reference(by: User, category: Category, *, model: str = "X-1", **changes: object) -> Product:
    """An imported reference product, listed and published by an administrator."""
    filled = {"is_reference": True, "brand": "某进口品牌", "origin": Product.Origin.ABROAD, "place_of_production": ""}
    product = make_draft(by, category, model=model, **(filled | changes))
    services.submit_product(product.pk, actor=acting(by))
    return services.publish_product(product.pk, actor=acting(by))


def hear(monkeypatch: pytest.MonkeyPatch, *kinds: type) -> list[object]:
    """A list that every fact of these kinds is put on until the test ends."""
    heard: list[object] = []
    for kind in kinds:
        monkeypatch.setitem(facts._listeners, kind, [*facts._listeners[kind], heard.append])
    return heard


SHEET = """SY-700 高压液相色谱仪样本（示例）
卓越性能，值得信赖。
分辨率：80000（m/z 200）
系统耐压：≥100 MPa
流速范围：0.001～20 mL/min
灯箱照度：300 lx
外形尺寸：700×600×500 mm
"""


def make_datasheet(user: User, *, text: str = SHEET, product: Product | None = None, category: str = "") -> Datasheet:
    """A datasheet of the person's maker, read as the worker reads it."""
    given = intake.add_datasheet(
        actor=acting(user), text=text, product_id=product.pk if product else None, category=category
    )
    intake.handle_read_datasheet({"datasheet_id": given.pk})
    given.refresh_from_db()
    return given


def rows_of(datasheet: Datasheet) -> dict[str, DatasheetProposal]:
    """What was read of a datasheet, by the printed names."""
    return {row.printed_name: row for row in datasheet.proposals.select_related("parameter")}
