"""Forms of demands: facts, sources, rows, decisions, and the board's filter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.regions import provinces
from apps.demands.contents import DemandContent, RowFields
from apps.demands.conversion import value_of
from apps.demands.models import DemandVersion, Requirement
from apps.demands.pages import relation_code
from apps.demands.selectors import BoardFilter
from apps.taxonomy.language.types import Mark, Operator
from apps.taxonomy.models import Category
from design.forms import ManyFilesField, ManyFilesInput, MoneyField
from kernel.uploads import SUFFIXES

RELATION_CHOICES = (
    (">=", "≥"), (">", ">"), ("<=", "≤"), ("<", "<"), ("=", "＝"), ("range", gettext_lazy("覆盖")), ("±", "±"),
    ("set", gettext_lazy("包含")), ("bool", gettext_lazy("具备")), ("text", gettext_lazy("文字")),
)  # fmt: skip
LONGEST_HTML = 3_000_000
ACCEPTED = ",".join(f".{suffix}" for suffix in SUFFIXES)


def _category_choices() -> list[tuple[str, str]]:
    types = Category.objects.filter(level=3, is_active=True).order_by("position", "code")
    return [("", _("请选择"))] + [(category.code, category.name) for category in types]


def _province_choices() -> list[tuple[str, str]]:
    return [("", _("请选择"))] + [(region.code, region.name) for region in provinces()]


class DemandForm(forms.Form):
    """The facts of a demand."""

    title = forms.CharField(label=gettext_lazy("需求名称"), max_length=120)
    category_code = forms.ChoiceField(
        label=gettext_lazy("细分领域"), required=False, help_text=gettext_lazy("决定与哪些产品比对")
    )
    quantity = forms.IntegerField(label=gettext_lazy("数量"), min_value=1, max_value=9999, initial=1)
    budget_yuan = MoneyField(
        label=gettext_lazy("预算"), required=False, help_text=gettext_lazy("可写 300万 或 3000000")
    )
    is_budget_public = forms.BooleanField(label=gettext_lazy("向厂商公开预算"), required=False, initial=True)
    delivery_days = forms.IntegerField(label=gettext_lazy("交货期"), required=False, min_value=1, max_value=3650)
    province_code = forms.ChoiceField(label=gettext_lazy("使用地区"), required=False)
    answers_until = forms.DateField(
        label=gettext_lazy("应答截止"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    purpose = forms.CharField(
        label=gettext_lazy("用途说明"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    contact_name = forms.CharField(
        label=gettext_lazy("联系人"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("只在双方同意对接后给对方看"),
    )
    contact_phone = forms.CharField(label=gettext_lazy("联系电话"), required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category_code"].choices = _category_choices()  # type: ignore[attr-defined]
        self.fields["province_code"].choices = _province_choices()  # type: ignore[attr-defined]

    def content(self) -> DemandContent:
        """The facts as the services take them; call only when valid."""
        return DemandContent(**self.cleaned_data)

    @staticmethod
    def initial_of(version: DemandVersion) -> dict[str, object]:
        """What the form shows for a version."""
        names = ("title", "quantity", "is_budget_public", "delivery_days", "province_code", "answers_until", "purpose",
                 "contact_name", "contact_phone")  # fmt: skip
        initial: dict[str, object] = {name: getattr(version, name) for name in names}
        initial["category_code"] = version.category.code if version.category else ""
        initial["budget_yuan"] = "" if version.budget_yuan is None else f"{version.budget_yuan.normalize():f}"
        return initial


class UploadForm(forms.Form):
    """One or several tender documents."""

    file = ManyFilesField(
        label=gettext_lazy("招标文件或参数表"),
        help_text=gettext_lazy(
            "Word、Excel、PDF、WPS 或网页：.docx .xlsx .pdf .doc .wps .xls .et .html，每份 20 MB 以内，可一次选多份"
        ),
        widget=ManyFilesInput(attrs={"accept": ACCEPTED, "data-check-files": "20"}),
        error_messages={"required": gettext_lazy("请选择文件。")},
    )


class NeverShownInput(forms.HiddenInput):
    """A hidden field that a script fills. What it held is never written back into a page."""

    def format_value(self, value: Any) -> str:
        """Nothing."""
        return ""


class PasteForm(forms.Form):
    """Parameters copied from anywhere. `html` is what the clipboard held beside the text, put there by a script."""

    text = forms.CharField(
        label=gettext_lazy("参数文字"),
        max_length=200_000,
        widget=forms.Textarea(
            attrs={
                "rows": 14,
                "placeholder": gettext_lazy("每行一条，例如：★1. 分辨率：≥60000（m/z 200）"),
                "data-rich-paste": "html",
            }
        ),
        help_text=gettext_lazy("可从 Word、WPS、Excel、PDF 或网页中复制，表格会保留"),
    )
    html = forms.CharField(required=False, max_length=LONGEST_HTML, widget=NeverShownInput)

    def source(self) -> tuple[File[bytes] | None, str]:
        """A file where the clipboard held more than plain text, else the text; call only when valid."""
        html = self.cleaned_data["html"]
        if not html.strip():
            return None, self.cleaned_data["text"]
        return ContentFile(html.encode("utf-8", "replace"), name=_("粘贴的内容.html")), ""


class RowForm(forms.Form):
    """One row: name, relation, value, unit, condition, mark."""

    name = forms.CharField(label=gettext_lazy("参数"), max_length=120)
    relation = forms.ChoiceField(label=gettext_lazy("关系"), choices=RELATION_CHOICES)
    value = forms.CharField(label=gettext_lazy("值"), max_length=400, required=False)
    unit = forms.CharField(label=gettext_lazy("单位"), max_length=40, required=False)
    condition = forms.CharField(label=gettext_lazy("测试条件"), max_length=200, required=False)
    mark = forms.ChoiceField(
        label=gettext_lazy("标记"),
        choices=((Mark.MANDATORY.value, "★"), (Mark.IMPORTANT.value, "▲"), (Mark.GENERAL.value, gettext_lazy("一般"))),
        required=False,
    )
    clause = forms.CharField(label=gettext_lazy("条款号"), max_length=20, required=False)
    is_commercial = forms.BooleanField(label=gettext_lazy("商务条款"), required=False)

    def content(self) -> RowFields:
        """The row as the services take it; call only when valid."""
        data = self.cleaned_data
        relation = {">": ">=", "<": "<="}.get(data["relation"], data["relation"])
        return RowFields(
            name=data["name"],
            op=Operator(relation),
            value=data["value"],
            unit=data["unit"],
            condition=data["condition"],
            mark=Mark(data["mark"]),
            clause=data["clause"],
            is_commercial=data["is_commercial"],
            is_strict=data["relation"] in (">", "<"),
        )

    @staticmethod
    def initial_of(row: Requirement) -> dict[str, object]:
        """What the form shows for a row."""
        return {
            "name": row.printed_name,
            "relation": relation_code(row),
            "value": value_of(row),
            "unit": row.unit,
            "condition": row.condition,
            "mark": row.mark,
            "clause": row.clause,
            "is_commercial": row.scope == Requirement.Scope.COMMERCIAL,
        }


class LineForm(forms.Form):
    """One line, read as if it stood in a document."""

    text = forms.CharField(label=gettext_lazy("新增一行"), max_length=2000)


class SplitForm(forms.Form):
    """The parts of a row, one a line."""

    parts = forms.CharField(label=gettext_lazy("每行一条"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class ReasonForm(forms.Form):
    """A step with its reason."""

    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ChangeNoteForm(forms.Form):
    """What a new version changes."""

    change_note = forms.CharField(
        label=gettext_lazy("变更说明"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class BoardForm(forms.Form):
    """The board's filter; what cannot be read narrows nothing."""

    q = forms.CharField(label=gettext_lazy("搜索"), required=False, max_length=100)
    category = forms.CharField(required=False, max_length=16)
    province = forms.CharField(required=False, max_length=2)
    budget_from = MoneyField(label=gettext_lazy("预算从"), required=False)
    budget_to = MoneyField(label=gettext_lazy("到"), required=False)
    status = forms.CharField(required=False, max_length=12)
    own = forms.BooleanField(required=False)

    def wanted(self) -> BoardFilter:
        """The filter; fields with errors are left out."""
        self.is_valid()
        data = self.cleaned_data
        return BoardFilter(
            category_code=data.get("category", ""),
            province_code=data.get("province", ""),
            budget_from=data.get("budget_from"),
            budget_to=data.get("budget_to"),
            status=data.get("status", ""),
            text=data.get("q", ""),
            is_own=data.get("own", False),
        )
