"""The makers and institutions of the market, each with its people. Nobody can sign in as one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from apps.accounts.models import Membership, Organisation, User
from apps.accounts.uscc import compose_uscc
from apps.sample import names

MAKERS = 4000  # as many as the market draws from
INSTITUTIONS = 2000
FOUNDED = datetime(2024, 6, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
DOMAIN = "scale.yiqiao.example"
_SERIALS = {Organisation.Kind.MAKER: 61_000_000, Organisation.Kind.INSTITUTION: 62_000_000}


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation with the ids of those who write for it and of those who decide."""

    organisation_id: int
    province_code: str
    writer_id: int
    approver_id: int


@dataclass(frozen=True, slots=True)
class People:
    """Makers and institutions by their numbers in the market."""

    makers: Sequence[Member]
    institutions: Sequence[Member]


def make_people() -> People:
    """Write all organisations with an owner (makers), or a member and an approver (institutions)."""
    stems = [f"{stem}{ending}" for ending in names.MAKER_ENDINGS for stem in names.MAKER_STEMS]
    makers = [
        _organisation(Organisation.Kind.MAKER, number, stems[number % len(stems)], _province_of_maker(number))
        for number in range(MAKERS)
    ]
    institutions = [
        _organisation(Organisation.Kind.INSTITUTION, number, *names.INSTITUTIONS[number % len(names.INSTITUTIONS)])
        for number in range(INSTITUTIONS)
    ]
    Organisation.objects.bulk_create([*makers, *institutions], batch_size=1000)
    return People(_staff(makers, (Membership.Role.OWNER,)), _staff(institutions, _ROLES))


_ROLES = (Membership.Role.MEMBER, Membership.Role.APPROVER)


def _province_of_maker(number: int) -> str:
    return names.MAKER_PROVINCES[number * 7 % len(names.MAKER_PROVINCES)]


def _organisation(kind: Organisation.Kind, number: int, name: str, province: str) -> Organisation:
    is_maker = kind is Organisation.Kind.MAKER
    return Organisation(
        name=f"{name}（示例{number:04d}）",
        kind=kind,
        uscc=compose_uscc(_SERIALS[kind] + number, kind="91" if is_maker else "12", region=f"{province}0000"),
        province_code=province,
        introduction="示例组织，为规模测试而编造。",
        verification=Organisation.Verification.VERIFIED,
        verified_at=FOUNDED,
        is_sample=True,
    )


def _staff(organisations: Sequence[Organisation], roles: Sequence[Membership.Role]) -> list[Member]:
    """One person for each role; the first writes, the last decides."""
    users = [
        User(
            email=f"{each.uscc.lower()}-{role}@{DOMAIN}",
            name=names.PEOPLE[n % len(names.PEOPLE)],
            password=make_password(None),
        )
        for n, each in enumerate(organisations)
        for role in roles
    ]
    User.objects.bulk_create(users, batch_size=1000)
    seats = [(organisation, role) for organisation in organisations for role in roles]
    Membership.objects.bulk_create(
        [
            Membership(user=user, organisation=organisation, role=role)
            for user, (organisation, role) in zip(users, seats, strict=True)
        ],
        batch_size=1000,
    )
    by_organisation = [users[start : start + len(roles)] for start in range(0, len(users), len(roles))]
    return [
        Member(organisation.pk, organisation.province_code, staff[0].pk, staff[-1].pk)
        for organisation, staff in zip(organisations, by_organisation, strict=True)
    ]
