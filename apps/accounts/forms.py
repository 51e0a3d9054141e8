"""Forms of accounts. They read what was typed; the rules stand in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.accounts import access
from apps.accounts.lifecycle import Step
from apps.accounts.models import Membership, Organisation, User
from apps.accounts.regions import cities, provinces, region_name
from apps.accounts.services import OrganisationDetails
from apps.accounts.uscc import check_uscc
from kernel.errors import InvalidInput

Choices = list[tuple[str, Any]]


class SignupForm(forms.Form):
    """What sign-up asks besides the e-mail address and the password."""

    name = forms.CharField(label=_("姓名"), max_length=60)

    def signup(self, request: object, user: User) -> None:
        """Called by allauth once the user exists."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


def region_choices() -> Choices:
    """Provinces as groups; in each the whole province first, then its prefectures."""
    groups: Choices = [("", _("请选择"))]
    for province in provinces():
        named = [(c.code, c.name) for c in cities(province.code) if region_name(c.code) != province.name]
        groups.append((province.name, [(province.code, province.name), *named]))
    return groups


class OrganisationForm(forms.Form):
    """What an organisation says of itself."""

    name = forms.CharField(label=_("组织全称"), max_length=120, help_text=_("与营业执照或事业单位法人证书一致"))
    uscc = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=40,
        strip=False,
        help_text=_("18位，半角数字和大写字母"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    region = forms.ChoiceField(label=_("所在地区"), choices=region_choices)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    website = forms.URLField(label=_("网站"), max_length=200, required=False, assume_scheme="https")
    introduction = forms.CharField(
        label=_("简介"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_uscc(self) -> str:
        """The code, exactly as it must be written."""
        try:
            return check_uscc(self.cleaned_data["uscc"])
        except InvalidInput as refusal:
            raise forms.ValidationError(refusal.message) from None

    def details(self) -> OrganisationDetails:
        """What was typed, for the service."""
        data = self.cleaned_data
        region = data["region"]
        return OrganisationDetails(
            name=data["name"],
            uscc=data["uscc"],
            province_code=region[:2],
            city_code=region if len(region) == 4 else "",
            address=data["address"],
            website=data["website"],
            introduction=data["introduction"],
        )

    @staticmethod
    def initial_of(organisation: Organisation) -> dict[str, str]:
        """The form's first values for an organisation that exists."""
        names = ("name", "uscc", "address", "website", "introduction")
        region = organisation.city_code or organisation.province_code
        return {name: getattr(organisation, name) for name in names} | {"region": region}


class NewOrganisationForm(OrganisationForm):
    """The same, with the kind."""

    kind = forms.ChoiceField(
        label=_("组织类型"),
        widget=forms.RadioSelect,
        choices=[choice for choice in Organisation.Kind.choices if choice[0] != Organisation.Kind.PLATFORM],
        initial=Organisation.Kind.INSTITUTION,
    )
    field_order = ["kind"]


def _role_choices(kind: str) -> Choices:
    return [(role.value, role.label) for role in access.roles_of(kind)]


class InvitationForm(forms.Form):
    """Whom to invite, as what."""

    email = forms.EmailField(label=_("同事的邮箱"), max_length=254)
    role = forms.ChoiceField(label=_("角色"))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101  declared above
        role.choices = _role_choices(kind)
        role.initial = Membership.Role.AUDITOR if kind == Organisation.Kind.PLATFORM else Membership.Role.MEMBER


class DecisionForm(forms.Form):
    """An administrator's decision on a verification."""

    step = forms.ChoiceField(label=_("决定"), choices=[(s.value, s.label) for s in Step if s != Step.RESUBMIT])
    reason = forms.CharField(
        label=_("意见"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不予通过或撤销时必填，组织负责人会看到"),
    )


class ProfileForm(forms.Form):
    """What a person says of himself or herself."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.CharField(label=_("电话"), max_length=40, required=False, help_text=_("双方同意对接后才给对方看"))
    language = forms.ChoiceField(
        label=_("界面语言"), required=False, choices=[("", _("随浏览器")), *settings.LANGUAGES]
    )
