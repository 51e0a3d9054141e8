"""本国产品: a dated rule. Version 1 asks for the place of production alone; unknown is never domestic.

Ownership, registration and brand play no part. A later version adds the share of component cost; the version that
was in force on the day of a decision is the one that is quoted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from kernel.languages import bracketed


class Standing(StrEnum):
    """What the rule says of a product."""

    DOMESTIC = "domestic"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of the rule and the day from which it holds."""

    version: int
    valid_from: date


@dataclass(frozen=True, slots=True)
class DomesticStatement:
    """The statement on a product page: the standing, why, and by which version of the rule."""

    standing: Standing
    reason: str
    rule: Rule

    @property
    def is_domestic(self) -> bool:
        """Whether the product counts as domestic; unknown does not."""
        return self.standing is Standing.DOMESTIC


RULES = (Rule(version=1, valid_from=date(2026, 1, 1)),)


def rule_on(day: date) -> Rule:
    """The version in force on a day; the first one for days before it."""
    return max((rule for rule in RULES if rule.valid_from <= day), key=lambda rule: rule.valid_from, default=RULES[0])


def domestic_statement(origin: str, place: str, *, on: date) -> DomesticStatement:
    """Judge by the place of production. `origin` is domestic, abroad or unknown; `place` is the printed place."""
    rule = rule_on(on)
    where = bracketed(place)
    if origin == "domestic":
        return DomesticStatement(Standing.DOMESTIC, _("在中国境内生产%(where)s") % {"where": where}, rule)
    if origin == "abroad":
        return DomesticStatement(Standing.FOREIGN, _("在境外生产%(where)s") % {"where": where}, rule)
    return DomesticStatement(Standing.UNKNOWN, _("厂商未说明生产地，不计为本国产品"), rule)
