"""The fixed cast of the suite, and builders of people and organisations.

Every test that asks "who may?" uses these people, by name. They live in organisations that are plainly examples:

    newcomer                  has an account and no organisation
    unverified_member         owner of an institution that nobody has verified yet
    institution_owner, institution_approver, institution_member
                              of 江畔大学（示例）
    other_institution_member  of 山麓研究院（示例）
    sales_engineer            of the maker 启明仪器（示例）
    competing_maker           of the maker 远航仪器（示例）
    evaluator                 of the evaluation centre 中原计量评价中心（示例）
    broker, other_broker      of two brokerages
    administrator, auditor    of the platform
    suspended_user            was a member of 江畔大学（示例）, may no longer sign in
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, fields

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.actors import ANONYMOUS, Actor
from apps.accounts.models import Membership, Organisation, User
from apps.accounts.selectors import actor_of
from apps.accounts.services import register_person
from apps.accounts.uscc import compose_uscc

PASSWORD = "lantern-river-42"

Kind = Organisation.Kind
Role = Membership.Role

_serials = itertools.count(10_000_000)


# ---- builders -----------------------------------------------------------------------------------------------------


def make_user(
    *, name: str = "示例用户", email: str = "", password: str = PASSWORD, phone: str = "", is_active: bool = True
) -> User:
    """A person with a confirmed address (made up unless given). The password is PASSWORD unless another is given."""
    address = email or f"user{next(_serials)}@example.org"
    user = register_person(email=address, name=name, password=password, phone=phone)
    if not is_active:
        User.objects.filter(pk=user.pk).update(is_active=False)
        user.refresh_from_db()
    return user


def make_organisation(
    *, kind: str = Kind.INSTITUTION, name: str = "", verified: bool = True, province_code: str = "33", uscc: str = ""
) -> Organisation:
    """An organisation with a valid USCC of its own; verified unless asked otherwise."""
    serial = next(_serials)
    return Organisation.objects.create(
        name=name or f"示例组织{serial}",
        kind=kind,
        uscc=uscc
        or compose_uscc(serial, kind="12" if kind == Kind.INSTITUTION else "91", region=f"{province_code}0000"),
        province_code=province_code,
        verification=Organisation.Verification.VERIFIED if verified else Organisation.Verification.PENDING,
        verified_at=timezone.now() if verified else None,
    )


def join(user: User, organisation: Organisation, role: str = Role.MEMBER) -> Membership:
    """Make the person a member of the organisation."""
    return Membership.objects.create(user=user, organisation=organisation, role=role)


def make_member(
    *, organisation: Organisation, role: str = Role.MEMBER, name: str = "示例成员", email: str = ""
) -> User:
    """A person who belongs to the organisation."""
    user = make_user(name=name, email=email)
    join(user, organisation, role)
    return user


def acting(user: User | None) -> Actor:
    """The actor that this person is at this moment, read from the database; None is the anonymous visitor."""
    return ANONYMOUS if user is None else actor_of(user)


def signed_in(user: User | None) -> Client:
    """A browser session of this person; None is the anonymous visitor; a suspended person is one too."""
    client = Client()
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


# ---- the cast -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cast:
    """Everybody at once. The field names are the roles of the access table; None is the anonymous visitor."""

    anonymous: None
    newcomer: User
    unverified_member: User
    institution_owner: User
    institution_approver: User
    institution_member: User
    other_institution_member: User
    sales_engineer: User
    competing_maker: User
    evaluator: User
    broker: User
    other_broker: User
    administrator: User
    auditor: User
    suspended_user: User

    def everyone(self) -> dict[str, User | None]:
        """Role → person, in the order above."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def make_cast() -> Cast:
    """Build everybody and their organisations in the database."""
    university = make_organisation(name="江畔大学（示例）")
    return Cast(
        anonymous=None,
        newcomer=make_user(name="新来者", email="newcomer@example.org"),
        unverified_member=_person(
            "待核验单位负责人", make_organisation(name="新建研究所（示例）", verified=False), role=Role.OWNER
        ),
        institution_owner=_person("设备处负责人", university, role=Role.OWNER),
        institution_approver=_person("设备处审批人", university, role=Role.APPROVER),
        institution_member=_person("课题组成员", university),
        other_institution_member=_person("他校成员", make_organisation(name="山麓研究院（示例）"), role=Role.OWNER),
        sales_engineer=_person(
            "启明销售工程师", make_organisation(kind=Kind.MAKER, name="启明仪器（示例）"), role=Role.OWNER
        ),
        competing_maker=_person(
            "远航销售工程师", make_organisation(kind=Kind.MAKER, name="远航仪器（示例）"), role=Role.OWNER
        ),
        evaluator=_person(
            "评价工程师", make_organisation(kind=Kind.EVALUATION, name="中原计量评价中心（示例）"), role=Role.OWNER
        ),
        broker=_person("经理人", make_organisation(kind=Kind.BROKERAGE, name="牵线技术经纪（示例）"), role=Role.OWNER),
        other_broker=_person(
            "另一经理人", make_organisation(kind=Kind.BROKERAGE, name="通联技术经纪（示例）"), role=Role.OWNER
        ),
        **_platform(),
        suspended_user=_suspended(university),
    )


def _person(name: str, organisation: Organisation, *, role: str = Role.MEMBER) -> User:
    return make_member(organisation=organisation, role=role, name=name)


def _platform() -> dict[str, User]:
    platform = make_organisation(kind=Kind.PLATFORM, name="仪桥平台（示例）", province_code="11")
    return {
        "administrator": _person("平台管理员", platform, role=Role.ADMINISTRATOR),
        "auditor": _person("纪检审计", platform, role=Role.AUDITOR),
    }


def _suspended(organisation: Organisation) -> User:
    user = _person("已停用用户", organisation)
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user


def organisation_of(user: User) -> Organisation:
    """The organisation that the person belongs to first."""
    return user.memberships.select_related("organisation").order_by("joined_at", "id")[0].organisation


# ---- fixtures -----------------------------------------------------------------------------------------------------


@pytest.fixture
def cast(db: None) -> Cast:
    """The whole cast. A test that needs one or two people asks for them by name instead."""
    return make_cast()


def _member_of_cast(role: str) -> Callable[[Cast], User]:
    def person(cast: Cast) -> User:
        found: User = getattr(cast, role)
        return found

    person.__doc__ = f"The {role.replace('_', ' ')} of the cast."
    return person


newcomer = pytest.fixture(_member_of_cast("newcomer"), name="newcomer")
unverified_member = pytest.fixture(_member_of_cast("unverified_member"), name="unverified_member")
institution_owner = pytest.fixture(_member_of_cast("institution_owner"), name="institution_owner")
institution_approver = pytest.fixture(_member_of_cast("institution_approver"), name="institution_approver")
institution_member = pytest.fixture(_member_of_cast("institution_member"), name="institution_member")
other_institution_member = pytest.fixture(_member_of_cast("other_institution_member"), name="other_institution_member")
sales_engineer = pytest.fixture(_member_of_cast("sales_engineer"), name="sales_engineer")
competing_maker = pytest.fixture(_member_of_cast("competing_maker"), name="competing_maker")
evaluator = pytest.fixture(_member_of_cast("evaluator"), name="evaluator")
broker = pytest.fixture(_member_of_cast("broker"), name="broker")
other_broker = pytest.fixture(_member_of_cast("other_broker"), name="other_broker")
administrator = pytest.fixture(_member_of_cast("administrator"), name="administrator")
auditor = pytest.fixture(_member_of_cast("auditor"), name="auditor")
suspended_user = pytest.fixture(_member_of_cast("suspended_user"), name="suspended_user")


@pytest.fixture
def sign_in(db: None) -> Callable[[User | None], Client]:
    """`sign_in(user)` gives a browser session of this person."""
    return signed_in
