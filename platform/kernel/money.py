"""Money: stored exactly in 元, read from what people type, shown in 万元 in overviews."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

from kernel.errors import InvalidInput

_AMOUNT = re.compile(
    r"[¥￥]?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>亿元|亿|万元|万|元)?", re.ASCII
)
_FACTORS = {"亿": 100_000_000, "亿元": 100_000_000, "万": 10_000, "万元": 10_000, "元": 1}
LARGEST_YUAN = Decimal(10) ** 12


def read_yuan(text: str, *, bare_unit: str = "元") -> Decimal:
    """Read an amount such as 6万, 1,280,000.00元, 300 万元, ￥45000 and give it in 元.

    `bare_unit` is what a number without a unit is counted in. Raises InvalidInput when the text is no amount, has more
    than two decimals of a 元, or is larger than a trillion 元.
    """
    cleaned = unicodedata.normalize("NFKC", text).replace(" ", "")
    match = _AMOUNT.fullmatch(cleaned)
    if match is None:
        raise InvalidInput(_("“%(text)s”不是金额，请写成 300万 或 3000000 的样子。") % {"text": text[:40]})
    amount = Decimal(match["number"].replace(",", "")) * _FACTORS[match["unit"] or bare_unit]
    # The size first: quantizing a number of hundreds of digits is an error of arithmetic.
    if amount > LARGEST_YUAN or amount != amount.quantize(Decimal("0.01")):
        raise InvalidInput(_("金额“%(text)s”最多精确到分，且不超过一万亿元。") % {"text": text[:40]})
    return amount.quantize(Decimal("0.01"))
