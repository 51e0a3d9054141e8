"""Regions are those of GB/T 2260."""

from __future__ import annotations

import pytest

from apps.accounts.regions import cities, is_city_of, is_province, provinces, region_name


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("33", "浙江省"),
        ("3301", "浙江省杭州市"),
        ("330106", "浙江省杭州市"),
        ("1101", "北京市"),
        ("5002", "重庆市"),
        ("71", "台湾省"),
        ("", ""),
        ("00", ""),
        ("9999", ""),
    ],
)
def test_a_code_has_the_name_that_people_use(code: str, name: str) -> None:
    assert region_name(code) == name


def test_there_are_34_provinces_and_each_city_lies_in_its_own() -> None:
    assert len(provinces()) == 34
    assert sum(len(cities(province.code)) for province in provinces()) == 342
    assert all(is_city_of(city.code, "33") for city in cities("33"))
    assert not is_city_of("3301", "32")
    assert not is_province("3301")
