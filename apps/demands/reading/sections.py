"""Which part of a tender a line stands in: technical, commercial, or a part that asks nothing of the instrument."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto


class Section(Enum):
    """The parts of a tender. CONTAINER holds technical and commercial parts; UNKNOWN is before any heading."""

    UNKNOWN = auto()
    CONTAINER = auto()
    TECHNICAL = auto()
    COMMERCIAL = auto()
    OVERVIEW = auto()
    SKIPPED = auto()


_STRONG_SKIP = re.compile(
    r"评分|评标|评审|打分|分值|须知|格式|偏离表|响应表|响应对照|应答表|^目录$|资格|公告|投标邀请|磋商邀请|谈判邀请"
    r"|询价邀请|邀请函|投标函|响应函|声明|承诺书|授权|中标|成交结果|质疑|投诉|废标|无效|开标|投标文件|响应文件"
    r"|报价一览|开标一览|报价表|报价明细|^报价$|评审|保证金|代理服务费|联系方式|其他补充|补充事宜|公告期限|获取.{0,4}文件|注意事项|填写说明"
)
_CONTRACT = re.compile(r"合同(?:条款|格式|文本|草案|样本|主要条款|书|模板|协议|范本)|^合同$|采购合同|通用条款|专用条款")
_CONTAINER = re.compile(
    r"采购需求|采购内容|项目需求|用户需求|货物需求|招标需求|需求书|服务需求|采购标的|技术(?:及|和|与|、)(?:商务|服务)|商务(?:及|和|与|、)技术"
    r"|招标内容|项目要求|需求一览|采购要求|招标项目.{0,6}要求"
)
_TECHNICAL = re.compile(
    r"技术(?:参数|要求|指标|规格|需求|性能|条件|部分|标准|配置)|参数要求|招标参数|性能(?:指标|参数|要求)|主要参数|规格参数"
    r"|规格要求|功能要求|配置要求|配置清单|供货范围|供货清单|参数指标|设备参数|仪器参数|指标要求|参数表?$|技术规格|(?:工作|使用|运行|环境)(?:条件|环境)|环境要求"
    r"|^(?:标准|基本|主要|仪器|设备|系统)?配置$"
)
_COMMERCIAL = re.compile(
    r"商务|交货|交付|供货|售后|质保|保修|付款|支付方式|结算|验收|培训|服务要求|服务承诺|技术服务|履约|包装|运输|安装调试|维保|备品备件|报价要求"
)
_OVERVIEW = re.compile(
    r"项目概[况述]|^总则|^前言|适用范围|引用标准|项目背景|项目简介|项目基本情况|基本情况|概述|(?:采购|货物|标的|设备|仪器)清单$|采购清单|货物清单|货物一览|标的清单|用途|应用范围|一览表|采购预算"
)
_VALUE_SIGN = re.compile(
    r"[≥≤≧≦＞＜><±]|[~～]\s*[\d+\-−]|不低于|不小于|不少于|不大于|不超过|不高于|不多于|大于|小于|优于|至少"
    r"|\d\s*(?:[a-zA-Zμµ℃°%％‰Ω㎜㎡×]|[个位路孔级台套年月日天次元万件寸倍档色阶度人根支组帧张]|小时|分钟|通道)"
)
_DUTY = re.compile(
    r"具备|具有|支持|采用|配备|配置|提供|包含|包括|满足|能够|可以|必须|应[当能可为具配在有]|须|可[选配实用同在自]|带有|内置|兼容|符合"
)
_ENDS_SENTENCE = re.compile(r"[。；;！!]\s*$")
LONGEST_HEADING = 32
LONGEST_NAME = 20
# What a heading may carry behind its words: for which packages it holds, and how many are bought.
_HEADING_NOTE = re.compile(
    r"[（(][^（）()]{0,20}(?:包|标段|通用|相同|适用)[^（）()]{0,10}[）)]$|[（(]\s*[\d一二两三四五六七八九十]{1,3}\s*[台套]\s*[）)]"
)


def classify_heading(text: str) -> Section | None:
    """What a heading opens; None when its words say nothing about it."""
    if _STRONG_SKIP.search(text) and not re.search(r"采购需求|技术参数及要求", text):
        return Section.SKIPPED
    if _CONTRACT.search(text) and not re.search(r"技术(?:及|和|与|、)(?:商务|服务).*合同", text):
        return Section.SKIPPED
    if _CONTAINER.search(text):
        return Section.CONTAINER
    if _COMMERCIAL.search(text) and not re.search(r"技术(?:参数|要求|指标|规格)|供货(?:范围|清单)", text):
        return Section.COMMERCIAL
    if _TECHNICAL.search(text):
        return Section.TECHNICAL
    return Section.OVERVIEW if _OVERVIEW.search(text) else None


def asks_something(text: str) -> bool:
    """Whether a line states a value, a capability or a duty, and so is a row and no heading."""
    return bool(_VALUE_SIGN.search(text) or (_DUTY.search(text) and len(text) > 6))


def has_value(text: str) -> bool:
    """Whether a line states a value with an operator, a range or a unit."""
    return bool(_VALUE_SIGN.search(text))


def ends_sentence(text: str) -> bool:
    """Whether a line is closed by its punctuation."""
    return bool(_ENDS_SENTENCE.search(text))


_COMMERCIAL_NAME = re.compile(
    r"(?:免费|整机|技术)?(?:交货|供货|到货|送货|交付|完工|质保|质量保证|质量保修|保修|维保|付款|合同款|支付|结算|培训|售后|技术支持|应用支持"
    r"|备件|备品备件|巡检|回访|维修|维护|验收|安装调试|包装运输|包装|运输|知识产权|履约|违约|报价|旧机|发票|保险|税费|软件升级|现场服务|驻场)"
    r"(?:服务|支付|保证)?(?:期|期限|时间|日期|周期|方式|要求|条款|内容|安排|承诺|考核|地点|标准|费用|年限|处置|责任|保证金|金|方案|比例|条件|及.{2,6})?"
)
_SERVICE_TIME = re.compile(r"小时|工作日|上门|到场|到达|电话|天内|日内")


_COMMERCIAL_START = re.compile(
    r"(?:免费|原厂|整机|投标人|供应商|中标人|卖方|供货方|厂家|制造商)?[须应需]?(?:提供|负责)?(?:不少于|至少|免费)?.{0,6}?"
    r"(?:质保|保修|交货|交付[时期地]|供货[时期]|付款|支付[方比]|培训|售后|验收|维修响应|故障响应|响应时间|上门|到达现场|备品备件|履约保证)"
)


def is_commercial_text(text: str) -> bool:
    """Whether a row is about delivery, warranty, payment, service or training, whatever section it stands in."""
    head, colon, _ = text.replace(":", "：", 1).partition("：")
    if "响应时间" in text[:16] and not _SERVICE_TIME.search(text):
        return False  # a detector's
    return bool(colon and _COMMERCIAL_NAME.fullmatch(head.strip())) or bool(_COMMERCIAL_START.match(text))


def names_a_value(text: str) -> bool:
    """Whether a line has the form of a parameter with what is asked of it: 激光器：固体激光器."""
    head, colon, behind = text.replace(":", "：", 1).partition("：")
    return bool(colon) and 1 < len(head) <= LONGEST_NAME and len(behind.strip()) > 1


def may_be_heading(text: str) -> bool:
    """Whether the form of a line (short, open, stating nothing) allows it to be a heading."""
    bare = _HEADING_NOTE.sub("", text.rstrip("：: "))
    if not bare or len(bare) > LONGEST_HEADING or ends_sentence(text) or _VALUE_SIGN.search(bare):
        return False
    return not re.search(r"[：:，,].", bare)


@dataclass(frozen=True, slots=True)
class _Open:
    level: float
    section: Section
    title: str
    style: int | None = None


class SectionTracker:
    """Follows headings down a document. A skipped chapter stays skipped whatever its sub-headings say."""

    def __init__(self, default: Section = Section.UNKNOWN) -> None:
        self._default = default
        self._open: list[_Open] = []

    @property
    def section(self) -> Section:
        """The section of the current line."""
        return self._open[-1].section if self._open else self._default

    @property
    def depth(self) -> float:
        """The level of the innermost open heading; 0 outside of all."""
        return self._open[-1].level if self._open else 0

    @property
    def title(self) -> str:
        """The innermost open heading; '' outside of all."""
        return self._open[-1].title if self._open else ""

    @property
    def group(self) -> str:
        """The innermost heading that groups rows (输液泵, 柱温箱); '' when that heading names a section."""
        if not self._open or classify_heading(self._open[-1].title) is not None:
            return ""
        return self._open[-1].title

    def enter(self, title: str, level: float, style: int | None = None, *, opens: Section | None = None) -> float:
        """Open a heading, closing all of the same level and below; gives the level it was opened at.

        `opens` is the section of a heading whose words name none, where it does not stand in one.

        `level` comes from the form of the number, `style` from the paragraph's style. Between two styled headings the
        styles decide: a heading of style 3 stands below one of style 2 whatever their numbers look like.
        """
        level = self._level_by_style(level, style)
        while self._open and self._open[-1].level >= level:
            self._open.pop()
        parent = self.section
        own = classify_heading(title)
        if parent is Section.SKIPPED or own is None:
            section = parent if self._open or own is None else self._default
        elif own is Section.CONTAINER and parent in (Section.TECHNICAL, Section.COMMERCIAL):
            section = parent
        else:
            section = own
        if opens is not None and section in (Section.UNKNOWN, Section.OVERVIEW):
            section = opens
        elif level == 1 and own is None:
            section = Section.UNKNOWN if self._default is Section.UNKNOWN else self._default
        self._open.append(_Open(level, section, title, style))
        return level

    def _level_by_style(self, level: float, style: int | None) -> float:
        for heading in reversed(self._open) if style else ():
            if heading.style is not None and heading.style <= (style or 0):
                return heading.level if heading.style == style else max(level, heading.level + 1)
        return level
