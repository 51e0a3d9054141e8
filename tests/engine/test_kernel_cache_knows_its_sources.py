"""A kernel on disk must never outlive the code that it was made from."""

from __future__ import annotations

from pathlib import Path

from apps.matching.engine import compiled, layout
from apps.taxonomy.language.verdict import GOODNESS, Reason, verdict_of


def test_every_file_with_compiled_code_counts_into_the_digest() -> None:
    folder = Path(compiled.__file__).parent
    with_kernels = {
        path for path in folder.glob("*.py") if "compiled(" in path.read_text() or "@compiled" in path.read_text()
    }
    assert with_kernels - {folder / "compiled.py"} <= set(compiled.SOURCES)
    assert all(path.is_file() for path in compiled.SOURCES)


def test_the_codes_of_reasons_follow_the_order_of_the_enumeration() -> None:
    for reason in Reason:
        assert getattr(layout, f"R_{reason.name}") == layout.REASONS.index(reason)
        assert layout.GOODNESS_BY_REASON[layout.REASONS.index(reason)] == GOODNESS[verdict_of(reason)]
