"""The pages of the API's reference: every operation of the document, in both languages, and what a program needs."""

from __future__ import annotations

import html
import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from config.reference.document import document
from config.reference.fields import Schemas
from config.reference.operations import TITLES, Operation, groups_of
from tests.api.asking import described_operations

SITE = "https://yiqiao.example"


def _operations() -> dict[str, Operation]:
    groups = groups_of(document("zh"), site=SITE)
    return {each.id: each for group in groups for each in group.operations}


def test_each_operation_stands_in_the_group_of_its_tag() -> None:
    shown = {(group.tag, each.id) for group in groups_of(document("zh"), site=SITE) for each in group.operations}
    assert shown == {(about["tags"][0], key) for key, (_method, _path, about) in described_operations().items()}
    assert {tag for tag, _id in shown} == set(TITLES)


def test_fields_stand_by_their_path_with_kind_limits_and_choices() -> None:
    deal = _operations()["deals_create"]
    assert deal.takes is not None
    assert [field.path for field in deal.takes.fields if field.is_required] == ["match"]
    rows = {field.path: field for field in _operations()["answers_detail"].answer.fields}
    assert rows["demand.institution.name"].kind == "文本"
    assert "positive" in {choice.code for choice in rows["rows[].verdict"].choices}
    status = next(field for field in _operations()["answers_list"].parameters if field.path == "?status=")
    assert [(choice.code, choice.label) for choice in status.choices] == [("draft", "填写中"), ("ready", "已定稿")]
    assert status.note == ""


def test_a_schema_that_stands_in_itself_is_written_out_once() -> None:
    tree: dict[str, Any] = {"properties": {"name": {"type": "string"}, "below": {"$ref": "#/components/schemas/Tree"}}}
    fields = Schemas({"Tree": tree}).fields_of({"$ref": "#/components/schemas/Tree"})
    assert [field.path for field in fields] == ["name", "below"]


def test_who_may_ask_is_said_of_each_operation() -> None:
    operations = _operations()
    assert operations["products_list"].who == "任何人"
    assert operations["answers_list"].who == "登录的人，只得到自己有权看的"
    assert operations["answers_create"].who == "登录的人，且有权做这一步"


def test_the_command_carries_the_token_and_the_example() -> None:
    operations = _operations()
    assert operations["products_list"].command == f"curl {SITE}/api/v1/products/"
    command = operations["answers_create"].command
    assert command.startswith(f"curl -X POST {SITE}/api/v1/answers/ ")
    assert "'Authorization: Token …'" in command
    assert json.loads(command.partition(" -d ")[2].strip("'")) == {"demand": 417, "product": 601}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_show_every_operation_with_its_summary(client: Client, language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    index = client.get("/api/docs/").content.decode()
    for group in groups_of(document("en" if language == "en" else "zh"), site=SITE):
        page = client.get(f"/api/docs/{group.tag}/").content.decode()
        for each in group.operations:
            assert f'href="/api/docs/{group.tag}/#{each.id}"' in index
            assert f'id="{each.id}"' in page
            assert html.escape(each.summary) in page


@pytest.mark.django_db
def test_a_group_that_is_not_there_is_not_found(client: Client) -> None:
    assert client.get("/api/docs/no-such-group/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "start"), [("", b"openapi: 3"), ("?format=json", b'{\n    "openapi": "3')])
def test_the_document_is_there_to_download(client: Client, query: str, start: bytes) -> None:
    answer = client.get(f"/api/schema/{query}")
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert b"/api/v1/products/" in answer.content


@pytest.mark.django_db
def test_the_document_speaks_the_language_that_is_asked_for(client: Client) -> None:
    chinese, english = (client.get(f"/api/schema/?format=json&lang={each}").json() for each in ("zh-hans", "en"))
    summary = ("/api/v1/products/", "get", "summary")
    assert _at(chinese, summary) == "产品目录"
    assert _at(english, summary).isascii()


def _at(document: dict[str, Any], way: tuple[str, ...]) -> Any:
    found: Any = document["paths"]
    for step in way:
        found = found[step]
    return found
