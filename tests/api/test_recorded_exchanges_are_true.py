"""docs/http holds exchanges as they really happen. With RECORD_HTTP=1 they are written anew."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import Max

from apps.taxonomy.models import Parameter
from kernel.models import RowChange, TableChange
from tests.api.asking import Api, body_of
from tests.api.operations import CONTENT, FACTS, ROW
from tests.api.recording import Recorder
from tests.api.world import GOOD, WEAK
from tests.cast import PASSWORD, Cast, make_cast, organisation_of
from tests.support.market import LINES, do_waiting_work, make_category, make_demand, make_product

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "http"
pytestmark = pytest.mark.django_db(transaction=True, reset_sequences=True)


@pytest.fixture(autouse=True)
def _notes_go_on(transactional_db: None) -> None:
    """Numbers of things begin anew in these tests; those of the notes must not: a note's number never comes back."""
    with connection.cursor() as cursor:
        for notes in (TableChange, RowChange):
            last = notes.objects.aggregate(last=Max("id"))["last"] or 1
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [notes._meta.db_table, last])


def _compare(name: str, recorder: Recorder) -> None:
    path, text = FOLDER / name, recorder.document()
    if os.environ.get("RECORD_HTTP") == "1":
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, f"docs/http/{name} is not what the API answers; see its README"


@pytest.fixture(name="cast")
def cast_with_first_ids(transactional_db: None) -> Cast:
    """The cast, after the sequences have begun anew."""
    return make_cast()


def test_signing_in_and_out(cast: Cast) -> None:
    note = Recorder(
        "Signing in", "A token is sent as `Authorization: Token …`. `X-Organisation` chooses the organisation."
    )
    email = cast.institution_member.email
    visitor = Api(None)
    note.ask(
        visitor,
        "A wrong password and an unknown address answer alike",
        "POST",
        "/sign-in/",
        {"email": email, "password": "wrong"},
    )
    token = body_of(note.ask(visitor, "Sign in", "POST", "/sign-in/", {"email": email, "password": PASSWORD}))["token"]
    member = Api(None, Authorization=f"Token {token}")
    note.ask(member, "Who am I", "GET", "/me/")
    note.ask(member, "Sign out: the token is worth nothing from now on", "POST", "/sign-out/", {})
    note.ask(member, "The same token again", "GET", "/me/")
    _compare("signing-in.md", note)


def test_products_from_draft_to_catalogue(cast: Cast) -> None:
    make_category()
    Parameter.objects.filter(code="test.pressure").update(name_en="Maximum pressure")
    note = Recorder("Products", "A maker writes and hands in; the catalogue answers everybody.")
    maker, visitor = Api(cast.sales_engineer), Api(None)
    made = body_of(note.ask(maker, "Write a draft", "POST", "/products/", CONTENT))
    note.ask(
        maker,
        "A text that is missing is named by its place",
        "POST",
        "/products/",
        {**CONTENT, "model": "NEW-2", "specs": [{"parameter": "test.pressure", "text": ""}]},
    )
    note.ask(maker, "Hand it in for review", "POST", f"/products/{made['id']}/submit/", {})
    note.ask(maker, "A step that the state does not permit", "POST", f"/products/{made['id']}/submit/", {})
    note.ask(Api(cast.competing_maker), "A competitor does not find it", "GET", f"/products/{made['id']}/")
    make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=GOOD)
    make_product(maker=organisation_of(cast.competing_maker), model="PSI-1", specs={"test.pressure": "8700 psi"})
    note.ask(
        visitor,
        "At least 60 MPa: 8,700 psi are a hair less",
        "GET",
        "/products/?category=999901&spec=test.pressure>=60 MPa",
    )
    note.ask(visitor, "A unit that does not fit is refused", "GET", "/products/?spec=test.pressure>=60 ℃")
    _compare("products.md", note)


def test_from_a_demand_to_its_deviation_table(cast: Cast) -> None:
    note = Recorder(
        "From a demand to its deviation table", "An institution writes, approves and publishes; the worker compares."
    )
    make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=GOOD)
    make_product(maker=organisation_of(cast.competing_maker), model="WEAK-1", specs=WEAK)
    member, approver = Api(cast.institution_member), Api(cast.institution_approver)
    note.ask(
        Api(None),
        "What a line is read as",
        "POST",
        "/requirements/parse/",
        {"text": "★1.1 最高耐压≥60MPa", "category": "999901"},
    )
    made = body_of(note.ask(member, "Write a demand", "POST", "/demands/", {**FACTS, "rows": [ROW]}))
    steps = f"/demands/{made['id']}/steps/"
    note.ask(member, "Submit it for approval", "POST", steps, {"step": "submit"})
    note.ask(member, "Who submits does not approve", "POST", steps, {"step": "approve"})
    note.ask(approver, "Approve", "POST", steps, {"step": "approve"})
    note.ask(member, "Publish: the comparison starts", "POST", steps, {"step": "publish"})
    do_waiting_work()
    runs = body_of(note.ask(member, "The result", "GET", f"/runs/?demand={made['id']}"))["results"]
    found = body_of(note.ask(member, "Products in their order", "GET", f"/runs/{runs[0]['id']}/matches/"))["results"]
    note.ask(Api(cast.competing_maker), "The maker's own deviation table", "GET", f"/matches/{found[1]['id']}/")
    note.ask(Api(cast.competing_maker), "Another maker's is not there", "GET", f"/matches/{found[0]['id']}/")
    _compare("demands.md", note)
    _trial_and_deal(cast, found[0])


def test_a_makers_answer(cast: Cast) -> None:
    note = Recorder("A maker's answer", "Filled from the product, corrected row by row; nobody else sees it.")
    product = make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=WEAK)
    demand = make_demand(
        institution=organisation_of(cast.institution_member), author=cast.institution_member, lines=LINES[:2]
    )
    maker, rows = Api(cast.sales_engineer), "/answers/{}/rows/{}/"
    asked = {"demand": demand.pk, "product": product.pk}
    made = body_of(note.ask(maker, "Begin: each row holds what the product states", "POST", "/answers/", asked))
    path = rows.format(made["id"], made["rows"][0]["id"])
    written = {
        "edit": 0,
        "response": "80 MPa",
        "proof_name": "检测报告",
        "proof_pages": "P12～13",
        "is_confirmed": True,
    }
    note.ask(maker, "Correct a row and prove it: it is judged at once", "PUT", path, written)
    note.ask(maker, "Who has not seen the latest gets both texts", "PUT", path, {**written, "response": "75 MPa"})
    note.ask(maker, "Pages that are none", "PUT", path, {**written, "edit": 1, "proof_pages": "附录A"})
    note.ask(Api(cast.institution_member), "The institution sees nothing of it", "GET", f"/answers/{made['id']}/")
    _compare("answers.md", note)


def _trial_and_deal(cast: Cast, match: dict[str, Any]) -> None:
    note = Recorder(
        "Trial and deal", "From a match to a measured value, and to each other's contacts after both consent."
    )
    member, maker, centre = Api(cast.institution_member), Api(cast.sales_engineer), Api(cast.evaluator)
    asked = {"match": match["id"], "centre": organisation_of(cast.evaluator).pk, "purpose": "验证 1.1 最高耐压"}
    trial = body_of(note.ask(member, "Ask for a trial", "POST", "/trials/", asked))
    steps = f"/trials/{trial['id']}/steps/"
    note.ask(centre, "The centre accepts", "POST", steps, {"step": "accept"})
    note.ask(centre, "and starts", "POST", steps, {"step": "start", "serial_number": "SN-1"})
    reading = {"parameter": "test.pressure", "text": "55 MPa", "measured_on": "2026-01-05", "is_accredited": True}
    note.ask(centre, "A measured value becomes evidence", "POST", f"/trials/{trial['id']}/readings/", reading)
    deal = body_of(
        note.ask(member, "Open a deal: the institution consents by it", "POST", "/deals/", {"match": match["id"]})
    )
    note.ask(member, "Contacts before both consent", "POST", f"/deals/{deal['id']}/contacts/", {})
    note.ask(maker, "The maker consents", "POST", f"/deals/{deal['id']}/steps/", {"step": "consent"})
    note.ask(member, "Contacts now; the look is recorded", "POST", f"/deals/{deal['id']}/contacts/", {})
    _compare("trials-and-deals.md", note)
