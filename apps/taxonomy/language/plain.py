"""Clauses without a value: capabilities, short texts, lists of words; and headings, duties, proofs, praise, which
ask for nothing.
"""

from __future__ import annotations

import re

_ACTOR = re.compile(
    r"(?:投标人|投标方|投标单位|投标产品|投标文件|投标时|投标供应商|供应商|中标人|中标方|中标单位|中标供应商"
    r"|成交供应商|成交人|卖方|乙方|供方|厂家|厂商|生产厂|制造商|生产商"
    r"|响应人|报价人|采购人|买方|甲方|需方|用户方|验收时|磋商|谈判|评标|本项目|本次|以上|上述|如有|注|备注|说明"
    r"|所有|带★|标注|标★|加注|凡|其他未|未尽|★号|▲号|号条款)"
)
_PROOF = re.compile(
    r"(?:提供|出具|附|提交|递交|具有|加盖).{0,30}(?:报告|证明|证书|彩页|截图|承诺函?|说明书|证件|复印件|扫描件|资料"
    r"|公章|文件|授权书|样本|白皮书|声明)|(?:为准|予以说明|作为依据|作为证明)"
)
_REFERENCE = re.compile(
    r"^(?:详?见|参见|参照|按照?|依据|根据|符合|满足|执行|遵循|同上|同前|(?:无|/|-+|略)$|另附|附件|如下|如上|以下)"
)
_PRAISE = re.compile(
    r"(?:合理|友好|美观|大方|先进|优良|优异|良好|可靠|方便|便捷|简便|简单|便于|易于|坚固|耐用|灵活|优越|卓越|一流"
    r"|领先|齐全|完善|完备|人性化|高效|直观)"
    r"(?:[，、。;]|的|性|$)"
)
_VERB = r"(?:应|须|需|必须|要求|应当|能够?|可以?|均)?"
_CAPABLE = re.compile(
    rf"^(?P<subject>.{{0,16}}?)(?P<verb>{_VERB}(?:具备|具有|支持|配备有?|配有|内置有?|自带|标配|预装|预留|集成|带有"
    rf"|设有|装有|附带|备有|允许|实现|包含|包括|采用|提供|满足)"
    r"|(?:能够|可以|应能|应可|须能|需能|可实现|能实现)|^(?:可(?![靠见行视调拆燃溶持编])"
    r"|能(?![量谱级源耗力])|带(?![宽通电隙状])|含(?![量氧水有])|有(?![效机源关]))"
    r"|(?<=[\u4e00-\u9fffA-Za-z])(?:可(?![靠见行视燃溶持编])|(?<![智功性节光电热动势核储机])能(?![量谱级源耗力够否])"
    r"|带(?=有?[\u4e00-\u9fff]{2})(?![宽通电隙状])))"
    r"(?P<rest>.*)$"
)
_FUNCTION = re.compile(r"(?:功能|保护|报警|联锁|互锁|接口|模式|软件)$")
_HEADING = re.compile(
    r"(?:技术(?:参数|要求|指标|规格|性能)|主要(?:参数|指标|配置|功能|性能|用途)|性能(?:参数|指标|要求)|配置(?:清单"
    r"|要求)|基本(?:要求|参数|配置)|总体要求|系统组成|组成|用途|概述"
    r"|商务(?:要求|条款)|售后服务(?:要求)?|功能要求|工作条件|设备清单|采购清单|参数要求|其他要求|安装调试|验收标准"
    r"|交货要求|包装运输|参数|要求|部分|系统|单元|清单|指标)$"
)
IDENTIFIERS = re.compile(
    r"(?:型号|编号|货号|邮编|电话|手机|传真|联系人|联系方式|账号|税号|日期|文号|序列号|版本号?|批号|证号|代码|地址"
    r"|邮箱|网址|规格书|专利号|CAS号?|项目名称|采购编号|件号|料号|订货号|QQ|微信)$"
)
MAX_TEXT = 60


def is_duty(text: str) -> bool:
    """A duty of a party, a proof to hand in, a reference to somewhere else, or praise: no requirement."""
    return bool(_ACTOR.match(text) or _PROOF.search(text) or (_PRAISE.search(text) and not _CAPABLE_START.match(text)))


_NOTE = re.compile(
    r"^(?:注意?|备注|说明|注释|提示)\d?[:：]|业绩|论文|中标通知书|成功案例|扣\d|得\d+分|评分|分值|加分|废标"
    r"|无效投标|实质性(?:要求|条款|响应)"
)


def is_note(text: str) -> bool:
    """A note, a scoring rule, or a rule of the tender itself: nothing in the line is a requirement."""
    return bool(_NOTE.search(text))


_CAPABLE_NAME = re.compile(
    r"^(?:应|须|需|必须|要求)?(?:可以|能够|可|能|支持|实现|配备有?|配有|具备|具有|提供|带有?|内置|采用|标配|包含"
    r"|包括|含有?|兼容|自带|配置|配(?=$))"
    r"(?![见靠编量谱级源宽通力清]|选(?!配))"
)
# 可读性0.1mg, 可控温度范围10～60℃: behind a bare 可, 能, 带 a name that ends like a quantity is a name.
_QUANTITY_NAME = re.compile(
    r"^(?:可以?|能够?|带|含).*(?:性|度|率|数|量|范围|容积|体积|时间|长|宽|高|径|距|比|值|能力|压力|电压|频率|功率|尺寸|面积"
    r"|波长|角|速|浓度)$"
)


STANDARD_OR_OPTIONAL = frozenset({"标配", "选配", "标准配置", "可选配"})


def starts_capability(text: str) -> bool:
    """Whether a name begins with the verb of a capability: 支持, 可, 配备."""
    return bool(_CAPABLE_NAME.match(text)) and not _QUANTITY_NAME.match(text)


def drop_capability(text: str) -> str:
    """The name without that verb."""
    return _CAPABLE_NAME.sub("", text)


_CAPABLE_START = re.compile(r"^(?:应|须|需|必须)?(?:具备|具有|支持|配备|配有|内置|自带|带有|可|能)")


def is_reference(text: str) -> bool:
    """详见附件3, 按…执行, 无."""
    return bool(_REFERENCE.match(text))


def is_heading(text: str) -> bool:
    """A title over other lines."""
    return bool(_HEADING.search(text))


def read_capability(text: str) -> str | None:
    """The name of a capability: the clause without its verb; None when the clause states none."""
    match = _CAPABLE.match(text)
    if match is None:
        return text if _FUNCTION.search(text) and 4 <= len(text) <= 24 and not is_heading(text) else None
    subject, rest = match["subject"], match["rest"].strip(" ，、:")
    if subject.endswith(("后", "时", "中", "前")):
        subject = ""
    subject = subject.rstrip("应须需均都还也且并同时")
    if subject in {"仪器", "设备", "系统", "整机", "产品", "主机", "该仪器", "本机", "软件系统"}:
        subject = ""
    name = subject + rest
    return name if len(name) >= 2 else None


def read_words(text: str) -> tuple[str, ...]:
    """The members of a list of words (SE、BSE、EDS); empty when the text is no list."""
    if "、" not in text:
        return ()
    parts = [part.strip() for part in text.split("、")]
    last = parts.pop()
    tail = re.split(r"及|和|以及|与|或", last.removesuffix("等"))
    members = (*parts, *(t.strip() for t in tail if t.strip()))
    members = tuple(m for m in members if m)
    return members if len(members) > 1 and all(len(member) <= 16 for member in members) else ()
