"""The result page put together: the run as it is kept, or a trial of it, with rulers, filters and near misses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from apps.accounts.actors import Actor
from apps.demands.models import Demand
from apps.matching import access
from apps.matching.engine.knobs import Scene
from apps.matching.filters import NAMES, Filters
from apps.matching.models import MatchRun
from apps.matching.pages import board_context, head_context
from apps.matching.results import Result, read_result
from apps.matching.whatif import LONGEST_TYPED, Trial, Tried, key_of, read_trial, try_out
from apps.matching.whatif_pages import models_in, put_back, rulers_of, say_trial
from apps.taxonomy.language.types import decimal_text

MOST_VALUES = 50


@dataclass(frozen=True)
class Shown:
    """What an address shows of a run: the result, kept or tried, and the trial; None for who may not try anything."""

    run: MatchRun
    trial: Trial | None
    tried: Tried | None
    result: Result


def read_shown(run: MatchRun, query: QueryDict, *, actor: Actor, in_words: Iterable[int] = ()) -> Shown:
    """The kept result, or, where the address tries other bounds, the result of that trial.

    `in_words` are the products whose every row is read as a sentence.
    """
    if not access.may_try(actor, run.version.demand):
        return Shown(run, None, None, read_result(run))
    trial = read_trial(run.version, query)
    if trial.is_on:
        tried = try_out(trial, run, in_words=frozenset(map(str, in_words)))
        return Shown(run, trial, tried, tried.result)
    return Shown(run, trial, None, read_result(run, asked=trial.rows))


def clean_query(query: QueryDict, trial: Trial | None) -> QueryDict:
    """The address without what means nothing: unknown names, and knobs that stand where they are published."""
    turned = {key_of(turn.row, turn.knob.end) for turn in trial.turns} | set(trial.wrong) if trial else set()
    kept = QueryDict(mutable=True)
    for name in query:
        values = [value[:LONGEST_TYPED] for value in query.getlist(name)[:MOST_VALUES] if value]
        if values and (name in NAMES or name in turned):
            kept.setlist(name, values)
    return kept


def result_page(shown: Shown, demand: Demand, query: QueryDict, *, actor: Actor) -> dict[str, Any]:
    """Everything that the templates of the page read. `query` is clean."""
    trial = shown.trial
    scenes = trial.scenes(trial.tried) if trial else ()
    context: dict[str, Any] = {
        "demand": demand,
        "run": shown.run,
        "trial": trial,
        "tried": shown.tried,
        "query_string": f"?{query.urlencode()}" if query else "",
        "filter_string": filter_string(query),
        "may_share": access.may_share(actor, demand),
        "may_run_again": access.may_request_run(actor, demand),
        "shows_sample": demand.is_sample,
    }
    if trial:
        context |= _trial_context(shown, trial, scenes, demand, query, actor)
    filters = Filters.of(shown.result, query)
    return context | head_context(shown.result, shown.run) | board_context(filters, trial, scenes, query)


def _trial_context(
    shown: Shown, trial: Trial, scenes: Sequence[Scene], demand: Demand, query: QueryDict, actor: Actor
) -> dict[str, Any]:
    models = models_in(shown.result)
    may_save = access.may_save_trial(actor, demand) and shown.run.version_id == demand.published_version_id
    return {
        "said": say_trial(trial, models=models, run_count=shown.run.eligible_count),
        "rulers": rulers_of(trial, scenes, query, models),
        "back_url": put_back(query),
        "filter_fields": [(name, value) for name in NAMES for value in query.getlist(name)],
        "turn_fields": [(key_of(turn.row, turn.knob.end), decimal_text(turn.value)) for turn in trial.turns],
        "may_save": may_save,
        "draft_number": open_draft(demand) if may_save and trial.is_on else None,
        "next_number": shown.run.version.number + 1,
    }


def filter_string(query: QueryDict) -> str:
    """The query string of the filters alone: files show what is published."""
    kept = QueryDict(mutable=True)
    for name in NAMES:
        if query.getlist(name):
            kept.setlist(name, query.getlist(name))
    return f"?{kept.urlencode()}" if kept else ""


def open_draft(demand: Demand) -> int | None:
    """The number of the version that is being written or approved already."""
    return demand.versions.filter(published_at=None).values_list("number", flat=True).first()
