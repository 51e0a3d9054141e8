"""Demands of the market as rows: published in their first version, with requirement rows and steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from apps.demands.lifecycle import Stage, Status, Step
from apps.demands.models import Demand, DemandStep, DemandVersion, Requirement
from apps.matching.engine.facts import DemandFacts
from apps.sample.market import World
from apps.sample.scale.copying import Filling, Table, take_ids
from apps.sample.scale.people import FOUNDED, Member
from apps.taxonomy.language import types
from apps.taxonomy.language.types import Operator
from apps.taxonomy.language.wording import requirement_in_words
from apps.taxonomy.models import Category, Parameter

PURPOSE = "示例需求：为规模测试而编造，机构与参数均为虚构。"
EVERY = timedelta(minutes=10)  # one demand is published after the other
_HIDDEN_BUDGETS = 4  # every so many demands one does not show its ceiling
_STEPS = (
    (Step.CREATE, "", Status.DRAFT),
    (Step.SUBMIT, Status.DRAFT, Status.PENDING),
    (Step.APPROVE, Status.PENDING, Status.PENDING),
    (Step.PUBLISH, Status.PENDING, Status.PUBLISHED),
)


@dataclass
class _Lines:
    """The lines of one batch by table."""

    demands: list[str] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)


class DemandWriter:
    """Copies demands of a market into the tables, a batch at a time."""

    def __init__(self, world: World, institutions: Sequence[Member]) -> None:
        self._world, self._institutions = world, institutions
        self._categories = {each.code: each for each in Category.objects.all()}
        self._parameters = {each.code: each for each in Parameter.objects.all()}
        self._demands, self._versions = Table(Demand, "id"), Table(DemandVersion, "id")
        self._rows = Table(Requirement, "version")
        self._steps = Table(DemandStep, "demand", "taken_at", "taken_by")
        self._step_rests = [
            self._steps.rest(
                DemandStep(step=step, from_status=before, to_status=after, reason="示例", version_number=1)
            )
            for step, before, after in _STEPS
        ]

    def lines_of(self, batch: Sequence[DemandFacts]) -> Filling:
        """The lines of these demands and of everything that hangs on them, by table in the order of writing.

        A demand points to its version and the version to its demand: both are written in one transaction.
        """
        lines = _Lines()
        ids = zip(take_ids(Demand, len(batch)), take_ids(DemandVersion, len(batch)), strict=True)
        for (demand_id, version_id), facts in zip(ids, batch, strict=True):
            self._add(lines, demand_id, version_id, facts)
        return (
            (self._demands, lines.demands),
            (self._versions, lines.versions),
            (self._rows, lines.rows),
            (self._steps, lines.steps),
        )

    def _add(self, lines: _Lines, demand_id: int, version_id: int, facts: DemandFacts) -> None:
        number = int(facts.demand_id.removeprefix("D"))
        institution = self._institutions[number * 7 % len(self._institutions)]
        version = self._version(facts, number, institution)
        version.demand_id = demand_id
        demand = Demand(
            organisation_id=institution.organisation_id,
            created_by_id=institution.writer_id,
            status=Status.PUBLISHED,
            published_version_id=version_id,
            is_sample=True,
            created_at=version.created_at,
            updated_at=version.created_at,
        )
        day = version.created_at.isoformat()
        lines.demands.append(f"{demand_id}\t{self._demands.rest(demand)}")
        lines.versions.append(f"{version_id}\t{self._versions.rest(version)}")
        lines.rows += [f"{version_id}\t{self._rows.rest(row)}" for row in self.rows_of(facts)]
        people = (institution.writer_id, institution.writer_id, institution.approver_id, institution.writer_id)
        lines.steps += [
            f"{demand_id}\t{day}\t{who}\t{rest}" for who, rest in zip(people, self._step_rests, strict=True)
        ]

    def _version(self, facts: DemandFacts, number: int, institution: Member) -> DemandVersion:
        day = FOUNDED + EVERY * number
        return DemandVersion(
            number=1,
            stage=Stage.PUBLISHED,
            title=facts.title,
            category=self._categories[self._world.type_of_demand(number).code],
            purpose=PURPOSE,
            budget_yuan=facts.budget,
            is_budget_public=number % _HIDDEN_BUDGETS != 0,
            delivery_days=facts.delivery_days,
            province_code=institution.province_code,
            contact_name="示例联系人",
            contact_phone="000-00000000",
            created_at=day,
            published_at=day,
        )

    def rows_of(self, facts: DemandFacts) -> Iterator[Requirement]:
        """Unsaved rows of the demand's requirements, as people would have typed them and confirmed."""
        position = 0
        for line, asked in enumerate(facts.requirements, start=1):
            choices = asked.alternatives or (asked,)
            for alternative, each in enumerate(choices, start=1):
                position += 1
                row = self._row(each)
                row.position, row.line, row.clause = position, line, f"3.{line}"
                row.alternative = alternative if len(choices) > 1 else 0
                yield row

    def _row(self, asked: types.Requirement) -> Requirement:
        lead = "最高" if asked.superlative and asked.op is Operator.EQUALS else ""
        text = f"{lead}{asked.name} {requirement_in_words(asked)}"
        return Requirement(
            raw_text=text,
            span_end=len(text),
            parameter=self._parameters[asked.code or ""],
            printed_name=asked.name,
            op=asked.op.value,
            lo=types.bound_text(asked.lo),
            hi=types.bound_text(asked.hi),
            unit=asked.unit or "",
            members=list(asked.members),
            is_strict=asked.strict,
            condition=asked.condition or "",
            mark=asked.mark.value,
            is_confirmed=True,
        )
