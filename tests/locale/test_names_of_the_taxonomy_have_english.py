"""Every name that the taxonomy's files bring has its English."""

from __future__ import annotations

import csv

from django.utils import translation

from apps.accounts.regions import provinces, region_name
from apps.taxonomy.files import DATA_FOLDER
from apps.taxonomy.groups import english_names, group_name


def test_every_group_of_the_templates_has_an_english_name() -> None:
    with (DATA_FOLDER / "templates.tsv").open(encoding="utf-8", newline="") as file:
        groups = {row["group"] for row in csv.DictReader(file, delimiter="\t")}
    assert groups == set(english_names())
    assert all(english_names().values())
    with translation.override("en"):
        assert group_name("柱温箱") == "Column oven"
    assert group_name("柱温箱") == "柱温箱"


def test_every_category_and_parameter_has_an_english_name() -> None:
    for name in ("categories.tsv", "parameters.tsv"):
        with (DATA_FOLDER / name).open(encoding="utf-8", newline="") as file:
            assert [row["code"] for row in csv.DictReader(file, delimiter="\t") if not row["name_en"]] == []


def test_regions_are_named_in_both_languages() -> None:
    assert all(each.name_en for each in provinces())
    assert region_name("330100") == "浙江省杭州市"
    assert region_name("1101") == "北京市"
    with translation.override("en"):
        assert region_name("330100") == "Hangzhou, Zhejiang"
        assert region_name("1101") == "Beijing"
