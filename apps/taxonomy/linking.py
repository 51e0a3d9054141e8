"""From a printed parameter name to a parameter code. Pure, no Django. docs/algorithms/linking.md is its description.

The order of trust: the category's own template, then the family's, then the common parameters; inside each, the whole
name (with the heading or the test condition before it where that makes a known name), then the name without words that
only dress it (最高…, …范围), then its Chinese and its English half, then the known name inside a longer one, and last
a close spelling. A parameter whose quantity contradicts the printed unit, or that belongs to another part than the
heading names, is never linked. Where two parameters fit equally well the answer is None: an unlinked requirement is
seen by a person, a wrong link is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from apps.taxonomy.context import LineContext, line_context
from apps.taxonomy.language.units import UnitTable, default_units
from apps.taxonomy.layers import EntryFacts, Layer, TemplateEntry
from apps.taxonomy.naming import (
    core,
    heading_core,
    is_case,
    latin_words,
    normalised,
    strangers,
    without_brackets,
    without_value,
)
from apps.taxonomy.terms import (
    halves,
    has_accessory,
    is_foreign,
    is_symbol,
    is_translatable,
    parts_of,
    translated,
    translations,
)

__all__ = ["LinkedParameter", "Linker", "Template", "TemplateEntry", "link_parameter"]

# Quantities that tenders use for one another although they don't convert: the link is right, the engine then says
# "another dimension" and a person judges (10 ppt against 10 ng/L, 30 working days against 45 days).
_NEIGHBOURS = (
    frozenset({"massfraction", "volfraction", "conc", "ratio", "airconc"}),
    frozenset({"time", "period", "workdays"}),
    frozenset({"ratio", "pctfs", "pctrd", "ratioT", "dbc", "gain"}),
    frozenset({"length", "wavenumber"}),
    frozenset({"count", "number", "bits", "pixels", "class", "resolving", "ratio"}),
    frozenset({"wps", "wfmps", "sps", "framerate", "freq"}),
    frozenset({"voltage", "voltage_rms", "voltage_pp", "energy"}),
    frozenset({"mz", "mzdrift"}),
    frozenset({"ratio", "pcthour", "pertime"}),
    frozenset({"absorb", "absrate"}),
)
# Units that only biologists and their instruments print, as those of the table that they equal or stand for.
_SPELLINGS = {
    "EU/mL": "IU/mL",
    "EU/ml": "IU/mL",
    "MEF": "MESF",
    "ERF": "MESF",
    "MRM/s": "次/秒",
    "MRM/秒": "次/秒",
    "SLPM": "L/min",
    "slpm": "L/min",
    "SLM": "L/min",
}
# What a name of a part leaves out where the unit says it: 柱温箱：室温+5～85℃.
_QUANTITY_WORDS = {
    "temp": ("温度范围", "温度"),
    "pressure": ("压力",),
    "flow": ("流速", "流量范围"),
    "power": ("功率",),
    "rot": ("转速",),
    "freq": ("频率",),
    "voltage": ("电压",),
    "current": ("电流",),
    "volume": ("体积", "容积"),
}
_UNITLESS_KINDS = frozenset({"set", "text", "size"})
_WAYS = (
    ("line", 90), ("exact", 98), ("core", 88), ("halves", 86), ("heading", 80), ("inside", 78), ("unit", 77),
    ("previous", 76), ("fuzzy", 70),
)  # fmt: skip
_SHORTEST_COMMON_TIME = 60  # seconds; a fault is answered in hours, a detector in less
_LAYERS = ("own", "family", "common")
_MOST_LEADS = 8
LONGEST_NAME = 80  # what is longer is a sentence


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
class _Asked:
    """A printed name with what stands around it."""

    name: str
    group: str
    parts: frozenset[str]
    unit: str | None
    condition: str | None
    line: LineContext


class Linker:
    """A template made ready for many look-ups; build it once per document or category."""

    def __init__(self, template: Template, units: UnitTable | None = None) -> None:
        self._units = units or default_units()
        self._layers = [
            (name, Layer(entries))
            for name, entries in zip(_LAYERS, (template.own, template.family, template.common), strict=True)
            if entries
        ]

    def link(
        self,
        printed_name: str,
        *,
        group: str | None = None,
        unit: str | None = None,
        condition: str | None = None,
        before: str = "",
    ) -> LinkedParameter | None:
        """The parameter that the printed name means; None if there is none or two fit equally well.

        `group` is the heading above the name (柱温箱), `unit` the printed unit, `condition` the test condition
        ('横向; 100×物镜'): 柱温箱 + 控温范围 and 横向 + 分辨率 may be names of their own. `before` is what its line
        says before the name; it helps where there is no group (雾化室半导体制冷，控温范围…).
        """
        if len(printed_name) > LONGEST_NAME:
            return None
        heading = translated((group or "")[:LONGEST_NAME])
        line = LineContext() if heading else line_context(before)
        spelled = _SPELLINGS.get(unit or "", unit)
        asked = _Asked(printed_name, normalised(heading), parts_of(heading), spelled, condition, line)
        return self._link(asked, _spellings(asked), split=True)

    def _link(self, asked: _Asked, spellings: list[str], *, split: bool) -> LinkedParameter | None:
        for how, confidence in _WAYS if spellings else ():
            if how == "halves":
                found = self._link_halves(asked) if split else None
                if found is not None:
                    return found
                continue
            keys = self._keys(how, asked, spellings)
            for layer_name, layer in self._layers:
                for rank, key in enumerate(keys):
                    entry = self._find(layer, key, how, asked)
                    if entry is not None:
                        sure = self._weigh(confidence, entry, layer_name, rank, asked)
                        return LinkedParameter(entry.code, sure, layer_name, how)
        return None

    def _keys(self, how: str, asked: _Asked, spellings: list[str]) -> list[str]:
        """The keys that a way looks up: the name's own, or those that its line or its unit adds."""
        if how in ("line", "previous"):
            return asked.line.keys(how, asked.name)
        if how != "unit":
            return spellings
        quantities = self._units.quantities(asked.unit) if asked.unit else ()
        words = [word for quantity in quantities for word in _QUANTITY_WORDS.get(quantity, ())]
        return [key + normalised(word) for key in spellings[-1:] for word in words if not key.endswith(word)]

    def _link_halves(self, asked: _Asked) -> LinkedParameter | None:
        """分辨率 Resolution, 三阶截断点TOI: what both halves mean, or one where the other adds nothing."""
        parted = halves(asked.name)
        if parted is None:
            return None
        chinese, latin = (self._link_half(asked, half) for half in parted)
        if chinese and latin:
            return chinese if chinese.code == latin.code else None
        if chinese and not self._is_telling(parted[1], chinese.code):
            return chinese
        return None

    def _link_half(self, asked: _Asked, half: str) -> LinkedParameter | None:
        alone = replace(asked, name=half)
        return self._link(alone, _spellings(alone), split=False)

    def _is_telling(self, latin: str, code: str) -> bool:
        """True if the Latin words may mean something that the Chinese name alone does not say."""
        words = latin_words(normalised(latin))
        others = (entry for _name, layer in self._layers for entry in layer.known if entry.code != code)
        if any(words & entry.latin for entry in others):
            return True
        return not (is_translatable(latin) or is_symbol(latin))

    def _find(self, layer: Layer, key: str, how: str, asked: _Asked) -> TemplateEntry | None:
        if how in ("exact", "line", "unit", "previous"):
            return self._choose(layer, layer.by_key.get(key, ()), key, asked)
        if how == "core":
            stripped = core(key)
            fitting = [entry for entry in layer.by_core.get(stripped, ()) if layer.same_sense(entry, key, stripped)]
            return self._choose(layer, self._measurable(fitting, asked), key, asked, by_part=True)
        if how == "heading":
            return self._choose_heading(layer, key, asked)
        if how == "inside":
            return self._choose(layer, self._measurable(layer.inside(key), asked), key, asked, by_part=True)
        return self._choose(
            layer, layer.closest(key, lambda e: self._unit_allows(e, asked.unit)), key, asked, by_part=True
        )

    def _measurable(self, entries: Iterable[TemplateEntry], asked: _Asked) -> list[TemplateEntry]:
        """A list of words is named exactly or not meant at all, where a unit is printed."""
        return [entry for entry in entries if not asked.unit or entry.kind not in _UNITLESS_KINDS]

    def _choose(
        self, layer: Layer, entries: Iterable[TemplateEntry], key: str, asked: _Asked, *, by_part: bool = False
    ) -> TemplateEntry | None:
        """The one entry that unit and heading allow; of several the one of the printed group, or named exactly so."""
        allowed = [entry for entry in entries if self._allows(layer, entry, asked)]
        if by_part:
            named = parts_of(key)
            allowed = [entry for entry in allowed if not has_accessory(named - layer.facts(entry).parts)]
        if asked.group and len(allowed) > 1:
            allowed = [entry for entry in allowed if _group_fits(entry, asked.group)] or allowed
        if len(allowed) > 1:
            allowed = [entry for entry in allowed if self._unit_is_of(entry, asked.unit)] or allowed
        if len(allowed) > 1:
            allowed = [entry for entry in allowed if normalised(entry.name) == key] or allowed
        if len(allowed) > 1 and not asked.unit:
            allowed = [entry for entry in allowed if entry.kind in _UNITLESS_KINDS] or allowed
        return allowed[0] if len(allowed) == 1 else None

    def _allows(self, layer: Layer, entry: TemplateEntry, asked: _Asked) -> bool:
        facts = layer.facts(entry)
        if not self._unit_allows(entry, asked.unit) or is_foreign(asked.parts, facts.parts):
            return False
        if entry.code.startswith("common.") and self._is_brief(asked.unit):
            return False
        return not (strangers(asked.group, entry.name, facts.latin) or self._line_denies(entry, facts, asked))

    def _line_denies(self, entry: TemplateEntry, facts: EntryFacts, asked: _Asked) -> bool:
        """ECD最低检测限…；线性范围: the 线性范围 of the FID is not meant where the line speaks of the ECD alone."""
        words = asked.line.latin
        mine = latin_words(normalised(entry.name))
        if not words or not mine or words & facts.latin or latin_words(normalised(asked.name)):
            return False
        return any(words & theirs.latin for _name, layer in self._layers for theirs in layer.known)

    def _is_brief(self, unit: str | None) -> bool:
        """True for a unit of time shorter than those that promises are made in."""
        found = self._units.find(unit, "time") if unit else None
        return found is not None and found.factor < _SHORTEST_COMMON_TIME

    def _choose_heading(self, layer: Layer, key: str, asked: _Asked) -> TemplateEntry | None:
        """The heading itself is the parameter, the name only its measure or its case.

        ESI负离子灵敏度：信噪比≥…; 波长准确度：UV/Vis区±0.1nm.
        """
        is_measure = key in layer.by_key or core(key) in layer.by_core or is_case(asked.name)
        if len(asked.group) < 3 or not asked.unit or not is_measure:
            return None
        entry = self._choose(layer, layer.by_key.get(asked.group, ()), asked.group, asked)
        return entry if entry is not None and self._unit_is_of(entry, asked.unit) else None

    def _weigh(self, confidence: int, entry: TemplateEntry, layer: str, rank: int, asked: _Asked) -> int:
        sure = confidence - (0 if layer != "family" else 5) - min(rank, 2)
        if asked.unit and entry.kind not in _UNITLESS_KINDS and not self._unit_is_of(entry, asked.unit):
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
        if not known and "/" in unit:  # a stability prints its time as well: u/24h, %/10h
            known = self._units.quantities(unit.split("/")[0])
            return entry.quantity in known or (entry.quantity == "pcthour" and "ratio" in known)
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


def _spellings(asked: _Asked) -> list[str]:
    """The keys to try, the most telling first: heading + name, condition + name, the name, its translations."""
    bare = normalised(without_brackets(asked.name))
    read = [normalised(text) for text in translations(without_brackets(asked.name))]
    whole = [key for key in dict.fromkeys([normalised(asked.name), bare, *read]) if key]
    joined = [lead + key for lead in _leads(asked) for key in dict.fromkeys([bare, *read]) if not key.startswith(lead)]
    inside = [normalised(part) + bare for part in _bracketed(asked.name)]
    parted = halves(asked.name)  # 检测限 ECD is ECD检测限
    turned = [normalised(parted[1]) + normalised(parted[0])] if parted else []
    plain = [normalised(without_value(asked.name))]
    counted = [bare + asked.unit] if asked.unit and bare and "\u3400" <= asked.unit[0] <= "\u9fff" else []
    return [key for key in dict.fromkeys([*joined, *inside, *turned, *counted, *plain, *whole]) if key]


def _leads(asked: _Asked) -> list[str]:
    """What may stand before the name: the heading, its core, the part it names, each test condition."""
    found = [asked.group, heading_core(asked.group), *map(normalised, sorted(asked.parts))]
    found += [core(normalised(translated(part.removesuffix("模式")))) for part in _conditions(asked.condition)]
    return [lead for lead in dict.fromkeys(found) if lead][:_MOST_LEADS]


def _conditions(condition: str | None) -> list[str]:
    parts = (condition or "").replace("；", ";").split(";")[:6]
    return [part for part in parts if len(part) <= LONGEST_NAME]


def _bracketed(name: str) -> list[str]:
    inner = name.replace("（", "(").replace("）", ")")
    return [part.split(")")[0] for part in inner.split("(")[1:]]


def _group_fits(entry: TemplateEntry, group: str) -> bool:
    own = normalised(entry.group)
    if own and (own in group or group in own):
        return True
    return any(normalised(name).startswith(group) for name in (entry.name, *entry.aliases))
