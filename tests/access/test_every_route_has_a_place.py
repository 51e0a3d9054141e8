"""Every route of the platform stands in the access table, and answers every role as the table says.

Missing a line? docs/access.md says how to add one; the failure prints a first draft.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from tests.access.asking import check_entries, classify, random_like, same_answer
from tests.access.routes import EXCLUDED_NAMESPACES, Route, all_routes
from tests.access.table_reader import FOLDER, ROLES, Entry, TableError, read_table
from tests.access.world import World, find_builders, make_world
from tests.cast import Cast, signed_in

DRAFT = """- route: {name}{params}
  GET: {{visitors: sign-in, others: ok}}
"""


def missing_from(table: Iterable[Entry], routes: Mapping[str, Route]) -> list[str]:
    """Drafts of the lines that the table lacks."""
    known = {entry.route for entry in table}
    return [
        DRAFT.format(name=name, params="\n  params: a_builder_of_yours" if "<" in route.pattern else "")
        for name, route in routes.items()
        if name not in known
    ]


@pytest.fixture
def world(db: None) -> World:
    """The small world."""
    return make_world()


def test_no_route_is_missing_from_the_table() -> None:
    drafts = missing_from(read_table(), all_routes())
    assert not drafts, "Routes without a place in tests/access/table:\n" + "".join(drafts)


def test_every_route_has_a_name() -> None:
    assert [route.pattern for route in all_routes().values() if not route.is_named] == []


def test_the_table_names_only_routes_and_builders_that_exist() -> None:
    routes, builders = all_routes(), find_builders()
    table = read_table()
    assert [entry.label for entry in table if entry.route not in routes] == []
    assert [entry.label for entry in table if entry.params and entry.params not in builders] == []


def test_it_says_how_many_cells_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    routes, table = all_routes(), read_table()
    cells = sum(len(roles) for entry in table for roles in entry.expected.values())
    with capsys.disabled():
        print(f"\naccess table: {len(routes)} routes, {len(table)} entries, {cells} cells listed")  # noqa: T201
    assert cells >= len(ROLES) * len(routes)


@pytest.mark.parametrize("source", [path.name for path in sorted(FOLDER.glob("*.yaml"))])
def test_every_cell_answers_as_the_table_says(world: World, source: str) -> None:
    routes = all_routes()
    table = [entry for entry in read_table() if entry.source == source and entry.route in routes]
    result = check_entries(table, routes, world)
    assert table
    assert not result.findings, result.report()


def test_operators_pages_need_a_staff_account(cast: Cast) -> None:
    assert set(EXCLUDED_NAMESPACES) == {"admin"}
    for role, user in cast.everyone().items():
        answer = signed_in(user).get(reverse("admin:index"))
        assert classify(answer) in {"sign-in", "moved", "refused"}, role


# ---- controls: each check must fail when its guard is off -----------------------------------------------------------


def open_to_all(request: HttpRequest) -> HttpResponse:
    """A view that forgot to ask who is there."""
    return HttpResponse("ok")


def test_a_route_that_the_table_lacks_is_noticed() -> None:
    routes = all_routes([path("forgotten/<int:pk>/", open_to_all, name="forgotten")])
    assert len(missing_from(read_table(), routes)) == 1
    table = read_table()
    fewer = [entry for entry in table if entry.route != "accounts:members"]
    assert len(fewer) < len(table)
    assert missing_from(fewer, all_routes()) != missing_from(table, all_routes())


def test_a_wrong_answer_is_noticed(world: World) -> None:
    routes = all_routes()
    entry = next(entry for entry in read_table() if entry.route == "accounts:review")
    lax = dataclasses.replace(entry, expected={"GET": dict.fromkeys(entry.expected["GET"], "ok")})
    wrong = {finding.role for finding in check_entries([lax], routes, world).findings}
    assert "institution_member" in wrong
    assert "administrator" not in wrong


def test_a_method_that_the_entry_does_not_list_is_noticed(world: World) -> None:
    routes = all_routes()
    entry = next(entry for entry in read_table() if entry.route == "accounts:profile")
    without_post = dataclasses.replace(entry, expected={"GET": entry.expected["GET"]})
    assert {finding.method for finding in check_entries([without_post], routes, world).findings} == {"POST"}


def test_a_hidden_thing_that_answers_differently_is_noticed() -> None:
    assert not same_answer(HttpResponse("没有找到组织 7", status=404), HttpResponse("没有找到", status=404))
    assert not same_answer(HttpResponse("", status=403), HttpResponse("", status=404))
    assert same_answer(HttpResponse("没有找到", status=404), HttpResponse("没有找到", status=404))
    assert random_like({"pk": 7, "row": 8, "step": "close"}) == {"pk": 7, "row": 2_000_000_011, "step": "close"}
    assert random_like({"token": "abc"}) == {"token": "fff"}


def test_a_word_that_the_table_does_not_know_is_noticed(tmp_path: Path) -> None:
    for text in (
        "- {route: a, GET: {others: perhaps}}",
        "- {route: a, GET: {nobody: ok, others: ok}}",
        "- {route: a, GET: {visitors: ok}}",
        "- {route: a, GTE: ok}",
        "- {route: a, GET: ok}\n- {route: a, GET: ok}",
    ):
        (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(TableError):
            read_table(tmp_path)
