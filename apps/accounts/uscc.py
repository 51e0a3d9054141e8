"""统一社会信用代码 (USCC, GB 32100-2015): 18 characters with two check digits.

Characters 1–2 name the registering authority and the kind of body, 3–8 the region (GB/T 2260), 9–17 are the
organisation code of GB 11714 with a check digit of its own, 18 checks the whole.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

from apps.accounts.regions import CENTRAL, is_province
from kernel.errors import InvalidInput

_ALPHABET = "0-9A-HJ-NPQRTUWXY"
_SHAPE = re.compile(rf"[{_ALPHABET}]{{2}}[0-9]{{6}}[{_ALPHABET}]{{10}}", re.ASCII)
_CODE_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CODE_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def check_uscc(text: str) -> str:
    """Give the code back if it is one, exactly as written: no blanks, no full-width or lower-case characters.

    python-stdnum cleans a text before it looks at it, and knows only the last check digit; we ask for all of it.
    Raises InvalidInput with what is wrong.
    """
    if len(text) != 18:
        raise _refusal(_("应为18位，您填写了%(length)d位（含空格）。") % {"length": len(text)})
    if not _SHAPE.fullmatch(text):
        raise _refusal(_("只能用半角数字和大写字母（不含 I、O、S、V、Z），第3至8位是数字，不能有空格。"))
    if not (is_province(text[2:4]) or text[2:4] == CENTRAL):
        raise _refusal(_("第3、4位“%(code)s”不是省级行政区划代码。") % {"code": text[2:4]})
    if text[16] != _code_check_digit(text[8:16]):
        raise _refusal(_("第9至17位（组织机构代码）的校验位不对，请核对是否抄错。"))
    try:
        uscc.validate(text)
    except InvalidChecksum:
        raise _refusal(_("最后一位校验位不对，请核对是否抄错。")) from None
    except ValidationError:
        raise _refusal(_("格式不对，请按营业执照或法人证书填写。")) from None
    return text


def compose_uscc(serial: int, *, kind: str = "91", region: str = "110000") -> str:
    """A code with both check digits right, for samples and tests; `serial` (below 10^8) makes it unique."""
    body = f"{serial:08d}"
    first = f"{kind}{region}{body}{_code_check_digit(body)}"
    return first + str(uscc.calc_check_digit(first))


def _code_check_digit(body: str) -> str:
    """Check digit of an organisation code's eight characters, by GB 11714-1997."""
    rest = sum(_CODE_ALPHABET.index(c) * weight for c, weight in zip(body, _CODE_WEIGHTS, strict=True)) % 11
    digit = (11 - rest) % 11
    return "X" if digit == 10 else str(digit)


def _refusal(reason: str) -> InvalidInput:
    message = _("统一社会信用代码%(reason)s") % {"reason": reason}
    return InvalidInput(message, detail={"uscc": message})
