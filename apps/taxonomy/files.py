"""Reads and checks the taxonomy's files: categories.tsv, parameters.tsv, templates.tsv.

Pure, no Django. UTF-8, one header line, fields separated by tabs, members of a list by '|'. Every fault is named by
file, line, field and value; all faults are reported at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from apps.taxonomy.language.units import UnitTable, default_units

DATA_FOLDER = Path(__file__).parent / "data"
KINDS = ("number", "range", "tolerance", "set", "bool", "text", "size")
KINDS_WITH_UNIT = ("number", "range", "tolerance", "size")
DIRECTIONS = ("higher", "lower", "")
_CATEGORY_FIELDS = ("code", "parent", "level", "name_zh", "name_en", "aliases", "family")
_PARAMETER_FIELDS = (
    "code", "name_zh", "name_en", "aliases", "kind", "quantity", "unit", "better", "settable", "conditions",
)  # fmt: skip
_TEMPLATE_FIELDS = ("category", "parameter", "position", "group")


class TaxonomyFileError(Exception):
    """Files that can't be loaded. `faults` holds one sentence for each fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class CategoryRecord:
    """One line of categories.tsv. `parent` is '' on level 1; `position` is the line's place in the file."""

    code: str
    parent: str
    level: int
    name_zh: str
    name_en: str
    aliases: tuple[str, ...]
    family: str
    position: int


@dataclass(frozen=True, slots=True)
class ParameterRecord:
    """One line of parameters.tsv."""

    code: str
    name_zh: str
    name_en: str
    aliases: tuple[str, ...]
    kind: str
    quantity: str
    unit: str
    better: str
    settable: bool
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TemplateRecord:
    """One line of templates.tsv: the category's template holds the parameter, in a group, at a position."""

    category: str
    parameter: str
    position: int
    group: str


@dataclass(frozen=True, slots=True)
class TaxonomyFiles:
    """All three files, checked."""

    categories: tuple[CategoryRecord, ...]
    parameters: tuple[ParameterRecord, ...]
    template_rows: tuple[TemplateRecord, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a file, and where faults of it are written down."""

    file: str
    number: int
    values: dict[str, str]
    faults: list[str]

    def fault(self, name: str, problem: str) -> None:
        self.faults.append(f"{self.file}:{self.number}: {name} = {self.values.get(name, '')!r}: {problem}")

    def list_of(self, name: str) -> tuple[str, ...]:
        members = [member.strip() for member in self.values[name].split("|")] if self.values[name] else []
        if "" in members:
            self.fault(name, "has an empty member; write a|b without doubled or trailing '|'")
        return tuple(members)

    def whole_number(self, name: str) -> int:
        if not (self.values[name].isascii() and self.values[name].isdigit()):
            self.fault(name, "is not a whole number")
            return 0
        return int(self.values[name])

    def needs(self, *names: str) -> None:
        for name in names:
            if not self.values[name]:
                self.fault(name, "must not be empty")

    def one_of(self, name: str, allowed: tuple[str, ...]) -> None:
        if self.values[name] not in allowed:
            self.fault(name, f"must be one of {', '.join(repr(item) for item in allowed)}")


def read_taxonomy(folder: Path = DATA_FOLDER, *, units: UnitTable | None = None) -> TaxonomyFiles:
    """Read the three files of the folder. Raises TaxonomyFileError with every fault found."""
    faults: list[str] = []
    categories = _read_categories(folder / "categories.tsv", faults)
    parameters = _read_parameters(folder / "parameters.tsv", faults, units or default_units())
    known = _Known(frozenset(c.code for c in categories), frozenset(p.code for p in parameters))
    rows = _read_template_rows(folder / "templates.tsv", faults, known)
    if faults:
        raise TaxonomyFileError(faults)
    return TaxonomyFiles(tuple(categories), tuple(parameters), tuple(rows))


@dataclass(slots=True)
class _Known:
    categories: frozenset[str]
    parameters: frozenset[str]
    pairs: set[tuple[str, str]] = field(default_factory=set)


def _read_categories(path: Path, faults: list[str]) -> list[CategoryRecord]:
    found: dict[str, CategoryRecord] = {}
    for position, line in enumerate(_lines(path, _CATEGORY_FIELDS, faults), start=1):
        values = line.values
        line.needs("code", "level", "name_zh", "name_en")
        line.one_of("level", ("1", "2", "3"))
        level = int(values["level"]) if values["level"] in ("1", "2", "3") else 0
        _check_place(line, level, found)
        record = CategoryRecord(
            values["code"], values["parent"], level, values["name_zh"], values["name_en"], line.list_of("aliases"),
            values["family"], position,
        )  # fmt: skip
        found[record.code] = record
    return list(found.values())


def _check_place(line: _Line, level: int, found: dict[str, CategoryRecord]) -> None:
    code, parent = line.values["code"], line.values["parent"]
    if code in found:
        line.fault("code", "stands twice in this file")
    if level == 1 and parent:
        line.fault("parent", "a category of level 1 has none")
    if level > 1 and parent not in found:
        line.fault("parent", "is not the code of an earlier line")
    elif level > 1 and found[parent].level != level - 1:
        line.fault("parent", f"is of level {found[parent].level}, this line of level {level}")
    elif level > 1 and not code.startswith(parent):
        line.fault("code", f"must begin with its parent's code {parent}")
    if level == 3 and not line.values["family"]:
        line.fault("family", "an instrument type needs one; if nothing competes with it, a name of its own")


def _read_parameters(path: Path, faults: list[str], units: UnitTable) -> list[ParameterRecord]:
    found: dict[str, ParameterRecord] = {}
    for line in _lines(path, _PARAMETER_FIELDS, faults):
        values = line.values
        line.needs("code", "name_zh", "name_en", "quantity")
        line.one_of("kind", KINDS)
        line.one_of("better", DIRECTIONS)
        line.one_of("settable", ("0", "1"))
        if values["code"] in found:
            line.fault("code", "stands twice in this file")
        _check_unit(line, units)
        found[values["code"]] = ParameterRecord(
            values["code"], values["name_zh"], values["name_en"], line.list_of("aliases"), values["kind"],
            values["quantity"], values["unit"], values["better"], values["settable"] == "1", line.list_of("conditions"),
        )  # fmt: skip
    return list(found.values())


def _check_unit(line: _Line, units: UnitTable) -> None:
    kind, quantity, unit = line.values["kind"], line.values["quantity"], line.values["unit"]
    if kind in KINDS_WITH_UNIT:
        if not units.units(quantity):
            line.fault("quantity", "is not in units.tsv")
        elif units.find(unit, quantity) is None:
            line.fault("unit", f"is no unit of {quantity} in units.tsv")
    elif kind in KINDS:
        if quantity != kind:
            line.fault("quantity", f"must be {kind!r} for this kind")
        if unit:
            line.fault("unit", f"must be empty for kind {kind!r}")


def _read_template_rows(path: Path, faults: list[str], known: _Known) -> list[TemplateRecord]:
    found = []
    for line in _lines(path, _TEMPLATE_FIELDS, faults):
        values = line.values
        if values["category"] not in known.categories:
            line.fault("category", "is not in categories.tsv")
        if values["parameter"] not in known.parameters:
            line.fault("parameter", "is not in parameters.tsv")
        pair = (values["category"], values["parameter"])
        if pair in known.pairs:
            line.fault("parameter", f"stands twice in the template of {values['category']}")
        known.pairs.add(pair)
        found.append(TemplateRecord(*pair, line.whole_number("position"), values["group"]))
    return found


def _lines(path: Path, fields: tuple[str, ...], faults: list[str]) -> Iterator[_Line]:
    """The lines of a file below its header; a line with a wrong number of fields is a fault and left out."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        faults.append(f"{path.name}: cannot be read: {problem}")
        return
    header, *lines = text.rstrip("\n").split("\n")
    if tuple(header.split("\t")) != fields:
        faults.append(f"{path.name}:1: the header is {header!r}, it must be {' '.join(fields)!r} (separated by tabs)")
        return
    for number, text_line in enumerate(lines, start=2):
        values = [value.strip() for value in text_line.split("\t")]
        if len(values) != len(fields):
            faults.append(f"{path.name}:{number}: has {len(values)} fields, it must have {len(fields)}")
            continue
        yield _Line(path.name, number, dict(zip(fields, values, strict=True)), faults)
