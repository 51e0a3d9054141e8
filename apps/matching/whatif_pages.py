"""How a trial is shown: a ruler a knob, what has come of it in words, and the addresses that go on from there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.demands.models import Requirement
from apps.matching.engine.knobs import End, Knob, Scene, Tick, knobs_of
from apps.matching.results import ProductLine, Result
from apps.matching.whatif import Standing, Trial, Turn, key_of
from apps.taxonomy.language.types import Mark, Operator, decimal_text
from apps.taxonomy.language.wording import number_text, with_unit
from design.parts import RulerTick
from design.rulers import Axis
from kernel.languages import listed, named

SHOWN_FIRST = 4
MOST_NAMES = 3
SIGNS = {Mark.MANDATORY.value: "★", Mark.IMPORTANT.value: "▲"}


@dataclass(frozen=True, slots=True)
class Step:
    """The nearest value that lets further products in: its words, who comes in, and the address that tries it."""

    words: str
    count: int
    names: str
    url: str


@dataclass(frozen=True, slots=True)
class Ruler:
    """One knob as it is drawn. `value` is what its field shows; `stops` are the exact values that products give."""

    key: str
    row: Requirement
    end: End
    at_least: bool
    value: str
    threshold: Fraction
    published: Fraction
    ticks: tuple[RulerTick, ...]
    axis: Axis
    stops: str
    silent: int
    step: Step | None
    wrong: str

    @property
    def label(self) -> str:
        """The clause as lists name it, and of a range which end."""
        name = f"{SIGNS.get(self.row.mark, '')}{self.row.clause} {self.row.printed_name}".strip()
        if self.row.op != Operator.RANGE:
            return name
        return _("%(name)s 下限") % {"name": name} if self.end is End.LO else _("%(name)s 上限") % {"name": name}

    @property
    def sign(self) -> str:
        """What the field's number is: the least or the most that is asked for."""
        if self.row.op == Operator.TOLERANCE:
            return "±"
        if self.row.op == Operator.RANGE:
            return "≤" if self.end is End.LO else "≥"
        loose, strict = ("≥", ">") if self.at_least else ("≤", "<")
        return strict if self.row.is_strict else loose

    @property
    def is_turned(self) -> bool:
        """Whether it is tried at another value than the published one."""
        return self.threshold != self.published

    @property
    def was(self) -> str:
        """The published value in words."""
        return number_text(self.published)

    @property
    def passing(self) -> int:
        """How many products reach the value."""
        return sum(tick.count for tick in self.ticks if tick.passes)

    @property
    def total(self) -> int:
        """How many products give a value."""
        return sum(tick.count for tick in self.ticks)

    @property
    def is_mandatory(self) -> bool:
        """Whether the clause carries ★: only then does it decide who is 满足."""
        return self.row.mark == Mark.MANDATORY


@dataclass(frozen=True, slots=True)
class Rulers:
    """The rulers in sight and those behind a fold."""

    first: tuple[Ruler, ...]
    others: tuple[Ruler, ...]

    @property
    def opens_others(self) -> bool:
        """Whether one behind the fold is turned or wrong."""
        return any(ruler.is_turned or ruler.wrong for ruler in self.others)

    @property
    def all(self) -> tuple[Ruler, ...]:
        """Every ruler."""
        return self.first + self.others


def rulers_of(trial: Trial, scenes: Sequence[Scene], query: QueryDict, models: Mapping[str, str]) -> Rulers:
    """All rulers; first the ★ clauses that can let somebody in, then the other ★, then the rest.

    The order is that of the published demand: it does not move while a handle does. `models` names products by id.
    """
    published = {(knob.index, knob.end): knob for knob in knobs_of(trial.published.requirements)}
    steps = trial.scenes(trial.published) if trial.is_on else scenes
    helping = {(scene.knob.index, scene.knob.end) for scene in steps if scene.step}
    drawn = [
        (
            _rank(trial, scene.knob, helping),
            _ruler(trial, scene, published[scene.knob.index, scene.knob.end], query, models),
        )
        for scene in scenes
        if scene.ticks
    ]
    ordered = [ruler for _place, ruler in sorted(drawn, key=lambda pair: pair[0])]
    return Rulers(tuple(ordered[:SHOWN_FIRST]), tuple(ordered[SHOWN_FIRST:]))


def _rank(trial: Trial, knob: Knob, helping: set[tuple[int, End]]) -> tuple[int, int, str]:
    mark = trial.rows[knob.index].mark
    weight = {Mark.MANDATORY.value: 1, Mark.IMPORTANT.value: 2}.get(mark, 3)
    return (0 if (knob.index, knob.end) in helping else weight, knob.index, "" if knob.end is End.LO else "hi")


def _ruler(trial: Trial, scene: Scene, published: Knob, query: QueryDict, models: Mapping[str, str]) -> Ruler:
    row, knob = trial.rows[scene.knob.index], scene.knob
    key = key_of(row, knob.end)
    wrong = trial.wrong.get(key, "")
    values = [tick.value for tick in scene.ticks]
    return Ruler(
        key=key,
        row=row,
        end=knob.end,
        at_least=knob.at_least,
        value=trial.typed[key] if wrong else number_text(knob.asked),
        threshold=knob.asked,
        published=published.asked,
        ticks=tuple(_tick(tick, models) for tick in scene.ticks),
        axis=Axis.around(float(value) for value in (*values, published.asked)),
        stops=" ".join(text for value in (*values, published.asked) if "/" not in (text := decimal_text(value))),
        silent=scene.silent,
        step=_step(row, knob, scene.step, query, models) if scene.step else None,
        wrong=wrong,
    )


def _tick(tick: Tick, models: Mapping[str, str]) -> RulerTick:
    label = named(number_text(tick.value), names_of(tick.products, models))
    return RulerTick(float(tick.value), tick.passes, len(tick.products), label)


def _step(row: Requirement, knob: Knob, tick: Tick, query: QueryDict, models: Mapping[str, str]) -> Step | None:
    text = decimal_text(tick.value)
    if "/" in text:  # no finite decimal: nobody could type it, and no row could hold it
        return None
    sign = "±" if row.op == Operator.TOLERANCE else "≥" if knob.at_least else "≤"
    words = f"{sign} {with_unit(number_text(tick.value), row.unit)}"
    url = address(query, {key_of(row, knob.end): text})
    return Step(words, len(tick.products), names_of(tick.products, models), url)


def names_of(product_ids: Iterable[str], models: Mapping[str, str]) -> str:
    """A few products by model, and how many more."""
    names = [models.get(product_id, "") for product_id in product_ids]
    known = [name for name in names if name][:MOST_NAMES]
    text, more = listed(known), len(names) - len(known)
    if not more:
        return text
    if not text:
        return ngettext("%(count)d 款", "%(count)d 款", more) % {"count": more}
    return _("%(names)s 等 %(count)d 款") % {"names": text, "count": len(names)}


def address(query: QueryDict, changes: Mapping[str, str]) -> str:
    """This page's address with some knobs at other values; '' puts one back."""
    changed = query.copy()
    for key, text in changes.items():
        changed.pop(key, None)
        if text:
            changed[key] = text
    return f"?{changed.urlencode()}"


def put_back(query: QueryDict) -> str:
    """This page's address with every knob as published."""
    return address(query, {key: "" for key in query if key.startswith(("lo-", "hi-"))})


@dataclass(frozen=True, slots=True)
class Said:
    """What a trial has come to: each change in words, 满足 before and after, who comes in and who falls out."""

    changes: tuple[str, ...]
    before: Standing
    after: Standing
    came: str
    went: str
    differs_from_run: bool


def say_trial(trial: Trial, *, models: Mapping[str, str], run_count: int) -> Said:
    """Put a trial in words. `run_count` is what the stored run counted: another number means newer products."""
    before = trial.standing(trial.published)
    after = trial.standing(trial.tried) if trial.is_on else before
    return Said(
        changes=tuple(_change(turn) for turn in trial.turns),
        before=before,
        after=after,
        came=names_of(sorted(after.products - before.products), models),
        went=names_of(sorted(before.products - after.products), models),
        differs_from_run=len(before.products) != run_count,
    )


def _change(turn: Turn) -> str:
    row = turn.row
    name = f"{SIGNS.get(row.mark, '')}{row.clause} {row.printed_name}".strip()
    words = {"name": name, "before": number_text(turn.knob.asked), "after": number_text(turn.value)}
    return _("%(name)s 由 %(before)s 改为 %(after)s。") % words


def models_in(result: Result) -> dict[str, str]:
    """The models of the products on the page, by id as the engine writes it."""
    lines: tuple[ProductLine, ...] = result.candidates
    return {str(line.match.product_id): line.match.product.model for line in lines}
