"""The words and forms in which amendments say what they change."""

from __future__ import annotations

import re

from apps.demands.reading.labels import MARKS

TITLE = re.compile(
    r"更正|变更(?:公告|通知|内容|事项)|澄清|补遗|勘误|答疑|修改(?:公告|通知)|补充(?:公告|通知|文件)|招标文件.{0,6}修改"
)

# ---- heads of tables ----------------------------------------------------------------------------------------------

_FILE = r"(?:(?:招标|采购|磋商|谈判|询价)?(?:文件|公告))?(?:中的?)?"
OLD_HEAD = re.compile(
    rf"^原{_FILE}(?:规定|内容|条款|要求|文|参数|描述|为|技术参数|技术要求)*(?:内容)?$|^(?:更正|变更|修改|澄清|调整|更改)前"
)
NEW_HEAD = re.compile(
    r"(?:更正|变更|修改|澄清|调整|更改|修订)(?:后|为|成)|^现(?:在)?(?:内容|要求|改为|为|更正|修改|条款)"
    r"|^(?:更正|变更|修改)(?:内容|事项)?$|^新(?:内容|条款|要求)"
)
WHERE_HEAD = re.compile(r"条款|位置|章节|出处|条目|页码|部位|编号|项号|序号|事项|名称")

# ---- what cells and lines say -------------------------------------------------------------------------------------

NOTHING = re.compile(r"[\s/／—\-–无空]*|新增(?:条款|内容|项)?|原?文件?(?:无|没有)(?:此条|此项|该条)?|不适用")
_THIS = r"(?:此条款|该条款|本条款|此条|此项|该条|该项|本条|本项|条款)"
REMOVED = re.compile(
    rf"[（(]?{_THIS}?(?:予以|全部|整条)?(?:删除|取消|删去|去除|不再要求)(?:{_THIS})*[）)]?[。.]?|[/／—\-–]+|无"
)
UNCHANGED = re.compile(r"不变|无变化|不作(?:修改|变更)")
# Dates and places of the procedure are no requirements.
PROCEDURE = re.compile(
    r"开标|投标截止|截止时间|递交|获取.{0,6}文件|公告期限|提交.{0,8}文件|投标文件|保证金|联系人|联系电话|联系方式|评标|评审|开启|响应文件"
)

# ---- sentences; ⟦0⟧ ⟦1⟧ … stand for what they quote ----------------------------------------------------------------

HELD = "⟦{}⟧"
ANY = r"⟦(\d+)⟧"
_NO_QUOTE = r"[^⟦⟧]"
_TO = r"(?:修改|更正|变更|调整|更改|修订|替换|改)(?:为|成|后为)\s*[：:]?\s*"
_GONE = r"(?:删除|删去|取消|去掉|去除)"
_MORE = r"(?:新增|增加|补充|增补|添加|追加|增设)"
_MARK_WORD = rf"[“\"]?[{MARKS}][”\"]?\s*(?:号|标记|标识|符号|条款|项)*"

CHANGED_IN = re.compile(rf"{ANY}{_NO_QUOTE}{{0,4}}?(?:中|里|内){_NO_QUOTE}{{0,6}}?{ANY}{_NO_QUOTE}{{0,16}}?{_TO}{ANY}")
CHANGED = re.compile(rf"{ANY}{_NO_QUOTE}{{0,16}}?{_TO}{ANY}")
DELETED = re.compile(rf"{_GONE}{_NO_QUOTE}*{ANY}|{ANY}{_NO_QUOTE}{{0,10}}?{_GONE}")
ADDED = re.compile(rf"{_MORE}{_NO_QUOTE}*{ANY}")
UNMARKED = re.compile(
    rf"{_GONE}{_NO_QUOTE}*{ANY}{_NO_QUOTE}{{0,6}}?{_MARK_WORD}|{ANY}{_NO_QUOTE}{{0,8}}?{_MARK_WORD}\s*{_GONE}"
    rf"|{ANY}{_NO_QUOTE}{{0,6}}?{_GONE}\s*{_MARK_WORD}"
)
REMARKED = re.compile(rf"{ANY}{_NO_QUOTE}{{0,20}}?(?:{_TO}|{_MORE}|标[注记]为?|列为)\s*[“\"]?([{MARKS}])")

# ---- the same without quotation marks -----------------------------------------------------------------------------

_CLAUSE = r"(?:第\s*[\d.．一二三四五六七八九十]+\s*[条款项点]|\d+(?:[.．]\d+)+\s*[条款项]?)"
BARE_CHANGED = re.compile(
    rf"^(?:将|把)?(?P<where>[^：:，,]{{0,24}}?{_CLAUSE}(?:中的?|的|内容)?)[：:，,\s]*(?:原(?:文|内容|条款|要求)?[为：:\s]*)?"
    rf"(?P<old>.+?)[，,；;。]?\s*现?{_TO}(?P<new>.+)$"
)
BARE_ADDED = re.compile(
    rf"^(?:现|在)?(?P<before>[^：:]{{0,24}}?){_MORE}(?P<where>[^：:]{{0,24}}?)(?:内容|如下|条款|要求|为)*[：:]\s*(?P<new>.+)$"
)
BARE_DELETED = re.compile(
    rf"^(?:现)?{_GONE}(?P<where>.{{0,30}}?{_CLAUSE})(?:内容|要求|规定)?[：:，,]?\s*(?P<old>.*)$"
    rf"|^(?P<where2>.{{0,24}}?{_CLAUSE})[：:，,\s]*(?P<old2>.*?)[，,]?(?:予以|全部|整条)?{_GONE}[。.]?$"
)
_SPOKEN = r"(?:内容|条款|文|要求|规定|参数)?(?:为)?"
OLD_LINE = re.compile(
    rf"^(?:原(?:招标文件|采购文件|文件|公告)?{_SPOKEN}|(?:更正|变更|修改|澄清|调整)前{_SPOKEN})[：:]\s*(?P<text>.+)$"
)
NEW_LINE = re.compile(
    r"^(?:现)?(?:更正|变更|修改|澄清|调整|更改|改)(?:后|为|后为|后内容|为以下内容)(?:内容)?(?:为)?[：:]\s*(?P<text>.+)$"
    r"|^现(?:为|内容)[：:]\s*(?P<text2>.+)$"
)
BOTH_LINE = re.compile(rf"^原{_FILE}{_SPOKEN}[：:]\s*(?P<old>.+?)[，,；;。]\s*现?{_TO}(?P<new>.+)$")
ARTICLE = re.compile(r"第\s*([\d.．]+|[一二三四五六七八九十]{1,3})\s*[条款项点]")
DOTTED = re.compile(r"\d+(?:[.．]\d+)+")
QUOTED = re.compile(r"“[^“”]*”|「[^「」]*」|『[^『』]*』")
QUOTES = {"“": "”", "「": "」", "『": "』", "‘": "’", "＂": "＂", '"': '"'}
