"""不考虑 beside a deviation table: the control, or what was said and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from apps.accounts.actors import ANONYMOUS
from apps.deals import access
from apps.deals.models import Reaction
from apps.deals.reactions import dismissal_of
from apps.deals.views import RESULT
from apps.matching.models import Match

register = template.Library()


@register.inclusion_tag("deals/_dismissal.html", takes_context=True)
def dismissal(context: Mapping[str, Any], match: Match) -> dict[str, Any]:
    """Mark the product as not considered, with a reason, or take that back; nothing for who may not."""
    actor = context.get("actor", ANONYMOUS)
    may = access.may_dismiss(actor, match)
    return {
        "match": match,
        "may_dismiss": may,
        "dismissed": dismissal_of(match, actor=actor) if may else None,
        "reasons": Reaction.Reason.choices,
        "came_from": "" if context.get("stands_alone") else RESULT,
        "csrf_token": context.get("csrf_token"),
    }
