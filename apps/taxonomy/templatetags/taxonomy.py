"""What pages of other apps say about the taxonomy: ``{% load taxonomy %}``."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.inclusion_tag("taxonomy/_unknown_name.html")
def unknown_name(printed_name: str, seen: Mapping[str, int]) -> dict[str, object]:
    """``{% unknown_name row.printed_name seen %}`` the note beside a name that links to nothing.

    `seen` is what `proposal_selectors.times_seen` gives for all names of the page; of a name that is not in it nothing
    is said.
    """
    return {"times": seen.get(printed_name, 0)}
