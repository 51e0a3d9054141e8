"""Making the files of the catalogue anew, family by family, beside running processes; and saying how far it is.

Each family is read as of one moment and put in its place at once; whoever works with the older one keeps it until its
next question. What scores take from the whole catalogue is frozen anew at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from apps.matching import families, family_files
from apps.matching.catalogue_states import read_state
from apps.matching.engine.columns import Columns
from apps.matching.frozen import freeze, spreads_of
from kernel import clock


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rebuild is: families and products done and in all, since when, and when it ended (None: not yet)."""

    families: int
    families_done: int
    products: int
    products_done: int
    began_at: datetime
    finished_at: datetime | None

    def after(self, products: int) -> Progress:
        """One more family is done, with so many products."""
        return replace(self, families_done=self.families_done + 1, products_done=self.products_done + products)

    @property
    def is_running(self) -> bool:
        """Whether it has not ended. One that was killed looks as if it still ran."""
        return self.finished_at is None


def rebuild_progress() -> Progress | None:
    """The last rebuild on this machine; None where there was none."""
    told = dict(family_files.read_progress())
    if not told:
        return None
    times = {name: told[name] and datetime.fromisoformat(told[name]) for name in ("began_at", "finished_at")}
    return Progress(**(told | times))


def rebuild(say: Callable[[Progress, str], None]) -> Progress:
    """Make everything anew. `say` hears of each family when it is done. Must not run inside a transaction."""
    state = read_state(clock.today()).state
    basis = families.read_basis(state.day, state.database)
    sizes = families.sizes_of(basis)
    progress = Progress(len(sizes), 0, sum(sizes.values()), 0, clock.now(), None)
    _note(progress)
    made: list[Columns] = []
    for family in sorted(sizes):
        content = families.rebuild(family, basis)
        made.append(content.columns)
        progress = progress.after(len(content.members))
        _note(progress)
        say(progress, family)
    freeze(spreads_of(made), basis.parameters, basis.terms, products=progress.products_done)
    family_files.clear_away()
    progress = replace(progress, finished_at=clock.now())
    _note(progress)
    return progress


def _note(progress: Progress) -> None:
    told = asdict(progress)
    ended = progress.finished_at
    times = {"began_at": progress.began_at.isoformat(), "finished_at": ended.isoformat() if ended else None}
    family_files.note_progress(told | times)
