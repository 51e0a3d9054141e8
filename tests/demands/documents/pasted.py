"""Text pasted from elsewhere.

All names and figures are invented (示例).
"""

from __future__ import annotations

from tests.demands.documents.written import C, T, Written

PASTED_PLAIN = """拟购仪器：流式细胞仪
数量：1台，预算人民币190万元
技术要求：
激光器：488nm、640nm双激光
荧光通道≥10个
▲检测速度≥35000个/秒
配套数据分析软件
商务：交货期3个月，质保三年
"""


def pasted_without_numbers() -> Written:
    """Text without any number, facts first, terms in one line."""
    return Written(
        "pasted without numbers",
        PASTED_PLAIN.encode(),
        "流式细胞仪",
        (
            ("", "", T, "激光器：488nm、640nm双激光"),
            ("", "", T, "荧光通道≥10个"),
            ("", "▲", T, "检测速度≥35000个/秒"),
            ("", "", T, "配套数据分析软件"),
            ("", "", C, "商务：交货期3个月，质保三年"),
        ),
        budget=1_900_000,
        quantity=1,
        days=90,
    )


PASTED = """拉曼光谱仪技术参数
1.1 ▲拉曼位移：50～4000cm-1；
1.2 光谱分辨率≤1cm-1
1.3 空间分辨率：横向≤0.8um，
纵向≤2um（100×物镜）
- 12 -
二、配置要求
2.1 532nm激光器，功率≥50mW
2.2 配备电脑工作站1套
三、商务要求
交货期：合同签订后60日内
质保期：1年
"""


def pasted() -> Written:
    """Text copied from a page, with a page number in it."""
    return Written(
        "pasted text",
        PASTED.encode(),
        "拉曼光谱仪",
        (
            ("1.1", "▲", T, "拉曼位移：50～4000cm-1；"),
            ("1.2", "", T, "光谱分辨率≤1cm-1"),
            ("1.3", "", T, "空间分辨率：横向≤0.8um，纵向≤2um（100×物镜）"),
            ("2.1", "", T, "532nm激光器，功率≥50mW"),
            ("2.2", "", T, "配备电脑工作站1套"),
            ("", "", C, "交货期：合同签订后60日内"),
            ("", "", C, "质保期：1年"),
        ),
        days=60,
    )
