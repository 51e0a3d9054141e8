"""Invented data for the page of parts: one frozen bundle, so that the template holds no numbers of its own."""

from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _

from design.parts import Bin, RulerTick, ScorePart, Series, Share, Step, StepState, TimelineEntry
from design.signs import VERDICT_WORDS
from kernel.languages import listed_lazy


class SpecimenForm(forms.Form):
    """One field of every kind; bound with faults, so that the page shows how faults look."""

    budget = forms.CharField(label=_("预算"), help_text=_("以元存，以万元显示"))
    resolution = forms.CharField(label=_("分辨率"), help_text=_("输入“6万”也能懂"), required=False)
    uscc = forms.RegexField(
        r"^[0-9A-Z]{18}$",
        label=_("统一社会信用代码"),
        error_messages={"invalid": _("含空格，且校验位不符；请照营业执照重填 18 位。")},
    )
    accuracy_unit = forms.ChoiceField(
        label=_("质量精度单位"),
        choices=[("ppm", "ppm"), ("mDa", "mDa")],
        error_messages={"invalid_choice": _("质量精度用 ppm 或 mDa，MPa 是压强。")},
    )
    mark = forms.ChoiceField(
        label=_("标记"),
        choices=[("mandatory", "★"), ("important", "▲"), ("", "—")],
        widget=forms.RadioSelect,
        required=False,
    )
    regions = forms.MultipleChoiceField(
        label=_("服务地区"),
        choices=[("34", _("安徽")), ("32", _("江苏")), ("42", _("湖北"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    text = forms.CharField(label=_("补充说明"), widget=forms.Textarea, required=False)
    document = forms.FileField(label=_("招标文件"), help_text=_(".docx 或 .xlsx，不超过 20 MB"), required=False)
    public = forms.BooleanField(label=_("公开预算"), help_text=_("不公开时，厂商看不到价格得分"), required=False)


@dataclass(frozen=True)
class Colour:
    """A token of the palette: its class name and its use."""

    token: str
    use: str


@dataclass(frozen=True)
class Side:
    """One theme of a specimen; the form of each side has element ids of its own."""

    theme: str
    form: SpecimenForm


@dataclass(frozen=True)
class Clause:
    """The head of a matrix column."""

    number: str
    name: str
    asked: str
    unit: str
    mark: str
    passing: int
    is_worst: bool = False

    @property
    def short(self) -> str:
        """Return the number with its mark, as a phone shows it above the sign."""
        return {"mandatory": "★", "important": "▲"}.get(self.mark, "") + self.number


@dataclass(frozen=True)
class Cell:
    """One verdict of a product on a clause; ``margin`` is a ratio."""

    clause: str
    code: str
    text: str
    rung: int | None = None
    margin: Decimal | None = None


@dataclass(frozen=True)
class Row:
    """A product in the matrix."""

    model: str
    maker: str
    place: str
    price_yuan: Decimal
    lead_days: int
    cells: tuple[Cell, ...]
    score: tuple[ScorePart, ...]
    tally: dict[str, int]


@dataclass(frozen=True)
class Specimens:
    """Everything that design/index.html shows."""

    colours: tuple[Colour, ...]
    verdicts: tuple[tuple[str, str, str], ...]
    sides: tuple[Side, ...]
    steps: tuple[Step, ...]
    timeline: tuple[TimelineEntry, ...]
    score: tuple[ScorePart, ...]
    bins: tuple[Bin, ...]
    ticks: tuple[RulerTick, ...]
    strip: tuple[str, ...]
    page: Page[int]
    budget_yuan: Decimal
    provinces: dict[str, int]
    weeks: tuple[Share, ...]
    readings: tuple[Series, ...]
    clauses: tuple[Clause, ...]
    rows: tuple[Row, ...]


def _colours() -> tuple[Colour, ...]:
    uses = (
        ("paper", _("纸 页底")),
        ("surface", _("面 表与面板")),
        ("sunken", _("凹 分组与轨道")),
        ("line", _("线 分隔")),
        ("line-2", _("线 强分隔")),
        ("line-3", _("线 控件边")),
        ("ink", _("墨 正文")),
        ("ink-2", _("墨 次要")),
        ("ink-3", _("墨 注释")),
        ("accent", _("石青 操作与链接")),
        ("accent-wash", _("石青 选中底")),
        ("pos", _("松绿 正偏离")),
        ("neg", _("朱 负偏离")),
        ("man", _("赭 需人工")),
        ("una", _("灰 未响应")),
    )
    return tuple(Colour(token, str(use)) for token, use in uses)


def _steps() -> tuple[Step, ...]:
    return (
        Step(str(_("草稿")), StepState.DONE, "05-06"),
        Step(str(_("审查")), StepState.DONE, str(_("05-08 通过"))),
        Step(str(_("比对与应答")), StepState.CURRENT, str(_("剩 11 天"))),
        Step(str(_("试用"))),
        Step(str(_("对接"))),
        Step(str(_("归档"))),
    )


def _timeline() -> tuple[TimelineEntry, ...]:
    return (
        TimelineEntry("05-12 14:03", str(_("第 3 版比对完成，3 款满足")), url="#timeline", link_text="R-8F3A-21C"),
        TimelineEntry("05-12 13:58", str(_("周老师把★3.3 由 0.9 改为 1.0 ppm（采用放宽建议）"))),
        TimelineEntry("05-08 09:20", str(_("审查通过；“兰博谱”字样已删")), note=str(_("规则 R-03"))),
    )


def _score() -> tuple[ScorePart, ...]:
    rows = (
        (_("★条款"), "40.0", 40),
        (_("▲条款"), "18.8", 25),
        (_("一般"), "6.0", 10),
        (_("价格"), "9.2", 10),
        (_("交付"), "5.0", 5),
        (_("证据"), "4.1", 5),
        (_("服务"), "3.0", 5),
    )
    return tuple(ScorePart(str(label), Decimal(value), Decimal(maximum)) for label, value, maximum in rows)


_CLAUSES = (
    ("3.1", _("质量范围"), "50～3,000", "m/z", "mandatory", 15),
    ("3.2", _("分辨率"), "≥60,000", "FWHM", "mandatory", 9),
    ("3.3", _("质量精度"), "≤1.0", "ppm", "mandatory", 11),
    ("3.4", _("灵敏度"), "≥500:1", _("利血平 1 pg"), "important", 8),
    ("3.5", _("采集速率"), "≥20", "Hz", "important", 10),
    ("3.6", _("极性切换"), "≤1.0", "s", "mandatory", 11),
    ("3.8", _("离子源"), listed_lazy(("ESI", "APCI")), _("应包含"), "", 14),
    ("3.9", _("质量轴漂移"), "≤2.0", "ppm/24 h", "", 9),
    ("4.1", _("液相耐压"), "≥100", "MPa", "mandatory", 10),
    ("4.4", _("柱温箱"), "RT+5～85", "℃", "", 12),
)
_PRODUCTS = (
    (
        ("HC-Q9000", _("衡川仪器"), _("江苏苏州"), 2_860_000, 90),
        "+20～4,000/3 +80,000/4/.33 +0.8/4/.2 +650:1/3/.3 +25/3/.25 =1.0/2 =齐/1 +1.5/4/.25 +130/4/.3 =RT+5～85/1",
    ),
    (
        ("YH-8200", _("云鹄质谱"), _("安徽合肥"), 2_680_000, 100),
        "=50～3,000/3 +70,000/3/.17 =1.0/3 +550:1/2/.1 =20/3 +0.8/2/.2 =齐/1 =2.0/3 +120/3/.2 =RT+5～85/1",
    ),
    (
        ("SY-600", _("砚湖科学仪器"), _("湖北武汉"), 2_450_000, 60),
        "+40～3,200/4 =60,000/3 +0.9/4/.1 -420:1/4/-.16 +30/3/.5 =1.0/3 !选配/1 =2.0/3 =100/4 ?未给值",
    ),
)
_WORDS = {"选配": _("选配"), "未给值": _("未给值"), "齐": _("齐")}
_CODES = {"+": "positive", "=": "meets", "-": "negative", "?": "unanswered", "!": "manual"}


def _clauses() -> tuple[Clause, ...]:
    fewest = min(passing for *_rest, mark, passing in _CLAUSES if mark == "mandatory")
    return tuple(
        Clause(number, str(name), asked, str(unit), mark, passing, mark == "mandatory" and passing == fewest)
        for number, name, asked, unit, mark, passing in _CLAUSES
    )


def _cell(clause: Clause, text: str) -> Cell:
    value, *rest = text[1:].split("/")
    return Cell(
        clause=clause.short,
        code=_CODES[text[0]],
        text=str(_WORDS.get(value, value)),
        rung=int(rest[0]) if rest else None,
        margin=Decimal(rest[1]) if len(rest) > 1 else None,
    )


def _rows(clauses: tuple[Clause, ...]) -> tuple[Row, ...]:
    rows = []
    for (model, maker, place, price, days), line in _PRODUCTS:
        cells = tuple(_cell(clause, text) for clause, text in zip(clauses, line.split(), strict=True))
        counts = {code: sum(cell.code == code for cell in cells) for code in _CODES.values()}
        rows.append(Row(model, str(maker), str(place), Decimal(price), days, cells, _score(), counts))
    return tuple(rows)


def _form(theme: str) -> SpecimenForm:
    faulty = {"budget": "300.00", "uscc": "12345678901234567 8", "accuracy_unit": "MPa", "mark": "mandatory"}
    return SpecimenForm(faulty, auto_id=f"{theme}_%s")


def _readings() -> tuple[Series, ...]:
    judged = (0.1, 0.2, -0.1, 0.0, 0.4, 0.1, -0.3, 0.1, -0.4, 0.0, 0.5, 0.2, 0.1, 0.4, 1.1, 0.2, -0.1, 0.1, 0.3)
    reference = (0.1, 0.1, -0.2, -0.1, -0.3, 0.0, 0.1, 0.3, 0.2, -0.1, -0.3, -0.2, 0.0, 0.1, 0.0, -0.1, 0.1, 0.0, 0.1)
    return (
        Series("SY-600", tuple((4.0 * index, value) for index, value in enumerate(judged))),
        Series(str(_("参比机")), tuple((4.0 * index, value) for index, value in enumerate(reference))),
    )


def build() -> Specimens:
    """Return the specimens; the forms are bound with two faults."""
    verdicts = (
        ("positive", _("严格优于要求")),
        ("meets", _("恰好满足")),
        ("negative", _("不满足")),
        ("unanswered", _("没有给值")),
        ("manual", _("机器不判，附原因")),
    )
    heights = (3, 5, 7, 10, 9, 6, 5, 6, 8, 6, 4, 3)
    clauses = _clauses()
    return Specimens(
        colours=_colours(),
        verdicts=tuple((code, str(VERDICT_WORDS[code]), str(use)) for code, use in verdicts),
        sides=tuple(Side(theme, _form(theme)) for theme in ("light", "dark")),
        steps=_steps(),
        timeline=_timeline(),
        score=_score(),
        bins=tuple(Bin(10_000 * i, 10_000 * (i + 1), count) for i, count in enumerate(heights)),
        ticks=tuple(
            RulerTick(value, value >= 55e3, count)
            for value, count in ((22e3, 1), (28e3, 1), (34e3, 2), (50e3, 1), (55e3, 1), (60e3, 4), (70e3, 3), (90e3, 1))
        ),
        strip=tuple(_CODES[sign] for sign in "+=+-=!=+?="),
        page=Paginator(range(1, 204), 20).page(3),
        budget_yuan=Decimal(3_000_000),
        readings=_readings(),
        weeks=tuple(Share(f"{day:02}", part, 5) for day, part in ((3, 2), (10, 3), (17, 3), (24, 4), (31, 5))),
        provinces={"32": 5, "31": 3, "34": 3, "44": 3, "11": 2, "42": 2, "33": 2, "37": 1, "61": 1, "21": 1},
        clauses=clauses,
        rows=_rows(clauses),
    )
