"""The OpenAPI document is valid, names every operation, shows true examples."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

from django.core.management import call_command

from tests.api.asking import described_operations
from tests.api.shapes import problems_of, problems_of_body


def test_the_schema_is_valid_and_without_warnings() -> None:
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    assert "openapi: 3" in out.getvalue()


def _examples(content: dict[str, Any]) -> Iterator[Any]:
    for each in content.get("application/json", {}).get("examples", {}).values():
        yield each["value"]


def test_every_operation_has_a_summary_a_tag_and_true_examples() -> None:
    wrong: list[object] = []
    for operation_id, (_method, _path, about) in described_operations().items():
        if not about.get("summary") or len(about.get("tags", ())) != 1:
            wrong.append((operation_id, "summary or tag"))
        if "requestBody" in about:
            bodies = list(_examples(about["requestBody"]["content"]))
            wrong += [(operation_id, problem) for body in bodies for problem in problems_of_body(operation_id, body)]
            if not bodies:
                wrong.append((operation_id, "no example of a request"))
        wrong += _wrong_answers(operation_id, about)
    assert not wrong


def _wrong_answers(operation_id: str, about: dict[str, Any]) -> list[object]:
    status = next(status for status in about["responses"] if status.startswith("2"))
    content = about["responses"][status].get("content", {})
    if "application/json" not in content:
        return []
    answers = list(_examples(content))
    found: list[object] = [
        (operation_id, problem) for answer in answers for problem in problems_of(operation_id, int(status), answer)
    ]
    return found if answers else [(operation_id, "no example of an answer")]


def test_refusals_are_described_with_one_shape() -> None:
    for operation_id, (_method, _path, about) in described_operations().items():
        refusals = {status: each for status, each in about["responses"].items() if status[0] == "4"}
        assert refusals or about["parameters"] == [], operation_id
        for each in refusals.values():
            assert each["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Error"}
