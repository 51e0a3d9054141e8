"""Pages that are kept for everybody: whoever asks gets the page that would be made for them, and never another's."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from apps.accounts import for_everybody
from apps.accounts.actors import ANONYMOUS
from apps.accounts.for_everybody import kept_page
from apps.accounts.models import Organisation
from apps.accounts.selectors import actor_of
from apps.demands.models import Demand, DemandVersion
from apps.demands.views.board import SHOWN as BOARD_SHOWS
from apps.matching.models import DeviationRow, MatchRun
from apps.portal.selectors import FEWEST_CANDIDATES
from apps.portal.views import SHOWN as HOME_SHOWS
from apps.suppliers.models import Product, SpecValue
from apps.suppliers.views.catalogue import SHOWN as CATALOGUE_SHOWS
from apps.taxonomy.models import Category, Parameter
from kernel import clock, kept_pages
from kernel.kept_pages import Shelf
from tests.cast import Cast, organisation_of, signed_in
from tests.demands import build
from tests.suppliers.builders import make_published, make_reference, make_type
from tests.support.market import make_demand, make_product, match_now

pytestmark = pytest.mark.django_db
TOKENS = re.compile(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")([A-Za-z0-9]{64})')
Kept = dict[str, tuple[str, tuple[str, ...]]]
TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)"')


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """An empty shelf."""
    empty = Shelf()
    monkeypatch.setattr(for_everybody, "shelf", empty)
    return empty


@pytest.fixture
def world(cast: Cast) -> Kept:
    """Kept pages, each with the tables that it says it shows."""
    category = make_type("999902")
    make_published(cast.sales_engineer, category, by=cast.administrator)
    make_reference(cast.administrator, category)
    build.make_published(cast.institution_member)
    for number in range(FEWEST_CANDIDATES):
        make_product(maker=organisation_of(cast.sales_engineer), model=f"P-{number}", specs={"test.pressure": "80 MPa"})
    match_now(make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member))
    return {
        "catalogue": (reverse("suppliers:catalogue"), CATALOGUE_SHOWS),
        "category": (reverse("suppliers:category", args=[category.code]), CATALOGUE_SHOWS),
        "filtered": (reverse("suppliers:catalogue") + "?evidence=1&trial=1", CATALOGUE_SHOWS),
        "tree": (reverse("taxonomy:index"), ("taxonomy_category", "taxonomy_templaterow")),
        "board": (reverse("demands:board"), BOARD_SHOWS),
        "home": (reverse("portal:home"), HOME_SHOWS),
    }


def page_for(client: Client, address: str, *, language: str = "zh-hans") -> str:
    """The page, with all tokens taken out that change at every request."""
    client.cookies["django_language"] = language
    answer = client.get(address)
    assert answer.status_code == 200
    return TOKENS.sub(r"\1", answer.content.decode())


@pytest.mark.parametrize("name", ["catalogue", "category", "filtered", "tree", "board", "home"])
def test_each_gets_what_would_be_made_for_them_alone(cast: Cast, world: Kept, shelf: Shelf, name: str) -> None:
    address, _shows = world[name]
    roles = ("anonymous", "newcomer", "institution_member", "other_institution_member", "sales_engineer", "auditor")
    people = {role: signed_in(getattr(cast, role)) for role in roles}
    asked = [(role, language) for role in people for language in ("zh-hans", "en")]
    alone = {}
    for role, language in asked:
        for_everybody.shelf = Shelf()
        alone[role, language] = page_for(people[role], address, language=language)
    for_everybody.shelf = shelf
    for each in [*asked, *reversed(asked)]:
        assert page_for(people[each[0]], address, language=each[1]) == alone[each], each
    assert len(set(alone.values())) == len(asked)


@pytest.mark.parametrize("name", ["catalogue", "tree", "board", "home"])
def test_nothing_of_a_person_is_kept(cast: Cast, world: Kept, shelf: Shelf, name: str) -> None:
    person, address = cast.sales_engineer, world[name][0]
    signed_in(person).get(address)
    Client().get(address)
    kept = b"".join(piece.plain for _state, page in shelf._pages.values() for piece in page.pieces).decode()
    assert "<h1" in kept
    for own in (person.name, person.email, reverse("accounts:switch"), reverse("account_logout")):
        assert own not in kept
    assert TOKENS.search(kept) is None


def test_tokens_are_each_ones_own_and_work(cast: Cast, world: Kept) -> None:
    address = world["catalogue"][0]
    for person in (cast.sales_engineer, cast.institution_member):
        client = Client(enforce_csrf_checks=True)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        tokens = {found[2] for found in TOKENS.finditer(client.get(address).content.decode())}
        other = Client(enforce_csrf_checks=True)
        other.get(address)
        for token in tokens:
            sent = {"csrfmiddlewaretoken": token, "language": "en", "next": "/"}
            assert other.post(reverse("accounts:language"), sent).status_code == 403
            assert client.post(reverse("accounts:language"), sent).status_code == 302


def test_those_signed_in_see_more_on_the_board(cast: Cast, world: Kept) -> None:
    address, button = world["board"][0], f'href="{reverse("demands:new")}"'
    assert button in signed_in(cast.institution_member).get(address).content.decode().partition("<main")[2]
    assert button not in Client().get(address).content.decode()


@pytest.mark.parametrize("name", ["catalogue", "category", "filtered", "tree", "board", "home"])
def test_a_page_names_every_table_that_it_reads(world: Kept, shelf: Shelf, name: str) -> None:
    address, shows = world[name]
    with CaptureQueriesContext(connection) as asked:
        Client().get(address)
    read = {table for query in asked for table in TABLE.findall(query["sql"])}
    assert read
    assert read <= set(shows)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'note_change'")
        assert set(shows) <= {table for (table,) in cursor.fetchall()}


CHANGES: list[tuple[str, Callable[[], object]]] = [
    ("catalogue", lambda: Product.objects.update(model=Concat("model", Value("改")))),
    ("catalogue", lambda: Product.objects.update(status=Product.Status.WITHDRAWN)),
    ("catalogue", lambda: Organisation.objects.update(name="改过的厂家")),
    ("category", lambda: SpecValue.objects.update(text="改过的指标", kind="text")),
    ("category", lambda: Parameter.objects.update(name_zh="改过的参数")),
    ("catalogue", lambda: Category.objects.update(name_zh="改过的类")),
    ("tree", lambda: Category.objects.update(name_zh="改过的类")),
    ("board", lambda: Demand.objects.update(status=Demand.Status.CLOSED)),
    ("board", lambda: DemandVersion.objects.update(title="改过的需求")),
    ("home", lambda: MatchRun.objects.update(eligible_count=7, compared_count=9)),
    ("home", lambda: DeviationRow.objects.update(verdict="negative")),
    ("home", lambda: Demand.objects.update(status=Demand.Status.CLOSED)),
    ("home", lambda: SpecValue.objects.update(rung=3, text="证实的值")),
]


@pytest.mark.parametrize(("name", "change"), CHANGES)
def test_a_change_shows_at_once(world: Kept, name: str, change: Callable[[], object]) -> None:
    address = world[name][0]
    before = page_for(Client(), address)
    assert page_for(Client(), address) == before
    change()
    after = page_for(Client(), address)
    assert after != before
    for_everybody.shelf = Shelf()
    assert page_for(Client(), address) == after


def test_a_kept_page_asks_once(world: Kept, cast: Cast) -> None:
    for address, _shows in world.values():
        Client().get(address)
        with CaptureQueriesContext(connection) as asked:
            Client().get(address)
        assert len(asked) == 1, address


def test_another_day_is_another_page(world: Kept, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    Client().get(world["tree"][0])
    tomorrow = clock.today() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    Client().get(world["tree"][0])
    assert len(shelf._pages) == 2


def test_what_somebody_typed_is_not_kept(world: Kept, shelf: Shelf) -> None:
    address = world["catalogue"][0]
    for asked in ("?q=SY-600", "?price_to=900", "?page=" + "1" * 200):
        assert Client().get(address + asked).status_code == 200
    assert not shelf._pages


def test_a_page_that_is_somebodys_is_refused() -> None:
    request = RequestFactory().get("/products/")
    request.resolver_match, request.actor = resolve("/products/"), ANONYMOUS  # type: ignore[attr-defined]

    def with_cookie(_visit: object) -> HttpResponse:
        answer = HttpResponse("x")
        answer.set_cookie("mine", "1")
        return answer

    with pytest.raises(ValueError, match="sets a cookie"):
        kept_page(shows=())(with_cookie)(request)
    with pytest.raises(AttributeError):
        kept_page(shows=())(lambda visit: HttpResponse(str(visit.session)))(request)


def test_compressed_and_plain_are_one_page(cast: Cast, world: Kept) -> None:
    client, address = signed_in(cast.institution_member), world["category"][0]
    plain = page_for(client, address)
    for _ in range(3):
        answer = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert TOKENS.sub(r"\1", gzip.decompress(answer.content).decode()) == plain


def test_the_shelf_stays_within_its_room() -> None:
    page = kept_pages.PersonalParts().page("x" * 1000)
    shelf = Shelf(most_bytes=page.size * 3)
    for number in range(5):
        shelf.keep(number, (1, 1), page)
        shelf.find(2, (1, 1))
    assert [number for number in range(5) if shelf.find(number, (1, 1))] == [2, 3, 4]
    assert shelf.find(4, (1, 2)) is None


def test_the_visitor_of_a_kept_page_is_nobody(cast: Cast) -> None:
    seen: list[object] = []

    def view(visit: object) -> HttpResponse:
        seen.append((visit.actor, visit.user.is_authenticated, visit.COOKIES))  # type: ignore[attr-defined]
        return HttpResponse("page")

    request = RequestFactory().get("/products/")
    request.resolver_match, request.user = resolve("/products/"), cast.administrator
    request.actor = actor_of(cast.administrator)  # type: ignore[attr-defined]
    request.COOKIES["secret"] = "1"
    assert kept_page(shows=())(view)(request).content == b"page"
    assert seen == [(ANONYMOUS, False, {})]
