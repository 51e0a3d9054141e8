"""Forms of products: the plain fields, the spec values line by line, certificates, decisions, uploads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.suppliers.contents import CertificateEntry, ProductContent, SpecEntry
from apps.suppliers.models import Product
from apps.taxonomy.language.types import EvidenceRung
from apps.taxonomy.models import Category, Parameter
from design.forms import MoneyField
from design.signs import RUNG_NAMES
from kernel.errors import DomainError

SPARE_LINES = 3


class ProductForm(forms.Form):
    """The plain fields of a product."""

    name = forms.CharField(label=gettext_lazy("产品名称"), max_length=120)
    model = forms.CharField(label=gettext_lazy("型号"), max_length=60)
    brand = forms.CharField(label=gettext_lazy("品牌"), max_length=60, required=False)
    price_yuan = MoneyField(label=gettext_lazy("报价"), required=False, help_text=gettext_lazy("可写 245万 或 2450000"))
    lead_time_days = forms.IntegerField(label=gettext_lazy("交货期"), min_value=0, max_value=3650, required=False)
    warranty_months = forms.IntegerField(label=gettext_lazy("质保"), min_value=0, max_value=600, required=False)
    origin = forms.ChoiceField(
        label=gettext_lazy("产地"),
        choices=Product.Origin.choices,
        initial=Product.Origin.UNKNOWN,
        help_text=gettext_lazy("按生产地判断是否本国产品；未说明的不计为本国产品"),
    )
    place_of_production = forms.CharField(label=gettext_lazy("生产地点"), max_length=120, required=False)
    has_trial_unit = forms.BooleanField(label=gettext_lazy("可提供样机试用"), required=False)
    summary = forms.CharField(
        label=gettext_lazy("简介"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class TableLineForm(forms.Form):
    """A form that is one line of a table: no label stands beside its controls, so each carries its name itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.label:
                field.widget.attrs["aria-label"] = field.label


class SpecForm(TableLineForm):
    """One line of the spec values: of the template's parameter, or with a name of the maker's own."""

    parameter = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    printed_name = forms.CharField(max_length=120, required=False, label=gettext_lazy("参数名称"))
    text = forms.CharField(max_length=400, required=False, label=gettext_lazy("指标值"))
    condition = forms.CharField(max_length=200, required=False, label=gettext_lazy("测试条件"))
    asked_rung = forms.TypedChoiceField(
        label=gettext_lazy("证据"),
        choices=[(rung, name) for rung, name in RUNG_NAMES.items()],
        coerce=int,
        required=False,
        empty_value=None,
    )
    evidence = forms.CharField(max_length=200, required=False, label=gettext_lazy("证明材料及页码"))
    expires_on = forms.DateField(
        required=False,
        label=gettext_lazy("有效期至"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def entry(self) -> SpecEntry | None:
        """The line's value; None where nothing is filled in."""
        filled = self.cleaned_data
        if not filled.get("text", "").strip():
            return None
        return SpecEntry(
            parameter=filled["parameter"],
            printed_name=filled["printed_name"],
            text=filled["text"],
            condition=filled["condition"],
            asked_rung=EvidenceRung(filled["asked_rung"] or 1),
            evidence=filled["evidence"],
            expires_on=filled["expires_on"],
        )


class CertificateForm(TableLineForm):
    """One certificate."""

    title = forms.CharField(max_length=120, required=False, label=gettext_lazy("证书名称"))
    number = forms.CharField(max_length=80, required=False, label=gettext_lazy("编号"))
    issuer = forms.CharField(max_length=120, required=False, label=gettext_lazy("出具机构"))
    issued_on = forms.DateField(
        required=False,
        label=gettext_lazy("出具日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    expires_on = forms.DateField(
        required=False,
        label=gettext_lazy("有效期至"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def entry(self) -> CertificateEntry | None:
        """The certificate; None where nothing is filled in."""
        return CertificateEntry(**self.cleaned_data) if any(self.cleaned_data.values()) else None


SpecFormSet = forms.formset_factory(SpecForm, extra=0, max_num=300, absolute_max=300, validate_max=True)
CertificateFormSet = forms.formset_factory(CertificateForm, extra=2, max_num=50, absolute_max=60, validate_max=True)


class ProductEditor:
    """The three forms of the editing page as one: filled from a content, read back into one.

    Every parameter of the template has at least one line; what the product has besides stands below it, and a few
    empty lines wait for parameters of the maker's own.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        category: Category,
        parameters: Sequence[Parameter],
        content: ProductContent | None = None,
        is_reference: bool = False,
        groups: Mapping[str, str] | None = None,
    ) -> None:
        self.category = category
        self.is_reference = is_reference
        self._names = {parameter.code: parameter for parameter in parameters}
        self._groups = groups or {}
        self.form = ProductForm(data, initial=_plain_initial(content))
        self.specs = SpecFormSet(data, prefix="s", initial=_spec_initial(content, parameters))
        self.certificates = CertificateFormSet(data, prefix="c", initial=_certificate_initial(content))
        if not is_reference:
            del self.form.fields["brand"]

    @property
    def lines(self) -> list[tuple[SpecForm, Parameter | None, str]]:
        """The lines with their parameters and the groups of the template, as the page shows them."""
        found = [(form, self._names.get(str(form["parameter"].value() or ""))) for form in self.specs]
        own = _("其他指标")
        return [(form, each, self._groups.get(each.code, "") if each else own) for form, each in found]

    def is_valid(self) -> bool:
        """Whether every field can be read; what fits together is checked by the service."""
        return all([self.form.is_valid(), self.specs.is_valid(), self.certificates.is_valid()])

    def content(self) -> ProductContent:
        """What was filled in. Only after `is_valid`."""
        self._places = [form for form in self.specs if form.entry() is not None]
        certificates = [form.entry() for form in self.certificates]
        return ProductContent(
            category=self.category.code,
            is_reference=self.is_reference,
            specs=tuple(entry for form in self.specs if (entry := form.entry()) is not None),
            certificates=tuple(entry for entry in certificates if entry is not None),
            **self.form.cleaned_data,
        )

    def show(self, problem: DomainError) -> None:
        """Put the service's complaints beside the fields that they speak of."""
        shown = False
        for path, message in problem.detail.items():
            parts = str(path).split(".")
            if parts[0] == "specs" and len(parts) == 3 and int(parts[1]) < len(self._places):
                self._places[int(parts[1])].add_error(parts[2] if parts[2] != "parameter" else None, str(message))
                shown = True
            elif parts[0] in self.form.fields:
                self.form.add_error(parts[0], str(message))
                shown = True
        if not shown:
            self.form.add_error(None, problem.message)
        elif any(form.errors for form in self.specs):
            self.form.add_error(None, _("有指标需要修改，见下方标红的行。"))


def _plain_initial(content: ProductContent | None) -> dict[str, object]:
    if content is None:
        return {}
    initial = {name: getattr(content, name) for name in ProductForm.base_fields}
    if content.price_yuan is not None:
        initial["price_yuan"] = format(content.price_yuan.normalize(), "f")
    return initial


def _spec_initial(content: ProductContent | None, parameters: Sequence[Parameter]) -> list[dict[str, object]]:
    written: dict[str, list[SpecEntry]] = {}
    for entry in content.specs if content else ():
        written.setdefault(entry.parameter, []).append(entry)
    lines: list[dict[str, object]] = []
    for parameter in parameters:
        entries = written.pop(parameter.code, [])
        empty: dict[str, object] = {"parameter": parameter.code}
        lines += [_line_initial(entry) for entry in entries] or [empty]
    lines += [_line_initial(entry) for entries in written.values() for entry in entries]
    return [*lines, *({} for _line in range(SPARE_LINES))]


def _line_initial(entry: SpecEntry) -> dict[str, object]:
    names = ("parameter", "printed_name", "text", "condition", "evidence", "expires_on")
    return {name: getattr(entry, name) for name in names} | {"asked_rung": int(entry.asked_rung)}


def _certificate_initial(content: ProductContent | None) -> list[dict[str, object]]:
    names = ("title", "number", "issuer", "issued_on", "expires_on")
    return [{name: getattr(entry, name) for name in names} for entry in (content.certificates if content else ())]


class UploadForm(forms.Form):
    """An Excel file with products of one instrument type."""

    category = forms.CharField(label=gettext_lazy("仪器类型"), max_length=16)
    file = forms.FileField(label=gettext_lazy("Excel 文件"), help_text=gettext_lazy(".xlsx，不超过 20 MB、500 个产品"))


class DecisionForm(forms.Form):
    """A reviewer's decision on a product that was handed in, or on a published one."""

    decision = forms.ChoiceField(choices=[("publish", "publish"), ("return", "return"), ("remove", "remove")])
    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    confirmed = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, value_ids: Sequence[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["confirmed"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101  declared so above
        field.choices = [(value_id, str(value_id)) for value_id in value_ids]
        # The service asks for the reason of a refusal; the field says so, save where the decision is to publish.
        self.fields["reason"].required = self.data.get("decision") != "publish"


class DatasheetForm(forms.Form):
    """A datasheet: a file, or pasted text; the instrument type if it is known."""

    file = forms.FileField(
        label=gettext_lazy("样本文件"),
        required=False,
        help_text=gettext_lazy("Word、Excel、PDF（能选中文字的）、网页或文本文件，20 MB 以内"),
        widget=forms.FileInput(attrs={"accept": ".docx,.xlsx,.pdf,.doc,.wps,.xls,.et,.html,.htm,.txt,.csv,.tsv"}),
    )
    text = forms.CharField(
        label=gettext_lazy("样本文字"),
        max_length=200_000,
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={
                "rows": 10,
                "placeholder": gettext_lazy("每行一项，例如：分辨率：≥60000（m/z 200）；或从 Excel、Word 复制表格"),
            }
        ),
        help_text=gettext_lazy("可从 Word、PDF、网页或 Excel 中复制，表格连同列一起粘贴"),
    )
    category = forms.CharField(max_length=16, required=False)


class ProposalForm(forms.Form):
    """One proposal: the parameter that is meant, the value with its unit, its condition, and where it stands."""

    parameter = forms.ChoiceField(label=gettext_lazy("对应参数"), required=False)
    printed_name = forms.CharField(label=gettext_lazy("名称"), max_length=120, required=False)
    text = forms.CharField(label=gettext_lazy("指标值（含单位）"), max_length=400)
    condition = forms.CharField(label=gettext_lazy("测试条件"), max_length=200, required=False)
    evidence = forms.CharField(label=gettext_lazy("证明材料及页码"), max_length=200, required=False)

    def __init__(self, *args: Any, parameters: Sequence[Parameter] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parameter"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared so above
        named = [(parameter.code, f"{parameter.name} {parameter.unit}".strip()) for parameter in parameters]
        field.choices = [("", _("自拟指标（不参与自动比对）")), *named]


class TargetForm(forms.Form):
    """What the new product is called."""

    name = forms.CharField(label=gettext_lazy("产品名称"), max_length=120)
    model = forms.CharField(label=gettext_lazy("型号"), max_length=60)
