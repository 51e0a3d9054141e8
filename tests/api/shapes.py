"""Holding answers against the OpenAPI document."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from tests.api.asking import described_operations, description


def problems_of(operation_id: str, status: int, answer: object) -> list[str]:
    """What of an answer is not as the document says; keys that it does not name are wrong as well."""
    return _problems(_schema_of(operation_id, status), answer)


def _schema_of(operation_id: str, status: int) -> dict[str, Any]:
    _method, _path, about = described_operations()[operation_id]
    content: dict[str, Any] = about["responses"][str(status)].get("content", {})
    schema: dict[str, Any] = content["application/json"]["schema"]
    return schema


def problems_of_body(operation_id: str, body: object) -> list[str]:
    """What of an example of a request is not as the document says."""
    _method, _path, about = described_operations()[operation_id]
    return _problems(about["requestBody"]["content"]["application/json"]["schema"], body)


def _problems(schema: dict[str, Any], value: object) -> list[str]:
    document = {**_closed(schema), "components": _closed(description()["components"])}
    found = Draft202012Validator(document).iter_errors(value)
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in found]


def _closed(schema: Any) -> Any:
    """OpenAPI 3.0 as JSON schema: `nullable` becomes a choice of null, and objects have no keys but those named."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _closed(value) for name, value in schema.items() if name != "nullable"}
    if made.get("type") == "object" and "properties" in made:
        made["additionalProperties"] = False
    return {"anyOf": [made, {"type": "null"}]} if schema.get("nullable") is True else made


def fields_of_body(operation_id: str) -> list[str]:
    """The names of a body's fields on its first level."""
    _method, _path, about = described_operations()[operation_id]
    reference = about["requestBody"]["content"]["application/json"]["schema"].get("$ref", "")
    component = description()["components"]["schemas"].get(reference.rpartition("/")[2], {})
    return list(component.get("properties", {}))
