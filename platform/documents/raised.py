"""Raised characters: 10 with a raised 5 is 10⁵ and must never become 105."""

from __future__ import annotations

_UP = str.maketrans("0123456789+-−–()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾ⁿ")
_RAISABLE = frozenset("0123456789+-−–()n")
# The private area where word processors keep characters of the Symbol and Wingdings fonts.
SYMBOL = {
    0x61: "α", 0x62: "β", 0x67: "γ", 0x64: "δ", 0x6C: "λ", 0x6D: "μ", 0x71: "θ", 0x73: "σ", 0x66: "φ", 0x46: "Φ",
    0x57: "Ω", 0x44: "Δ", 0xA3: "≤", 0xA5: "∞", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "·", 0xB8: "÷",
    0xB9: "≠", 0xBB: "≈", 0x2D: "−", 0x7E: "~",
}  # fmt: skip
WINGDINGS = {0xAB: "★", 0xB6: "☆", 0x6C: "●", 0x6E: "■", 0x70: "▲", 0x71: "□", 0xFC: "✓", 0xE8: "➔"}
PRIVATE_AREA = range(0xF000, 0xF100)


def raised(text: str) -> str:
    """The text written with raised characters. Text with other characters than digits and signs stays as it is."""
    plain = text.strip()
    return text.translate(_UP) if plain and _RAISABLE.issuperset(plain) else text


def symbol(code: int, font: str) -> str:
    """The character that Symbol or Wingdings shows for a code; '' for one that is not known."""
    return (WINGDINGS if "wingdings" in font.lower() else SYMBOL).get(code & 0xFF, "")


def without_private(text: str) -> str:
    """Characters of the private area read as the Symbol font's; one that is not known stays."""
    if not any(ord(character) in PRIVATE_AREA for character in text):
        return text
    return "".join((symbol(ord(c), "") or c) if ord(c) in PRIVATE_AREA else c for c in text)
