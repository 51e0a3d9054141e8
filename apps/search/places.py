"""Regions in a question: 安徽, 安徽省, 合肥; only where they stand for themselves (安徽大学 is no region)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from apps.accounts.regions import cities, provinces

_PEOPLES = (
    "土家族|苗族|藏族|羌族|彝族|布依族|侗族|哈尼族|壮族|傣族|白族|景颇族|傈僳族|回族|朝鲜族|蒙古族?|哈萨克|柯尔克孜"
)
_ENDINGS = re.compile(rf"(?:(?:壮族|回族|维吾尔)?自治区|(?:{_PEOPLES})*自治州|特别行政区|省|市|地区|盟)$")
_BEHIND = r"(?:省?内|境内|本地|地区)?的?(?:厂商|厂家|企业|单位|高校|公司|用户|制造|生产|产)?"
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Place:
    """A region's code (two digits a province, four a city), its range in the text, and other regions called so."""

    start: int
    end: int
    code: str
    others: tuple[str, ...]


def find_place(text: str) -> Place | None:
    """The first region that stands as a word of its own in the text."""
    pattern, codes = _names()
    match = pattern.search(text)
    if match is None:
        return None
    first, *others = codes[match["name"].casefold()]
    return Place(match.start(), match.end(), first, tuple(others))


def places_beginning(text: str, *, most: int) -> list[str]:
    """The codes of the regions whose name begins with the text, provinces first."""
    _pattern, codes = _names()
    folded = text.casefold()
    found = sorted((len(code), code) for name in codes if name.startswith(folded) for code in codes[name])
    return list(dict.fromkeys(code for _length, code in found))[:most]


@lru_cache(maxsize=1)
def _names() -> tuple[re.Pattern[str], dict[str, list[str]]]:
    """Every spelling of a region in both languages, folded, and its codes: a province before cities called like it."""
    codes: dict[str, list[str]] = {}
    regions = [*provinces(), *(city for province in provinces() for city in cities(province.code))]
    for region in (each for each in regions if each.is_place):
        for name in {region.name_zh, _ENDINGS.sub("", region.name_zh), region.name_en.casefold()}:
            if len(name) >= _SHORTEST and region.code not in codes.get(name, ()):
                codes.setdefault(name, []).append(region.code)
    names = "|".join(re.escape(name) for name in sorted(codes, key=lambda name: -len(name)))
    pattern = rf"(?<!\w)(?:在|位于)?(?P<name>{names}){_BEHIND}(?!\w)"
    return re.compile(pattern, re.IGNORECASE), codes
