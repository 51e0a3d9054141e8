"""The list of first steps as one tag: ``{% load first_steps %}{% first_steps %}``."""

from __future__ import annotations

from typing import Any

from django import template

from apps.portal.first_steps import first_steps_for

register = template.Library()


@register.inclusion_tag("portal/_first_steps.html", takes_context=True)
def first_steps(context: template.Context) -> dict[str, Any]:
    """The role's first steps with what is done; nothing once they were put away or all are done."""
    return {
        "first_steps": first_steps_for(context["actor"], context["bench"].marks),
        "csrf_token": context.get("csrf_token"),
    }
