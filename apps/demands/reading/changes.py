"""What an amendment (更正公告, 变更, 澄清, 补遗) changes: read from its tables and its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apps.demands.reading import changewords as words
from apps.demands.reading.factchanges import fact_of, facts_of_line, is_fact_alone, once_each, procedure_of
from apps.demands.reading.labels import MARKS, split_label
from apps.demands.reading.types import Change, ChangeKind, FactChange
from documents.blocks import Block

SHORT = 12  # a quoted piece so short is a name: “技术要求”第5条


def is_amendment(blocks: Sequence[Block]) -> bool:
    """Whether a document says of itself that it changes another, or has a table of what was and what is."""
    titles = (block.body for block in blocks[:8] if not block.cells and len(block.body) < 60)
    return any(words.TITLE.search(title) for title in titles) or any(_columns_of(block) for block in blocks)


def read_amendment(blocks: Sequence[Block]) -> tuple[tuple[Change, ...], tuple[FactChange, ...]]:
    """The changes of clauses and those of facts, each in their order; none for a document that is no amendment.

    What cannot be told apart into old and new is left to a person and gives no change. Dates of the procedure change no
    clause; they are told among the facts.
    """
    if not is_amendment(blocks):
        return (), ()
    found = list(_Reader(blocks).read())
    clauses = tuple(change for change in found if not (_is_procedure(change) or is_fact_alone(change)))
    return clauses, once_each(_facts(found, blocks))


def _facts(found: Sequence[Change], blocks: Sequence[Block]) -> Iterator[FactChange]:
    """Facts that changes are about, then those of sentences; what a change quotes is no sentence of the notice."""
    told = {change.block for change in found}
    for change in found:
        fact = fact_of(change) or (procedure_of(change) if _is_procedure(change) else None)
        if fact is not None:
            yield fact
    for index, block in enumerate(blocks):
        if block.cells:
            continue
        for line in block.body.split("\n"):
            yield from facts_of_line(words.QUOTED.sub("", line) if index in told else line, index)


def _is_procedure(change: Change) -> bool:
    return bool(words.PROCEDURE.search(f"{change.where} {change.old or change.new}"[:40]))


@dataclass(frozen=True, slots=True)
class _Columns:
    old: int
    new: int
    where: int | None


def _columns_of(block: Block) -> _Columns | None:
    """The columns of a head row such as 条款号 | 原内容 | 更正后内容."""
    heads = [(cell.column, re.sub(r"\s", "", cell.text)) for cell in block.cells if cell.text.strip()]
    old = next((column for column, text in heads if words.OLD_HEAD.search(text)), None)
    new = next((column for column, text in heads if column != old and words.NEW_HEAD.search(text)), None)
    if old is None or new is None:
        return None
    others = [(column, text) for column, text in heads if column not in (old, new) and words.WHERE_HEAD.search(text)]
    # Of 序号 | 条款号 the second says where.
    where = next((column for column, text in reversed(others)), None)
    return _Columns(old, new, where)


class _Reader:
    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._columns: _Columns | None = None
        self._table = 0
        self._old = ""
        self._where = ""

    def read(self) -> Iterator[Change]:
        for index, block in enumerate(self._blocks):
            if block.table != self._table:
                self._table, self._columns = block.table, None
            if block.cells:
                yield from self._row(block, index)
            else:
                for line in block.body.split("\n"):
                    yield from self._line(line.strip(), index)

    def _row(self, block: Block, index: int) -> Iterator[Change]:
        columns = _columns_of(block)
        if columns is not None:
            self._columns = columns
        elif self._columns is not None:
            yield from _changes_of_row(block, self._columns, index)
        else:
            # 更正前 | … above 更正后 | …: each row says what it is.
            texts = [cell.text.strip() for cell in block.cells if cell.text.strip() and not cell.continues]
            yield from self._line("：".join(texts[-2:]).replace("\n", ""), index)

    def _line(self, line: str, index: int) -> Iterator[Change]:
        labelled = split_label(line)
        text = labelled.text if not line.startswith(tuple(MARKS)) else line
        number = labelled.number if "." in labelled.number else ""
        old, new = words.OLD_LINE.match(text), words.NEW_LINE.match(text)
        if new and self._old:
            yield _changed(self._old, _unquoted(new["text"] or new["text2"]), self._where, index)
            self._old = ""
            return
        found = list(_changes_of_sentence(text, index, number))
        if found:
            yield from found
        elif old:
            self._old = _unquoted(old["text"])
        elif words.ARTICLE.search(text) or words.DOTTED.search(text):
            self._where = f"{number} {text[:60]}".strip()


# ---- tables -------------------------------------------------------------------------------------------------------


def _changes_of_row(block: Block, columns: _Columns, index: int) -> Iterator[Change]:
    texts = {cell.column: cell.text.strip() for cell in block.cells}
    old, new = texts.get(columns.old, ""), texts.get(columns.new, "")
    where = " ".join((texts.get(columns.where, "") if columns.where is not None else "").split())
    if not (old or new) or words.UNCHANGED.fullmatch(new):
        return
    if words.NOTHING.fullmatch(old):
        yield from (_added(item, where, index) for item in _items(new))
    elif words.REMOVED.fullmatch(new):
        yield from (_deleted(item, where, index) for item in _items(old))
    else:
        yield from _pairs(_items(old), _items(new), where, index)


def _items(text: str) -> list[str]:
    """The clauses of a cell: lines that begin with numbers are clauses of their own."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and all(split_label(line).number for line in lines):
        return lines
    return ["".join(lines)] if lines else []


def _pairs(old: Sequence[str], new: Sequence[str], where: str, index: int) -> Iterator[Change]:
    if len(old) != len(new):
        yield _changed("".join(old), "".join(new), where, index)
        return
    for before, after in zip(old, new, strict=True):
        if before != after:
            yield _changed(before, after, where or split_label(before).number, index)


# ---- sentences ----------------------------------------------------------------------------------------------------


def _changes_of_sentence(text: str, index: int, number: str) -> Iterator[Change]:
    """The changes of one sentence. `number` stood in front of it and may be the clause's: 3.2条“…”修改为“…”."""
    held, skeleton = _hold_quotes(text)
    if not held:
        yield from _bare(text, index)
        return
    if match := words.CHANGED_IN.search(skeleton):
        # 第3.2条“…”中的“0.8nm”修改为“1.0nm”
        whole, old, new = (held[int(place)] for place in match.groups())
        yield _changed(whole, whole.replace(old, new), _where(held, skeleton, int(match[1]), number), index)
        return
    for match in words.CHANGED.finditer(skeleton):
        where = _where(held, skeleton, int(match[1]), number)
        yield _changed(held[int(match[1])], held[int(match[2])], where, index)
    if not words.CHANGED.search(skeleton):
        yield from _gone_or_more(held, skeleton, number, index)


def _gone_or_more(held: Sequence[str], skeleton: str, number: str, index: int) -> Iterator[Change]:
    if match := words.UNMARKED.search(skeleton):
        first = _first(match)
        yield _remarked(held[first], "", _where(held, skeleton, first, number), index)
    elif match := words.REMARKED.search(skeleton):
        yield _remarked(held[int(match[1])], match[2], _where(held, skeleton, int(match[1]), number), index)
    elif match := (words.DELETED.search(skeleton) or words.ADDED.search(skeleton)):
        make = _deleted if match.re is words.DELETED else _added
        for place in map(int, re.findall(words.ANY, skeleton[match.start() :])):
            yield make(held[place], _where(held, skeleton, place, number), index)


def _where(held: Sequence[str], skeleton: str, place: int, number: str) -> str:
    """What stands before a quoted piece since the piece before it, other than a name in quotation marks."""
    before = skeleton.split(words.HELD.format(place))[0]
    restored = re.sub(
        words.ANY, lambda match: held[int(match[1])] if len(held[int(match[1])]) < SHORT else "；", before
    )
    names_clause = words.ARTICLE.search(restored) or words.DOTTED.search(restored)
    return restored.strip() if names_clause else f"{number} {restored}".strip()


def _first(match: re.Match[str]) -> int:
    return int(next(group for group in match.groups() if group is not None))


def _hold_quotes(text: str) -> tuple[list[str], str]:
    """The quoted pieces of a sentence, and the sentence with ⟦0⟧ ⟦1⟧ … in their place. A quoted mark stays."""
    held: list[str] = []
    skeleton = ""
    at = 0
    while at < len(text):
        closing = words.QUOTES.get(text[at])
        end = _closing(text, at, closing) if closing else -1
        inner = text[at + 1 : end] if end > 0 else ""
        if end > 0 and len(inner.strip()) > 1:
            skeleton += words.HELD.format(len(held))
            held.append(inner)
            at = end + 1
        else:
            skeleton += text[at]
            at += 1
    return held, skeleton


def _closing(text: str, start: int, closing: str) -> int:
    """Where the quotation ends; one inside another (带“★”的条款) is part of it."""
    opening, depth = text[start], 0
    for at in range(start, len(text)):
        if text[at] == opening and (opening != closing or at == start):
            depth += 1
        elif text[at] == closing:
            depth -= 1
            if depth == 0:
                return at
    return -1


def _bare(text: str, index: int) -> Iterator[Change]:
    if match := words.BOTH_LINE.match(text):
        yield _changed(match["old"], match["new"], "", index)
    elif match := words.BARE_CHANGED.match(text):
        yield _changed(match["old"], match["new"], match["where"], index)
    elif match := words.BARE_ADDED.match(text):
        yield _added(match["new"], f"{match['before']}{match['where']}", index)
    elif match := words.BARE_DELETED.match(text):
        yield _deleted(match["old"] or match["old2"] or "", match["where"] or match["where2"] or "", index)


def _unquoted(text: str) -> str:
    held, skeleton = _hold_quotes(text.strip())
    return held[0] if len(held) == 1 and re.fullmatch(rf"{words.ANY}[。；;]?", skeleton) else text


# ---- making -------------------------------------------------------------------------------------------------------


def clause_number(where: str) -> str:
    """The number of the clause that a place in words names: 第三章第二节第1条 → 1, 第二章2.3条 → 2.3; '' for none."""
    dotted = words.DOTTED.findall(where)
    if dotted:
        return str(dotted[-1]).replace("．", ".")
    articles = words.ARTICLE.findall(where)
    return str(articles[-1]).replace("．", ".").strip(".") if articles else ""


def _bare_text(text: str) -> tuple[str, str]:
    """(mark, text) of a clause without its number."""
    labelled = split_label(" ".join(text.split()))
    return labelled.mark, labelled.text.rstrip("。；;")


def _change(kind: ChangeKind, old: str, new: str, mark: str, where: str, index: int) -> Change:
    return Change(kind, clause_number(where), old, new, mark, " ".join(where.split()), index)


def _changed(old: str, new: str, where: str, index: int) -> Change:
    mark, text = _bare_text(new)
    return _change(ChangeKind.CHANGED, _bare_text(old)[1], text, mark, where, index)


def _deleted(old: str, where: str, index: int) -> Change:
    return _change(ChangeKind.DELETED, _bare_text(old)[1], "", "", where, index)


def _added(new: str, where: str, index: int) -> Change:
    mark, text = _bare_text(new)
    return _change(ChangeKind.ADDED, "", text, mark, where or split_label(new).number, index)


def _remarked(clause: str, mark: str, where: str, index: int) -> Change:
    """Only the mark changes."""
    text = _bare_text(clause)[1]
    return _change(ChangeKind.CHANGED, text, text, mark, where, index)
