"""The confidence of a reading tells how often such readings are right: the page shows it, and here it is counted."""

from __future__ import annotations

from fractions import Fraction

from tests.language.documentation import rows_under
from tests.language.gold import DATA, confidence_bands

FLOORS = (0, 80, 90, 95)
NAMES = sorted(file.name for file in DATA.glob("lines_*.jsonl"))


def test_the_page_shows_what_is_measured() -> None:
    bands = confidence_bands(NAMES, FLOORS)
    printed = {int(band.partition("–")[0]): (int(count), int(right)) for band, count, right, _ in _table()}
    assert printed == bands, bands


def test_what_is_accepted_in_one_step_is_nearly_always_right() -> None:
    bands = confidence_bands(NAMES, FLOORS)
    count, right = bands[95]
    assert Fraction(right, count) >= Fraction(99, 100)
    assert count > 1000


def test_a_lower_band_is_less_often_right() -> None:
    """A control: a constant confidence would pass the tests above."""
    bands = confidence_bands(NAMES, FLOORS)
    shares = [Fraction(right, count) for count, right in (bands[95], bands[80])]
    assert shares[0] > shares[1]
    assert all(count for count, _ in bands.values())


def _table() -> list[tuple[str, ...]]:
    return [row for row in rows_under("Confidence") if len(row) == 4]
