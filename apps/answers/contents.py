"""What a maker writes into a row, handed over as frozen values; and how it is made fit to be kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.answers.judging import STATABLE
from apps.answers.models import AnswerRow
from apps.answers.proof import WrongPages, read_pages
from apps.demands.models import Requirement
from kernel.errors import InvalidInput


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFields:
    """Everything of a row that a maker writes. `stated` is positive, meets, negative or ''."""

    response: str = ""
    stated: str = ""
    explanation: str = ""
    proof_name: str = ""
    proof_pages: str = ""
    is_confirmed: bool = False


LABELS = {
    "response": gettext_lazy("投标响应"),
    "stated": gettext_lazy("自评偏离"),
    "explanation": gettext_lazy("偏离说明"),
    "proof_name": gettext_lazy("证明材料"),
    "proof_pages": gettext_lazy("页码"),
}
TEXTS = tuple(LABELS)


def fields_of(row: AnswerRow) -> RowFields:
    """What a row holds now."""
    return RowFields(**{each.name: getattr(row, each.name) for each in fields(RowFields)})


def asked_texts(rows: Iterable[AnswerRow]) -> dict[int, str]:
    """What each row's clause asks, as printed, by the id of the requirement.

    A line of a tender may ask several things (柱温箱：室温+5～85℃，控温精度≤±0.1℃): each of its rows names its own.
    """
    clauses = [row.requirement for row in rows]
    shared = Counter((each.clause, each.raw_text) for each in clauses)
    return {each.pk: _asked(each, is_shared=shared[each.clause, each.raw_text] > 1) for each in clauses}


def _asked(clause: Requirement, *, is_shared: bool) -> str:
    if not is_shared:
        return clause.raw_text
    own = f"{clause.printed_name}，{clause.condition}" if clause.condition else clause.printed_name
    return f"{clause.raw_text}（本行：{own}）"


def cleaned(given: RowFields) -> RowFields:
    """The fields as they may be kept: blanks cut off, pages in their one form.

    Raises InvalidInput with every complaint by field.
    """
    tidy = replace(given, **{name: _tidy(getattr(given, name)) for name in TEXTS})  # type: ignore[arg-type]
    complaints = {name: problem for name in TEXTS if (problem := _problem(name, getattr(tidy, name)))}
    if complaints:
        raise InvalidInput(next(iter(complaints.values())), detail=complaints)
    return replace(tidy, proof_pages=read_pages(tidy.proof_pages))


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _problem(name: str, text: str) -> str:
    most = AnswerRow._meta.get_field(name).max_length or 0  # type: ignore[union-attr]
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        return _("%(field)s含有不能保存的字符，请删去后重试。") % {"field": LABELS[name]}
    if name == "proof_pages" and (wrong := _wrong_page(text)):
        return _("页码“%(value)s”读不出，请写成 12、12-13 或 P12。") % {"value": wrong[:40]}
    if name == "stated":
        return "" if text in {"", *STATABLE} else _("自评偏离只能是正偏离、无偏离、负偏离或留空。")
    if len(text) > most:
        return _("%(field)s最多 %(most)s 个字，现有 %(length)s 个。") % {
            "field": LABELS[name],
            "most": most,
            "length": len(text),
        }
    return ""


def _wrong_page(text: str) -> str:
    try:
        pages = read_pages(text)
    except WrongPages as wrong:
        return str(wrong)
    return text if len(pages) > 60 else ""
