"""The page of the requirement language names each rule with an example; here the examples are read."""

from __future__ import annotations

import pytest

from apps.taxonomy.language.read import read_line
from tests.language.documentation import rows_under
from tests.language.telling import tell

RULES = [row for row in rows_under("Every rule with an example") if len(row) == 3]


@pytest.mark.parametrize(("rule", "example", "reading"), RULES, ids=[rule for rule, _, _ in RULES])
def test_the_example_is_read_as_documented(rule: str, example: str, reading: str) -> None:
    assert tell(read_line(example.strip("`"))) == reading


def test_the_page_names_the_rules() -> None:
    """A control: a page without its table would pass the test above."""
    assert len(RULES) >= 140
    assert len({example for _, example, _ in RULES}) == len(RULES)
    assert sum("？" in reading for _, _, reading in RULES) >= 25
    assert sum(reading == "—" for _, _, reading in RULES) >= 5
