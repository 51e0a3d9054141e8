"""From every page, 帮助 leads to the section that is about it, for each role; the mapping names real routes only."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from handbook.pages import SLUGS, page
from handbook.places import PLACES, place_of
from tests.access.routes import all_routes
from tests.cast import Cast, signed_in

KINDS = ("", "institution", "maker", "evaluation", "broker", "platform", "auditor")


def _stands(place: str) -> bool:
    slug, _hash, section = place.partition("#")
    return slug in SLUGS and (not section or section in {each.anchor for each in page(slug).sections})


def test_every_route_has_help_that_stands() -> None:
    places = {place_of(route, kind=kind) for route in all_routes() for kind in KINDS}
    assert len(places) > 20
    assert [place for place in sorted(places) if not _stands(place)] == []


def test_the_mapping_names_routes_that_exist() -> None:
    routes = set(all_routes())
    known = routes | {route.partition(":")[0] for route in routes}
    assert set(PLACES) <= known


def test_all_apps_with_pages_have_a_place() -> None:
    """A page of ours that falls to the start page for want of a line is a page without help."""
    apps = {route.partition(":")[0] for route in all_routes() if ":" in route}
    assert apps - set(PLACES) <= {"api"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("person", "route", "address"),
    [
        ("anonymous", "portal:home", "/help/start/"),
        ("institution_member", "portal:workbench", "/help/institution/"),
        ("institution_member", "demands:board", "/help/institution/#write"),
        ("sales_engineer", "demands:board", "/help/maker/#demands"),
        ("sales_engineer", "suppliers:mine", "/help/maker/#products"),
        ("evaluator", "trials:list", "/help/evaluation/#requests"),
        ("broker", "deals:list", "/help/broker/#deals"),
        ("administrator", "accounts:review", "/help/administrator/#organisations"),
        ("auditor", "portal:workbench", "/help/auditor/"),
        ("auditor", "accounts:review", "/help/auditor/#read"),
        ("newcomer", "portal:workbench", "/help/start/"),
    ],
)
def test_the_head_links_to_the_readers_own_how_to(cast: Cast, person: str, route: str, address: str) -> None:
    content = signed_in(getattr(cast, person)).get(reverse(route)).content.decode()
    assert re.search(r'class="help-link[^"]*" href="([^"]+)"', content).group(1) == address  # type: ignore[union-attr]


@pytest.mark.django_db
def test_the_foot_links_to_the_help() -> None:
    content = Client().get(reverse("portal:home")).content.decode()
    assert '<a href="/help/">帮助</a>' in content
