"""A fault in the taxonomy's files is named by file, line, field and value, and nothing is loaded."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from apps.taxonomy.files import DATA_FOLDER, TaxonomyFileError, read_taxonomy


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(DATA_FOLDER, tmp_path / "data")
    return tmp_path / "data"


def change(path: Path, line_start: str, column: int, value: str) -> int:
    """Put a value into the first line that begins so; returns the line's number."""
    lines = path.read_text(encoding="utf-8").split("\n")
    number = next(place for place, line in enumerate(lines) if line.startswith(line_start))
    fields = lines[number].split("\t")
    fields[column] = value
    lines[number] = "\t".join(fields)
    path.write_text("\n".join(lines), encoding="utf-8")
    return number + 1


def test_the_untouched_copy_is_read(folder: Path) -> None:
    assert read_taxonomy(folder) == read_taxonomy()


@pytest.mark.parametrize(
    ("file", "line_start", "column", "value", "field"),
    [
        ("categories.tsv", "010501\t", 1, "0199", "parent"),
        ("categories.tsv", "010501\t", 1, "0201", "parent"),
        ("categories.tsv", "010501\t", 0, "010502", "code"),
        ("categories.tsv", "010501\t", 0, "990501", "code"),
        ("categories.tsv", "010501\t", 2, "4", "level"),
        ("categories.tsv", "010501\t", 2, "2", "parent"),
        ("categories.tsv", "010501\t", 3, "", "name_zh"),
        ("categories.tsv", "010501\t", 5, "HPLC||LC", "aliases"),
        ("categories.tsv", "010501\t", 6, "", "family"),
        ("parameters.tsv", "lc.max_pressure\t", 4, "numbr", "kind"),
        ("parameters.tsv", "lc.max_pressure\t", 5, "presure", "quantity"),
        ("parameters.tsv", "lc.max_pressure\t", 6, "mL/min", "unit"),
        ("parameters.tsv", "lc.max_pressure\t", 7, "bigger", "better"),
        ("parameters.tsv", "lc.max_pressure\t", 8, "yes", "settable"),
        ("parameters.tsv", "lc.gradient\t", 6, "MPa", "unit"),
        ("parameters.tsv", "lc.flow_range\t", 0, "lc.max_pressure", "code"),
        ("templates.tsv", "010501\tlc.max_pressure\t", 0, "010599", "category"),
        ("templates.tsv", "010501\tlc.max_pressure\t", 1, "lc.nothing", "parameter"),
        ("templates.tsv", "010501\tlc.flow_range\t", 1, "lc.max_pressure", "parameter"),
        ("templates.tsv", "010501\tlc.max_pressure\t", 2, "1O", "position"),
    ],
)
def test_a_wrong_value_is_named(folder: Path, file: str, line_start: str, column: int, value: str, field: str) -> None:
    number = change(folder / file, line_start, column, value)
    with pytest.raises(TaxonomyFileError) as refused:
        read_taxonomy(folder)
    # A wrong code may also break later lines that refer to it; the first cause must be among the faults.
    known = any(f":{number}: {field} = " in fault for fault in refused.value.faults)
    assert known or (field == "code" and any(repr(value) in fault for fault in refused.value.faults))


def test_all_faults_are_told_at_once(folder: Path) -> None:
    change(folder / "categories.tsv", "010501\t", 3, "")
    change(folder / "parameters.tsv", "lc.max_pressure\t", 6, "mL/min")
    with pytest.raises(TaxonomyFileError) as refused:
        read_taxonomy(folder)
    assert {fault.split(":")[0] for fault in refused.value.faults} == {"categories.tsv", "parameters.tsv"}


@pytest.mark.parametrize("content", [b"", b"code;parent\n", b"\xff\xfe\x00"])
def test_a_broken_file_is_refused(folder: Path, content: bytes) -> None:
    (folder / "categories.tsv").write_bytes(content)
    with pytest.raises(TaxonomyFileError, match=r"categories\.tsv"):
        read_taxonomy(folder)


def test_a_line_with_a_missing_field_is_refused(folder: Path) -> None:
    with (folder / "parameters.tsv").open("a", encoding="utf-8") as file:
        file.write("lc.half\t半行\n")
    with pytest.raises(TaxonomyFileError, match="has 2 fields, it must have 10"):
        read_taxonomy(folder)
