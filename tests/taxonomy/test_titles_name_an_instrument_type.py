"""A title of a purchase names an instrument type: the longest known name in it decides."""

from __future__ import annotations

import pytest

from tests.taxonomy.catalogue import guesser, shipped


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("高分辨液相色谱-质谱联用仪采购", "010202"),
        ("某大学LC-MS/MS采购项目", "010201"),
        ("ＬＣＭＳ系统", "010201"),
        ("三重四极杆液质联用仪", "010201"),
        ("气相色谱-三重四极杆串联质谱联用仪", "010205"),
        ("便携式气质联用仪", "010204"),
        ("GC-2030 气相色谱仪", "010505"),
        ("超高效液相色谱仪（UHPLC）", "010502"),
        ("高效液相色谱仪", "010501"),
        ("电感耦合等离子体质谱仪(ICP-MS)", "010207"),
        ("全谱直读 ICP-OES 光谱仪", "010410"),
        ("火焰石墨炉原子吸收分光光度计", "010408"),
        ("600MHz超导核磁共振波谱仪", "010601"),
        ("小动物核磁共振成像系统", "090201"),
        ("X射线粉末衍射仪", "010301"),
        ("能量色散X射线荧光光谱仪", "010303"),
        ("X射线光电子能谱仪（XPS）", "010305"),
        ("场发射扫描电子显微镜及能谱", "010101"),
        ("聚焦离子束扫描电镜", "010104"),
        ("球差校正透射电子显微镜", "010102"),
        ("激光共聚焦显微镜", "010801"),
        ("研究级倒置荧光显微镜", "010805"),
        ("傅立叶变换红外光谱仪", "010403"),
        ("近红外光谱仪", "010404"),
        ("显微共聚焦激光拉曼光谱仪", "010405"),
        ("紫外可见近红外分光光度计", "010402"),
        ("稳态瞬态荧光光谱仪", "010407"),
        ("实时荧光定量PCR仪", "011001"),
        ("落地式高速冷冻离心机", "011004"),
        ("差示扫描量热仪DSC", "010901"),
        ("同步热分析仪", "010903"),
        ("高带宽数字示波器", "080101"),
        ("信号与频谱分析仪", "080201"),
        ("高功率飞秒激光放大器系统", "12000001"),
        ("微机控制电子万能试验机", "020101"),
        ("三靶磁控溅射镀膜机", "12000005"),
        ("5L台式生物反应器", "011013"),
        ("环境空气颗粒物（PM2.5）连续自动监测系统", "011101"),
    ],
)
def test_the_longest_name_in_the_title_decides(title: str, code: str) -> None:
    assert guesser().guess(title) == code


@pytest.mark.parametrize("title", ["", "食堂桌椅采购", "办公用品一批", "GCMSX 平台", "物业服务", "\0", "assembly"])
def test_a_title_without_an_instrument_names_none(title: str) -> None:
    assert guesser().guess(title) is None


def test_every_name_of_a_type_finds_the_type() -> None:
    strays = [
        (category.code, name, guesser().guess(name))
        for category in shipped().categories
        if category.level == 3
        for name in (category.name_zh, *category.aliases)
        if guesser().guess(name) != category.code
    ]
    assert strays == []
