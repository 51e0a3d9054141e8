"""Invented data for the page of parts: one frozen bundle, so that the template holds no numbers of its own."""

from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _

from design.parts import Bin, ScorePart, Step, StepState, TimelineEntry


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
class Specimens:
    """Everything that design/index.html shows."""

    colours: tuple[Colour, ...]
    verdicts: tuple[tuple[str, str], ...]
    form: SpecimenForm
    steps: tuple[Step, ...]
    timeline: tuple[TimelineEntry, ...]
    score: tuple[ScorePart, ...]
    bins: tuple[Bin, ...]
    ticks: tuple[float, ...]
    strip: tuple[str, ...]
    page: Page[int]
    budget_yuan: Decimal


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
        TimelineEntry("05-12 14:03", str(_("第 3 版比对完成，3 款合格")), url="#timeline", link_text="R-8F3A-21C"),
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


def build() -> Specimens:
    """Return the specimens; the form is bound with two faults."""
    verdicts = (
        ("positive", _("严格优于要求")),
        ("meets", _("恰好满足")),
        ("negative", _("不满足")),
        ("unanswered", _("没有给值")),
        ("manual", _("机器不判，附原因")),
    )
    heights = (3, 5, 7, 10, 9, 6, 5, 6, 8, 6, 4, 3)
    return Specimens(
        colours=_colours(),
        verdicts=tuple((code, str(use)) for code, use in verdicts),
        form=SpecimenForm(
            {"budget": "300.00", "uscc": "12345678901234567 8", "accuracy_unit": "MPa", "mark": "mandatory"}
        ),
        steps=_steps(),
        timeline=_timeline(),
        score=_score(),
        bins=tuple(Bin(10_000 * i, 10_000 * (i + 1), count) for i, count in enumerate(heights)),
        ticks=(
            22_000,
            28_000,
            34_000,
            40_000,
            50_000,
            55_000,
            60_000,
            62_000,
            65_000,
            66_000,
            70_000,
            72_000,
            80_000,
            90_000,
        ),
        strip=(
            "positive",
            "meets",
            "positive",
            "negative",
            "meets",
            "manual",
            "meets",
            "positive",
            "unanswered",
            "meets",
        ),
        page=Paginator(range(1, 204), 20).page(3),
        budget_yuan=Decimal(3_000_000),
    )
