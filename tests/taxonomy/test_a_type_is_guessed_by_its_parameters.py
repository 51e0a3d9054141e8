"""A list of parameters without a title still shows which instrument is meant, or leaves it open."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from apps.taxonomy.selectors import guess_category_by_names


@pytest.fixture
def taxonomy(db: None) -> None:
    """The platform's own categories and templates."""
    call_command("load_taxonomy", verbosity=0)


@pytest.mark.usefixtures("taxonomy")
@pytest.mark.parametrize(
    ("names", "code"),
    [
        ((("二次电子分辨率", "nm"), ("加速电压", "kV"), ("放大倍数", "×"), ("低真空模式", None)), "010101"),
        ((("最高耐压", "MPa"), ("流速范围", "mL/min"), ("柱温箱控温范围", "℃"), ("检测波长范围", "nm")), "010501"),
        ((("最高转速", "r/min"), ("最大相对离心力", "×g"), ("最大容量", "mL"), ("噪声", "dB")), "011004"),
        ((("分辨率", "nm"), ("精度", "%"), ("质保期", "年")), None),
        ((), None),
    ],
)
def test_the_type_is_the_one_whose_template_knows_the_names(
    names: tuple[tuple[str, str | None], ...], code: str | None
) -> None:
    assert guess_category_by_names(names) == code
