"""A demand with technical and commercial rows, a product that answers some of them, and an answer with it."""

from __future__ import annotations

from dataclasses import replace

from apps.answers import services
from apps.answers.contents import fields_of
from apps.answers.models import Answer, AnswerRow
from apps.demands.conversion import row_of_reading
from apps.demands.models import Demand, Requirement
from apps.suppliers.models import Product, ProductRevision, SpecValue
from apps.suppliers.writing import write_revision
from apps.taxonomy.language.read import read_line
from apps.taxonomy.models import Parameter
from tests.cast import Cast, acting, organisation_of
from tests.support.market import LINES, make_demand, make_product

# 2.5 is a requirement in words, 2.6 is linked to no parameter.
TECHNICAL = (*LINES, "2.5 提供全中文操作软件", "2.6 ▲进样体积：≥100 μL")
COMMERCIAL = ("4.1 质保期≥3年", "4.2 交货期≤90天", "4.3 免费培训不少于2人")
SPECS = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "62 dB"}


def make_asked(cast: Cast) -> Demand:
    """A published demand of the institution with TECHNICAL and COMMERCIAL rows."""
    demand = make_demand(
        institution=organisation_of(cast.institution_member), author=cast.institution_member, lines=TECHNICAL
    )
    add_commercial(demand)
    return demand


def add_commercial(demand: Demand) -> None:
    """Append the COMMERCIAL rows to the published version, linked to warranty and delivery."""
    by_name = {parameter.name_zh: parameter for parameter in _common()}
    version = demand.published_version
    assert version is not None
    for place, line in enumerate(COMMERCIAL):
        clause, _, text = line.partition(" ")
        (reading,) = read_line(text)
        row = row_of_reading(reading, raw_text=text)
        row.version, row.position, row.line, row.clause = version, 100 + place, 100 + place, clause
        row.scope, row.parameter = Requirement.Scope.COMMERCIAL, by_name.get(row.printed_name)
        row.save()


def _common() -> list[Parameter]:
    wanted = (
        ("common.warranty", "质保期", "period", "年", "higher"),
        ("common.delivery", "交货期", "time", "d", "lower"),
    )
    return [
        Parameter.objects.get_or_create(
            code=code,
            defaults={"name_zh": name, "kind": "number", "quantity": quantity, "unit": unit, "better": better},
        )[0]
        for code, name, quantity, unit, better in wanted
    ]


def make_offered(cast: Cast, *, model: str = "QM-1", specs: dict[str, str] | None = None) -> Product:
    """A product of the sales engineer's maker with evidence behind its pressure and three years of warranty."""
    product = make_product(maker=organisation_of(cast.sales_engineer), model=model, specs=specs or SPECS)
    product.warranty_months = 36
    product.save()
    SpecValue.objects.filter(product=product, parameter__code="test.pressure").update(
        rung=3, asked_rung=3, evidence="第三方检测报告 SF-1024 第12～13页"
    )
    write_revision(product, cause=ProductRevision.Cause.CREATED, by=None)
    return product


def make_answer(cast: Cast, *, demand: Demand | None = None, product: Product | None = None) -> Answer:
    """The sales engineer's answer, as it is filled in at first."""
    return services.create_answer(
        demand or make_asked(cast), product or make_offered(cast), actor=acting(cast.sales_engineer)
    )


def row_of(answer: Answer, clause: str) -> AnswerRow:
    """The row that answers a clause, as it is now."""
    return AnswerRow.objects.select_related("requirement__parameter").get(answer=answer, requirement__clause=clause)


def write(answer: Answer, clause: str, cast: Cast, **fields: object) -> AnswerRow:
    """Write fields into a row as the sales engineer, who has seen its latest state; the others stay."""
    row = row_of(answer, clause)
    wanted = replace(fields_of(row), **fields)  # type: ignore[arg-type]
    return services.update_row(answer.pk, row.pk, fields=wanted, seen_edit=row.edit, actor=acting(cast.sales_engineer))
