"""Lists answer their filters exactly, come in pages, and ask the database a fixed number of questions."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.taxonomy.models import Category
from tests.api.asking import Api, body_of
from tests.api.world import GOOD, World
from tests.cast import organisation_of
from tests.support.market import make_demand, make_product, match_now


def _models(api: Api, **query: Any) -> set[str]:
    answer = api.get("/products/", **query)
    assert answer.status_code == 200, answer.content.decode()
    return {each["model"] for each in body_of(answer)["results"]}


def test_a_numeric_filter_knows_units_and_is_exact(world: World) -> None:
    maker = organisation_of(world.cast.sales_engineer)
    make_product(maker=maker, model="PSI-1", specs={"test.pressure": "8700 psi"})
    make_product(maker=maker, model="BAR-1", specs={"test.pressure": "600 bar"})
    api = Api(None)
    assert _models(api, spec="test.pressure>=60 MPa") == {"GOOD-1", "BAR-1"}
    assert _models(api, spec="test.pressure>60 MPa") == {"GOOD-1"}
    assert _models(api, spec="test.pressure=600bar") == {"BAR-1"}
    assert _models(api, spec="test.pressure<60 MPa") == {"WEAK-1", "PSI-1"}
    assert _models(api, spec="test.pressure=50~60 MPa") == {"WEAK-1", "PSI-1", "BAR-1"}
    assert _models(api, spec=["test.pressure>=60 MPa", "test.noise<=58 dB"]) == {"GOOD-1"}


def test_a_filter_that_is_not_understood_is_named_and_not_ignored(world: World) -> None:
    api = Api(None)
    for spec in ("test.pressure>=60 ℃", "nothing>=1", "test.gradient>=1", "60 MPa", "test.pressure>=much"):
        answer = api.get("/products/", spec=spec)
        assert answer.status_code == 422, spec
        assert "spec" in body_of(answer)["detail"]
    assert api.get("/products/", category="nothing").status_code == 404
    assert api.get("/products/", price_from="a lot").status_code == 422
    assert api.get("/trials/", status="nothing").status_code == 401


def test_references_stand_apart(world: World) -> None:
    assert "ABROAD-1" not in _models(Api(None))
    assert _models(Api(None), reference="true") == {"ABROAD-1"}


def test_a_category_holds_what_lies_below_it(world: World) -> None:
    assert (
        _models(Api(None), category="99") == _models(Api(None), category="999901") == {"GOOD-1", "WEAK-1", "SILENT-1"}
    )


def test_near_misses_are_found_by_one_filter(world: World) -> None:
    api, path = Api(world.cast.institution_member), f"/runs/{world.run.pk}/matches/"
    near = body_of(api.get(path, near="true"))["results"]
    assert [(each["product"]["model"], each["is_near"]) for each in near] == [("WEAK-1", True)]
    assert [each["product"]["model"] for each in body_of(api.get(path, outcome="open"))["results"]] == ["SILENT-1"]
    assert [each["rank"] for each in body_of(api.get(path, reference="true"))["results"]] == [0]


def test_the_deviation_table_is_whole(world: World) -> None:
    shown = body_of(Api(world.cast.institution_member).get(f"/matches/{world.weak_match.pk}/"))
    assert [row["verdict"] for row in shown["rows"]] == ["negative", "positive", "positive", "meets"]
    assert shown["rows"][0]["parameter"] == "test.pressure"
    file = Api(world.cast.institution_member).get(shown["xlsx_url"].removeprefix("http://testserver"))
    assert file.content.startswith(b"PK")


def test_a_line_is_read_as_the_command_reads_it(db: None) -> None:
    from apps.taxonomy.language.exchange import answer_line

    text = "★1.1 最高耐压≥60MPa"
    shown = body_of(Api(None).post("/requirements/parse/", {"text": text}))
    assert shown["lines"] == [{"text": text, "requirements": answer_line(json.dumps({"text": text}))["requirements"]}]


def test_pages_have_a_size_and_an_end(world: World) -> None:
    api = Api(None)
    first = body_of(api.get("/products/", page_size=2))
    assert (first["count"], len(first["results"])) == (3, 2)
    second = body_of(api.get("/products/", page_size=2, page=2))
    assert {each["id"] for each in first["results"]}.isdisjoint(each["id"] for each in second["results"])
    assert api.get("/products/", page=3, page_size=2).status_code == 404


def _queries(api: Api, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = api.get(path + ("&" if "?" in path else "?") + "page_size=100")
    assert answer.status_code == 200, answer.content.decode()
    return len(asked)


def _more(world: World) -> None:
    maker, author = organisation_of(world.cast.sales_engineer), world.cast.institution_member
    for turn in range(6):
        make_product(maker=maker, model=f"MORE-{turn}", specs=GOOD)
        make_product(maker=maker, model=f"LESS-{turn}", specs=GOOD, is_published=False)
        match_now(make_demand(institution=organisation_of(author), author=author))
        Category.objects.create(code=f"9998{turn}", level=1, name_zh=f"更多{turn}")


LISTS: tuple[tuple[str, str, int], ...] = (
    ("/products/", "anonymous", 4),
    ("/products/?spec=test.pressure>=60 MPa", "anonymous", 6),
    ("/products/mine/", "sales_engineer", 8),
    ("/demands/", "anonymous", 4),
    ("/demands/?own=true", "institution_member", 9),
    ("/categories/", "anonymous", 3),
    ("/parameters/", "anonymous", 3),
    ("/runs/", "institution_member", 8),
    ("/matches/mine/", "sales_engineer", 8),
    ("/trials/", "evaluator", 8),
    ("/deals/", "broker", 8),
    ("/notifications/", "institution_member", 8),
    ("/evaluation-centres/", "evaluator", 8),
)


@pytest.fixture
def count_all(world: World) -> Callable[[], dict[str, int]]:
    """How many queries each list needs."""
    apis = {role: Api(world.person(role)) for _path, role, _most in LISTS}
    return lambda: {path: _queries(apis[role], path) for path, role, _most in LISTS}


def test_lists_need_no_more_queries_for_more_rows(world: World, count_all: Callable[[], dict[str, int]]) -> None:
    few = count_all()
    _more(world)
    many = count_all()
    assert few == many
    assert {path: count for path, count in many.items() if count > {p: m for p, _r, m in LISTS}[path]} == {}


def test_a_result_needs_no_more_queries_for_more_products(world: World) -> None:
    api = Api(world.cast.institution_member)
    few = _queries(api, f"/runs/{world.run.pk}/matches/")
    maker = organisation_of(world.cast.sales_engineer)
    for turn in range(6):
        make_product(maker=maker, model=f"MORE-{turn}", specs=GOOD)
    run = match_now(world.demand)
    assert _queries(api, f"/runs/{run.pk}/matches/") == few <= 9
