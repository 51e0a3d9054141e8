"""The words by which datasheets are told apart: heads of columns, kinds of lines that nobody compares, advertising."""

from __future__ import annotations

import re
from enum import StrEnum


class Role(StrEnum):
    """What a column of a table holds."""

    NAME = "name"
    VALUE = "value"
    TYPICAL = "typical"
    UNIT = "unit"
    CONDITION = "condition"
    REMARK = "remark"
    GROUP = "group"
    NUMBER = "number"
    MODEL = "model"
    LOW = "low"
    HIGH = "high"


_ROLES: tuple[tuple[Role, str], ...] = (
    (Role.NUMBER, r"序号|编号|no|#|item no"),
    (
        Role.GROUP,
        r"部件|模块|分类|类别|[分子]?系统|组成|单元|部分|module|category|section|subsystem|unit group|component",
    ),
    (Role.MODEL, r"型号|产品型号|规格型号|机型|model|models|type no|product"),
    (Role.UNIT, r"单位|计量单位|units?"),
    (Role.CONDITION, r"条件|测试条件|测量条件|工况|conditions?|test conditions?"),
    (Role.REMARK, r"备注|说明|注释|附注|remarks?|notes?|comments?|description"),
    (Role.TYPICAL, r"典型值|典型|标称值|typical|typ|nominal|typical value"),
    (Role.LOW, r"最小值?|最低值?|下限|min(?:\.|imum)?(?: value)?"),
    (Role.HIGH, r"最大值?|最高值?|上限|max(?:\.|imum)?(?: value)?"),
    (
        Role.VALUE,
        r"值|(?:参数|指标|规格|保证|合同|实测|数|要求|设计|额定|出厂)值|保证指标|验收指标"
        r"|values?|guaranteed(?: value)?|limit",
    ),
    (
        Role.NAME,
        r"项目|名称|参数名称|指标名称|指标项|性能项目|项|parameters?|items?|features?|characteristics?|properties|property",
    ),
)
# What stands in a table beside its models and is none.
_NO_MODEL = re.compile(r"要求|标准$|国标|实测|结果|检[测验]|允[许差]|偏差|招标|投标|备|注|来源|方法|年份")
# What heads a column of names where it comes first, else a column of values.
_EITHER = re.compile(
    r"参数|技术参数|规格|规格参数|技术规格|指标|技术指标|性能指标|性能|主要参数|主要指标|内容|specifications?|specs?|performance"
    r"|technical (?:data|specifications?)|performance specifications?"
)
_ROLE_PATTERNS = tuple((role, re.compile(words)) for role, words in _ROLES)
_BILINGUAL = re.compile(r"^([\u3400-\u9fff]{1,8})[\s/／()（）]*([A-Za-z][A-Za-z. ]*?)[)）]?$")


LONGEST_GRADE = 12


def role_of(head: str, *, has_name: bool) -> Role | None:
    """What a column's head says; None for a head that is no such word. `has_name`: a column of names came before."""
    for word in _spellings(head):
        for role, pattern in _ROLE_PATTERNS:
            if pattern.fullmatch(word):
                return role
        if _EITHER.fullmatch(word):
            return Role.VALUE if has_name else Role.NAME
    return None


def _spellings(head: str) -> list[str]:
    """参数 Parameter is told by either half."""
    plain = " ".join(head.split()).strip(" :：*").lower()
    halves = _BILINGUAL.match(plain)
    return [plain, *halves.groups()] if halves else [plain]


_QUIET = re.compile(
    r"(?:^|外形|外型|主机|仪器|整机|包装|机器|产品)(?:尺寸|体积|外形)|^外[形型]|尺寸\s*[(（]|占地|重量|净重|毛重"
    r"|质量\s*[(（]?kg|电源|供电|电压要求|输入电压|功耗|整机功率|电力|订货|货号|目录号|物料号|产品代码"
    r"|安装(?:要求|条件)|环境(?:温度|湿度|要求|条件)|工作(?:温度|湿度|环境)|使用环境|存储温度|储存"
    r"|质保|保修|售后|交货|包装|认证|产地|标准配置|标配清单|选配|选购|附件|随机"
    r"|\bdimensions?\b|\bfootprint\b|\bweight\b|^(?:mass|size)$|\bpower (?:supply|requirements?|consumption)\b|^power$"
    r"|^supply$|\bmains\b|\belectrical\b|\border(?:ing)?\b|\bcat(?:alog(?:ue)?)?\.? ?no\b|\bpart (?:no|number)\b"
    r"|\bwarranty\b|\binstallation\b|\benvironment(?:al)?\b|\b(?:operating|storage|ambient) (?:temperature|humidity)\b"
    r"|\boptions?\b|\baccessories\b|\bcertification\b",
    re.IGNORECASE,
)
_QUIET_BUT = re.compile(r"样品|屏幕|光斑|孔径|显示|sample|specimen|screen|spot|beam|柱")
_NOISE = re.compile(
    r"^(?:.*(?:联系|咨询|致电)|电话|传真|热线|地址|网址|网站|邮箱|邮编|电子邮[件箱]|公司|销售|版权|声明|免责|应用|典型应用"
    r"|适用(?:范围|领域|行业)|行业|主要特点|特点|优势|亮点|功能特点|产品(?:介绍|简介|特点|概述|名称|编号|系列)|名称|简介"
    r"|概述|日期|版本|发布|示例|注|注意|备注|说明|e-?mail|tel|fax|phone|web|www|http|address|contact|applications?"
    r"|features?|highlights?|benefits?|copyright|note|version|rev|date|product)",
    re.IGNORECASE,
)
_MODEL_LINE = re.compile(r"^(?:产品|仪器|规格)?型号(?:规格)?$|^model(?: no\.?)?$", re.IGNORECASE)
_PLAIN_HEADING = re.compile(
    r"(?:主要)?(?:技术)?(?:参数|指标|规格|性能|数据)(?:表)?|(?:主要|核心)?技术(?:参数|指标|规格|数据)|性能(?:参数|指标)?|规格(?:书|参数)?|其他|其它|通用(?:参数|指标)?|总体"
    r"|general|others?|miscellaneous|(?:technical )?(?:specifications?|data)|performance",
    re.IGNORECASE,
)


def is_quiet(name: str) -> bool:
    """Whether a name is of the kind that nobody compares: size, weight, mains, order number, site, warranty."""
    return bool(_QUIET.search(name)) and not _QUIET_BUT.search(name)


def is_noise(name: str) -> bool:
    """Whether what stands before a colon names no property of the instrument: addresses, applications, advertising."""
    return bool(_NOISE.match(name))


def is_model_line(name: str) -> bool:
    """Whether the value behind the name is the model's number."""
    return bool(_MODEL_LINE.match(name))


def is_plain_heading(text: str) -> bool:
    """Whether a heading says only that figures follow: 技术指标, 其他, Specifications."""
    return bool(_PLAIN_HEADING.fullmatch(text))


def may_name_a_grade(head: str) -> bool:
    """Whether a head over values may name a grade of the product without a figure: 标准型, 增强型, Pro."""
    return 0 < len(head) <= LONGEST_GRADE and not _NO_MODEL.search(head)


_MODEL = re.compile(r"(?=[^\s]*\d)[A-Z][A-Za-z0-9]{0,12}(?:[-–/ ·.]?[A-Za-z0-9+]{1,10}){0,4}")
_MODEL_IN_TITLE = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9-]*\d)[A-Z][A-Za-z]{0,10}(?:[- ]?\d[A-Za-z0-9]*)(?:-[A-Za-z0-9]+)*"
    r"(?: (?:Pro|Plus|Max|Ultra|[A-Z]{1,2}))?(?![A-Za-z0-9])"
)


def looks_like_model(text: str) -> bool:
    """Whether a cell may be a model's number: MS5104, LC-5000 Plus, WDW-10E."""
    return len(text) <= 30 and bool(_MODEL.fullmatch(text.strip()))


def model_in(title: str) -> str:
    """The model's number in a title; '' without one."""
    match = _MODEL_IN_TITLE.search(title)
    return match[0] if match else ""


_WHOLE = re.compile(
    r"(?:仪|系统|显微镜|[度谱]计|[心验试刻]机|工作站|系列|spectrometer|system|microscope|analy[sz]er|series)\s*$",
    re.IGNORECASE,
)


def names_the_whole(heading: str) -> bool:
    """Whether a line near the top names the instrument and no part of it: a second title."""
    return bool(_WHOLE.search(heading))
