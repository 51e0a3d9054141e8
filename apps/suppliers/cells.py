"""The small language of the template's cells: several values of one parameter as lines, evidence behind bars.

    60000 @ m/z 200 | 三方 | HD-0932 第 5 页 | 2027-01-31
    80000 @ m/z 400

Behind the value may stand: @ and the condition; then, after bars, evidence rung, document and page, expiry date.
A backslash keeps a bar or an at sign that belongs to the text.
"""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from apps.suppliers.contents import CertificateEntry, SpecEntry
from apps.taxonomy.language.types import EvidenceRung
from kernel.errors import InvalidInput

RUNG_WORDS = {
    EvidenceRung.CLAIM: "声明",
    EvidenceRung.USER_REPORT: "用户",
    EvidenceRung.THIRD_PARTY: "三方",
    EvidenceRung.ACCREDITED: "计量",
}
_RUNGS = {word: rung for rung, word in RUNG_WORDS.items()} | {str(int(rung)): rung for rung in RUNG_WORDS}
_BAR = re.compile(r"(?<!\\)[|｜]")
_AT = re.compile(r" @ ")
_NAME = re.compile(r"(?<!\\)[:：]")
_ESCAPED = re.compile(r"\\([\\|｜@:：])")
_DATE = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?")


def read_date(text: str) -> date | None:
    """Read 2027-01-31, 2027/1/31 or 2027年1月31日; None for ''. Raises InvalidInput for anything else."""
    if not text.strip():
        return None
    match = _DATE.fullmatch(text.strip())
    try:
        return date(*(int(part) for part in match.groups())) if match else _no_date(text)
    except ValueError:
        return _no_date(text)


def _no_date(text: str) -> date:
    raise InvalidInput(_("“%(text)s”不是日期，请写成 2027-01-31 的样子。") % {"text": text.strip()[:30]})


def read_specs(text: str, *, parameter: str) -> tuple[SpecEntry, ...]:
    """Read the cell of one parameter: a spec value a line. Raises InvalidInput naming the line."""
    return tuple(_read_line(line, parameter=parameter, name="") for line in _lines(text))


def read_other_specs(text: str) -> tuple[SpecEntry, ...]:
    """Read the cell of the maker's own parameters: 名称：值 a line. Raises InvalidInput naming the line."""
    entries = []
    for line in _lines(text):
        name, colon, rest = _partition(_NAME, line)
        if not colon:
            raise InvalidInput(_("“%(line)s”缺少冒号，请写成 名称：值。") % {"line": line[:40]})
        entries.append(_read_line(rest, parameter="", name=_plain(name)))
    return tuple(entries)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _partition(pattern: re.Pattern[str], text: str) -> tuple[str, str, str]:
    match = pattern.search(text)
    return (text[: match.start()], match[0], text[match.end() :]) if match else (text, "", "")


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text).strip()


def _read_line(line: str, *, parameter: str, name: str) -> SpecEntry:
    parts = [part.strip() for part in _BAR.split(line)]
    if len(parts) > 4:
        raise InvalidInput(_("“%(line)s”的竖线多于三条：值 @ 条件 | 等级 | 证明材料 | 有效期。") % {"line": line[:40]})
    value, rung, evidence, expires = (*parts, "", "", "")[:4]
    if rung and rung not in _RUNGS:
        raise InvalidInput(_("证据等级“%(rung)s”只能写：声明、用户、三方、计量。") % {"rung": rung[:20]})
    text, _at, condition = _partition(_AT, value)
    return SpecEntry(
        parameter=parameter,
        printed_name=name,
        text=_plain(text),
        condition=_plain(condition),
        asked_rung=_RUNGS[rung] if rung else EvidenceRung.CLAIM,
        evidence=_plain(evidence),
        expires_on=read_date(expires),
    )


def write_specs(entries: tuple[SpecEntry, ...]) -> str:
    """Write what `read_specs` (or, for entries with a printed name, `read_other_specs`) reads back."""
    return "\n".join(_write_line(entry) for entry in entries)


def _write_line(entry: SpecEntry) -> str:
    value = _escaped(entry.text) + (f" @ {_escaped(entry.condition)}" if entry.condition else "")
    if not entry.parameter:
        value = f"{_escaped(entry.printed_name, colons=True)}：{value}"
    rung = RUNG_WORDS[entry.asked_rung] if entry.asked_rung > EvidenceRung.CLAIM or entry.evidence else ""
    expires = entry.expires_on.isoformat() if entry.expires_on else ""
    parts = [value, rung, _escaped(entry.evidence), expires]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return " | ".join(parts)


def _escaped(text: str, *, colons: bool = False) -> str:
    single = " ".join(text.split())
    return re.sub(r"([\\|｜:：]|(?<= )@(?= ))" if colons else r"([\\|｜]|(?<= )@(?= ))", r"\\\1", single)


def read_certificates(text: str) -> tuple[CertificateEntry, ...]:
    """Read 名称 | 编号 | 出具机构 | 出具日期 | 有效期至, a certificate a line. Raises InvalidInput naming the line."""
    entries = []
    for line in _lines(text):
        parts = [_plain(part) for part in _BAR.split(line)]
        if len(parts) > 5:
            raise InvalidInput(_("“%(line)s”的竖线多于四条。") % {"line": line[:40]})
        title, number, issuer, issued, expires = (*parts, "", "", "", "")[:5]
        entries.append(
            CertificateEntry(
                title=title, number=number, issuer=issuer, issued_on=read_date(issued), expires_on=read_date(expires)
            )
        )
    return tuple(entries)


def write_certificates(entries: tuple[CertificateEntry, ...]) -> str:
    """Write what `read_certificates` reads back."""
    return "\n".join(_write_certificate(entry) for entry in entries)


def _write_certificate(entry: CertificateEntry) -> str:
    dates = [day.isoformat() if day else "" for day in (entry.issued_on, entry.expires_on)]
    parts = [_escaped(entry.title), _escaped(entry.number), _escaped(entry.issuer), *dates]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return " | ".join(parts)
