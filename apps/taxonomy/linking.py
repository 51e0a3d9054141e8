"""From a printed parameter name to a parameter code, and from a title to an instrument type. Pure, no Django.

The order of trust: the category's own template, then the family's, then the common parameters; inside each, the whole
name (with the heading or the test condition before it where that makes a known name), then the name without words that
only dress it (最高…, …范围), then the known name at the end of a longer one, and last a close spelling. A parameter
whose quantity contradicts the printed unit is never linked. Where two parameters fit equally well the answer is None:
an unlinked requirement is seen by a person, a wrong link is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from apps.taxonomy.language.units import UnitTable, default_units
from apps.taxonomy.naming import contradicts, core, heading_core, normalised, opposed, strangers, without_brackets

# Quantities that tenders use for one another although they don't convert: the link is right, the engine then says
# "another dimension" and a person judges (10 ppt against 10 ng/L, 30 working days against 45 days).
_NEIGHBOURS = (
    frozenset({"massfraction", "volfraction", "conc", "ratio", "airconc"}),
    frozenset({"time", "period", "workdays"}),
    frozenset({"ratio", "pctfs", "pctrd", "ratioT", "dbc", "gain"}),
    frozenset({"length", "wavenumber"}),
    frozenset({"count", "number", "bits", "pixels", "class", "resolving", "ratio"}),
)
_UNITLESS_KINDS = frozenset({"set", "text", "size"})
_FUZZY_AT_LEAST = 0.84
_FUZZY_LEAD = 0.04
_LAYERS = ("own", "family", "common")
LONGEST_NAME = 80  # what is longer is a sentence


@dataclass(frozen=True, slots=True)
class TemplateEntry:
    """A parameter as the linking sees it."""

    code: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    quantity: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """The parameters that a name may mean, by how near they are to the category."""

    own: tuple[TemplateEntry, ...]
    family: tuple[TemplateEntry, ...] = ()
    common: tuple[TemplateEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkedParameter:
    """The answer: the parameter's code, how sure (1 to 100), which layer it came from, and how it was found."""

    code: str
    confidence: int
    layer: str
    how: str


@dataclass(frozen=True, slots=True)
class _Hint:
    """What stands around the printed name."""

    group: str
    unit: str | None


@dataclass(slots=True)
class _Layer:
    """One layer of a template with its look-up tables."""

    entries: tuple[TemplateEntry, ...]
    by_key: dict[str, list[TemplateEntry]] = field(default_factory=dict)
    by_core: dict[str, list[TemplateEntry]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for entry in self.entries:
            for name in (entry.name, *entry.aliases):
                _append(self.by_key, normalised(name), entry)
                _append(self.by_core, core(normalised(name)), entry)

    def names(self) -> Iterator[tuple[str, TemplateEntry]]:
        """Every known name with its parameter."""
        for key, entries in self.by_key.items():
            for entry in entries:
                yield key, entry


class Linker:
    """A template made ready for many look-ups; build it once per document or category."""

    def __init__(self, template: Template, units: UnitTable | None = None) -> None:
        self._units = units or default_units()
        self._layers = [
            (name, _Layer(entries))
            for name, entries in zip(_LAYERS, (template.own, template.family, template.common), strict=True)
            if entries
        ]

    def link(
        self, printed_name: str, *, group: str | None = None, unit: str | None = None, condition: str | None = None
    ) -> LinkedParameter | None:
        """The parameter that the printed name means; None if there is none or two fit equally well.

        `group` is the heading above the name (柱温箱), `unit` the printed unit, `condition` the test condition
        ('横向; 100×物镜'): 柱温箱 + 控温范围 and 横向 + 分辨率 may be names of their own.
        """
        if len(printed_name) > LONGEST_NAME:
            return None
        hint = _Hint(normalised((group or "")[:LONGEST_NAME]), unit)
        spellings = _spellings(printed_name, hint.group, condition)
        if not spellings:
            return None
        for how, confidence in (("exact", 98), ("core", 88), ("heading", 80), ("ending", 78), ("fuzzy", 70)):
            for layer_name, layer in self._layers:
                for rank, key in enumerate(spellings):
                    entry = self._find(layer, key, how, hint)
                    if entry is not None:
                        sure = self._weigh(confidence, entry, layer_name, rank, hint)
                        return LinkedParameter(entry.code, sure, layer_name, how)
        return None

    def _find(self, layer: _Layer, key: str, how: str, hint: _Hint) -> TemplateEntry | None:
        if how == "exact":
            return self._choose(layer.by_key.get(key, ()), key, hint)
        if how == "core":
            stripped = core(key)
            fitting = [entry for entry in layer.by_core.get(stripped, ()) if _same_sense(entry, key, stripped)]
            if hint.unit:  # a list of words is named exactly or not meant at all
                fitting = [entry for entry in fitting if entry.kind not in _UNITLESS_KINDS]
            return self._choose(fitting, key, hint)
        if how == "heading":
            return self._choose_heading(layer, key, hint)
        if how == "ending":
            return self._choose_ending(layer, key, hint)
        return self._choose_close(layer, key, hint)

    def _choose(self, entries: Iterable[TemplateEntry], key: str, hint: _Hint) -> TemplateEntry | None:
        """The one entry that the unit allows; of several the one of the printed group, or named exactly so."""
        allowed = [
            entry for entry in entries if self._unit_allows(entry, hint.unit) and not strangers(hint.group, entry.name)
        ]
        if hint.group and len(allowed) > 1:
            allowed = [entry for entry in allowed if _group_fits(entry, hint.group)] or allowed
        if len(allowed) > 1:
            exact_unit = [entry for entry in allowed if self._unit_is_of(entry, hint.unit)]
            allowed = exact_unit or allowed
        if len(allowed) > 1:
            allowed = [entry for entry in allowed if normalised(entry.name) == key] or allowed
        return allowed[0] if len(allowed) == 1 else None

    def _choose_heading(self, layer: _Layer, key: str, hint: _Hint) -> TemplateEntry | None:
        """The heading itself is the parameter and the name only its measure (ESI负离子灵敏度：信噪比≥…)."""
        if len(hint.group) < 4 or not hint.unit or not (key in layer.by_key or core(key) in layer.by_core):
            return None
        entry = self._choose(layer.by_key.get(hint.group, ()), hint.group, hint)
        return entry if entry is not None and self._unit_is_of(entry, hint.unit) else None

    def _choose_ending(self, layer: _Layer, key: str, hint: _Hint) -> TemplateEntry | None:
        """A known name of four characters or more at the end, if what stands before it belongs to the parameter."""
        longest: list[tuple[int, TemplateEntry]] = []
        for known, entry in layer.names():
            if len(known) >= 4 and key.endswith(known) and len(key) - len(known) <= 8:
                before = key[: len(key) - len(known)]
                if not opposed(key, normalised(entry.name)) and _belongs(before, entry, layer):
                    longest.append((len(known), entry))
        if not longest:
            return None
        best = max(length for length, _entry in longest)
        return self._choose(_distinct(entry for length, entry in longest if length == best), key, hint)

    def _choose_close(self, layer: _Layer, key: str, hint: _Hint) -> TemplateEntry | None:
        """The entry with the closest name, if it is close enough and clearly closer than every other."""
        if len(key) < 4:
            return None
        scores: dict[str, tuple[float, TemplateEntry]] = {}
        for known, entry in layer.names():
            if len(known) < 4 or not self._unit_allows(entry, hint.unit) or contradicts(key, known):
                continue
            score = SequenceMatcher(None, key, known, autojunk=False).ratio()
            if score > scores.get(entry.code, (0.0, entry))[0]:
                scores[entry.code] = (score, entry)
        ranked = sorted(scores.values(), key=lambda pair: -pair[0])
        if not ranked or ranked[0][0] < _FUZZY_AT_LEAST:
            return None
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _FUZZY_LEAD:
            return None
        return ranked[0][1]

    def _weigh(self, confidence: int, entry: TemplateEntry, layer: str, rank: int, hint: _Hint) -> int:
        sure = confidence - (0 if layer != "family" else 5) - min(rank, 2)
        if hint.unit and entry.kind not in _UNITLESS_KINDS and not self._unit_is_of(entry, hint.unit):
            sure -= 25
        return sure

    def _unit_is_of(self, entry: TemplateEntry, unit: str | None) -> bool:
        return bool(unit) and self._units.find(unit, entry.quantity) is not None

    def _unit_allows(self, entry: TemplateEntry, unit: str | None) -> bool:
        """No unit allows everything; a unit must belong to the quantity or to one used in its place."""
        if not unit or entry.kind in _UNITLESS_KINDS or self._unit_is_of(entry, unit):
            return True
        if entry.kind == "bool":
            return False
        known = self._units.quantities(unit)
        if not known:
            return entry.quantity == "count"  # an unknown counter: 3 款, 5 工位
        return any(entry.quantity in near and not near.isdisjoint(known) for near in _NEIGHBOURS)


def link_parameter(
    printed_name: str,
    *,
    template: Template,
    group: str | None = None,
    unit: str | None = None,
    condition: str | None = None,
) -> LinkedParameter | None:
    """`Linker.link` for a single name."""
    return Linker(template).link(printed_name, group=group, unit=unit, condition=condition)


def _spellings(printed_name: str, group: str, condition: str | None) -> list[str]:
    """The keys to try, the most telling first: heading + name, condition + name, name, name without brackets."""
    bare = normalised(without_brackets(printed_name))
    keys = [normalised(printed_name), bare]
    before = [lead for lead in (group, heading_core(group)) if lead and not bare.startswith(lead)]
    before += [normalised(part.removesuffix("模式")) for part in _parts(condition)]
    joined = [lead + key for lead in before if lead for key in keys[-1:]]
    inside = [normalised(part) + bare for part in _bracketed(printed_name)]
    return [key for key in dict.fromkeys([*joined, *inside, *keys]) if key]


def _parts(condition: str | None) -> list[str]:
    parts = (condition or "").replace("；", ";").split(";")[:6]
    return [part for part in parts if len(part) <= LONGEST_NAME]


def _bracketed(name: str) -> list[str]:
    inner = name.replace("（", "(").replace("）", ")")
    return [part.split(")")[0] for part in inner.split("(")[1:]]


def _same_sense(entry: TemplateEntry, key: str, stripped: str) -> bool:
    """True if a name of the entry has this core and no opposite dressing (最大电流 is not 最小电流)."""
    names = (normalised(name) for name in (entry.name, *entry.aliases))
    return any(core(name) == stripped and not opposed(name, key) for name in names)


def _group_fits(entry: TemplateEntry, group: str) -> bool:
    own = normalised(entry.group)
    if own and (own in group or group in own):
        return True
    return any(normalised(name).startswith(group) for name in (entry.name, *entry.aliases))


def _belongs(before: str, entry: TemplateEntry, layer: _Layer) -> bool:
    """True if the words before a known name are the entry's own, and no other entry starts with them."""
    if not before:
        return True
    vocabulary = "".join(normalised(name) for name in (entry.group, entry.name, *entry.aliases))
    if before in vocabulary:
        return True
    other = any(key.startswith(before) and theirs.code != entry.code for key, theirs in layer.names())
    return not other and all(letter in vocabulary + "泵系统仪器主机可的" for letter in before)


def _append(table: dict[str, list[TemplateEntry]], key: str, entry: TemplateEntry) -> None:
    found = table.setdefault(key, [])
    if key and entry not in found:
        found.append(entry)


def _distinct(entries: Iterable[TemplateEntry]) -> list[TemplateEntry]:
    return list(dict.fromkeys(entries))
