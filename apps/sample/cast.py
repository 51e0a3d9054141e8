"""The sample world's organisations and people."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from apps.accounts.models import Membership, Organisation, User, VerificationStep
from apps.accounts.uscc import compose_uscc
from apps.sample import names
from kernel import clock

Kind = Organisation.Kind
Role = Membership.Role
FIRST_SERIAL = 60_000_000
_ROLES: dict[str, tuple[Role, ...]] = {
    Kind.INSTITUTION: (Role.APPROVER, Role.MEMBER, Role.OWNER),
    Kind.MAKER: (Role.OWNER, Role.MEMBER),
    Kind.EVALUATION: (Role.OWNER, Role.MEMBER),
    Kind.BROKERAGE: (Role.OWNER, Role.MEMBER),
    Kind.PLATFORM: (Role.ADMINISTRATOR, Role.AUDITOR, Role.ADMINISTRATOR),
}


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody in the sample world; `people` maps an organisation's id to its members, whoever decides first."""

    institutions: tuple[Organisation, ...]
    makers: tuple[Organisation, ...]
    importers: tuple[Organisation, ...]
    centres: tuple[Organisation, ...]
    brokerages: tuple[Organisation, ...]
    platform: Organisation
    people: dict[int, list[User]]

    def owner(self, organisation: Organisation) -> User:
        """Who speaks for an organisation."""
        return self.people[organisation.pk][0]


def make_cast(chance: random.Random) -> Cast:
    """Write all organisations with their people, and the sign-ins. Three organisations still wait for review."""
    groups = _organisations(chance)
    everybody = [organisation for group in groups for organisation in group]
    Organisation.objects.bulk_create(everybody)
    people = _people(everybody)
    institutions, makers, importers, centres, brokerages, platform = (tuple(group) for group in groups)
    cast = Cast(institutions, makers, importers, centres, brokerages, platform[0], people)
    administrator = User.objects.get(email=f"admin@{names.DOMAIN}")
    VerificationStep.objects.bulk_create(
        VerificationStep(
            organisation=each,
            decision=Organisation.Verification.VERIFIED,
            reason="材料齐全（示例）",
            decided_by=administrator,
        )
        for each in everybody
        if each.is_verified
    )
    return cast


def _organisations(chance: random.Random) -> list[list[Organisation]]:
    serials = iter(range(FIRST_SERIAL, FIRST_SERIAL + 1000))

    def organisation(name: str, kind: str, province: str, *, verified: bool = True) -> Organisation:
        status = Organisation.Verification.VERIFIED if verified else Organisation.Verification.PENDING
        return Organisation(
            name=name,
            kind=kind,
            uscc=compose_uscc(next(serials), kind="12" if kind == Kind.INSTITUTION else "91", region=f"{province}0000"),
            province_code=province,
            introduction="示例组织，名称与内容均为虚构。",
            verification=status,
            verified_at=clock.now() if verified else None,
            is_sample=True,
        )

    makers = [
        organisation(
            f"{stem}{names.MAKER_ENDINGS[index % len(names.MAKER_ENDINGS)]}",
            Kind.MAKER,
            chance.choice(names.MAKER_PROVINCES),
            verified=index < len(names.MAKER_STEMS) - 2,
        )
        for index, stem in enumerate(names.MAKER_STEMS)
    ]
    last = len(names.INSTITUTIONS) - 1
    return [
        [
            organisation(name, Kind.INSTITUTION, at, verified=i != last)
            for i, (name, at) in enumerate(names.INSTITUTIONS)
        ],
        makers,
        [organisation(name, Kind.MAKER, at) for name, at in names.IMPORTERS],
        [organisation(name, Kind.EVALUATION, at) for name, at in names.CENTRES],
        [organisation(name, Kind.BROKERAGE, at) for name, at in names.BROKERAGES],
        [organisation(names.PLATFORM[0], Kind.PLATFORM, names.PLATFORM[1])],
    ]


def _people(organisations: Sequence[Organisation]) -> dict[int, list[User]]:
    password = make_password(names.PASSWORD)  # one hash for all: hundreds of them would take a minute
    known = {(sign_in.organisation, index): sign_in for index, sign_in in _numbered_sign_ins()}
    users, seats = [], []
    for index, organisation in enumerate(organisations):
        for place in range(len(_ROLES[organisation.kind])):
            sign_in = known.get((organisation.name, place))
            name = sign_in.name if sign_in else names.PEOPLE[(index * 3 + place) % len(names.PEOPLE)]
            email = sign_in.email if sign_in else f"user{index:03d}{'abc'[place]}@{names.DOMAIN}"
            users.append(User(email=email, name=name, phone=f"000-0000{index:03d}{place}", password=password))
            seats.append((organisation, _ROLES[organisation.kind][place]))
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in users
    )
    Membership.objects.bulk_create(
        Membership(user=user, organisation=organisation, role=role)
        for user, (organisation, role) in zip(users, seats, strict=True)
    )
    people: dict[int, list[User]] = {}
    for user, (organisation, _) in zip(users, seats, strict=True):
        people.setdefault(organisation.pk, []).append(user)
    return people


def _numbered_sign_ins() -> list[tuple[int, names.SignIn]]:
    """Each sign-in with its place in its organisation: approver and administrator are the first person."""
    places = {"approver": 0, "maker": 0, "evaluator": 0, "broker": 0, "admin": 0, "admin2": 2}
    return [(places.get(sign_in.email.split("@")[0], 1), sign_in) for sign_in in names.SIGN_INS]
