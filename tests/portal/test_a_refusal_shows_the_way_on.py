"""Who meets a closed door is shown the next step: a newcomer to register, a member back to the workbench."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db


def test_a_newcomer_is_shown_where_to_register(cast: Cast) -> None:
    answer = signed_in(cast.newcomer).get("/demands/new/")
    assert answer.status_code == 403
    assert reverse("accounts:organisation-new") in answer.content.decode()


def test_a_member_is_shown_the_workbench_and_not_the_registration(cast: Cast) -> None:
    answer = signed_in(cast.broker).get("/products/mine/")
    assert answer.status_code == 403
    assert reverse("portal:workbench") in answer.content.decode()
    assert reverse("accounts:organisation-new") not in answer.content.decode()


@pytest.mark.parametrize("path", ["/matching/", "/trials/"])
def test_an_empty_page_offers_a_demand_only_to_those_who_may_write_one(cast: Cast, path: str) -> None:
    for person in (cast.evaluator, cast.broker, cast.auditor, cast.newcomer):
        main = signed_in(person).get(path).content.decode().split("<main")[1].split("</main>")[0]
        assert reverse("demands:new") not in main


def test_a_maker_without_products_is_told_to_add_the_first(cast: Cast) -> None:
    assert "先上架一款产品" in signed_in(cast.sales_engineer).get("/workbench/").content.decode()
