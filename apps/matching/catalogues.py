"""The catalogue as the engine sees it: one index a family, each of which follows the state of the database.

`catalogue` asks by one statement what changed since this process looked (`catalogue_states`); the families that it
concerns are brought up to date when a question goes to them (`families`), and all others stay. A large catalogue is
kept as files that the processes of a machine map and share, so that only one of them reads what changed.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings

from apps.matching import frozen as statistics
from apps.matching.catalogue_states import Reading, State, read_state
from apps.matching.engine.columns import Int64
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.scoring import Weights
from apps.matching.engine.shards import Shards
from apps.matching.engine.text import TermWeights
from apps.matching.families import Basis, Family, read_all, read_basis, sizes_of
from apps.matching.members import Pair
from apps.matching.models import FrozenStatistics
from apps.matching.weights import weights_in_force
from apps.taxonomy.language.types import ParameterFacts
from apps.taxonomy.language.units import default_units
from kernel import clock


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All published products at one moment, ready to be matched, and the weights that were in force.

    `words` are the names of each category, `terms` the weights of the terms in names.
    """

    shards: Shards
    weights: Weights
    families: Mapping[str, Family]
    words: Mapping[str, tuple[str, ...]]
    terms: TermWeights

    @classmethod
    def of(
        cls, families: Mapping[str, Family], basis: Basis, parameters: Mapping[str, ParameterFacts], weights: Weights
    ) -> Catalogue:
        """These families; `parameters` have their spreads."""
        indexes = _Indexes(families, parameters, basis.day)
        shards = Shards(parameters, default_units(), basis.day, basis.families, indexes)
        return cls(shards, weights, families, basis.words, basis.terms)

    def token_for(self, scope: frozenset[str] | None) -> str:
        """What check-ups keep to tell whether the products of a scope changed."""
        touched = [self.families[each].content for each in self.shards.touched(scope)]
        told = "|".join(f"{each.members.digest}:{each.basis}" for each in touched)
        return f"{self.shards.today}:{hashlib.sha256(told.encode()).hexdigest()}"

    def revision_of(self, product_id: str, scope: frozenset[str] | None) -> int:
        """The revision of a product of this scope that was compared. Raises KeyError."""
        for family in self.shards.touched(scope):
            if found := self.families[family].content.members.find(int(product_id)):
                return found[0]
        raise KeyError(product_id)

    def standing(self, scope: frozenset[str] | None) -> dict[str, Int64]:
        """The products of each category of a scope that has some, by rising id, a row each: id and revision."""
        touched = {each: self.families[each].content.members for each in self.shards.touched(scope)}
        families = self.shards.families
        categories = sorted(families if scope is None else scope, key=int)
        found = {
            each: touched[families[each]].of_category(int(each)) for each in categories if families.get(each) in touched
        }
        return {each: members for each, members in found.items() if len(members)}


class _Indexes(Mapping[str, MatchIndex]):
    """The index of each family, made when somebody asks for it."""

    def __init__(
        self, families: Mapping[str, Family], parameters: Mapping[str, ParameterFacts], day: date | None
    ) -> None:
        self._families, self._parameters, self._day = families, parameters, day
        self._made: dict[str, MatchIndex] = {}

    def __getitem__(self, family: str) -> MatchIndex:
        if family not in self._made:
            content = self._families[family].content
            self._made[family] = MatchIndex(
                self._parameters, default_units(), self._day, content.columns, content.texts
            )
        return self._made[family]

    def __iter__(self) -> Iterator[str]:
        return iter(self._families)

    def __len__(self) -> int:
        return len(self._families)

    def __contains__(self, family: object) -> bool:
        return family in self._families


@dataclass(frozen=True, slots=True)
class _Known:
    """What this process knows: the state that it saw last, and the catalogue that follows from it."""

    state: State
    basis: Basis
    frozen: FrozenStatistics | None
    catalogue: Catalogue


_lock = threading.Lock()
_current: _Known | None = None


def catalogue() -> Catalogue:
    """The catalogue of this moment. One query where nothing changed."""
    global _current
    with _lock:
        known = _current
        reading = read_state(clock.today(), known=known.state if known else None)
        if known is None or known.state.database != reading.state.database:
            _current = _started(reading.state)
        else:
            _current = _followed(known, reading)
        return _current.catalogue


def term_weights() -> TermWeights:
    """The weights of terms in titles and names, as results have them now."""
    return catalogue().terms


def forget() -> None:
    """Begin anew at the next question, as a process that has just started."""
    global _current
    with _lock:
        _current = None


# ---- the first time --------------------------------------------------------------------------------------------------


def _started(state: State) -> _Known:
    """A large catalogue's families are opened when they are asked for; a small one is read at once."""
    basis, frozen = read_basis(state.day, state.database), statistics.read_frozen()
    sizes = sizes_of(basis)
    if sum(sizes.values()) < settings.CATALOGUE_KEPT_FROM:
        return _known(state, basis, read_all(basis), frozen, weights_in_force())
    basis = _on_frozen(basis, frozen)
    families = {key: Family(key, basis, is_kept=True) for key in sizes}
    return _known(state, basis, families, frozen, weights_in_force())


def _on_frozen(basis: Basis, frozen: FrozenStatistics | None) -> Basis:
    """The basis of a large catalogue, with the weights of terms that were frozen."""
    return replace(basis, terms=statistics.terms_of(frozen)) if frozen else basis


def _known(
    state: State,
    basis: Basis,
    families: Mapping[str, Family],
    frozen: FrozenStatistics | None,
    weights: Weights,
    *,
    before: _Known | None = None,
) -> _Known:
    if not any(family.is_kept for family in families.values()):
        frozen = _frozen_anew(families, basis, frozen)
    if before is not None and before.basis is basis and before.frozen == frozen:
        parameters = before.catalogue.shards.parameters
    else:
        parameters = statistics.with_spreads(basis.parameters, frozen)
    state = replace(state, frozen=frozen.pk if frozen else 0)
    return _Known(state, basis, frozen, Catalogue.of(families, basis, parameters, weights))


def _frozen_anew(
    families: Mapping[str, Family], basis: Basis, frozen: FrozenStatistics | None
) -> FrozenStatistics | None:
    """The statistics of a small catalogue, frozen again where its size has drifted."""
    contents = [family.content for family in families.values()]
    products = sum(len(content.members) for content in contents)
    if not statistics.has_drifted(frozen, products=products):
        return frozen
    found = statistics.spreads_of(content.columns for content in contents)
    return statistics.freeze(found, basis.parameters, basis.terms, products=products)


# ---- afterwards ------------------------------------------------------------------------------------------------------


def _followed(known: _Known, reading: Reading) -> _Known:
    """What is known, after what was read: families that it concerns are looked at again, the rest stays."""
    state, before = reading.state, known.catalogue
    is_kept = any(family.is_kept for family in before.families.values())
    frozen = known.frozen if state.frozen == known.state.frozen else statistics.read_frozen()
    basis = known.basis
    if (state.day, state.taxonomy) != (known.state.day, known.state.taxonomy) or (is_kept and frozen != known.frozen):
        basis = read_basis(state.day, state.database)
        basis = _on_frozen(basis, frozen) if is_kept else basis
    sizes = sizes_of(basis) if reading.changed is None or basis is not known.basis else None
    if sizes is not None and _has_outgrown(before.families, sizes):
        return _started(state)
    families = _families_after(before.families, basis, reading.changed, sizes)
    weights = before.weights if state.weights == known.state.weights else weights_in_force()
    if families is before.families and (weights, frozen) == (before.weights, known.frozen):
        return replace(known, state=state)
    if _has_outgrown(families, None):
        return _started(state)
    return _known(state, basis, families, frozen, weights, before=known)


def _families_after(
    families: Mapping[str, Family],
    basis: Basis,
    changed: Mapping[int, Pair | None] | None,
    sizes: Mapping[str, int] | None,
) -> Mapping[str, Family]:
    """The families after these changes; the same mapping where they concern none.

    `sizes` are given where the basis is new or everything is to be compared: which families have products at all.
    """
    is_kept = any(family.is_kept for family in families.values())
    found = {key: family for key, family in families.items() if key in set(basis.families.values())}
    for key, family in found.items():
        suspects = None if changed is None else _concerning(family, basis, changed)
        if suspects is None or suspects or family.basis is not basis:
            found[key] = family.after(suspects, basis)
    for key in _coming(basis, changed, sizes) - found.keys():
        found[key] = Family(key, basis, is_kept=is_kept)
    is_same = found.keys() == families.keys() and all(found[key] is families[key] for key in found)
    return families if is_same else found


def _coming(basis: Basis, changed: Mapping[int, Pair | None] | None, sizes: Mapping[str, int] | None) -> set[str]:
    """Families that may have products, among them those that had none before."""
    if changed is None or sizes is not None:
        return set(sizes or ())
    return {basis.families[str(pair[1])] for pair in changed.values() if pair}


def _concerning(family: Family, basis: Basis, changed: Mapping[int, Pair | None]) -> set[int]:
    """Those of the changed products that the family does not have as they are now.

    Of a family that was not asked for yet nothing is known, so all of them may concern it.
    """
    if not family.is_known:
        return set(changed)
    members = family.content.members
    own = {key: pair if pair and basis.families[str(pair[1])] == family.key else None for key, pair in changed.items()}
    return {key for key, pair in own.items() if members.find(key) != pair}


def _has_outgrown(families: Mapping[str, Family], sizes: Mapping[str, int] | None) -> bool:
    """Whether a catalogue that was small is to be kept as files now; `sizes` where much may have changed at once."""
    if any(family.is_kept for family in families.values()):
        return False
    counts = sizes.values() if sizes is not None else (len(each.content.members) for each in families.values())
    return sum(counts) >= settings.CATALOGUE_KEPT_FROM
