"""What every template knows of the actor."""

from __future__ import annotations

from django.http import HttpRequest


def actor(request: HttpRequest) -> dict[str, object]:
    """`actor`: who looks at the page."""
    return {"actor": getattr(request, "actor", None)}
