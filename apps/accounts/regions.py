"""行政区划 (GB/T 2260): provinces by two digits, prefectures by four. Facts in data/regions.tsv."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

CENTRAL = "10"  # "100000" stands in a USCC for a body registered with a central authority

_FILE = Path(__file__).with_name("data") / "regions.tsv"


@dataclass(frozen=True, slots=True)
class Region:
    """A province (two digits) or a prefecture (four digits)."""

    code: str
    name: str


@lru_cache(maxsize=1)
def _regions() -> dict[str, str]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file, delimiter="\t")}


def is_province(code: str) -> bool:
    """Whether the two digits name a province."""
    return len(code) == 2 and code in _regions()


def is_city_of(city_code: str, province_code: str) -> bool:
    """Whether the four digits name a prefecture of that province."""
    return len(city_code) == 4 and city_code in _regions() and city_code.startswith(province_code)


def region_name(code: str) -> str:
    """How people name a region: 浙江省, 浙江省杭州市, 北京市. An unknown or empty code gives an empty text.

    Of a code longer than four digits the first four count. Municipalities stand for their only prefecture.
    """
    province = _regions().get(code[:2], "")
    city = _regions().get(code[:4], "") if len(code) >= 4 else ""
    return province if city in _PLACEHOLDERS else province + city


# Groups in the standard that are no place of their own.
_PLACEHOLDERS = {"", "市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}


def provinces() -> tuple[Region, ...]:
    """All provinces in the order of their codes."""
    return tuple(Region(code, name) for code, name in sorted(_regions().items()) if len(code) == 2)


def cities(province_code: str) -> tuple[Region, ...]:
    """The prefectures of a province in the order of their codes."""
    return tuple(
        Region(code, name)
        for code, name in sorted(_regions().items())
        if len(code) == 4 and code.startswith(province_code)
    )
