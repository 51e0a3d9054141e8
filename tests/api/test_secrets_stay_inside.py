"""Ceiling prices, scores that would tell them, and contacts reach only those whom the access rules name."""

from __future__ import annotations

import json

from tests.api.asking import Api, body_of
from tests.api.world import World
from tests.support.market import match_now

OUTSIDERS = ("anonymous", "other_institution_member", "sales_engineer", "evaluator", "broker")


def test_a_ceiling_price_that_is_not_public_is_the_institutions(world: World) -> None:
    path = f"/demands/{world.hidden.pk}/"
    for role in OUTSIDERS:
        shown = body_of(Api(world.person(role)).get(path))
        assert (shown["budget_yuan"], shown["is_budget_public"]) == (None, False), role
        assert "370000" not in json.dumps(shown)
    for role in ("institution_member", "administrator", "auditor"):
        assert body_of(Api(world.person(role)).get(path))["budget_yuan"] == "370000.00", role
    assert body_of(Api(None).get(f"/demands/{world.demand.pk}/"))["budget_yuan"] == "500000.00"


def test_the_board_does_not_tell_a_hidden_price_by_its_filter(world: World) -> None:
    def found(role: str) -> set[int]:
        asked = Api(world.person(role)).get("/demands/", budget_from="369999", budget_to="370001")
        return {each["id"] for each in body_of(asked)["results"]}

    assert all(found(role) == set() for role in OUTSIDERS)
    assert found("institution_member") == {world.hidden.pk}


def test_a_maker_sees_no_score_of_a_hidden_budget(world: World) -> None:
    run = match_now(world.hidden)
    match = run.matches.get(product=world.good)
    for address in (f"/matches/{match.pk}/", "/matches/mine/"):
        shown = body_of(Api(world.cast.sales_engineer).get(address))
        one = next(each for each in shown.get("results", [shown]) if each["id"] == match.pk)
        assert (one["score"], one["parts"], one["is_within_budget"]) == (None, None, None)
    own = body_of(Api(world.cast.institution_member).get(f"/matches/{match.pk}/"))
    assert sum(float(part["points"]) for part in own["parts"]) == float(own["score"])
    public = body_of(Api(world.cast.sales_engineer).get(f"/matches/{world.good_match.pk}/"))
    assert public["score"] is not None


def test_contacts_appear_in_no_answer_before_consent(world: World) -> None:
    secrets = ["周老师", "000-12345678", world.cast.sales_engineer.email, world.cast.institution_member.email]
    addresses = [
        "/products/",
        f"/products/{world.good.pk}/",
        "/demands/",
        f"/demands/{world.demand.pk}/",
        "/deals/",
        f"/deals/{world.lead.pk}/",
        f"/matches/{world.good_match.pk}/",
        "/trials/",
    ]
    for role in (*OUTSIDERS, "competing_maker", "other_broker"):
        for address in addresses:
            text = Api(world.person(role)).get(address).content.decode()
            assert not [secret for secret in secrets if secret in text], (role, address)


def test_contacts_are_the_other_sides_after_both_consented(world: World) -> None:
    refused = Api(world.cast.institution_member).post(f"/deals/{world.lead.pk}/contacts/")
    assert refused.status_code == 403
    answer = body_of(Api(world.cast.competing_maker).post(f"/deals/{world.agreed.pk}/contacts/"))
    assert [each["phone"] for each in answer["contacts"]] == ["000-12345678"]
    assert world.agreed.reveals.count() == 1


def test_drafts_and_inner_papers_are_not_shown_outside(world: World) -> None:
    listed = body_of(Api(world.cast.sales_engineer).get("/demands/", own="true"))["results"]
    assert world.draft.pk not in {each["id"] for each in listed}
    shown = body_of(Api(world.cast.sales_engineer).get(f"/demands/{world.demand.pk}/"))
    assert (shown["documents"], shown["contact_name"], shown["contact_phone"]) == ([], None, None)
    products = body_of(Api(world.cast.competing_maker).get("/products/"))["results"]
    assert {each["status"] for each in products} == {"published"}
    specs = body_of(Api(world.cast.competing_maker).get(f"/products/{world.good.pk}/"))["specs"]
    assert {spec["asked_rung"] for spec in specs} == {None}
