"""Eight datasheets of invented products (示例), each in a layout of its own, with what a reader takes from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.demands.documents.simple import ABOVE, LEFT, word, workbook
from tests.documents.pdf_files import Paper, pdf_of


@dataclass(frozen=True, slots=True)
class Value:
    """One value: whose model ('' where the sheet has one), the name, both ends ('' for none), unit and condition."""

    model: str
    name: str
    lo: str
    hi: str
    unit: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Built:
    """A datasheet and its values; texts without a figure are not counted."""

    data: bytes
    values: Sequence[Value]


def same(name: str, value: str, unit: str = "", model: str = "", condition: str = "") -> Value:
    """A value of one figure."""
    return Value(model, name, value, value, unit, condition)


def two_columns() -> Built:
    """Names and values side by side without a head, headings across, names in two languages."""
    return Built(
        word(
            "SP-3200 双光束分光光度计（示例）",
            [
                ["光学系统 Optics", LEFT],
                ["波长范围 Wavelength range", "190～1100 nm"],
                ["光谱带宽 Bandwidth", "0.5/1/2/4 nm"],
                ["波长准确度 Accuracy", "±0.3 nm"],
                ["杂散光 Stray light", "≤0.03 %T（220 nm，NaI）"],
                ["测光系统 Photometry", LEFT],
                ["吸光度范围 Absorbance", "-4～4 Abs"],
                ["噪声 Noise", "<0.0003 Abs"],
                ["扫描速度 Scan speed", "最快 6000 nm/min"],
                ["基线漂移 Drift", "0.0004 Abs/h"],
                ["显示屏 Display", "10.1 英寸触摸屏"],
                ["重量 Weight", "约 18 kg"],
            ],
        ),
        [
            Value("", "波长范围 Wavelength range", "190", "1100", "nm"),
            Value("", "波长准确度 Accuracy", "-0.3", "0.3", "nm"),
            Value("", "杂散光 Stray light", "", "0.03", "%T", "220 nm"),
            Value("", "吸光度范围 Absorbance", "-4", "4", "Abs"),
            Value("", "噪声 Noise", "", "0.0003", "Abs"),
            same("扫描速度 Scan speed", "6000", "nm/min"),
            same("基线漂移 Drift", "0.0004", "Abs/h"),
        ],
    )


def lines_of_text() -> Built:
    """Lines with colons, signs of equality, dashes, two to a line, a value on the next line."""
    text = """ZK-50 真空干燥箱 技术资料（示例）
【温度】
控温范围 = 室温+10℃～250℃
温度波动度 = ±0.5 ℃
温度分辨率 —— 0.1 ℃
【真空】
极限真空度：≤133 Pa    真空泵抽速：4 L/s
升温时间（室温→200℃）：≤60 min
漏率 ⇒ 1×10⁻⁹ Pa·m³/s
【其他】
● 内胆容积：
53 L
● 隔板承重：15 kg/层；隔板数量：3 块
● 定时范围：1～9999 min，步进 1 min
咨询电话：000-0000000
"""
    return Built(
        text.encode(),
        [
            Value("", "温度波动度", "-0.5", "0.5", "℃"),
            same("温度分辨率", "0.1", "℃"),
            Value("", "极限真空度", "", "133", "Pa"),
            same("真空泵抽速", "4", "L/s"),
            Value("", "升温时间", "", "60", "min", "室温→200℃"),
            same("漏率", "1e-9", "Pa·m3/s"),
            same("内胆容积", "53", "L"),
            same("隔板承重", "15", "kg/层"),
            same("隔板数量", "3", "块"),
            Value("", "定时范围", "1", "9999", "min"),
            same("定时步进", "1", "min"),
        ],
    )


def three_models() -> Built:
    """A workbook: a column a model, a column of units, cells that hold for two models, a model that has none."""
    models = ("LX-100", "LX-200", "LX-300")
    rows = [
        ["离心机系列参数对比（示例）", "", "", "", ""],
        ["技术参数", "单位", *models],
        ["最高转速", "r/min", "16000", "21000", "26000"],
        ["最大离心力", "×g", "18500", "30000", "61000"],
        ["转速精度", "r/min", "±20", "±10", "±10"],
        ["温控范围", "℃", "—", "-10～40", "-20～40"],
        ["最大容量", "", "4×100 mL", "4×250 mL", "6×500 mL"],
        ["升速时间", "s", "≤25", "≤40", "≤65"],
        ["噪声", "dB(A)", "<58", "<60", "<62"],
    ]
    values = []
    for model, speed, force, time, noise, band in zip(
        models,
        ("16000", "21000", "26000"),
        ("18500", "30000", "61000"),
        ("25", "40", "65"),
        ("58", "60", "62"),
        ("20", "10", "10"),
        strict=True,
    ):
        values += [
            same("最高转速", speed, "r/min", model),
            same("最大离心力", force, "×g", model),
            Value(model, "转速精度", f"-{band}", band, "r/min"),
            Value(model, "升速时间", "", time, "s"),
            Value(model, "噪声", "", noise, "dB(A)"),
        ]
    values += [Value("LX-200", "温控范围", "-10", "40", "℃"), Value("LX-300", "温控范围", "-20", "40", "℃")]
    return Built(workbook([("参数", rows)]), values)


def units_in_the_head() -> Built:
    """A row a model, under a head of two rows: the measure with its unit above, lowest and highest below."""
    return Built(
        word(
            "HB 系列恒温槽选型表（示例）",
            [
                ["型号", "温度范围 (℃)", LEFT, "温度波动 (℃)", "循环流量 (L/min)", "容积 L"],
                [ABOVE, "最低", "最高", ABOVE, ABOVE, ABOVE],
                ["HB-05", "-5", "100", "±0.05", "15", "6"],
                ["HB-20", "-20", "100", "±0.05", "15", "8"],
                ["HB-40", "-40", "150", "±0.1", "20", "12"],
            ],
        ),
        [
            value
            for model, low, high, band, flow, size in (
                ("HB-05", "-5", "100", "0.05", "15", "6"),
                ("HB-20", "-20", "100", "0.05", "15", "8"),
                ("HB-40", "-40", "150", "0.1", "20", "12"),
            )
            for value in (
                Value(model, "温度范围", low, high, "℃"),
                Value(model, "温度波动", f"-{band}", band, "℃"),
                same("循环流量", flow, "L/min", model),
                same("容积", size, "L", model),
            )
        ],
    )


def five_columns() -> Built:
    """A mixed head: 序号 | 项目 Item | 条件 Condition | 指标 Spec. | 单位 Unit; one item over several conditions."""
    return Built(
        word(
            "NanoProbe NP-7 Atomic Force Microscope / 原子力显微镜（示例）",
            [
                ["序号", "项目 Item", "条件 Condition", "指标 Spec.", "单位 Unit"],
                ["1", "噪声水平 Noise level", "闭环 closed loop", "≤0.15", "nm"],
                ["2", ABOVE, "开环 open loop", "≤0.03", "nm"],
                ["3", "XY 扫描范围 XY range", "", "90 × 90", "μm"],
                ["4", "Z 扫描范围 Z range", "", "≥12", "μm"],
                ["5", "样品尺寸 Sample size", "", "≤Φ150", "mm"],
                ["6", "扫描速率 Line rate", "1 μm", "0.1–20", "Hz"],
                ["7", "漂移 Drift", "24 h 预热后", "<0.2", "nm/min"],
                ["8", "控制器位数 ADC", "", "24", "bit"],
            ],
        ),
        [
            Value("", "噪声水平 Noise level", "", "0.15", "nm", "闭环 closed loop"),
            Value("", "噪声水平 Noise level", "", "0.03", "nm", "开环 open loop"),
            Value("", "Z 扫描范围 Z range", "12", "", "μm"),
            Value("", "扫描速率 Line rate", "0.1", "20", "Hz", "1 μm"),
            Value("", "漂移 Drift", "", "0.2", "nm/min", "24 h 预热后"),
            same("控制器位数 ADC", "24", "bit"),
        ],
    )


def merged_groups() -> Built:
    """Classes in merged cells, sub-names between, two grades of the instrument whose names have no figure."""
    return Built(
        word(
            "气相色谱仪 GX（示例）",
            [
                ["类别", "参数", "标准型", "增强型"],
                ["柱温箱", "温度范围", "室温+5～400 ℃", "室温+3～450 ℃"],
                [ABOVE, "升温速率", "0.1～60 ℃/min", "0.1～120 ℃/min"],
                [ABOVE, "程序阶数", "20 阶", "32 阶"],
                ["检测器", "FID 检测限", "≤3×10⁻¹² g/s", "≤1.5×10⁻¹² g/s"],
                [ABOVE, "FID 线性范围", "≥10⁷", LEFT],
                [ABOVE, "采样频率", "100 Hz", "500 Hz"],
            ],
        ),
        [
            value
            for model, rate, steps, limit, hertz in (
                ("标准型", "60", "20", "3e-12", "100"),
                ("增强型", "120", "32", "1.5e-12", "500"),
            )
            for value in (
                Value(model, "升温速率", "0.1", rate, "℃/min"),
                same("程序阶数", steps, "阶", model),
                Value(model, "FID 检测限", "", limit, "g/s"),
                Value(model, "FID 线性范围", "1e7", "", ""),
                same("采样频率", hertz, "Hz", model),
            )
        ],
    )


def two_pairs_a_row() -> Built:
    """A PDF whose table has two names with their values beside each other in every row."""
    rows = [
        ["参数", "数值", "参数", "数值"],
        ["负荷量程", "10 kN", "力值准确度", "±0.5 %"],
        ["横梁行程", "1100 mm", "位移分辨率", "0.01 μm"],
        ["试验速度", "0.001～1000 mm/min", "采样频率", "1000 Hz"],
        ["试验宽度", "420 mm", "变形准确度", "±0.5 %"],
    ]

    def draw(paper: Paper) -> None:
        paper.text("WT-10E 电子万能试验机（示例）", size=16)
        paper.table(rows, (72, 160, 290, 390, 510))

    return Built(
        pdf_of(draw),
        [
            same("负荷量程", "10", "kN"),
            Value("", "力值准确度", "-0.5", "0.5", "%"),
            same("横梁行程", "1100", "mm"),
            same("位移分辨率", "0.01", "μm"),
            Value("", "试验速度", "0.001", "1000", "mm/min"),
            same("采样频率", "1000", "Hz"),
            same("试验宽度", "420", "mm"),
            Value("", "变形准确度", "-0.5", "0.5", "%"),
        ],
    )


def least_typical_most() -> Built:
    """An English PDF: Parameter | Min | Typ | Max | Unit."""
    rows = [
        ["Parameter", "Min", "Typ", "Max", "Unit"],
        ["Wavelength", "1030", "1035", "1040", "nm"],
        ["Average power", "20", "22", "", "W"],
        ["Pulse width", "", "350", "400", "fs"],
        ["Repetition rate", "0.1", "", "40", "MHz"],
        ["Beam quality M2", "", "1.15", "1.3", ""],
        ["Warm-up time", "", "10", "", "min"],
    ]

    def draw(paper: Paper) -> None:
        paper.text("FL-1030 femtosecond fibre laser (sample)", size=16)
        paper.table(rows, (72, 200, 270, 340, 410, 480))

    return Built(
        pdf_of(draw),
        [
            Value("", "Wavelength", "1030", "1040", "nm"),
            Value("", "Average power", "20", "", "W"),
            Value("", "Pulse width", "", "400", "fs"),
            Value("", "Repetition rate", "0.1", "40", "MHz"),
            Value("", "Beam quality M2", "", "1.3", ""),
        ],
    )


BUILT: Sequence[Callable[[], Built]] = (
    two_columns,
    lines_of_text,
    three_models,
    units_in_the_head,
    five_columns,
    merged_groups,
    two_pairs_a_row,
    least_typical_most,
)
