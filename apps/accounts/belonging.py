"""The memberships that a person acts under, read by a statement that is written out.

Each page of a signed-in person asks this: making the statement anew took longer than answering it. Its columns come
from the models, once a process.
"""

from __future__ import annotations

from functools import cache

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model

from apps.accounts.models import Membership, Organisation, User


def memberships_with_organisations(user: User) -> list[Membership]:
    """The person's memberships, longest standing first, each with its organisation and this person. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [user.pk])
        rows = cursor.fetchall()
    own, theirs = _columns(Membership), _columns(Organisation)
    found: list[Membership] = []
    for row in rows:
        membership = Membership.from_db(DEFAULT_DB_ALIAS, own, row[: len(own)])
        membership.organisation = Organisation.from_db(DEFAULT_DB_ALIAS, theirs, row[len(own) :])
        membership.user = user
        found.append(membership)
    return found


@cache
def _columns(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def _statement() -> str:
    """Both models' columns, in the order of their fields: none of them is kept otherwise than it is used."""
    selected = ", ".join(
        f'{model._meta.db_table}."{field.column}"'
        for model in (Membership, Organisation)
        for field in model._meta.concrete_fields
    )
    return (
        f"SELECT {selected} FROM accounts_membership"  # noqa: S608  names of our own models
        " JOIN accounts_organisation ON accounts_organisation.id = accounts_membership.organisation_id"
        " WHERE accounts_membership.user_id = %s ORDER BY accounts_membership.joined_at, accounts_membership.id"
    )
