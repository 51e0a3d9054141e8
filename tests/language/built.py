"""Lines built by a grammar of their own, so that what they ask for is known without reading them.

A built line has clauses with a name, an operator, a value, a unit and perhaps a condition, between clauses that hold
digits and ask for nothing: standards, models, dates, telephones, references.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Truth = tuple[str, Fraction | str | None, Fraction | str | None, str | None]


@dataclass(frozen=True)
class Built:
    """A text and the bounds that it asks for: (operator, lo, hi, unit), or ("enum", members) as sorted pairs."""

    text: str
    truths: tuple[Truth, ...] = ()


_NAMES = dict(
    line.strip().split("：")
    for line in """
    nm：分辨率 台阶高度 膜厚重复性 像散
    mm：行程 样品台移动距离 有效视场 卡槽间隔
    MPa：最高耐压 系统压力 额定工作压力
    ℃：控温范围 炉膛温度 工作温度
    %：线性误差 占空比 回收率
    kV：加速电压 管电压
    mL/min：流速 载气流量
    Pa：极限真空度 本底真空
    r/min：最高转速 转速范围
    μL：进样量 池体积
    dB：隔离度 插入损耗
    s：响应时间 积分时间
    Hz：采样频率 重复频率
    W：输出功率 整机功耗
    mg：可读性 最大上样量
    个：样品位数 通道个数
    cm-1：光谱分辨率 波数精度
    kg：整机重量 承重
    μg/m3：检出下限 零点漂移
    GHz：分析带宽 上限频率
    """.strip().splitlines()
)
_LOW, _HIGH = ("≤", "不超过", "不大于", "＜", "小于"), ("≥", "不低于", "不小于", "＞", "至少")
_IDLE = tuple(
    line.strip()
    for line in """
    符合GB/T 16886-2017要求
    执行JJG 700-2016检定规程
    满足IEC 61010-1:2010
    联系电话：0571-88206688
    手机13812345678
    型号：TX-500B
    主机为XK-3190A型
    见附件3
    详见第5.2条
    有效期至2031年12月31日
    通过ISO 9001认证
    配USB3.0接口
    支持Windows 11系统
    邮编310027
    网址www.example.com/a1
    编号ZB2031-088
    按附录B.2执行
    采用SUS304不锈钢
    """.strip().splitlines()
)
_CONDITIONS = ("（15kV）", "（25℃，50%RH）", "@1kHz", "（n=7）", "（峰峰值，60s）", "（100×物镜）", "", "", "", "")
_PREFIXES = ("", "", "1. ", "2.3.1 ", "（4）", "★", "▲5、", "3.2 ★", "⑥")
_HEADS = ("", "", "", "主要性能：", "检测系统：", "环境箱：")


def numbers() -> SearchStrategy[tuple[str, Fraction]]:
    """A printed number and what it is."""
    plain = st.decimals(min_value="0.001", max_value="9999", places=3).map(lambda n: n.normalize()).map(_printed)
    whole = st.integers(min_value=1, max_value=99).map(lambda n: (str(n), Fraction(n)))
    grouped = st.integers(min_value=10_000, max_value=9_999_999).map(lambda n: (f"{n:,}", Fraction(n)))
    power = st.tuples(st.integers(1, 9), st.integers(-9, 9).filter(lambda n: abs(n) > 1), st.sampled_from("^↑E"))
    return st.one_of(plain, whole, grouped, power.map(lambda part: _power(*part)))


def _printed(number: Decimal) -> tuple[str, Fraction]:
    return f"{number:f}", Fraction(number)


def _power(mantissa: int, exponent: int, style: str) -> tuple[str, Fraction]:
    raised = str(exponent).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))
    text = {"^": f"{mantissa}×10^{exponent}", "↑": f"{mantissa}×10{raised}", "E": f"{mantissa}E{exponent}"}[style]
    return text, mantissa * Fraction(10) ** exponent


@st.composite
def clauses(draw: st.DrawFn) -> Built:
    """A clause that asks for one thing."""
    unit = draw(st.sampled_from(sorted(_NAMES)))
    name = draw(st.sampled_from(_NAMES[unit].split()))
    shape = draw(st.sampled_from(("bound", "bound", "plain", "range", "tolerance", "nominal", "list")))
    body, truth = draw(_bodies(shape, unit))
    return Built(name + body + draw(st.sampled_from(_CONDITIONS)), (truth,))


@st.composite
def _bodies(draw: st.DrawFn, shape: str, unit: str) -> tuple[str, Truth]:
    blank = draw(st.sampled_from(("", "", " ")))
    (one, first), (two, second) = draw(st.tuples(numbers(), numbers()))
    colon = draw(st.sampled_from(("：", "", "为")))
    if shape == "bound":
        sign = draw(st.sampled_from((*_LOW, *_HIGH)))
        lo, hi = (first, None) if sign in _HIGH else (None, first)
        return f"{'：' if colon == '：' else ''}{sign}{one}{blank}{unit}", (
            ">=" if sign in _HIGH else "<=",
            lo,
            hi,
            unit,
        )
    if shape == "range":
        joint = draw(st.sampled_from(("～", "~", "至", "–")))
        low, high = min(first, second), max(first, second)
        return f"{colon}{one}{joint}{two}{blank}{unit}", ("range", low, high, unit)
    if shape == "tolerance":
        return f"{colon}±{one}{blank}{unit}", ("±", -first, first, unit)
    if shape == "nominal":
        return f"{colon}{one}±{two}{blank}{unit}", ("range", first - second, first + second, unit)
    if shape == "list":
        members = "、".join(draw(st.tuples(st.just(one), st.just(two))))
        return f"{colon}{members}{unit}", ("enum", min(first, second), max(first, second), unit)
    return f"{colon}{one}{blank}{unit}", ("=", first, first, unit)


@st.composite
def lines(draw: st.DrawFn) -> Built:
    """One to four clauses, in between what asks for nothing, behind a number, a mark or a head."""
    parts = draw(st.lists(st.one_of(clauses(), clauses(), idle()), min_size=1, max_size=4))
    joints = [draw(st.sampled_from(("；", "；", "，", "。", ";"))) for _ in parts]
    text = "".join(part.text + joint for part, joint in zip(parts, joints, strict=True))
    text = draw(st.sampled_from(_PREFIXES)) + draw(st.sampled_from(_HEADS)) + text
    return Built(text, tuple(truth for part in parts for truth in part.truths))


def idle() -> SearchStrategy[Built]:
    """A clause with digits that are no numbers."""
    return st.sampled_from(_IDLE).map(Built)


@st.composite
def literals(draw: st.DrawFn) -> str:
    """A clause around digits that are a name, a date or an address, with the digits drawn."""
    number, year = draw(st.integers(10, 99_999)), draw(st.integers(1985, 2035))
    month, day, small = draw(st.integers(1, 12)), draw(st.integers(1, 28)), draw(st.integers(1, 30))
    letters = draw(st.text("ABCDEFGHKLMNPQRSTWXYZ", min_size=2, max_size=4))
    body = draw(st.sampled_from(("GB/T", "GB", "JJF", "JJG", "ISO", "IEC", "HJ", "YY/T", "ASTM D", "DL/T", "SN/T")))
    phone = f"0{draw(st.integers(100, 999))}-{draw(st.integers(10_000_000, 99_999_999))}"
    mobile = f"1{draw(st.integers(3, 9))}{draw(st.integers(100_000_000, 999_999_999))}"
    return draw(
        st.sampled_from(
            (
                f"符合{body} {number}-{year}的要求",
                f"执行{body}{number}标准",
                f"检定按{body} {number}-{year}《检定规程》进行",
                f"产品型号：{letters}-{number}",
                f"与{letters}{number}型主机配套",
                f"生产日期为{year}年{month}月{day}日",
                f"投标截止时间：{year}-{month:02}-{day:02}",
                f"报价有效期至{year}/{month}/{day}",
                f"联系电话：{phone}",
                f"手机：{mobile}",
                f"客服热线400-{number % 900 + 100}-{number % 9000 + 1000}",
                f"详见附件{small}",
                f"按第{small}.{month}.{day}条执行",
                f"见表{small}",
                f"招标编号：{letters}{year}-{number}",
                f"邮编{draw(st.integers(100_000, 999_999))}",
            )
        )
    )
