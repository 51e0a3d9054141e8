"""No page shows Chinese that isn't data when a reader asks for English."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.urls import reverse

from tests.access.table_reader import Entry, read_table
from tests.access.world import World, make_world
from tests.locale.chinese import Stored, untranslated


@pytest.fixture
def world(db: None) -> World:
    """Everything that the access table asks for, and everybody who may ask."""
    world = make_world()
    for entry in read_table():
        world.params(entry.params)
    return world


def test_no_page_shows_untranslated_text(world: World) -> None:
    stored = Stored()
    asked, wrong = 0, []
    for entry in read_table():
        for role in _readers(entry):
            answer = _ask(world, entry, role)
            if "text/html" in answer.headers.get("Content-Type", ""):
                asked += 1
                wrong += [f"{entry.label} as {role}: {run}" for run in untranslated(answer.getvalue(), stored)]
    assert asked > 150
    assert not wrong, f"{len(wrong)} places\n" + "\n".join(sorted(set(wrong)))


def _readers(entry: Entry) -> list[str]:
    """Everybody who gets to see something: a page has other parts for other people, and a refusal is a page too."""
    return [role for role, found in entry.expected.get("GET", {}).items() if found in {"ok", "hidden", "refused"}]


def _ask(world: World, entry: Entry, role: str) -> HttpResponseBase:
    address = reverse(entry.route, kwargs=dict(world.params(entry.params))) + entry.query
    headers = {"Accept-Language": "en"} | ({"HX-Request": "true"} if entry.is_htmx else {})
    with transaction.atomic():
        answer = world.clients[role].get(address, headers=headers)
        transaction.set_rollback(True)
    return answer


def test_what_the_page_puts_between_data_is_found() -> None:
    """The control: a mark of ours is found, a mark that somebody wrote is not."""
    stored = Stored.of("江畔大学（示例）\n★系统耐压：≥60 MPa")
    assert found_in("<p>江畔大学（示例）, 60 MPa</p>", stored) == []
    assert found_in("<p>TOF、QQQ</p>", stored) == ["F、Q"]
    assert found_in("<p title='Pressure：60'>Tested</p>", stored) == ["e：6"]
    assert found_in("<p lang='zh-hans'>甲、乙</p>", stored) == []
    assert found_in("<p>未响应</p>", stored) == ["未响应"]


def found_in(body: str, stored: Stored) -> list[str]:
    page = f'<!doctype html><html><head><meta charset="utf-8"></head><body>{body}</body></html>'
    return untranslated(page.encode(), stored)
