"""Contrast of the tokens, computed as WCAG 2.2 defines it, in both themes; colours live in tokens.css alone."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR) / "static" / "css"
TOKEN = re.compile(r"--([\w-]+): light-dark\((#[0-9A-F]{6}), (#[0-9A-F]{6})\);")
PALETTE = {name: (light, dark) for name, light, dark in TOKEN.findall((CSS / "tokens.css").read_text("utf-8"))}

TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "surface", "sunken", "hover")),
    *(("ink", f"{kind}-wash") for kind in ("accent", "pos", "neg", "man", "una")),
    *(("accent", ground) for ground in ("paper", "surface", "hover")),
    *(("accent", f"{kind}-wash") for kind in ("accent", "pos", "neg", "man")),
    *((kind, ground) for kind in ("pos", "neg", "man", "una") for ground in ("paper", "surface", f"{kind}-wash")),
    ("pos", "pos-cell"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-neg", "neg"),
    ("paper", "ink"),
    ("on-map-3", "map-3"),
    ("on-map-4", "map-4"),
    ("ink", "map-1"),
    ("ink", "map-2"),
]
EDGES = [(edge, ground) for edge in ("line-3", "accent") for ground in ("paper", "surface")]


def luminance(colour: str) -> float:
    """Return the relative luminance of #RRGGBB (WCAG 2.2, definition of relative luminance)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_gives_the_known_ends() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0, abs=1e-9)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out_from_its_ground(ink: str, ground: str, theme: int) -> None:
    assert contrast(PALETTE[ink][theme], PALETTE[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_of_controls_and_focus_can_be_seen(edge: str, ground: str, theme: int) -> None:
    assert contrast(PALETTE[edge][theme], PALETTE[ground][theme]) >= 3.0


def test_no_other_stylesheet_defines_a_colour() -> None:
    for sheet in sorted(CSS.rglob("*.css")):
        if sheet.name in {"tokens.css", "print.css"}:
            continue
        rules = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
        found = re.findall(r"#[0-9a-fA-F]{6}\b|\brgba?\(", rules.replace("light-dark(#15201E66, #000000A6)", ""))
        assert found == [], sheet.name


def test_every_rule_stands_in_a_layer() -> None:
    for sheet in sorted(CSS.rglob("*.css")):
        rules = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL).strip()
        assert rules.startswith("@layer"), sheet.name
        assert rules.count("{") == rules.count("}"), sheet.name


def test_every_variable_that_is_used_is_defined() -> None:
    texts = {sheet: sheet.read_text("utf-8") for sheet in CSS.rglob("*.css")}
    defined = {name for text in texts.values() for name in re.findall(r"--([\w-]+):", text)}
    for sheet, text in texts.items():
        needed = {name for name, rest in re.findall(r"var\(--([\w-]+)(,?)", text) if not rest}
        assert needed <= defined, sheet.name
