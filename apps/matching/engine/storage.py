"""A catalogue as a folder of files: arrays that processes map and share, and words that are decoded when asked for.

A folder appears whole or not at all (it is written beside and renamed), and a reader checks its format before it trusts
it. Opening reads a table of contents; nothing else is read before a question needs it.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from apps.matching.engine.columns import Columns, Entries, Int64, Sets, Slot, Values
from apps.matching.engine.encoded import Encoded, encoded_words
from apps.matching.engine.printed import encoded_values, read_value
from apps.matching.engine.scales import Order, Scale
from apps.matching.engine.text import TermWeights
from apps.matching.engine.texts import Groups, TextColumns

FORMAT = 2
"""A change of what stands in the files is a new format; a folder of another one is not opened."""

Array = npt.NDArray[Any]
Item = TypeVar("Item")

_ALIGNMENT = 64
_ARRAYS, _CONTENTS = "arrays.bin", "contents.json"
_DECODED_MOST = 65_536


class UnreadableSnapshot(Exception):
    """The folder is no snapshot of this format, or files are missing or cut short."""


def save(
    columns: Columns,
    texts: TextColumns,
    folder: Path,
    *,
    notes: Mapping[str, Any] | None = None,
    beside: Mapping[str, Array] | None = None,
) -> None:
    """Write a catalogue into a new folder; `notes` are JSON that `open_snapshot` gives back.

    Arrays that are no columns lie `beside` them, each in a file NAME.npy of the folder.
    Where the folder exists already, another process was first: nothing is written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", suffix=".part", dir=folder.parent))
    try:
        for name, array in (beside or {}).items():
            _write_array(array, part / f"{name}.npy")
        _write(columns, texts, part, notes or {})
        os.rename(part, folder)
    except OSError:
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(part, ignore_errors=True)


def open_snapshot(folder: Path, *, terms: TermWeights | None = None) -> tuple[Columns, TextColumns, Mapping[str, Any]]:
    """The catalogue in a folder, mapped into memory, and its notes. Raises UnreadableSnapshot.

    `terms` are the weights that its texts were weighed by, where they are known: then they are not read once more.
    """
    try:
        contents = json.loads((folder / _CONTENTS).read_text(encoding="utf-8"))
        if contents["format"] != FORMAT:
            raise UnreadableSnapshot(f"{folder} has format {contents['format']}, this program reads {FORMAT}")
        arrays = _map(folder / _ARRAYS, contents["arrays"])
    except (OSError, ValueError, KeyError) as error:
        raise UnreadableSnapshot(f"{folder}: {error}") from error
    return _columns(contents, arrays), _texts(contents, arrays, terms), contents["notes"]


# ---- writing ---------------------------------------------------------------------------------------------------------


def _write(columns: Columns, texts: TextColumns, folder: Path, notes: Mapping[str, Any]) -> None:
    arrays = {
        **{name: getattr(columns, name) for name in _PLAIN},
        **{f"{group}.{each.name}": getattr(getattr(columns, group), each.name) for group, each in _grouped_fields()},
        **_text_arrays(texts),
        "rows_by_id": columns.rows_by_id(),
        **_strings("product_ids", encoded_words(columns.product_ids)),
        **_strings("maker_ids", encoded_words(columns.maker_ids)),
        **_strings("printed", encoded_values(columns.printed)),
    }
    contents = {
        "format": FORMAT,
        "notes": dict(notes),
        "other_terms": texts.terms.others,
        "categories": columns.categories,
        "slots": {code: {key: list(slot) for key, slot in each.items()} for code, each in columns.slots.items()},
        "codes": columns.codes,
        "scales": {code: _scale_json(scale, f"scale.{code}", arrays) for code, scale in columns.scales.items()},
        "arrays": _write_arrays(arrays, folder / _ARRAYS),
    }
    with (folder / _CONTENTS).open("w", encoding="utf-8") as file:
        file.write(json.dumps(contents, ensure_ascii=False))
        file.flush()
        os.fsync(file.fileno())


_PLAIN = ("code_rows", "price", "lead_days", "is_reference", "id_order", "makers", "is_domestic")
_GROUPS = {"entries": Entries, "values": Values, "sets": Sets}


def _grouped_fields() -> Iterator[tuple[str, Any]]:
    return ((name, each) for name, group in _GROUPS.items() for each in fields(group))


def _text_arrays(texts: TextColumns) -> dict[str, Array]:
    return {
        "text.rows": texts.rows,
        "text.wholes": texts.wholes,
        "text.wordings.at": texts.wordings.at,
        "text.wordings.numbers": texts.wordings.numbers,
        "text.texts.at": texts.texts.at,
        "text.texts.numbers": texts.texts.numbers,
        **_numbered("term_ids", texts.term_ids),
        **_numbered("terms", texts.terms.table),
    }


def _numbered(name: str, numbers: Mapping[str, int]) -> dict[str, Array]:
    return {
        **_strings(name, encoded_words(list(numbers))),
        f"{name}.numbers": np.array(list(numbers.values()), dtype=np.int64),
    }


def _strings(name: str, strings: Encoded[Any]) -> dict[str, Array]:
    return {f"{name}.bytes": strings.data, f"{name}.at": strings.at}


def _opened_strings(arrays: Mapping[str, Array], name: str, decode: Callable[[str], Item]) -> Encoded[Item]:
    return Encoded(arrays[f"{name}.bytes"], arrays[f"{name}.at"], decode)


def _write_array(array: Array, path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, array)
        file.flush()
        os.fsync(file.fileno())


def _write_arrays(arrays: Mapping[str, Array], path: Path) -> dict[str, list[Any]]:
    """One file of all arrays; where each one stands: type, length, first byte."""
    table: dict[str, list[Any]] = {}
    with path.open("wb") as file:
        for name, array in arrays.items():
            file.write(b"\0" * (-file.tell() % _ALIGNMENT))
            table[name] = [array.dtype.str, len(array), file.tell()]
            file.write(np.ascontiguousarray(array).data)
        file.flush()
        os.fsync(file.fileno())
    return table


def _scale_json(scale: Scale, name: str, arrays: dict[str, Array]) -> dict[str, Any]:
    return {
        "bits": sorted(scale.bits, key=lambda member: scale.bits[member]),
        **{kind: _order_json(getattr(scale, kind), f"{name}.{kind}", arrays) for kind in _ORDERS},
    }


_ORDERS = ("values", "offsets", "magnitudes")


def _order_json(order: Order, name: str, arrays: dict[str, Array]) -> dict[str, Any]:
    """Multiples stand among the arrays where they fit; the few that are too large for that as text."""
    try:
        arrays[name] = np.array(order.multiples, dtype=np.int64)
    except OverflowError:
        return {"denominator": str(order.denominator), "large": [str(each) for each in order.multiples]}
    return {"denominator": str(order.denominator)}


# ---- reading ---------------------------------------------------------------------------------------------------------


def _map(path: Path, table: Mapping[str, list[Any]]) -> dict[str, Array]:
    whole: npt.NDArray[np.uint8] = np.asarray(np.memmap(path, dtype=np.uint8, mode="r"))
    arrays = {}
    for name, (kind, length, begin) in table.items():
        end = begin + length * np.dtype(kind).itemsize
        if end > len(whole):
            raise UnreadableSnapshot(f"{path} is cut short: {name} ends at byte {end}")
        arrays[name] = whole[begin:end].view(kind)
    return arrays


class _Scales(Mapping[str, Scale]):
    """The scales of the parameters, each made when a question asks for its parameter."""

    def __init__(self, contents: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
        self._contents, self._arrays = contents, arrays
        self._made: dict[str, Scale] = {}

    def __getitem__(self, code: str) -> Scale:
        if code not in self._made:
            told = self._contents[code]
            orders = {kind: self._order(told[kind], f"scale.{code}.{kind}") for kind in _ORDERS}
            bits = {member: bit for bit, member in enumerate(told["bits"])}
            self._made[code] = Scale(**orders, bits=bits)
        return self._made[code]

    def _order(self, told: Mapping[str, Any], name: str) -> Order:
        multiples = map(int, told["large"]) if "large" in told else self._arrays[name].tolist()
        return Order(tuple(multiples), int(told["denominator"]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._contents)

    def __len__(self) -> int:
        return len(self._contents)


def _columns(contents: Mapping[str, Any], arrays: Mapping[str, Array]) -> Columns:
    groups: dict[str, Any] = {
        name: group(**{each.name: arrays[f"{name}.{each.name}"] for each in fields(group)})
        for name, group in _GROUPS.items()
    }
    plain: dict[str, Any] = {name: arrays[name] for name in _PLAIN}
    by_id: Int64 = arrays["rows_by_id"]
    return Columns(
        **plain,
        **groups,
        product_ids=_opened_strings(arrays, "product_ids", str),
        maker_ids=_opened_strings(arrays, "maker_ids", str),
        categories={category: (begin, end) for category, (begin, end) in contents["categories"].items()},
        scales=_Scales(contents["scales"], arrays),
        slots={code: {key: Slot(*slot) for key, slot in each.items()} for code, each in contents["slots"].items()},
        codes={code: (begin, end) for code, (begin, end) in contents["codes"].items()},
        printed=_opened_strings(arrays, "printed", read_value),
        _by_id=[by_id],
    )


def _texts(contents: Mapping[str, Any], arrays: Mapping[str, Array], terms: TermWeights | None) -> TextColumns:
    return TextColumns(
        terms=terms or TermWeights(_numbers(arrays, "terms"), contents["other_terms"]),
        term_ids=_numbers(arrays, "term_ids"),
        rows=arrays["text.rows"],
        wordings=Groups(arrays["text.wordings.at"], arrays["text.wordings.numbers"]),
        texts=Groups(arrays["text.texts.at"], arrays["text.texts.numbers"]),
        wholes=arrays["text.wholes"],
    )


def _numbers(arrays: Mapping[str, Array], name: str) -> dict[str, int]:
    words = _opened_strings(arrays, name, str)
    return dict(zip(words, arrays[f"{name}.numbers"].tolist(), strict=True))
