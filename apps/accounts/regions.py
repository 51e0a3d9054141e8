"""行政区划 (GB/T 2260): provinces by two digits, prefectures by four. Facts in data/regions.tsv."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kernel.languages import reader_language

CENTRAL = "10"  # "100000" stands in a USCC for a body registered with a central authority

_FILE = Path(__file__).with_name("data") / "regions.tsv"


@dataclass(frozen=True, slots=True)
class Region:
    """A province (two digits) or a prefecture (four digits).

    `name_en` is empty for groups of the standard that are no place of their own (市辖区, 省直辖县级行政区划).
    """

    code: str
    name_zh: str
    name_en: str

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_en if reader_language() == "en" else self.name_zh

    @property
    def is_place(self) -> bool:
        """Whether people would name it."""
        return bool(self.name_en)


@lru_cache(maxsize=1)
def _regions() -> dict[str, Region]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return {row["code"]: Region(row["code"], row["name"], row["name_en"]) for row in rows}


def is_province(code: str) -> bool:
    """Whether the two digits name a province."""
    return len(code) == 2 and code in _regions()


def is_city_of(city_code: str, province_code: str) -> bool:
    """Whether the four digits name a prefecture of that province."""
    return len(city_code) == 4 and city_code in _regions() and city_code.startswith(province_code)


def region_name(code: str) -> str:
    """How people name a region: 浙江省, 浙江省杭州市, 北京市; Zhejiang, "Hangzhou, Zhejiang", Beijing.

    An unknown or empty code gives an empty text. Of a code longer than four digits the first four count.
    Municipalities stand for their only prefecture.
    """
    province = _regions().get(code[:2])
    city = _regions().get(code[:4]) if len(code) >= 4 else None
    if province is None:
        return ""
    if city is None or not city.is_place:
        return province.name
    return f"{city.name}, {province.name}" if reader_language() == "en" else province.name + city.name


def own_name(code: str) -> str:
    """The region's name alone, without its province: 杭州市, Hangzhou. An unknown code gives an empty text."""
    region = _regions().get(code)
    return region.name if region else ""


def provinces() -> tuple[Region, ...]:
    """All provinces in the order of their codes."""
    return tuple(region for code, region in sorted(_regions().items()) if len(code) == 2)


def cities(province_code: str) -> tuple[Region, ...]:
    """The prefectures of a province in the order of their codes."""
    return tuple(
        region for code, region in sorted(_regions().items()) if len(code) == 4 and code.startswith(province_code)
    )
