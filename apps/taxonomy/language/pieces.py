"""Splitting a row of tokens into clauses, and a clause into its head words and its items.

`柱温箱：控温范围室温+5～85℃，控温稳定性±0.1℃` gives two clauses under the head 柱温箱; an item is a name, perhaps an
operator, and one or more values with what follows them (`itemise`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from apps.taxonomy.language.itemise import PIECES, read_items
from apps.taxonomy.language.items import Clause, Item
from apps.taxonomy.language.plain import STANDARD_OR_OPTIONAL, starts_capability
from apps.taxonomy.language.tokens import Kind, Token

HARD_BREAKS = frozenset({Kind.SEMICOLON, Kind.STOP})
BREAKS = HARD_BREAKS | {Kind.COMMA, Kind.LISTING}
_FITTING = re.compile(
    r"(?:应|须|需)?(?:标准?配备?|配备|配置|配有|附带|随机附|提供|配)(?:(?![比合方制准])[\u4e00-\u9fffA-Za-z\d]|$)"
)
_MODEL = re.compile(r"[A-Za-z]{1,8}-?\d")
_VERBAL = re.compile(r"[可能]|自动|同时|至少|不少|支持|检测$|培训|服务|[后内前各每]$")
_PASSAGE = re.compile(r"(?:降|升|冷却?|加热|减|抽)(?:温|压)?(?:到|至)$")


def split_clauses(tokens: Sequence[Token]) -> list[Clause]:
    """Cut the tokens at ； 。 ， 、 and read each stretch."""
    clauses: list[Clause] = []
    separator: Kind | None = None
    current: list[Token] = []
    for token in _join_names(tokens):
        if token.kind in BREAKS:
            clauses.append(_read_clause(separator, current))
            separator, current = token.kind, []
        else:
            current.append(token)
    clauses.append(_read_clause(separator, current))
    return [clause for clause in clauses if clause.heads or clause.items]


def _join_names(tokens: Sequence[Token]) -> list[Token]:
    """Undo the cut at 、 between words: X、Y轴行程 is one name, SE、BSE one list of words."""
    joined: list[Token] = []
    for index, token in enumerate(tokens):
        if token.kind is Kind.LISTING and _is_between_words(tokens, index):
            joined.append(Token(Kind.TEXT, token.start, token.end, "、"))
        else:
            joined.append(token)
    return joined


def _is_between_words(tokens: Sequence[Token], index: int) -> bool:
    """Text on both sides, and no value since the last break."""
    if index == 0 or index + 1 >= len(tokens) or tokens[index + 1].kind is not Kind.TEXT:
        return False
    if tokens[index - 1].kind not in {Kind.TEXT, Kind.BRACKET}:
        return False
    for token in reversed(tokens[max(0, index - 6) : index]):
        if token.kind in {Kind.VALUE, Kind.OPERATOR}:
            return False
        if token.kind in BREAKS or token.kind is Kind.COLON:
            return True
    return True


def _read_clause(separator: Kind | None, tokens: list[Token]) -> Clause:
    heads: list[list[Token]] = []
    current: list[Token] = []
    for token in tokens:
        if token.kind is Kind.COLON and heads and len(current) == 1 and current[0].kind is Kind.OPERATOR:
            return Clause(separator, heads, [Item(current, fault="比较符号后没有数值")])  # 信噪比：≥：1
        if token.kind is Kind.COLON:
            bound = _cut_operator(current)
            if current:
                heads.append(current)
            current = bound
        else:
            current.append(token)
    fitted = _is_fitted(heads, current) or counts_fitted(current)
    if (_states_capability(current) and not fitted) or _is_passage(current):
        return Clause(separator, heads, [Item(current)])
    return Clause(separator, heads, read_items(current))


def _is_passage(tokens: Sequence[Token]) -> bool:
    """450℃降到50℃: from one value to another, a condition and no bound."""
    if any(token.kind in {Kind.OPERATOR, Kind.TRAILER} for token in tokens):
        return False
    inner = tokens[1:-1]
    return any(t.kind is Kind.TEXT and _PASSAGE.search(t.text) for t in inner) and tokens[-1].kind is Kind.VALUE


def _cut_operator(head: list[Token]) -> list[Token]:
    """不超过（长×宽×高）： the operator at the end of a head binds the value behind the colon."""
    for position in (len(head) - 1, len(head) - 2):
        if (
            position > 0
            and head[position].kind is Kind.OPERATOR
            and (position == len(head) - 1 or head[-1].kind is Kind.BRACKET)
        ):
            return [head.pop(position)]
    return []


def _is_fitted(heads: list[list[Token]], tokens: Sequence[Token]) -> bool:
    """存储深度：标配500Mpts: how much of the head is there without extra charge."""
    kinds = [token.kind for token in tokens]
    return bool(heads and tokens) and tokens[0].text in STANDARD_OR_OPTIONAL and kinds[1:] == [Kind.VALUE]


def counts_fitted(tokens: Sequence[Token]) -> bool:
    """配备无源探头4支: how many pieces of a thing come with the instrument, the number behind the thing."""
    if len(tokens) < 2 or tokens[0].kind is not Kind.TEXT or not _FITTING.match(tokens[0].text):
        return False
    count, word = tokens[-1].value, tokens[-2]
    if any(_MODEL.search(token.text) for token in tokens[:-1] if token.kind is Kind.TEXT):
        return False  # 配备XK-3190A9仪表一台
    pieces = count is not None and count.plain and count.unit in PIECES
    return pieces and word.kind is Kind.TEXT and word.end == tokens[-1].start and not _VERBAL.search(word.text)


def _states_capability(tokens: Sequence[Token]) -> bool:
    """支持96道与8道移液头自动更换: values inside a capability are no bounds, unless something binds them."""
    if not tokens or tokens[0].kind is not Kind.TEXT or not starts_capability(tokens[0].text):
        return False
    return not any(token.kind in {Kind.OPERATOR, Kind.TRAILER} for token in tokens)
