"""Builders of demands for tests."""

from __future__ import annotations

from decimal import Decimal

from apps.accounts.models import Membership, Organisation, User
from apps.demands import rows, services
from apps.demands.contents import DemandContent, RowFields
from apps.demands.models import Demand
from apps.taxonomy.language.types import Mark, Operator
from apps.taxonomy.models import Category, Parameter, TemplateRow
from tests.cast import acting, make_member

LCMS = "三重四极杆液质联用仪"


def make_category(*, code: str = "980101", name: str = LCMS) -> Category:
    """A category of the third level with a template of two parameters."""
    top, _ = Category.objects.get_or_create(code="98", defaults={"name_zh": "测试类", "level": 1})
    middle, _ = Category.objects.get_or_create(code="9801", defaults={"name_zh": "测试子类", "level": 2, "parent": top})
    category, made = Category.objects.get_or_create(
        code=code, defaults={"name_zh": name, "level": 3, "parent": middle, "family": code}
    )
    if made:
        for position, (key, label, kind, quantity, unit) in enumerate(
            (
                (f"{code}-res", "分辨率", "number", "resolving", ""),
                (f"{code}-pressure", "最高耐压", "number", "pressure", "MPa"),
            )
        ):
            parameter, _ = Parameter.objects.get_or_create(
                code=key, defaults={"name_zh": label, "kind": kind, "quantity": quantity, "unit": unit}
            )
            TemplateRow.objects.create(category=category, parameter=parameter, position=position)
    return category


def facts(**changes: object) -> DemandContent:
    """The facts of an ordinary demand; name what is different."""
    make_category()
    usual: dict[str, object] = {
        "title": "液质联用仪采购",
        "category_code": "980101",
        "budget_yuan": Decimal(2_600_000),
        "delivery_days": 90,
        "contact_name": "周老师",
        "contact_phone": "0551-5555555",
    }
    return DemandContent(**{**usual, **changes})  # type: ignore[arg-type]


def resolution(value: str = "60000", mark: Mark = Mark.MANDATORY) -> RowFields:
    """★ 分辨率 ≥ 60,000."""
    return RowFields(name="分辨率", op=Operator.AT_LEAST, value=value, mark=mark)


def make_draft(author: User, **changes: object) -> Demand:
    """A draft with one row."""
    demand = services.create_demand(facts(**changes), actor=acting(author))
    rows.add_row(demand.pk, fields=resolution(), actor=acting(author))
    return demand


def approver_of(organisation: Organisation) -> User:
    """An approver of the organisation other than its members so far."""
    return make_member(organisation=organisation, role=Membership.Role.APPROVER, name="审批人")


def make_published(author: User, **changes: object) -> Demand:
    """A demand that another person approved and the author published."""
    demand = make_draft(author, **changes)
    publish(demand, author)
    demand.refresh_from_db()
    return demand


def publish(demand: Demand, author: User, *, change_note: str = "") -> None:
    """Take the open version through approval to publication."""
    services.submit_demand(demand.pk, actor=acting(author), change_note=change_note)
    services.approve_demand(demand.pk, actor=acting(approver_of(demand.organisation)))
    services.publish_demand(demand.pk, actor=acting(author))
