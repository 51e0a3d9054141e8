"""Fields of a body that are read-only or somebody else's change nothing, and are no error."""

from __future__ import annotations

from apps.demands.models import Demand
from apps.notifications.models import Notification
from apps.suppliers.models import Product, SpecValue
from tests.api.asking import Api, body_of
from tests.api.operations import CONTENT, FACTS, ROW
from tests.api.world import World
from tests.cast import organisation_of

FOREIGN = {
    "id": 1,
    "status": "published",
    "stage": "published",
    "is_sample": True,
    "search_text": "x",
    "published_at": "2026-01-01T00:00:00Z",
    "published_version": 1,
    "created_by": 1,
    "code": "XQ-2020-0001",
}


def test_a_new_product_is_a_draft_of_the_own_maker_with_claims_only(world: World) -> None:
    rival = organisation_of(world.cast.competing_maker).pk
    spec = {"parameter": "test.pressure", "text": "90 MPa", "rung": 4, "is_recorded": True, "base_lo": 1}
    body = {**CONTENT, **FOREIGN, "organisation": rival, "maker": {"id": rival}, "revision": 77, "specs": [spec]}
    answer = Api(world.cast.sales_engineer).post("/products/", body)
    assert answer.status_code == 201
    made = Product.objects.get(pk=body_of(answer)["id"])
    assert (made.status, made.revision, made.is_sample, made.published_at) == ("draft", 1, False, None)
    assert made.organisation_id == organisation_of(world.cast.sales_engineer).pk
    row = SpecValue.objects.get(product=made)
    assert (row.rung, row.is_recorded) == (1, False)


def test_a_maker_can_not_make_a_reference(world: World) -> None:
    body = {**CONTENT, "is_reference": True, "brand": "X"}
    assert Api(world.cast.sales_engineer).post("/products/", body).status_code == 403


def test_an_edit_keeps_owner_status_and_reference_mark(world: World) -> None:
    body = {**CONTENT, **FOREIGN, "organisation": 1, "is_reference": True}
    answer = Api(world.cast.sales_engineer).put(f"/products/{world.drafted.pk}/", body)
    assert answer.status_code == 200
    world.drafted.refresh_from_db()
    assert (world.drafted.status, world.drafted.is_reference, world.drafted.revision) == ("draft", False, 2)
    assert world.drafted.organisation_id == organisation_of(world.cast.sales_engineer).pk


def test_an_edit_of_what_somebody_else_edited_is_a_conflict(world: World) -> None:
    path = f"/products/{world.drafted.pk}/"
    assert Api(world.cast.sales_engineer).put(path, {**CONTENT, "revision": 1}).status_code == 200
    assert Api(world.cast.sales_engineer).put(path, {**CONTENT, "revision": 1}).status_code == 409


def test_a_new_demand_is_a_draft_of_the_own_institution(world: World) -> None:
    other = organisation_of(world.cast.other_institution_member).pk
    row = {**ROW, "is_confirmed": False, "confidence": 3, "version": world.demand.published_version_id}
    body = {**FACTS, **FOREIGN, "organisation": other, "institution": other, "rows": [row]}
    answer = Api(world.cast.institution_member).post("/demands/", body)
    assert answer.status_code == 201
    made = Demand.objects.get(pk=body_of(answer)["id"])
    assert (made.status, made.published_version, made.is_sample) == ("draft", None, False)
    assert made.organisation_id == organisation_of(world.cast.institution_member).pk
    assert made.versions.get().requirements.get().confidence == 100


def test_a_demand_is_made_whole_or_not_at_all(world: World) -> None:
    before = Demand.objects.count()
    rows = [ROW, {**ROW, "value": "many"}]
    answer = Api(world.cast.institution_member).post("/demands/", {**FACTS, "rows": rows})
    assert answer.status_code == 422
    assert Demand.objects.count() == before


def test_a_row_of_another_demand_is_not_there(world: World) -> None:
    assert world.demand.published_version is not None
    foreign = world.demand.published_version.requirements.all()[0]
    api = Api(world.cast.institution_member)
    assert api.put(f"/demands/{world.draft.pk}/rows/{foreign.pk}/", ROW).status_code == 404
    assert api.delete(f"/demands/{world.draft.pk}/rows/{foreign.pk}/").status_code == 404
    assert api.put(f"/demands/{world.demand.pk}/rows/{foreign.pk}/", ROW).status_code == 409


def test_other_peoples_notifications_stay_unread(world: World) -> None:
    answer = Api(world.cast.sales_engineer).post("/notifications/read/", {"ids": [world.notification.pk]})
    assert body_of(answer) == {"changed": 0}
    assert Notification.objects.get(pk=world.notification.pk).read_at is None
    answer = Api(world.cast.institution_member).post("/notifications/read/", {"ids": [world.notification.pk]})
    assert body_of(answer) == {"changed": 1}


def test_readings_is_written_in_the_name_of_who_measured(world: World) -> None:
    body = {
        "parameter": "test.pressure",
        "text": "49 MPa",
        "measured_on": "2026-01-05",
        "asked_text": "≥1 MPa",
        "recorded_by": world.cast.auditor.pk,
        "spec_value": 1,
    }
    path = f"/trials/{world.running_trial.pk}/readings/"
    answer = Api(world.cast.evaluator).post(path, body)
    assert answer.status_code == 201
    reading = world.running_trial.readings.get()
    assert (reading.recorded_by, reading.asked_text) == (world.cast.evaluator, "50 MPa")
    assert reading.is_accredited is False
