"""A 统一社会信用代码 is taken only exactly as GB 32100 writes it."""

from __future__ import annotations

import pytest
from stdnum.cn import uscc as stdnum_uscc

from apps.accounts.uscc import check_uscc, compose_uscc
from kernel.errors import InvalidInput

# Published codes of real bodies: universities, an institute, a foundation, a hospital, companies.
PUBLISHED = [
    "12100000400002697C",
    "12100000470095016Q",
    "12100000400000624D",
    "53100000500021676K",
    "12100000400002734J",
    "12100000425006117P",
    "12510000450717578Y",
    "12210000410581610Y",
    "91110105573162031B",
    "12100000400011067P",
    "91210111594113968E",
]

REFUSED = {
    "wrong last check character": "12100000400000624E",
    "seventeen characters": "12100000400000624",
    "one digit of the body changed": "12100000450000624D",
    "a letter that the alphabet leaves out": "91110000I01743874P",
    "a letter in the region": "12A00000425006117P",
    "lower case": "12100000400000624d",
    "a blank at the end": "12100000400000624D ",
    "a blank in front": " 12100000400000624D",
    "a line break at the end": "12100000400000624D\n",
    "a hyphen inside": "1210000-0400000624D",
    "a full-width digit": "１2100000400000624D",
    "an Arabic-Indic digit": "1210000٠400000624D",
    "a region that does not exist": "91990000573162031" + "X",
    "an ascending row of digits": "123456789012345678",
    "nothing": "",
    "a NUL": "12100000400000624\0",
}


@pytest.mark.parametrize("code", PUBLISHED)
def test_it_accepts_published_codes(code: str) -> None:
    assert check_uscc(code) == code


@pytest.mark.parametrize("code", REFUSED.values(), ids=REFUSED.keys())
def test_it_refuses_what_is_not_exactly_a_code(code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        check_uscc(code)
    assert "uscc" in refusal.value.detail


@pytest.mark.parametrize("code", ["123456789012345678", "12100000400000624D ", "１2100000400000624D"])
def test_the_library_alone_would_let_these_through(code: str) -> None:
    assert stdnum_uscc.is_valid(code)


def test_every_single_wrong_digit_of_a_code_is_noticed() -> None:
    code = PUBLISHED[0]
    for place in range(18):
        for other in "0123456789ABCDEFGHJKLMNPQRTUWXY":
            changed = code[:place] + other + code[place + 1 :]
            if changed != code:
                with pytest.raises(InvalidInput):
                    check_uscc(changed)


def test_composed_codes_are_valid_and_distinct() -> None:
    codes = {check_uscc(compose_uscc(serial, region="330000")) for serial in range(10_000_000, 10_000_500)}
    assert len(codes) == 500
