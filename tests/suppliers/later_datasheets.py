"""Six more datasheets of invented products (示例), written when the eight were read, read once before mending."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.demands.documents.simple import ABOVE, LEFT, word, workbook
from tests.documents.pdf_files import Paper, pdf_of
from tests.suppliers.built_datasheets import Built, Value, same


def page_with_covering_cells() -> Built:
    """A web page: a name over two sub-names, a value for both models."""
    rows = (
        "<tr><th colspan=2>指标名称</th><th>KJ-90</th><th>KJ-90 Plus</th></tr>"
        "<tr><td rowspan=2>量程</td><td>湿法</td><td>0.02～2000 μm</td><td>0.01～3500 μm</td></tr>"
        "<tr><td>干法</td><td>0.1～2000 μm</td><td>0.1～3500 μm</td></tr>"
        "<tr><td colspan=2>重复性误差</td><td>≤0.5%</td><td>≤0.3%</td></tr>"
        "<tr><td colspan=2>准确性误差</td><td colspan=2>≤0.6%</td></tr>"
        "<tr><td colspan=2>激光功率</td><td>5 mW</td><td>10 mW</td></tr>"
        "<tr><td colspan=2>探测器数量</td><td>90 个</td><td>120 个</td></tr>"
    )
    page = (
        f"<html><head><meta charset='utf-8'></head><body><h1>KJ-90 激光粒度仪（示例）</h1>"
        f"<table>{rows}</table></body></html>"
    )
    values = []
    for model, repeat, power, count in (("KJ-90", "0.5", "5", "90"), ("KJ-90 Plus", "0.3", "10", "120")):
        values += [
            Value(model, "重复性误差", "", repeat, "%"),
            Value(model, "准确性误差", "", "0.6", "%"),
            same("激光功率", power, "mW", model),
            same("探测器数量", count, "个", model),
        ]
    return Built(page.encode(), values)


def pairs_without_rules() -> Built:
    """A PDF with names and values side by side and no line drawn."""
    rows = [
        ["Spectral range", "350 - 7800 cm-1"],
        ["Resolution", "0.4 cm-1"],
        ["Signal-to-noise ratio", "55,000:1"],
        ["Wavenumber accuracy", "0.01 cm-1"],
        ["Scan rate", "up to 80 spectra/s"],
        ["Beamsplitter", "KBr"],
        ["Interferometer", "Michelson, dynamic alignment"],
    ]

    def draw(paper: Paper) -> None:
        paper.text("IR-5000 FTIR Spectrometer (sample)", size=16)
        paper.text("Specifications")
        paper.table(rows, (72, 260, 500), ruled=False)

    return Built(
        pdf_of(draw),
        [
            Value("", "Spectral range", "350", "7800", "cm-1"),
            same("Resolution", "0.4", "cm-1"),
            same("Signal-to-noise ratio", "55000", ":1"),
            same("Wavenumber accuracy", "0.01", "cm-1"),
            same("Scan rate", "80", "spectra/s"),
        ],
    )


def units_behind_names() -> Built:
    """A workbook with the unit in a bracket behind each name, and a remark."""
    rows = [
        ["FD 系列冻干机（示例）", "", "", ""],
        ["项目", "FD-1A", "FD-1C", "备注"],
        ["冷阱温度（℃）", "≤-56", "≤-80", "空载"],
        ["捕水量（kg/24h）", "3", "4", ""],
        ["真空度（Pa）", "<10", "<5", "空载"],
        ["冻干面积（m²）", "0.12", "0.2", ""],
    ]
    values = []
    for model, cold, water, pressure, area in (("FD-1A", "-56", "3", "10", "0.12"), ("FD-1C", "-80", "4", "5", "0.2")):
        values += [
            Value(model, "冷阱温度", "", cold, "℃"),
            same("捕水量", water, "kg", model),  # the language takes /24h as what the value holds for
            Value(model, "真空度", "", pressure, "Pa"),
            same("冻干面积", area, "m2", model),
        ]
    return Built(workbook([("选型", rows)]), values)


def numbered_lines() -> Built:
    """Numbered lines with several values, a wide gap, a drawn bar."""
    text = """QM-4 行星式球磨机 产品样本（示例）
主要技术参数
1) 转速：公转 35～335 r/min，自转 70～670 r/min
2) 球磨罐容积：4×500 mL
3) 最小出料粒度：0.1μm
4) 定时时间  1～9999 min
5) 电机功率│0.75 kW
6) 噪音 <60dB
"""
    return Built(
        text.encode(),
        [
            same("最小出料粒度", "0.1", "μm"),
            Value("", "定时时间", "1", "9999", "min"),
            same("电机功率", "0.75", "kW"),
            Value("", "噪音", "", "60", "dB"),
        ],
    )


def ends_with_units() -> Built:
    """A row a model with the lower and the upper end of a range in columns of their own, each with its unit."""
    models = (("TH-1", "-40", "85", "0.1", "0.3"), ("TH-2", "-80", "150", "0.01", "0.1"))
    rows = [
        ["型号", "测量范围", LEFT, "分辨率", "示值误差"],
        [ABOVE, "下限", "上限", ABOVE, ABOVE],
        *([m, f"{low} ℃", f"{high} ℃", f"{step} ℃", f"±{error} ℃"] for m, low, high, step, error in models),
    ]
    values = [
        value
        for model, low, high, step, error in models
        for value in (
            Value(model, "测量范围", low, high, "℃"),
            same("分辨率", step, "℃", model),
            Value(model, "示值误差", f"-{error}", error, "℃"),
        )
    ]
    return Built(word("TH 系列（示例）", rows), values)


def beside_a_standard() -> Built:
    """What a standard asks for beside what was measured: nobody says which column is the product's."""
    rows = [
        ["技术指标", "国家标准要求", "XR-2 实测值"],
        ["重复性", "≤0.1 %", "0.05 %"],
        ["稳定性", "≤0.2 %", "0.08 %"],
        ["检出限", "≤10 ppm", "3 ppm"],
    ]
    return Built(
        word("XR-2 X射线荧光光谱仪（示例）", rows),
        [same("重复性", "0.05", "%"), same("稳定性", "0.08", "%"), same("检出限", "3", "ppm")],
    )


LATER: Sequence[Callable[[], Built]] = (
    page_with_covering_cells,
    pairs_without_rules,
    units_behind_names,
    numbered_lines,
    ends_with_units,
    beside_a_standard,
)
