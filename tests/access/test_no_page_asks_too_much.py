"""Every whole page of the access table, as the first role that may open it, asks the database at most twelve times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts import for_everybody
from apps.accounts.models import User
from apps.portal.models import RecentItem
from kernel.kept_pages import Shelf
from tests.browser.every_page import pages_of
from tests.browser.every_route import pages_of_table
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db(transaction=True)

MOST = 12


def test_every_page_asks_twelve_times_at_most(cast: Cast) -> None:
    known = pages_of(cast)
    counts = _counts(cast, known)
    counts |= _counts(cast, pages_of_table(cast, besides=[each for found in known.values() for each in found]))
    assert len(counts) > 80
    too_many = [f"{count} {role} {each}" for (role, each), count in counts.items() if count > MOST]
    assert "\n".join(too_many) == ""


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
    asked = (query["sql"].lstrip() for query in captured)
    reads = (sql for sql in asked if sql.startswith(("SELECT", "(SELECT", "WITH")))
    return sum(RecentItem._meta.db_table not in sql for sql in reads)
