"""All routes of the platform, taken from the URL resolver."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

# Subtrees that the table leaves out, each with its reason.
EXCLUDED_NAMESPACES = {
    "admin": "Django's own pages for operators: test_operators_pages_need_a_staff_account asks them as a whole",
}


@dataclass(frozen=True)
class Route:
    """One address. `name` is what `reverse` takes; a route without a name is known by its pattern."""

    name: str
    pattern: str
    view: Callable[..., object]

    @property
    def is_named(self) -> bool:
        """Whether `reverse` finds it."""
        return self.name != self.pattern


def all_routes(patterns: Sequence[URLPattern | URLResolver] | None = None) -> dict[str, Route]:
    """Name → route, in the order of the resolver; excluded namespaces are left out.

    A pattern that only adds a `.json` to one of the same name is the same route. Raises AssertionError when two
    different patterns have one name: the table could not tell them apart.
    """
    found: dict[str, Route] = {}
    for route in _walk(get_resolver().url_patterns if patterns is None else patterns, "", ()):
        if "<format>" in route.pattern or "drf_format_suffix" in route.pattern:
            continue
        known = found.setdefault(route.name, route)
        assert known.pattern == route.pattern, f"{known.pattern} and {route.pattern} are both named {route.name}"
    return found


def _walk(patterns: Sequence[URLPattern | URLResolver], prefix: str, namespaces: tuple[str, ...]) -> Iterator[Route]:
    for entry in patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            below = namespaces + ((entry.namespace,) if entry.namespace else ())
            if entry.namespace not in EXCLUDED_NAMESPACES:
                yield from _walk(entry.url_patterns, pattern, below)
        else:
            name = ":".join([*namespaces, entry.name]) if entry.name else pattern
            yield Route(name, pattern, entry.callback)
