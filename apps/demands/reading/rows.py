"""From lines to rows: sections opened and left, headings kept apart, broken rows joined, notes left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from apps.demands.reading.facts import clean_instrument, is_fact_line, name_of_field
from apps.demands.reading.goods import Goods, goods_of_title, package_title
from apps.demands.reading.keys import PackageKeys
from apps.demands.reading.labels import CHINESE_BRACKET_LEVEL, CHINESE_LEVEL, ordinal_of
from apps.demands.reading.lines import Line, is_continuation, is_wrapped, join
from apps.demands.reading.sections import (
    Section,
    SectionTracker,
    asks_something,
    classify_heading,
    ends_sentence,
    is_commercial_text,
    may_be_heading,
    names_a_value,
)
from apps.demands.reading.types import RowKind, TenderRow
from documents.plain import PAGE_NUMBER

PLAIN_HEADING_LEVEL = 3
LONGEST_PACKAGE_TITLE = 60
DEEPEST_LEVEL = 99
HALF = 0.5  # a package's title stands between the levels of numbers
_CONTENTS = re.compile(r"(?:[.．…·]\s?){3,}\s*\d{1,3}\s*$|\t\s*\d{1,3}\s*$")
_CHAPTER_WITH_PAGE = re.compile(r"^第.{1,3}[章部篇].{0,40}\s\d{1,3}$")
_NOTE = re.compile(
    r"^(?:注|备注|说明|附注|特别说明|特别提[示醒])\s*\d?\s*[:：]|^(?:注意|其中)?[，,]?(?:带|标|加|凡)?.{0,4}[“\"”（(]?[★▲#＃△*＊][”\"“）)]?\s*"
    r"(?:号|条款|标[识记注]|项|为|表示|代表|的)|无效(?:投标|响应)|响应无效|投标无效|废标|^以[上下]参数|^（?以下(?:空白|无正文)|^我[方司]|^本公司"
    r"|^(?:标[注有]|以上|上述|凡|其中|参数|文中|本[章节表])[^：:]{0,12}[★▲#＃△*＊][^：:]{0,40}(?:实质性|不满足|负偏离|必须满足|重要|无效|扣)"
)
# What a web page puts around its text.
_PAGE = re.compile(r"^(?:版权所有|Copyright|主办单位|技术支持[:：]|浏览次数|上一篇|下一篇|打印本页|网站地图)|ICP备|©")
_INSTRUCTION = re.compile(
    r"(?:投标人|供应商|投标单位|响应人).{0,12}(?:如实|投标文件|响应文件|承诺函|营业执照|须自行承担|不得分包)"
)
_FORM = re.compile(
    r"^[（(]?(?:盖章|签字|签章|日期|投标人名称|法定代表人)|_{4,}|﹍{3,}|年\s+月\s+日|(?:签字|签名|盖章)\s*[:：]\s*$"
)
# A heading that holds for all packages ends the one that is open.
_FOR_ALL = re.compile(
    r"各(?:采购|分|标)?包|各标[段项]|所有(?:采购)?(?:包|标段)|通用|共同|[两三四五]个(?:包|标段)|\d\s*[～~\-至]\s*\d+\s*(?:包|标段)"
)
_DUTY_START = re.compile(
    r"^(?:提供|具备|免费|负责|包含|支持|满足|按照?|根据|可(?![靠行])|能(?![量谱])|须|应(?!用)|配(?!置)|带(?!宽))"
)
_ACCEPTED = {
    Section.TECHNICAL: RowKind.TECHNICAL,
    Section.COMMERCIAL: RowKind.COMMERCIAL,
    Section.CONTAINER: RowKind.TECHNICAL,
}


@dataclass(slots=True)
class Collected:
    """The rows of a tender by package key ('' for what belongs to all), and the texts of its headings.

    A key is the name of the instrument where it is known, else the package's title. `starts` holds the blocks at which
    each package is opened, `inside` the words of each heading with the packages that it came after.
    """

    rows: dict[str, list[TenderRow]] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    starts: dict[str, list[int]] = field(default_factory=dict)
    inside: dict[str, set[str]] = field(default_factory=dict)

    @property
    def repeated(self) -> frozenset[str]:
        """The headings that come again in another package: they stand inside of it, whatever their level."""
        return frozenset(title for title, packages in self.inside.items() if len(packages) > 1)


class RowCollector:
    """Feed lines in document order with `take`; `collected` then holds the rows.

    `goods` are the instruments that are bought, `repeated` the headings that are known to stand inside of packages.
    """

    def __init__(
        self, *, default: Section, goods: Sequence[Goods] = (), repeated: frozenset[str] = frozenset()
    ) -> None:
        self.collected = Collected()
        self._tracker = SectionTracker(default)
        self._keys = PackageKeys(goods)
        self._repeated = repeated
        self._package = ""
        self._last_package = ""
        self._package_level = 0.0
        self._is_by_title = False
        self._ordinals: dict[int, int] = {}
        self._may_join = False

    def take(self, line: Line, following: Line | None) -> None:
        """Take one line; `following` is the line after it, which tells a heading from a row."""
        text = line.text
        if not text or is_contents_line(text) or _FORM.search(text) or _PAGE.search(text) or PAGE_NUMBER.match(text):
            return
        if line.goods and (key := self._keys.of_place(line.goods)):
            if key != self._package:
                self._open(key, line.block, DEEPEST_LEVEL)
            self._package_level, self._is_by_title = DEEPEST_LEVEL, False
        if line.from_table and following is not None and _is_group_over(line, following):
            self._may_join = False
            return
        level = self._heading_level(line, following)
        self._leave_by(line)
        if level is not None:
            self._enter(line, level)
        elif key := self._opened_by_field(line):
            self._open(key, line.block, max(self._tracker.depth, PLAIN_HEADING_LEVEL) + HALF)
        elif self._continues(line):
            self._extend(line)
        elif self._is_row(line):
            self._add(line)
        else:
            self._may_join = False
        if ordinal := ordinal_of(line.labelled):
            self._ordinals[line.labelled.level] = ordinal

    def _leave_by(self, line: Line) -> None:
        """六、评审方法：综合评分法 … is a chapter in one line: it ends what stands above it."""
        head, colon, _ = line.text.replace(":", "：", 1).partition("：")
        is_chapter = bool(colon) and 1 <= line.labelled.level <= CHINESE_LEVEL and not line.from_table
        if is_chapter and classify_heading(head) in (Section.SKIPPED, Section.COMMERCIAL, Section.OVERVIEW):
            self._tracker.enter(head, line.labelled.level)
            self._may_join = False

    def _enter(self, line: Line, level: float) -> None:
        title = line.text.rstrip("：: ")
        is_package = bool(self._package_key(title))
        if not is_package and self._package and self._is_by_title and title in self._repeated:
            # Two headings inside keep their order: 一、技术参数 stands above （一）进样系统.
            level = max(level, self._package_level + level / DEEPEST_LEVEL)
        if self._is_of_all(line):
            level = min(level, self._package_level)
        level = self._tracker.enter(title, level, line.level, opens=Section.CONTAINER if is_package else None)
        if level <= self._package_level or _FOR_ALL.search(title):
            self._package = ""
        self.collected.headings.append(title)
        self._may_join = False
        package = self._package_key(title)
        if package:
            self._open(package, line.block, level)
        elif self._last_package and self._tracker.section is not Section.SKIPPED:
            self.collected.inside.setdefault(title, set()).add(self._last_package)

    def _is_of_all(self, line: Line) -> bool:
        """三、商务要求 in a package that has no 二、 before it goes on with what stood above all of the packages."""
        ordinal = ordinal_of(line.labelled)
        before = self._ordinals.get(line.labelled.level, 0)
        is_inside = bool(self._package) and self._is_by_title and self._package_level < line.labelled.level
        return is_inside and ordinal > 1 and before != ordinal - 1

    def _open(self, package: str, block: int, level: float) -> None:
        """The lines from here on are of this package, up to a heading of its level."""
        self._package = self._last_package = package
        self._package_level, self._is_by_title, self._may_join = level, True, False
        self._ordinals = {}
        self.collected.starts.setdefault(package, []).append(block)

    def _opened_by_field(self, line: Line) -> str:
        """The package that 设备名称：… begins, where no title of a package has just done so."""
        name = "" if line.from_table or self._tracker.section is Section.SKIPPED else name_of_field(line.text)
        key = self._keys.of_name(name) if name else ""
        is_new = bool(self.collected.rows.get(self._package)) or not package_title(self._package)
        return key if key != self._package and is_new else ""

    def _package_key(self, title: str) -> str:
        """The key of the package that a heading opens; '' when it opens none."""
        if package_title(title):
            return self._keys.of_title(title) if self._tracker.section is not Section.SKIPPED else ""
        return self._keys.of_heading(title)

    def _heading_level(self, line: Line, following: Line | None) -> float | None:
        text, label = line.text, line.labelled
        if line.from_table or _NOTE.search(text):
            return None
        if label.level == 1 and len(text) < 40 and not ends_sentence(text):
            return 1
        if self._is_package_title(line) or self._names_goods(line):
            return self._package_title_level(line)
        if not may_be_heading(text):
            return None
        if line.level is not None and not (asks_something(text) and classify_heading(text) is None):
            return self._styled_level(line)
        if self._is_known_heading(line):
            return label.level or line.level or PLAIN_HEADING_LEVEL
        if package_title(text):
            return self._package_title_level(line)
        if not (label.level or label.mark or _DUTY_START.match(text)) and clean_instrument(text):
            return PLAIN_HEADING_LEVEL  # a title that stands above the list: 高效液相色谱仪
        return self._group_level(line, following)

    def _names_goods(self, line: Line) -> bool:
        """Whether a line is no more than one of the goods, perhaps with its number: （一）X射线衍射仪（1套）."""
        own = goods_of_title(line.text) if self._keys and not (line.labelled.mark or ends_sentence(line.text)) else None
        if own is None or len(line.text) > LONGEST_PACKAGE_TITLE:
            return False
        return bool(self._keys.of_name(own.name)) if own.quantity else self._keys.is_known(own.name)

    @staticmethod
    def _is_package_title(line: Line) -> bool:
        """采购包1：气相色谱仪: a package with its instrument, by a heading's style or because it states nothing."""
        match = package_title(line.text)
        if match is None or ends_sentence(line.text) or len(line.text) > LONGEST_PACKAGE_TITLE:
            return False
        behind = line.text[match.end() :].strip("：: ")
        opens = not behind or (classify_heading(behind) is not None and may_be_heading(behind))
        return line.level is not None or opens or goods_of_title(line.text) is not None

    def _package_title_level(self, line: Line) -> float:
        """Without number or style a package stands below what is open, and beside the package before it."""
        if line.labelled.level or line.level:
            return self._styled_level(line) if line.level else line.labelled.level
        if self._package and self._is_by_title:
            return self._package_level
        return max(self._tracker.depth + HALF, 1)

    def _styled_level(self, line: Line) -> float:
        if 1 <= line.labelled.level <= CHINESE_BRACKET_LEVEL:
            return line.labelled.level
        return line.level or PLAIN_HEADING_LEVEL

    def _is_known_heading(self, line: Line) -> bool:
        """A line whose words name a section, and whose form does not speak for a row."""
        text = line.text.rstrip("：: ")
        if classify_heading(text) is None or _DUTY_START.match(text) or line.labelled.mark:
            return False
        is_high = 1 <= line.labelled.level <= CHINESE_BRACKET_LEVEL or line.is_emphasised
        return is_high or len(text) <= 14 or text.endswith(("技术参数", "技术要求", "招标参数", "采购需求"))

    def _group_level(self, line: Line, following: Line | None) -> float | None:
        """A short open line that stands above deeper numbers, or ends in a colon, groups the rows below it."""
        label = line.labelled
        next_label = following.labelled if following else None
        goes_deeper = next_label is not None and (
            bool(label.number and next_label.number.startswith(f"{label.number}."))
            or (0 < label.level < next_label.level)
        )
        if line.text.endswith(("：", ":")) or goes_deeper:
            return label.level or self._tracker.depth + 1
        names_goods = bool(self._package_key(line.text)) and (line.is_emphasised or 0 < label.level <= 5)
        is_lone = not label.level and line.is_emphasised and next_label is not None and bool(next_label.number)
        return label.level or self._tracker.depth + 1 if names_goods or is_lone else None

    def _continues(self, line: Line) -> bool:
        rows = self.collected.rows.get(self._package)
        return bool(
            self._may_join
            and line.may_continue
            and rows
            and not _NOTE.search(line.text)
            and (is_continuation(rows[-1].text, line.text) or self._is_torn_off(rows[-1], line))
        )

    @staticmethod
    def _is_torn_off(row: TenderRow, line: Line) -> bool:
        return line.may_be_torn and bool(row.number) and is_wrapped(row.text, line.text)

    def _extend(self, line: Line) -> None:
        rows = self.collected.rows[self._package]
        last = rows[-1]
        mark = last.mark or line.labelled.mark
        rows[-1] = TenderRow(join(last.text, line.text), last.number, mark, last.kind, last.block, last.group)

    def _is_row(self, line: Line) -> bool:
        text, section = line.text, self._tracker.section
        if (
            line.states_nothing
            or len(text) < 2
            or _NOTE.search(text)
            or _INSTRUCTION.search(text)
            or not re.search(r"[\w一-鿿]", text)
        ):
            return False
        if section is Section.COMMERCIAL:
            return not is_fact_line(text) or "价" in text[:8]
        if is_fact_line(text):
            return False
        if section is Section.TECHNICAL:
            return True
        return self._states_outside(line, section)

    @staticmethod
    def _states_outside(line: Line, section: Section) -> bool:
        """Whether a line outside of any technical or commercial chapter asks something by its form."""
        text = line.text
        if section not in (Section.CONTAINER, Section.UNKNOWN):
            return False
        if line.is_parameter or (line.from_table and classify_heading(line.group) in _ACCEPTED):
            return True
        if section is Section.UNKNOWN:
            return line.from_table and asks_something(text)
        is_numbered = bool(line.labelled.number or line.labelled.mark)
        states = asks_something(text) or (is_numbered and names_a_value(text))
        return states and (is_numbered or line.from_table or is_commercial_text(text))

    def _add(self, line: Line) -> None:
        section = self._tracker.section
        under = classify_heading(line.group) if line.group else None
        is_commercial = Section.COMMERCIAL in (section, under) or is_commercial_text(line.text)
        label = line.labelled
        row = TenderRow(
            text=line.text,
            number=label.number,
            mark=label.mark,
            kind=RowKind.COMMERCIAL if is_commercial else RowKind.TECHNICAL,
            block=line.block,
            group=line.group or self._tracker.group,
        )
        self.collected.rows.setdefault(self._package, []).append(row)
        self._may_join = True


def _is_group_over(line: Line, following: Line) -> bool:
    """1 | 激光系统 before 1.1 | 激光器：…: a table row that only names the rows below it."""
    number = line.labelled.number
    return bool(number) and following.labelled.number.startswith(f"{number}.") and not asks_something(line.text)


def is_contents_line(text: str) -> bool:
    """Whether a line belongs to a contents page."""
    return bool(_CONTENTS.search(text) or _CHAPTER_WITH_PAGE.match(text))
