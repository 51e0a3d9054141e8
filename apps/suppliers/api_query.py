"""The catalogue's questions as the API asks them: the same filters as the pages, and no others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.suppliers.catalogue import NUMERIC_KINDS, CatalogueQuery
from apps.suppliers.ranges import RangeFilter, read_range
from apps.taxonomy.models import Parameter
from apps.taxonomy.selectors import category_by_code
from kernel.errors import DomainError, InvalidInput
from kernel.money import read_yuan

_RANGE = re.compile(r"\s*(?P<code>[0-9A-Za-z._-]{1,60})\s*(?P<sign>>=|<=|≥|≤|>|<|=)\s*(?P<value>.+)", re.DOTALL)
_TWO_ENDED = re.compile(r"[~～]|\d\s*[-–—]\s*\d|至|到")


def catalogue_query(asked: dict[str, Any]) -> CatalogueQuery:
    """The query of the validated parameters. Raises NotFound for a category, InvalidInput for what is not read."""
    return CatalogueQuery(
        category=category_by_code(asked["category"]) if asked["category"] else None,
        text=asked["search"],
        ranges=range_filters(asked["spec"]),
        price_from=_price("price_from", asked["price_from"]),
        price_to=_price("price_to", asked["price_to"]),
        evidence=asked["evidence"],
        domestic=asked["domestic"],
        trial=asked["trial"],
        province=asked["province"],
        sort=asked["sort"].removeprefix("-"),
        descending=asked["sort"].startswith("-"),
    )


def _price(name: str, text: str) -> Decimal | None:
    try:
        return read_yuan(text) if text else None
    except DomainError as problem:
        raise InvalidInput(problem.message, detail={name: problem.message}) from problem


def range_filters(texts: Sequence[str]) -> tuple[RangeFilter, ...]:
    """Read CODE≥VALUE UNIT, CODE=LO~HI UNIT … Raises InvalidInput that names the text which is not understood."""
    parts = [_RANGE.fullmatch(text) for text in texts]
    codes = {part["code"] for part in parts if part}
    known = {parameter.code: parameter for parameter in Parameter.objects.filter(code__in=codes)}
    return tuple(_range_filter(text, part, known) for text, part in zip(texts, parts, strict=True))


def _range_filter(text: str, part: re.Match[str] | None, known: dict[str, Parameter]) -> RangeFilter:
    if part is None:
        raise _refused(_("“%(text)s”须写成 参数代码>=数值 单位，例如 lc.max_pressure>=60 MPa。") % {"text": text[:60]})
    parameter = known.get(part["code"])
    if parameter is None or parameter.kind not in NUMERIC_KINDS:
        raise _refused(_("没有代码为 %(code)s 的数值参数。") % {"code": part["code"]})
    if part["sign"] != "=" or _TWO_ENDED.search(part["value"]):
        sign = "" if part["sign"] == "=" else part["sign"]
        found = read_range(sign + part["value"], parameter=parameter)
    else:
        found = read_range("≥" + part["value"], parameter=parameter)
        found = replace(found, hi=found.lo)
    if not found.is_usable:
        raise _refused(found.problem or _("没有读懂“%(text)s”。") % {"text": text[:60]})
    return found


def _refused(message: str) -> InvalidInput:
    return InvalidInput(message, detail={"spec": message})
