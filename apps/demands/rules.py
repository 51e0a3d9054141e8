"""The rules on how rows are worded (docs/domain.md, conventions). They inform and block nothing.

A rule is a pure function of the table. Rules that need the catalogue have numbers from R-10 on and stand in
apps.matching.catalogue_rules; both make one list (docs/decisions/0053).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.demands.findings import Finding, Mend, MendKind, Remark, Rule, Severity, Table
from apps.demands.models import Requirement
from apps.taxonomy.language.types import Mark, Operator

_ORIGIN = re.compile(
    r"(?:原装)?进口(?!端|管|温度|压力|口|流量|阀)|原产地?|国外|欧美|德国|美国|日本|英国|法国|瑞士|瑞典|境外|原装"
)
_SIZE = re.compile(r"外形尺寸|整机尺寸|机身尺寸|主机尺寸|占地|整机重量|净重|毛重|^尺寸|^重量|^体积")
_PRAISE = re.compile(r"国际领先|国内领先|世界一流|先进|知名品牌|卓越|著名|顶级|最佳|一流|高端|名牌")
_VAGUE = re.compile(
    r"优良|良好|较好|较高|较低|稳定可靠|灵活|方便|快速|明显|长时间|尽可能|足够|适当|合理|同等档次|同档|高精度|高灵敏度"
)
# Budget below (元) → advised rows, most rows.
_ROW_RULES = ((Decimal(100_000), (3, 7), 10), (Decimal(1_000_000), (5, 14), 20), (None, (10, 21), None))
_LATIN = re.compile(r"[A-Za-z0-9]")


def wording_findings(table: Table) -> list[Finding]:
    """All findings on the wording, what is against a rule first."""
    found = [finding for rule in WORDING_RULES for finding in rule.apply(table)]
    return in_order(found)


def in_order(findings: list[Finding]) -> list[Finding]:
    """Against a rule, then doubtful, then fine; by number within."""
    weight = list(Severity)
    return sorted(findings, key=lambda finding: (weight.index(finding.severity), finding.rule))


def text_of(row: Requirement) -> str:
    """The words of a row as they are published."""
    return " ".join(dict.fromkeys(part for part in (row.printed_name, row.raw_text, row.value_text) if part))


def _count(table: Table) -> Iterator[Remark]:
    rows, budget = table.technical, table.budget_yuan
    if budget is None or not rows:
        return
    _limit, (low, high), most = next(rule for rule in _ROW_RULES if rule[0] is None or budget < rule[0])
    count = len({row.line or -row.pk for row in rows})
    text = ngettext(
        "%(count)s 行，按预算建议 %(low)s～%(high)s 行。", "%(count)s 行，按预算建议 %(low)s～%(high)s 行。", count
    ) % {"count": count, "low": low, "high": high}
    if most is not None and count > most:
        text += _("不宜超过 %(most)s 行。") % {"most": most}
    yield Remark(Severity.FINE if low <= count <= high else Severity.DOUBTFUL, text)


def _origin(table: Table) -> Iterator[Remark]:
    for row in table.lines:
        words = tuple(dict.fromkeys(match[0] for match in _ORIGIN.finditer(text_of(row))))
        if words:
            yield _worded(table, row, words, Severity.AGAINST)


def _brands(table: Table) -> Iterator[Remark]:
    for row in table.lines:
        words = names_in(text_of(row), table.names)
        if words:
            yield _worded(table, row, words, Severity.AGAINST)


def names_in(text: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names that stand in the text as they are printed there, the longest first; none within another."""
    found: list[str] = []
    for name in sorted(set(names), key=lambda name: (-len(name), name)):
        match = _name_pattern(name).search(text)
        if match and not any(match[0] in longer for longer in found):
            found.append(match[0])
    return tuple(found)


def _name_pattern(name: str) -> re.Pattern[str]:
    """The name with blanks as they come; a Latin name never begins or ends inside another word."""
    words = r"\s*".join(re.escape(word) for word in name.split())
    before = r"(?<![A-Za-z0-9])" if _LATIN.match(name[0]) else ""
    after = r"(?![A-Za-z0-9])" if _LATIN.match(name[-1]) else ""
    return re.compile(before + words + after, re.IGNORECASE)


def _worded(table: Table, row: Requirement, words: tuple[str, ...], severity: Severity) -> Remark:
    text = _("第 %(number)s 行“%(words)s”。") % {"number": table.number_of(row), "words": "”“".join(words)}
    mends = (Mend(MendKind.DROP_WORDS, _("删去这些字"), row.pk, words), Mend(MendKind.DELETE, _("删去这一行"), row.pk))
    return Remark(severity, text, (row.pk,), mends)


def _exact(table: Table) -> Iterator[Remark]:
    for row in table.technical:
        if row.op != Operator.EQUALS or row.alternative:
            continue
        sign = {"higher": "≥", "lower": "≤"}.get(row.parameter.better if row.parameter else "", "")
        text = _("第 %(number)s 行要求数值相等，高一点也不算满足。") % {"number": table.number_of(row)}
        mends = (Mend(MendKind.OPEN, _("改为 %(sign)s") % {"sign": sign}, row.pk),) if sign else ()
        yield Remark(Severity.DOUBTFUL, text, (row.pk,), mends or (_edit(row),))


def _size(table: Table) -> Iterator[Remark]:
    yield from _each(table, _SIZE, _("第 %(number)s 行写了“%(words)s”，确有安装限制时请说明用途。"), Severity.DOUBTFUL)


def _praise(table: Table) -> Iterator[Remark]:
    yield from _each(table, _PRAISE, _("第 %(number)s 行“%(words)s”是宣传用语。"), Severity.DOUBTFUL)


def _vague(table: Table) -> Iterator[Remark]:
    text = _("第 %(number)s 行“%(words)s”没有数值，无法逐条比对。")
    for remark in _each(table, _VAGUE, text, Severity.DOUBTFUL):
        row = next(row for row in table.rows if row.pk == remark.row_ids[0])
        if row.op in (Operator.TEXT, Operator.HAS):
            yield remark


def _each(table: Table, pattern: re.Pattern[str], text: str, severity: Severity) -> Iterator[Remark]:
    for row in table.lines:
        words = "”“".join(dict.fromkeys(match[0] for match in pattern.finditer(text_of(row))))
        if words:
            demote = (Mend(MendKind.DEMOTE, _("保留但降为一般"), row.pk),) if row.mark else ()
            mends = (Mend(MendKind.DELETE, _("删去这一行"), row.pk), *demote, _edit(row))
            yield Remark(severity, text % {"number": table.number_of(row), "words": words}, (row.pk,), mends)


def _edit(row: Requirement) -> Mend:
    return Mend(MendKind.EDIT, _("改成可测的写法"), row.pk)


def _unread(table: Table) -> Iterator[Remark]:
    ids = tuple(row.pk for row in table.rows if row.needs_review and not row.is_confirmed)
    if ids:
        yield Remark(
            Severity.DOUBTFUL,
            ngettext(
                "%(count)s 行不会自动判定，请逐行确认或改写。", "%(count)s 行不会自动判定，请逐行确认或改写。", len(ids)
            )
            % {"count": len(ids)},
            ids,
        )


def _beyond_comparison(table: Table) -> Iterator[Remark]:
    for row in table.technical:
        is_text = row.op == Operator.TEXT or row.parameter_id is None
        if row.mark == Mark.MANDATORY and is_text and (row.is_confirmed or not row.needs_review):
            text = _("第 %(number)s 行带★，却不能与产品逐条比对，所有产品都需人工判断。")
            demote = Mend(MendKind.DEMOTE, _("保留但降为一般"), row.pk)
            yield Remark(Severity.DOUBTFUL, text % {"number": table.number_of(row)}, (row.pk,), (demote, _edit(row)))


WORDING_RULES = (
    Rule("R-01", gettext_lazy("行数"), gettext_lazy("参数编写惯例：行数按预算"), _count),
    Rule("R-02", gettext_lazy("产地字样"), gettext_lazy("参数编写惯例：不写进口、产地"), _origin),
    Rule("R-03", gettext_lazy("品牌字样"), gettext_lazy("参数编写惯例：不写公司、品牌、型号"), _brands),
    Rule("R-04", gettext_lazy("定值"), gettext_lazy("参数编写惯例：用 ≥、≤、～，不用定值"), _exact),
    Rule("R-05", gettext_lazy("尺寸重量"), gettext_lazy("参数编写惯例：一般不写尺寸、重量"), _size),
    Rule("R-06", gettext_lazy("宣传用语"), gettext_lazy("参数编写惯例：不写宣传用语"), _praise),
    Rule("R-07", gettext_lazy("无法检验"), gettext_lazy("参数编写惯例：每条都可检验"), _vague),
    Rule("R-08", gettext_lazy("待看"), gettext_lazy("平台规则：未确认的行由人判断"), _unread),
    Rule("R-09", gettext_lazy("★无法比对"), gettext_lazy("平台规则：★须能逐条比对"), _beyond_comparison),
)
