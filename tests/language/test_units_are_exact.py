"""The unit table: wide enough, consistent, exact; and the repair of spellings."""

from __future__ import annotations

from fractions import Fraction

import pint
import pytest

from apps.taxonomy.language.spelling import repair_spelling
from apps.taxonomy.language.units import default_units

UNITS = default_units()


def convert(number: str, unit: str, to: str, quantity: str) -> Fraction:
    one, two = UNITS.find(unit, quantity), UNITS.find(to, quantity)
    assert one is not None
    assert two is not None
    return (one.to_base(Fraction(number)) - two.offset) / two.factor


def test_the_table_knows_many_spellings() -> None:
    assert len(UNITS.spellings()) >= 2000


def test_pounds_per_square_inch_are_not_rounded() -> None:
    assert convert("8700", "psi", "MPa", "pressure") < 60


@pytest.mark.parametrize(
    ("number", "unit", "wanted", "to", "quantity"),
    [
        ("25", "℃", "298.15", "K", "temp"),
        ("0", "℉", "45967/180", "K", "temp"),
        ("3", "℃", "3", "K", "dtemp"),
        ("60", "℃/min", "1", "K/s", "trate"),
        ("350", "r/s", "21000", "rpm", "rot"),
        ("700", "ppm", "0.07", "%", "ratio"),
        ("12", "Å", "1.2", "nm", "length"),
        ("1", "英寸", "25.4", "mm", "length"),
        ("760", "Torr", "101325", "Pa", "pressure"),
        ("1", "mL·min-1", "1000", "μL/min", "flow"),
        ("2", "年", "24", "个月", "period"),
    ],
)
def test_conversions_are_exact(number: str, unit: str, wanted: str, to: str, quantity: str) -> None:
    assert convert(number, unit, to, quantity) == Fraction(wanted)


def test_kinds_that_look_alike_are_kept_apart() -> None:
    assert UNITS.find("ppt", "conc") is None
    assert UNITS.find("×g", "rot") is None
    assert UNITS.find("℃", "temp") != UNITS.find("℃", "dtemp")
    assert UNITS.find("mpa", "pressure") is None


@pytest.mark.parametrize(
    ("printed", "repaired"),
    [
        ("oC", "℃"), ("°C", "℃"), ("？C", "℃"), ("摄氏度", "℃"), ("um", "μm"), ("µm", "μm"), ("微米", "μm"),
        ("KV", "kV"),
        ("Mpa", "MPa"), ("ul", "μL"), ("ml/min", "mL/min"), ("mL·min-1", "mL/min"), ("cm^-1", "cm-1"), ("cm⁻¹", "cm-1"),
        ("m³/h", "m3/h"), ("％", "%"), ("%FS", "%F.S."), ("xg", "×g"), ("MΩ.cm", "MΩ·cm"), ("ＭＰａ", "MPa"),
        ("mpa", "mpa"), ("mw", "mw"),
    ],
)  # fmt: skip
def test_spellings_are_repaired_and_ambiguous_ones_left(printed: str, repaired: str) -> None:
    assert repair_spelling(printed) == repaired


@pytest.mark.parametrize(
    ("unit", "quantity", "base", "same"),
    [
        ("psi", "pressure", "Pa", "psi"), ("Torr", "pressure", "Pa", "torr"), ("atm", "pressure", "Pa", "atm"),
        ("mmHg", "pressure", "Pa", "mmHg"), ("英寸", "length", "m", "inch"), ("lbf", "force", "N", "lbf"),
        ("lb", "mass", "g", "lb"), ("L/min", "flow", "mL/min", "L/min"), ("m3/h", "flow", "mL/min", "m**3/hour"),
        ("r/s", "rot", "r/min", "revolution/second"), ("″", "angle", "°", "arcsecond"),
        ("Ci", "activity", "Bq", "curie"), ("cal", "heat", "J", "calorie"), ("mPa·s", "viscosity", "Pa·s", "mPa*s"),
        ("μS/cm", "conductivity", "S/m", "uS/cm"), ("kWh", "energy_kwh", "kWh", "kWh"),
    ],
)  # fmt: skip
def test_an_independent_library_gives_the_same_factor(unit: str, quantity: str, base: str, same: str) -> None:
    registry: pint.UnitRegistry[float] = pint.UnitRegistry()
    bases = {"°": "degree", "mL/min": "mL/min", "r/min": "revolution/minute", "Pa·s": "Pa*s"}
    ours = convert("1", unit, base, quantity)
    assert float(ours) == pytest.approx(registry.Quantity(1, same).to(bases.get(base, base)).magnitude, rel=1e-9)


def test_repairing_twice_changes_nothing() -> None:
    for spelling in UNITS.spellings():
        once = repair_spelling(spelling)
        assert repair_spelling(once) == once, spelling
