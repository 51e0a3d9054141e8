"""From a JSON schema to rows that a person reads: one row for each field, nested ones by their path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Schema = Mapping[str, Any]

DEEPEST = 6
"""Levels of nesting that are written out; below them the field's kind stands alone."""

_KINDS: Mapping[tuple[str, str], str | Promise] = {
    ("string", ""): gettext_lazy("文本"),
    ("string", "date-time"): gettext_lazy("时间（带时区）"),
    ("string", "date"): gettext_lazy("日期"),
    ("string", "decimal"): gettext_lazy("十进制数（写成文本）"),
    ("string", "uri"): gettext_lazy("网址"),
    ("string", "email"): gettext_lazy("邮箱"),
    ("string", "binary"): gettext_lazy("文件"),
    ("integer", ""): gettext_lazy("整数"),
    ("number", ""): gettext_lazy("数"),
    ("boolean", ""): gettext_lazy("true 或 false"),
    ("array", ""): gettext_lazy("列表"),
    ("object", ""): gettext_lazy("对象"),
}
_CHOICE = re.compile(r"^\* `([^`]*)` - (.*)$")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the codes that a field takes. `label` is empty where the code says it all."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field or parameter. `limits` are sentences; `note` is its author's text without the list of choices."""

    path: str
    kind: str
    is_required: bool
    note: str
    limits: tuple[str, ...]
    choices: tuple[Choice, ...]


class Schemas:
    """The named schemas of a document, and the reading of those that refer to them."""

    def __init__(self, named: Mapping[str, Schema]) -> None:
        self._named = named

    def fields_of(self, schema: Schema) -> tuple[Field, ...]:
        """All fields of an object or of a list of objects, outermost first; nothing for a bare value."""
        return tuple(self._walk(self.resolved(schema), prefix="", above=()))

    def field(self, name: str, schema: Schema, *, is_required: bool, note: str = "") -> Field:
        """One row. `note` stands in for the schema's own description."""
        plain = self.resolved(schema)
        described = note or str(plain.get("description", ""))
        return Field(
            path=name,
            kind=self._kind(plain),
            is_required=is_required,
            note=_without_choices(described),
            limits=tuple(_limits(plain)),
            choices=tuple(_choices(plain, described)),
        )

    def resolved(self, schema: Schema) -> Schema:
        """The schema itself in place of a reference, what stands beside the reference laid over it."""
        for word in ("allOf", "oneOf", "anyOf"):
            for part in schema.get(word, ())[:1]:
                return {**self.resolved(part), **_without(schema, word)}
        if "$ref" not in schema:
            return schema
        name = schema["$ref"].rpartition("/")[2]
        return {**self.resolved(self._named[name]), **_without(schema, "$ref"), "x-name": name}

    def _walk(self, schema: Schema, *, prefix: str, above: Sequence[str]) -> Iterator[Field]:
        """The rows below `prefix`; a schema that stands in itself is not walked a second time."""
        if schema.get("type") == "array":
            yield from self._walk(self.resolved(schema["items"]), prefix=f"{prefix}[]", above=above)
            return
        name = schema.get("x-name", "")
        if name in above or len(above) >= DEEPEST:
            return
        for key, part in schema.get("properties", {}).items():
            path = f"{prefix}.{key}" if prefix else key
            yield self.field(path, part, is_required=key in schema.get("required", ()))
            yield from self._walk(self.resolved(part), prefix=path, above=[*above, name or path])

    def _kind(self, schema: Schema) -> str:
        kind, form = schema.get("type", ""), schema.get("format", "")
        if kind == "array":
            return _("列表，每项为：%(kind)s") % {"kind": self._kind(self.resolved(schema["items"]))}
        word = _KINDS.get((kind, form)) or _KINDS.get((kind, "")) or _("任意值")
        return _("%(kind)s，或 null") % {"kind": word} if schema.get("nullable") else str(word)


def _without(schema: Schema, word: str) -> Schema:
    return {key: value for key, value in schema.items() if key != word}


def _limits(schema: Schema) -> Iterator[str]:
    if "maxLength" in schema:
        yield _("最长 %(count)s 字") % {"count": schema["maxLength"]}
    if "maxItems" in schema:
        yield _("最多 %(count)s 项") % {"count": schema["maxItems"]}
    if "minimum" in schema and "maximum" in schema:
        yield _("%(low)s 到 %(high)s") % {"low": schema["minimum"], "high": schema["maximum"]}
    if schema.get("default") not in (None, "", [], {}):
        yield _("不给时为 %(value)s") % {"value": str(schema["default"]).lower()}


def _choices(schema: Schema, described: str) -> Iterator[Choice]:
    """The codes with the words that the description has for them."""
    found = (_CHOICE.match(line) for line in described.splitlines())
    words = {match.group(1): match.group(2) for match in found if match}
    of = schema.get("items", schema) if schema.get("type") == "array" else schema
    for code in of.get("enum", ()):
        label = words.get(str(code), "")
        yield Choice(str(code), "" if label == str(code) else label)


def _without_choices(described: str) -> str:
    return "\n".join(line for line in described.splitlines() if not _CHOICE.match(line)).strip()
