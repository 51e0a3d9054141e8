"""From a text to a question: category, price, region and flags are taken out, the rest are parameters and words.

What stands in quotation marks is looked for as it stands. Nothing raises on any text, and nothing is guessed: what is
not understood is shown and left out.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.regions import own_name, region_name
from apps.matching.probing import PriceRange
from apps.search.amounts import find_amount
from apps.search.clauses import Clause, fitting, read_clauses, settle, types_knowing
from apps.search.places import find_place
from apps.search.questions import Alternative, Piece, PieceKind, Question, other_name, tidied
from apps.search.sheet import Line, Sheet
from apps.search.vocabulary import Vocabulary, vocabulary
from apps.suppliers.counting import counts_by_category
from apps.taxonomy.models import Category
from apps.taxonomy.naming import normalised
from design.formats import format_wan

MOST_WORDS = 3
LONGEST_WORD = 20
MOST_NAMED = 4
FEWEST_NAMES = 2  # so many parameters, and so much more of a template made of such, tell which type is meant
CLEARLY_LARGER = 1.2
_QUOTED = re.compile(r"[“\"「]([^“”\"「」]{1,40})[”\"」]")
_FLAGS = (
    (PieceKind.ORIGIN, re.compile(r"(?<!\w)(?:国产化?|本国产品)(?:的|品牌|仪器)?(?!\w)")),
    (PieceKind.TRIAL, re.compile(r"(?<!\w)(?:可提供样机|有样机|可以?试用|能试用|提供试用)(?:的)?(?!\w)")),
)
_IDLE = frozenset(
    "的 要 要求 求 求购 需要 想买 买 想要 找 采购 购置 采购项目 一台 1台 一套 1套 两台 仪器 设备 仪 "
    "推荐 有没有 哪些 哪家 和 与 及 或 以及 预算 价格 厂家 厂商 产品 技术参数 技术要求 参数 左右".split()
)
_ONLY_SIGNS = re.compile(r"[\W\d_]+")


def read_question(text: str) -> Question:
    """Understand a text. Linear in its first LONGEST_QUESTION letters; one query where the taxonomy is in memory."""
    words = vocabulary()
    sheet = Sheet.of(text)
    quoted = _take_quoted(sheet)
    named = _take_category(sheet, words)
    prices = _take_price(sheet, words)
    region = _take_region(sheet)
    flags = {kind for kind, pattern in _FLAGS if _take_flag(sheet, kind, pattern)}
    clauses = read_clauses(sheet, instrument=named[0].name_zh if named else "")
    category = _settle_category(sheet, named, clauses, words)
    requirements = settle(clauses, sheet, category=category, words=words)
    left = _take_words(sheet, most=MOST_WORDS - len(quoted))
    return Question(
        text=sheet.text,
        vocabulary=words,
        pieces=sheet.ordered(),
        category=category,
        requirements=tuple(requirements),
        prices=prices,
        region=region,
        is_domestic=PieceKind.ORIGIN in flags,
        has_trial_unit=PieceKind.TRIAL in flags,
        words=(*quoted, *left),
        was_cut=sheet.was_cut,
    )


# ---- what is taken out first --------------------------------------------------------------------------------------


def _take_quoted(sheet: Sheet) -> list[str]:
    found = list(_QUOTED.finditer(sheet.text))[:MOST_WORDS]
    for match in found:
        sheet.add(Piece(kind=PieceKind.WORD, start=match.start(), end=match.end(), label=match[1].strip()))
    return [match[1].strip() for match in found]


def _take_category(sheet: Sheet, words: Vocabulary) -> list[Category]:
    """The categories that bear the longest name in the text; the words are hidden, the piece comes later."""
    for line in sheet.wordy_lines():
        place = words.guesser.find(line.text)
        if place is not None:
            sheet.named = (line.start + place.start, line.start + place.end)
            sheet.take(*sheet.named)
            return [words.categories[code] for code in place.codes]
    return []


def _take_price(sheet: Sheet, words: Vocabulary) -> PriceRange:
    amount = find_amount(sheet.left, is_parameter=words.is_parameter)
    if amount is None:
        return PriceRange()
    ends = {"from": format_wan(amount.lo), "to": format_wan(amount.hi)}
    if amount.lo is not None and amount.hi is not None:
        label = _("%(from)s～%(to)s") % ends
    else:
        label = f"≤ {ends['to']}" if amount.hi is not None else f"≥ {ends['from']}"
    printed = sheet.text[amount.start : amount.end].rstrip()
    opposite = other_name(f"≥ {ends['to']}", _exchanged(sheet.text, amount.start, amount.end, f"{printed}以上"))
    sheet.add(
        Piece(
            kind=PieceKind.PRICE,
            start=amount.start,
            end=amount.end,
            label=label,
            alternatives=(opposite,) if amount.is_bare else (),
        )
    )
    return PriceRange(amount.lo, amount.hi)


def _take_region(sheet: Sheet) -> str:
    place = find_place(sheet.left)
    if place is None:
        return ""
    others = tuple(
        other_name(region_name(code), _exchanged(sheet.text, place.start, place.end, own_name(code)))
        for code in place.others
    )
    label = region_name(place.code)
    note = _("厂商或使用单位")
    sheet.add(
        Piece(kind=PieceKind.REGION, start=place.start, end=place.end, label=label, note=note, alternatives=others)
    )
    return place.code


def _take_flag(sheet: Sheet, kind: PieceKind, pattern: re.Pattern[str]) -> bool:
    match = pattern.search(sheet.left)
    if match is None:
        return False
    label = _("本国产品") if kind is PieceKind.ORIGIN else _("可提供样机试用")
    sheet.add(Piece(kind=kind, start=match.start(), end=match.end(), label=label))
    return True


def _exchanged(text: str, start: int, end: int, words: str) -> str:
    return tidied(f"{text[:start]}{words}{text[end:]}")


# ---- the category, in the light of the parameters -----------------------------------------------------------------


def _settle_category(sheet: Sheet, named: list[Category], clauses: list[Clause], words: Vocabulary) -> Category | None:
    """The category that is meant: of those called so and their relatives the one that the parameters fit best.

    液质 is the triple quadrupole's name as well, but a resolution of 60,000 belongs to the high-resolution one. Who
    writes a category's own name means it.
    """
    if not named:
        return _infer_category(sheet, clauses, words)
    candidates = list(dict.fromkeys([*named[:MOST_NAMED], *words.relatives(named[0])]))
    chosen = candidates[0]
    own_names = {normalised(chosen.name_zh), normalised(chosen.name_en)}
    is_spelled_out = normalised(sheet.text[slice(*sheet.named)]) in own_names
    if clauses and not is_spelled_out and fitting(clauses, chosen, words) < len(clauses):
        chosen = max(candidates, key=lambda each: fitting(clauses, each, words))
    sheet.pieces.append(_category_piece(sheet, chosen, named, words))
    return chosen


def _category_piece(sheet: Sheet, chosen: Category, named: list[Category], words: Vocabulary) -> Piece:
    """The piece of a named category; the others are offered where more than one may be meant."""
    start, end = sheet.named
    others = [each for each in (*named, *words.relatives(named[0])) if each.pk != chosen.pk]
    is_open = len(named) > 1 or chosen.pk != named[0].pk
    return Piece(
        kind=PieceKind.CATEGORY,
        start=start,
        end=end,
        label=chosen.name,
        note=_category_note(chosen, named, words),
        alternatives=tuple(
            other_name(each.name, _exchanged(sheet.text, start, end, f"{each.name} "))
            for each in others[: MOST_NAMED if is_open else 0]
        ),
    )


def _category_note(chosen: Category, named: list[Category], words: Vocabulary) -> str:
    if chosen.pk != named[0].pk:
        return _("按参数判断")
    count = len(words.relatives(chosen))
    return ngettext("含同族 %(count)d 类", "含同族 %(count)d 类", count) % {"count": count} if count else ""


def _infer_category(sheet: Sheet, clauses: list[Clause], words: Vocabulary) -> Category | None:
    """The type that knows the parameters, where one is plainly meant; else those that know them are offered."""
    if not clauses:
        return None
    knowing = sorted(types_knowing(clauses, words), key=lambda pair: -pair[1])
    if not knowing:
        return None
    shares = [share for _category, share in knowing]
    is_plain = len(knowing) == 1 or (len(clauses) >= FEWEST_NAMES and shares[0] >= CLEARLY_LARGER * shares[1])
    fits = [category for category, _share in knowing]
    if not is_plain:
        counts = counts_by_category()
        fits = sorted(fits, key=lambda each: -counts.get(each.pk, 0))
    others = tuple(
        Alternative(_("选 %(name)s") % {"name": each.name}, tidied(f"{each.name} {sheet.text}"))
        for each in fits[is_plain : MOST_NAMED + 1]
    )
    sheet.pieces.append(
        Piece(
            kind=PieceKind.CATEGORY,
            start=0,
            end=0,
            label=fits[0].name if is_plain else _("没有写仪器类别"),
            note=_("由参数推断") if is_plain else _("选一个才能比对"),
            alternatives=others,
            is_used=is_plain,
        )
    )
    return fits[0] if is_plain else None


# ---- what is left -------------------------------------------------------------------------------------------------


def _take_words(sheet: Sheet, *, most: int) -> list[str]:
    """The words that nothing else claimed. Those of a pasted text are shown as unread: they'd find nothing."""
    found: list[str] = []
    for line in sheet.lines():
        tokens = [each for each in line.tokens() if _is_telling(each[2])]
        if sheet.is_pasted:
            _leave_line(sheet, line, tokens)
            continue
        for start, end, word in tokens:
            is_used = len(found) < most and len(word) <= LONGEST_WORD
            kind, note = (PieceKind.WORD, "") if is_used else (PieceKind.UNREAD, _("文字过多，未用于搜索"))
            sheet.pieces.append(Piece(kind=kind, start=start, end=end, label=word, note=note, is_used=is_used))
            found += [word] if is_used else []
    return found


def _leave_line(sheet: Sheet, line: Line, tokens: list[tuple[int, int, str]]) -> None:
    if tokens:
        start, end = tokens[0][0], tokens[-1][1]
        label, note = sheet.text[start:end], _("没有读懂，未用于搜索")
        sheet.pieces.append(Piece(kind=PieceKind.UNREAD, start=start, end=end, label=label, note=note, is_used=False))


def _is_telling(word: str) -> bool:
    return len(word) > 1 and word not in _IDLE and _ONLY_SIGNS.fullmatch(word) is None
