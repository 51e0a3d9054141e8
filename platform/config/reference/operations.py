"""What the pages of the reference show: groups of operations, each with all that a program needs to ask it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.reference.document import Document
from config.reference.fields import Field, Schemas

TITLES: Mapping[str, str | Promise] = {
    "accounts": gettext_lazy("身份与令牌"),
    "taxonomy": gettext_lazy("细分领域、参数、词表"),
    "products": gettext_lazy("产品"),
    "datasheets": gettext_lazy("样本"),
    "demands": gettext_lazy("需求"),
    "matching": gettext_lazy("比对"),
    "answers": gettext_lazy("应答"),
    "trials": gettext_lazy("试用"),
    "deals": gettext_lazy("对接"),
    "notifications": gettext_lazy("通知"),
}
"""Every tag of the document, in the order of the pages."""


@dataclass(frozen=True, slots=True)
class Body:
    """What a request or an answer carries: its fields and a true example, as JSON text."""

    media: tuple[str, ...]
    fields: tuple[Field, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A status that is no success, and when it is given."""

    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    who: str
    parameters: tuple[Field, ...]
    takes: Body | None
    status: str
    answer: Body
    refusals: tuple[Refusal, ...]
    command: str


@dataclass(frozen=True, slots=True)
class Group:
    """The operations about one kind of thing."""

    tag: str
    title: str
    operations: tuple[Operation, ...]


def groups_of(document: Document, *, site: str) -> tuple[Group, ...]:
    """All groups; `site` is the address that the commands ask."""
    schemas = Schemas(document["components"]["schemas"])
    found: dict[str, list[Operation]] = {tag: [] for tag in TITLES}
    for path, methods in document["paths"].items():
        for method, about in methods.items():
            found[about["tags"][0]].append(_operation(method, path, about, schemas=schemas, site=site))
    return tuple(Group(tag, str(TITLES[tag]), tuple(operations)) for tag, operations in found.items())


def _operation(method: str, path: str, about: Mapping[str, Any], *, schemas: Schemas, site: str) -> Operation:
    takes = _body(about["requestBody"]["content"], schemas) if "requestBody" in about else None
    status = next(status for status in about["responses"] if status.startswith("2"))
    return Operation(
        id=about["operationId"],
        method=method.upper(),
        path=path,
        summary=about.get("summary", ""),
        description=about.get("description", ""),
        who=_who(about),
        parameters=tuple(_parameters(about, schemas)),
        takes=takes,
        status=status,
        answer=_body(about["responses"][status].get("content", {}), schemas),
        refusals=tuple(Refusal(code, each["description"]) for code, each in _refusals(about)),
        command=_command(method.upper(), site + path, is_public=_is_public(about), body=takes),
    )


def _refusals(about: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((status, each) for status, each in about["responses"].items() if status[0] in "45")


def _is_public(about: Mapping[str, Any]) -> bool:
    return {} in about.get("security", ())


def _who(about: Mapping[str, Any]) -> str:
    if _is_public(about):
        return _("任何人")
    return _("登录的人，且有权做这一步") if "403" in about["responses"] else _("登录的人，只得到自己有权看的")


def _parameters(about: Mapping[str, Any], schemas: Schemas) -> Iterator[Field]:
    """Those of the address first, then the query, then the header."""
    order = ("path", "query", "header")
    for each in sorted(about.get("parameters", ()), key=lambda parameter: order.index(parameter["in"])):
        yield schemas.field(
            _name(each), each["schema"], is_required=each.get("required", False), note=each.get("description", "")
        )


def _name(parameter: Mapping[str, Any]) -> str:
    written = {"path": "{%s}", "query": "?%s=", "header": "%s:"}
    return str(written[parameter["in"]] % parameter["name"])


def _body(content: Mapping[str, Any], schemas: Schemas) -> Body:
    about: Mapping[str, Any] = content.get("application/json") or next(iter(content.values()), {})
    examples = [each["value"] for each in about.get("examples", {}).values()]
    text = json.dumps(examples[0], ensure_ascii=False, indent=2) if examples else ""
    return Body(tuple(content), schemas.fields_of(about.get("schema", {})), text)


def _command(method: str, address: str, *, is_public: bool, body: Body | None) -> str:
    """The request as a line for a shell."""
    parts = [f"curl {'' if method == 'GET' else f'-X {method} '}{shlex.quote(address)}"]
    if not is_public:
        parts.append("-H 'Authorization: Token …'")
    if body is not None and body.example:
        parts.append("-H 'Content-Type: application/json'")
        parts.append(f"-d {shlex.quote(json.dumps(json.loads(body.example), ensure_ascii=False))}")
    return " \\\n  ".join(parts)
