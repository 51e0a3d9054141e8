"""What a line says before a name: the heading it opens with, the part it named last, the parameter before. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from apps.taxonomy.naming import latin_words, normalised, without_brackets
from apps.taxonomy.terms import last_part, translated

_LONGEST_LINE = 400
_LONGEST_HEAD = 14
# Names that lean on the one before: 波长准确度±0.3nm，重复性≤0.1nm.
_LEANING = frozenset(
    normalised(word)
    for word in (
        "重复性 重现性 精度 精密度 准确度 准确性 误差 示值误差 稳定性 稳定度 分辨率 噪声 漂移 "
        "均匀性 线性 波动 控制精度 测量精度 控温精度 RSD"
    ).split()
)
_NUMBERING = re.compile(r"^[\s\d.、()（）①-⑳★▲*#△]+")
_CLAUSES = re.compile(r"[，,；;。:：]")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class LineContext:
    """The words before a name in its line. `leads` may stand before it; `previous` are beginnings of the last name."""

    leads: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    latin: frozenset[str] = frozenset()

    def keys(self, how: str, name: str) -> list[str]:
        """The keys to look up for a name: led by the line's heading or part ('line'), or by the name before it."""
        bare = normalised(without_brackets(name))
        if not bare:
            return []
        if how == "line":
            return [lead + bare for lead in self.leads if not bare.startswith(lead)]
        return [lead + bare for lead in self.previous] if bare in _LEANING else []


def line_context(before: str) -> LineContext:
    """The context that the beginning of a line gives; empty for ''."""
    text = _NUMBERING.sub("", before[-_LONGEST_LINE:])
    if not text:
        return LineContext()
    head = re.split(r"[:：]", text, maxsplit=1)[0] if re.search(r"[:：]", text) else ""
    found = [translated(head)] if 0 < len(head) <= _LONGEST_HEAD else []
    found += list(last_part(text))
    leads = tuple(dict.fromkeys(lead for lead in map(normalised, found) if lead))
    words = frozenset(word for word in latin_words(normalised(text)) if len(word) > 1 and word.isalpha())
    return LineContext(leads, _beginnings(text), words)


def _beginnings(text: str) -> tuple[str, ...]:
    """The first four, three and two letters of the last clause that has a value or a name."""
    clauses = [clause for clause in _CLAUSES.split(text) if _HAN_RUN.search(clause)]
    if not clauses:
        return ()
    run = _HAN_RUN.search(clauses[-1])
    name = normalised(run[0]) if run else ""
    return tuple(name[:length] for length in (4, 3, 2) if len(name) > length)
