"""Filters of the result page: which products an address keeps, and the chips with their counts.

`clause=ID` (as often as wanted) keeps products that meet the clause; `passed=1` those that meet every ★; `evidence=3`
those with a value that a third party tested; `trial=1` those with a unit for trial; `within=1` those within the
budget; `province=34` those of makers there. `all=1` keeps everybody and only asks for the long list. What is not
understood is ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.accounts.regions import region_name
from apps.matching.results import PASSING, ProductLine, Result
from apps.taxonomy.language.types import EvidenceRung, Outcome

Keep = Callable[[ProductLine], bool]
Choice = tuple[str, str]  # the parameter of the address and its value

PLAIN: dict[Choice, Keep] = {
    ("passed", "1"): lambda line: line.match.outcome == Outcome.ELIGIBLE,
    ("evidence", "3"): lambda line: any(cell and cell.rung >= EvidenceRung.THIRD_PARTY for cell in line.cells),
    ("trial", "1"): lambda line: line.match.product.has_trial_unit,
    ("within", "1"): lambda line: line.match.budget_ok is True,
}
NAMES = ("passed", "clause", "evidence", "trial", "within", "province", "all")


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that can be pressed: its words, how many products stay with it, and where pressing it leads.

    `key` is the chip's own, for the focus to find it again.
    """

    key: str
    label: str
    count: int
    url: str
    active: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters that an address asks for, and the rest of its query string, which every chip keeps."""

    result: Result
    chosen: tuple[Choice, ...]
    query: QueryDict

    @classmethod
    def of(cls, result: Result, query: QueryDict) -> Filters:
        """Read the filters of an address."""
        asked = [(name, value) for name in NAMES for value in query.getlist(name)]
        known = dict.fromkeys(choice for choice in asked if _keep(result, choice) is not None)
        return cls(result, tuple(known), query)

    @property
    def shown(self) -> Result:
        """The result with only those product lines that are asked for; the columns and their counts stay."""
        return _only(self.result, self.chosen)

    @property
    def shows_all(self) -> bool:
        """Whether products with a ★ miss stand in the matrix: asked for, filtered for, or all there is."""
        shown = self.shown
        return bool(self.chosen) or self.query.get("all") == "1" or not (shown.eligible or shown.open)

    def chips(self) -> list[Chip]:
        """The filters in sight: everybody, all ★, each ★ alone, and what is not a clause; and whatever is on."""
        mandatory = [("clause", str(column.requirement.pk)) for column in self.result.columns if column.is_mandatory]
        province = self.result.run.version.province_code
        places = [("province", province)] if province else []
        choices = [("passed", "1"), *mandatory, ("evidence", "3"), ("trial", "1"), ("within", "1"), *places]
        choices += [choice for choice in self.chosen if choice not in choices and choice[0] == "clause"]
        return [self._everybody(), *(self._chip(choice) for choice in choices)]

    def other_clauses(self) -> list[Chip]:
        """The clauses without ★, for the menu."""
        others = [column for column in self.result.columns if not column.is_mandatory]
        return [self._chip(("clause", str(column.requirement.pk))) for column in others]

    def _everybody(self) -> Chip:
        return Chip("all", _("全部"), len(self.result.candidates), self._address(()), active=not self.chosen)

    def _chip(self, choice: Choice) -> Chip:
        is_on = choice in self.chosen
        without = tuple(each for each in self.chosen if each != choice)
        wanted = without if is_on else (*without, choice)
        count = len(_only(self.result, self.chosen if is_on else wanted).candidates)
        return Chip("-".join(choice), _label(self.result, choice), count, self._address(wanted), active=is_on)

    def _address(self, choices: Sequence[Choice]) -> str:
        rest = self.query.copy()
        for name in NAMES:
            rest.pop(name, None)
        for name, value in choices:
            rest.appendlist(name, value)
        return f"?{rest.urlencode()}"


def _label(result: Result, choice: Choice) -> str:
    name, value = choice
    if name == "clause":
        return next(column.label for column in result.columns if str(column.requirement.pk) == value)
    if name == "province":
        return _("%(province)s厂商") % {"province": region_name(value)}
    return {
        "passed": _("★ 全部满足"),
        "evidence": _("证据 ≥ 三方检测"),
        "trial": _("可试用"),
        "within": _("预算以内"),
    }[name]


def _keep(result: Result, choice: Choice) -> Keep | None:
    """What a choice keeps; None for one that means nothing here."""
    name, value = choice
    if name == "clause":
        places = [place for place, column in enumerate(result.columns) if str(column.requirement.pk) == value]
        return _meets(places[0]) if places else None
    if name == "province":
        return (lambda line: line.match.product.organisation.province_code == value) if region_name(value) else None
    return PLAIN.get(choice)


def _meets(place: int) -> Keep:
    return lambda line: (cell := line.cells[place]) is not None and cell.verdict in PASSING


def _only(result: Result, choices: Sequence[Choice]) -> Result:
    keeps = [keep for choice in choices if (keep := _keep(result, choice))]
    if not keeps:
        return result

    def kept(lines: Sequence[ProductLine]) -> tuple[ProductLine, ...]:
        return tuple(line for line in lines if all(keep(line) for keep in keeps))

    return replace(
        result,
        eligible=kept(result.eligible),
        open=kept(result.open),
        near=kept(result.near),
        far=kept(result.far),
        references=kept(result.references),
    )
