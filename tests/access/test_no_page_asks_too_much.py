"""Every whole page of the access table, as the first role that may open it, asks the database at most twelve times.

Six work screens still ask more (`MORE`): no lists, and each held to what it asks today, so that it can only get better.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from apps.accounts import for_everybody
from apps.accounts.models import User
from apps.portal.models import RecentItem
from kernel.kept_pages import Shelf
from tests.browser.every_page import pages_of
from tests.browser.every_route import pages_of_table
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db(transaction=True)

MOST = 12
MORE = {
    "demands:review": 13,
    "matching:checkup": 13,
    "suppliers:import-detail": 14,
    "proposals:detail": 14,
    "suppliers:datasheet": 15,
    "suppliers:datasheet-edit": 18,
}


def test_every_page_asks_twelve_times_at_most(cast: Cast) -> None:
    known = pages_of(cast)
    counts = _counts(cast, known)
    counts |= _counts(cast, pages_of_table(cast, besides=[each for found in known.values() for each in found]))
    assert len(counts) > 80
    too_many = [f"{count} {role} {each}" for (role, each), count in counts.items() if count > _most(each)]
    assert "\n".join(too_many) == ""


def _most(address: str) -> int:
    return MORE.get(resolve(address.partition("?")[0]).view_name, MOST)


def _counts(cast: Cast, pages: Mapping[str, Iterable[str]]) -> dict[tuple[str, str], int]:
    """Role and address → queries."""
    return {(role, each): _queries(getattr(cast, role), each) for role, found in pages.items() for each in found}


def _queries(person: User | None, address: str) -> int:
    """Queries of the page with nothing kept; noting that somebody opened it is no part of showing it."""
    client = Client() if person is None else signed_in(person)
    for_everybody.shelf = Shelf()
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    if answer.status_code == 302:
        return _queries(person, answer.headers["Location"])
    assert answer.status_code == 200, address
    reads = (query["sql"] for query in captured if query["sql"].startswith(("SELECT", "(SELECT", "WITH")))
    return sum(RecentItem._meta.db_table not in sql for sql in reads)
