"""Reads the access table: tests/access/table/*.yaml (docs/access.md says how an entry is written)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from tests.cast import Cast

FOLDER = Path(__file__).with_name("table")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ROLES = tuple(role.name for role in fields(Cast))
ANSWERS = frozenset(
    {"ok", "moved", "sign-in", "refused", "hidden", "invalid", "conflict", "not-allowed", "limited", "unsupported"}
)

GROUPS: dict[str, frozenset[str]] = {
    "visitors": frozenset({"anonymous", "suspended_user"}),
    "unattached": frozenset({"newcomer", "unverified_member"}),
    "institution": frozenset({"institution_owner", "institution_approver", "institution_member"}),
    "makers": frozenset({"sales_engineer", "competing_maker"}),
    "brokers": frozenset({"broker", "other_broker"}),
    "platform": frozenset({"administrator", "auditor"}),
    "others": frozenset(ROLES),
}


class TableError(Exception):
    """The table says something that it cannot say; the message names file and entry."""


@dataclass(frozen=True)
class Entry:
    """One route with one choice of parameters: method → role → expected answer."""

    route: str
    params: str
    query: str
    is_htmx: bool
    bodies: Mapping[str, Mapping[str, Any]]
    expected: Mapping[str, Mapping[str, str]]
    source: str = field(compare=False)

    @property
    def label(self) -> str:
        """How a failure names the entry."""
        return f"{self.route}({self.params})" if self.params else self.route


def read_table(folder: Path = FOLDER) -> list[Entry]:
    """All entries of all files. Raises TableError for an unknown word or two entries of one route and params."""
    entries = [
        _entry(raw, source=path.name)
        for path in sorted(folder.glob("*.yaml"))
        for raw in yaml.safe_load(path.read_text(encoding="utf-8")) or []
    ]
    seen: set[tuple[str, str, str]] = set()
    for entry in entries:
        key = (entry.route, entry.params, entry.query)
        if key in seen:
            raise TableError(f"{entry.source}: {entry.label} stands twice")
        seen.add(key)
    return entries


def _entry(raw: Mapping[str, Any], *, source: str) -> Entry:
    unknown = set(raw) - {"route", "params", "query", "htmx", "body", *METHODS}
    if unknown or "route" not in raw:
        raise TableError(f"{source}: {raw.get('route', raw)}: unknown keys {sorted(unknown)}")
    expected = {
        method: _roles(raw[method], where=f"{source}: {raw['route']} {method}") for method in METHODS if method in raw
    }
    bodies = raw.get("body", {})
    return Entry(
        route=raw["route"],
        params=raw.get("params", ""),
        query=raw.get("query", ""),
        is_htmx=raw.get("htmx", False),
        bodies=bodies,
        expected=expected,
        source=source,
    )


def _roles(raw: str | Mapping[str, str], *, where: str) -> dict[str, str]:
    """Role → answer. A role's own line beats its group's, a group beats `others`; every role must get an answer."""
    said = {"others": raw} if isinstance(raw, str) else dict(raw)
    _check_words(said, where=where)
    roles: dict[str, str] = {}
    for role in ROLES:
        groups = [name for name, members in GROUPS.items() if role in members and name in said]
        if role not in said and not groups:
            raise TableError(f"{where}: no answer for {role}")
        roles[role] = said[role] if role in said else said[groups[0]]
    return roles


def _check_words(said: Mapping[str, str], *, where: str) -> None:
    wrong: Iterable[str] = [name for name in said if name not in GROUPS and name not in ROLES]
    wrong = [*wrong, *(answer for answer in said.values() if answer not in ANSWERS)]
    if wrong:
        raise TableError(f"{where}: unknown words {wrong}; roles {ROLES}, groups {tuple(GROUPS)}, {sorted(ANSWERS)}")
