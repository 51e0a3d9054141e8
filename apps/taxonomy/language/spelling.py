"""One spelling for each printed unit: oC, °C and ？C are ℃; um and 微米 are μm; KV is kV; mL·min-1 is mL/min.

Only the spelling is repaired. A unit is never converted, and a spelling that could mean two units (mpa: MPa or mPa)
is left as it is printed, so that it is found in no table and goes to a person.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺−﹣﹢", "0123456789-+--+")
_WIDE = (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), *range(0xFF10, 0xFF1A))
_LETTERS = str.maketrans(
    {chr(0xB5): "μ", chr(0x2126): "Ω", chr(0x212B): "Å", "％": "%", "﹪": "%", "／": "/", "∶": ":", "：": ":", "º": "°"}
    | {"˚": "°"}
    | {chr(code): chr(code - 0xFEE0) for code in _WIDE}
)
_DOTS = re.compile(r"[⋅•∙*．・×](?=[^\W\d])|\.(?=[^\W\d])")
_SQUARES = {
    "㎡": "m2", "㎥": "m3", "㎝": "cm", "㎜": "mm", "㎞": "km",
    "㎎": "mg", "㎏": "kg", "㏄": "mL", "㎛": "μm", "㎚": "nm",
}  # fmt: skip
_CELSIUS = re.compile(r"(?:[?？oO]|°\s?)[Cc](?![A-Za-z])|摄氏度|Cel\b")
_WHOLE = {
    "道尔顿": "Da", "特斯拉": "T", "微米": "μm", "纳米": "nm", "毫米": "mm", "厘米": "cm", "微升": "μL", "毫升": "mL",
    "微克": "μg", "毫克": "mg", "千克": "kg", "公斤": "kg", "微秒": "μs", "毫秒": "ms", "纳秒": "ns", "千伏": "kV",
    "毫伏": "mV", "毫安": "mA", "千瓦": "kW", "毫瓦": "mW", "兆帕": "MPa", "千帕": "kPa", "千牛": "kN", "赫兹": "Hz",
    "分贝": "dB", "欧姆": "Ω", "立方米": "m3", "平方米": "m2", "a.u.": "a.u.",
    "xg": "×g", "Xg": "×g", "*g": "×g", "xG": "×g", "×G": "×g", "x": "×", "X": "×", "∶1": ":1",
    "inch": "英寸", "in": "英寸", '"': "英寸", "RPM": "rpm", "Rpm": "rpm", "dalton": "Da", "Dalton": "Da",
    "℃/S": "℃/s", "°C/S": "℃/s", "%w/v": "%w/v", "Lx": "lx", "LX": "lx",
    "°2θ": "°", "°(2θ)": "°", "转/分钟": "转/分", "GS/s": "GSa/s", "MS/s": "MSa/s",
    "%FS": "%F.S.", "%FS.": "%F.S.", "%F.S": "%F.S.", "%f.s.": "%F.S.", "%fs": "%F.S.", "%F·S": "%F.S.",
    "%F·S.": "%F.S.", "F.S%": "F.S%", "%(F.S)": "%F.S.", "%rh": "%RH", "%R.H.": "%RH", "%R·H.": "%RH", "%R.H": "%RH",
    "SCCM": "sccm", "PPM": "ppm", "PPB": "ppb", "db": "dB", "DB": "dB", "db(A)": "dB(A)", "KeV": "keV", "Kev": "keV",
    "kev": "keV", "ev": "eV", "EV": "eV", "CPS": "cps", "FPS": "fps",
}  # fmt: skip
_BASES = {
    "m": "m", "L": "L", "l": "L", "g": "g", "s": "s", "A": "A", "V": "V", "v": "V", "W": "W", "w": "W", "N": "N",
    "J": "J", "Pa": "Pa", "pa": "Pa", "PA": "Pa", "Hz": "Hz", "hz": "Hz", "HZ": "Hz", "eV": "eV", "ev": "eV", "Ω":
    "Ω", "ohm": "Ω", "mol": "mol", "bar": "bar", "Bar": "bar", "cps": "cps", "Sv": "Sv", "VA": "VA", "AU": "AU",
    "Au": "AU", "cal": "cal", "C": "C", "F": "F", "H": "H", "S": "S", "T": "T", "Da": "Da", "torr": "Torr", "Torr":
    "Torr", "Sa": "Sa", "pts": "pts",
}  # fmt: skip
# A small m before these could stand for milli or for mega, a capital M before a metre for either as well.
_AMBIGUOUS = frozenset({"mpa", "mhz", "mw", "mPA", "MM", "mHZ", "mhZ", "Mg", "MS", "Ms", "ML", "Ml"})
_SHARES_OF_SCALE = frozenset({"%F.S.", "%F.S", "%FS", "%FS."})
_ATOM = re.compile(r"([A-Za-zμΩÅ°℃]+)(-?\d)?")
_INVERSE = re.compile(r"([^/]*[^/\d·-])·([A-Za-zμ]+)-1")


def _repair_atom(atom: str) -> str:
    """Repair the letters of one factor: Mpa → MPa, ul → μL, KV → kV; unknown or ambiguous letters stay."""
    if atom in _AMBIGUOUS or atom in _BASES:
        return _BASES.get(atom, atom)
    prefix, base = atom[:1], atom[1:]
    if base not in _BASES or prefix not in "umkKMGTnpfdcμ":
        return atom
    if prefix == "K" and base in {"g", "m", "l", "L", "s", "A", "S", "T", "C", "F", "H"}:
        return atom if base not in {"g", "m"} else "k" + base
    return {"u": "μ", "K": "k"}.get(prefix, prefix) + _BASES[base]


@lru_cache(maxsize=4096)
def repair_spelling(unit: str) -> str:
    """The canonical spelling of a printed unit; '' for blank. Unknown units keep their letters.

    Only blanks, widths, superscripts, middle dots and letter case are touched, and the Chinese words of common units.
    """
    text = "".join(unit.split()).translate(_SUPERSCRIPTS).translate(_LETTERS)
    for square, plain in _SQUARES.items():
        text = text.replace(square, plain)
    text = _WHOLE.get(text, text)
    if text in _WHOLE.values():
        return text
    share, slash, rest = text.partition("/")
    if slash and rest and share in _SHARES_OF_SCALE:
        return f"{share}/{repair_spelling(rest)}"
    text = _CELSIUS.sub("℃", text).replace("^", "").replace("(-1)", "-1")
    text = _DOTS.sub("·", text)
    text = _ATOM.sub(lambda match: _repair_atom(match[1]) + (match[2] or ""), text)
    text = {"1/cm": "cm-1", "L/分钟": "L/min", "L/mm": "线/mm"}.get(text, text)
    inverse = _INVERSE.fullmatch(text)
    return f"{inverse[1]}/{inverse[2]}" if inverse else text
