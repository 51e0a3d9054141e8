"""No value of the hostile list gives a 5xx, at any operation, as somebody who may ask it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.test.utils import override_settings
from rest_framework.parsers import JSONParser

from apps.accounts.api_views import ApiView
from tests.api.asking import Api, described_operations, rolled_back
from tests.api.hostile import BODIES, TEXTS, VALUES
from tests.api.operations import BY_ID, OPERATIONS, Op
from tests.api.shapes import fields_of_body
from tests.api.world import World

TAGS = ("accounts", "taxonomy", "notifications", "products", "demands", "matching", "trials", "deals")
HOSTILE_ADDRESSES = ("0", "9" * 19, "9" * 5000, "%00", "a%00b", "-1", "%ED%A0%80", "1.5", "１", "%2e%2e", "x" * 3000)


def _query_names(op: Op) -> list[str]:
    _method, _path, about = described_operations()[op.id]
    return [each["name"] for each in about.get("parameters", ()) if each["in"] == "query"]


def _places(names: list[str], turn: int, *, thorough: bool) -> list[str]:
    """All places, or one that changes from value to value."""
    return names if thorough or not names else [names[turn % len(names)]]


def _bodies(op: Op, world: World, *, thorough: bool) -> Iterator[object]:
    """Each hostile value in one field of a good body, or thoroughly in every field and in all at once."""
    good, names = dict(op.body(world)), sorted(fields_of_body(op.id))
    for turn, value in enumerate((*TEXTS, *VALUES)):
        for name in _places(names, turn, thorough=thorough):
            yield {**good, name: value}
        if thorough or not names:
            yield dict.fromkeys(names or ["unknown"], value)


def _ask_all(op: Op, world: World, api: Api, *, thorough: bool) -> Iterator[tuple[object, int]]:
    """Every hostile request of one operation with its status."""
    method, path, about = described_operations()[op.id]
    address = path.format(**op.params(world))
    names = _query_names(op) if method == "GET" else []
    for turn, value in enumerate(TEXTS if names else ()):
        for name in _places(names, turn, thorough=thorough):
            yield (name, value[:40]), api.ask(method, address, query={name: value}).status_code
    for body in _bodies(op, world, thorough=thorough) if "requestBody" in about else ():
        yield str(body)[:80], api.ask(method, address, body).status_code
    for value in HOSTILE_ADDRESSES if "{" in path else ():
        hostile = path.format(**dict.fromkeys((*op.params(world), "form", "code"), value))
        yield value[:40], api.ask(method, hostile, dict(op.body(world))).status_code


def _broken(world: World, tag: str, *, thorough: bool = False) -> tuple[Counter[int], list[object]]:
    """How often each status was answered, and the requests that broke something."""
    statuses: Counter[int] = Counter()
    broken: list[object] = []
    for op in [op for op in OPERATIONS if described_operations()[op.id][2]["tags"] == [tag]]:
        api = Api(world.person(op.role))
        with rolled_back():
            for value, status in _ask_all(op, world, api, thorough=thorough):
                statuses[status] += 1
                if status >= 500 or status == 429:
                    broken.append((op.id, value, status))
                cache.clear()  # the limit of sign-in would hide what stands behind it
    return statuses, broken


def test_the_list_is_long_enough() -> None:
    assert len(TEXTS) >= 50
    assert len(set(map(repr, (*TEXTS, *VALUES, *BODIES)))) >= 100


def test_nothing_hostile_breaks_an_operation(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    statuses: Counter[int] = Counter()
    for tag in TAGS:
        found, broken = _broken(world, tag)
        assert not broken, broken[:20]
        statuses += found
    with capsys.disabled():
        print(f"\nhostile requests to the API by status: {dict(statuses)}")  # noqa: T201


@pytest.mark.slow
@pytest.mark.parametrize("tag", TAGS)
def test_nothing_hostile_breaks_any_field(world: World, tag: str) -> None:
    _statuses, broken = _broken(world, tag, thorough=True)
    assert not broken, broken[:20]


def test_no_body_breaks_the_reading(world: World) -> None:
    api = Api(world.cast.sales_engineer)
    for body in BODIES:
        for path in ("/requirements/parse/", "/products/", "/sign-out/"):
            assert 400 <= api.ask("POST", path, body).status_code < 500 or path == "/sign-out/", body[:40]


@pytest.mark.django_db
def test_a_guard_that_is_off_lets_hostile_bodies_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the ordinary parser breaks on what ours refuses."""
    body = b'{"text": "a", "instrument": "\\ud800"}'
    api, path = Api(None), "/requirements/parse/"
    assert api.ask("POST", path, body).status_code == 422
    monkeypatch.setattr(ApiView, "parser_classes", [JSONParser])
    deep: Any = b"[" * 100_000
    assert api.ask("POST", path, deep).status_code == 500


@pytest.mark.django_db
def test_a_body_without_end_is_refused_before_it_is_kept() -> None:
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000):
        answer = Api(None).ask("POST", "/requirements/parse/", b'{"text": "' + b"a" * 2000 + b'"}')
    assert answer.status_code == 413


@pytest.mark.django_db
def test_only_json_is_read() -> None:
    answer = Client().post("/api/v1/sign-in/", {"email": "a@example.org", "password": "x"})
    assert answer.status_code == 415


def test_whatever_charset_is_named_it_is_utf_8(db: None) -> None:
    for charset in ("zlib", "rot13", "utf-7", "utf-16", "nothing", "hex"):
        answer = Client(raise_request_exception=False).generic(
            "POST", "/api/v1/requirements/parse/", b'{"text": "a"}', content_type=f"application/json; charset={charset}"
        )
        assert answer.status_code == 200, charset


def test_the_table_of_operations_is_whole() -> None:
    assert set(BY_ID) == set(described_operations())
