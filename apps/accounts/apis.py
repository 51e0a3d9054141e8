"""Sign-in by token, sign-out, and who one is."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle

from apps.accounts.actors import Actor
from apps.accounts.api_views import ApiView, NoBody
from apps.accounts.models import Membership, Organisation, User
from apps.accounts.selectors import memberships_of
from apps.accounts.tokens import issue_token, revoke_token
from kernel.api_schema import operation
from kernel.errors import DomainError, InvalidInput

TAG = "accounts"
_LONGEST_PASSWORD = 128

_ORGANISATION = {"id": 12, "name": "江畔大学（示例）", "kind": "institution", "is_verified": True}
_ME = {
    "id": 34,
    "name": "课题组成员",
    "email": "member@example.org",
    "acting_for": _ORGANISATION,
    "role": "member",
    "memberships": [{"organisation": _ORGANISATION, "role": "member"}],
}


class SignInRefused(DomainError):
    """Nobody is signed in by this."""

    status = 401
    code = "sign_in_failed"


class LockedOut(DomainError):
    """Too many failures for this address from this place."""

    status = 429
    code = "locked_out"


class SignInBody(serializers.Serializer[Any]):
    """E-mail address and password; `code` for whoever has a second factor."""

    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=_LONGEST_PASSWORD, trim_whitespace=False)
    code = serializers.CharField(
        max_length=20, required=False, default="", allow_blank=True, help_text=gettext_lazy("两步验证码或恢复码")
    )


class TokenAnswer(serializers.Serializer[Any]):
    """The token; send it as `Authorization: Token …`."""

    token = serializers.CharField()


class OrganisationBrief(serializers.Serializer[Any]):
    """An organisation as others see it. Never its people."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Organisation.Kind.choices)
    is_verified = serializers.BooleanField()


class MembershipOut(serializers.Serializer[Any]):
    """A place in an organisation."""

    organisation = OrganisationBrief()
    role = serializers.ChoiceField(choices=Membership.Role.choices)


class Me(serializers.Serializer[Any]):
    """Who the request acts as. `acting_for` follows the header X-Organisation."""

    id = serializers.IntegerField(source="user.pk")
    name = serializers.CharField(source="user.name")
    email = serializers.EmailField(source="user.email")
    acting_for = OrganisationBrief(source="organisation", allow_null=True)
    role = serializers.ChoiceField(choices=Membership.Role.choices, allow_null=True)
    memberships = serializers.SerializerMethodField()

    @extend_schema_field(MembershipOut(many=True))
    def get_memberships(self, actor: Actor) -> Any:
        """All places of the person, the first one first."""
        return [] if actor.user is None else MembershipOut(memberships_of(actor.user), many=True).data


class SignInView(ApiView):
    """A token for e-mail address and password."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = [ScopedRateThrottle]
    throttle_scope = "sign_in"

    @operation(
        "sign_in",
        tag=TAG,
        summary=gettext_lazy("用邮箱和密码换取令牌"),
        description=gettext_lazy(
            "邮箱不存在与密码错误的回答相同；连续失败会暂时锁定。"
            "设有两步验证的账号须带 code，缺少时回答 second_factor_required。"
        ),
        takes=SignInBody,
        answer=TokenAnswer,
        refuses=(401, 429),
        acts=False,
        body_example={"email": "member@example.org", "password": "…"},
        example={"token": "3h7q0f6m2v9k1c8x5b4n7a0s6d3f9g2j"},
    )
    def post(self, request: Request) -> Response:
        """Sign in."""
        taken = self.taken(SignInBody)
        user = _person(request, taken["email"].lower(), taken["password"])
        _check_second_factor(user, taken["code"])
        user_logged_in.send(sender=User, request=request._request, user=user)
        return Response({"token": issue_token(user)})


def _person(request: Request, email: str, password: str) -> User:
    """The person. Raises SignInRefused alike for an unknown address and a wrong password, LockedOut after many."""
    asked = request._request
    user = authenticate(asked, email=email, password=password)
    if getattr(asked, "axes_locked_out", False):
        asked.axes_locked_out = False  # type: ignore[attr-defined]  # its middleware would answer with a page
        raise LockedOut(_("失败次数过多，请一小时后再试。"))
    if not isinstance(user, User):
        raise SignInRefused(_("邮箱或密码不正确。"))
    return user


def _check_second_factor(user: User, code: str) -> None:
    if not is_mfa_enabled(user):
        return
    if not code:
        raise SignInRefused(_("该账号设有两步验证，请附上 code。"), code="second_factor_required")
    form = AuthenticateForm(data={"code": code}, user=user)
    if not form.is_valid():
        raise SignInRefused(_("两步验证码不正确或已失效。"), code="second_factor_failed")
    form.authenticator.record_usage()


class SignOutView(ApiView):
    """The end of a token."""

    is_open_without_second_factor = True

    @operation(
        "sign_out",
        tag=TAG,
        summary=gettext_lazy("注销令牌"),
        takes=NoBody,
        answer=None,
        status=204,
        refuses=(401,),
        body_example={},
    )
    def post(self, request: Request) -> Response:
        """Revoke the token that the request came with."""
        if not request.auth:
            raise InvalidInput(_("请求没有带令牌；网页登录请在网页上退出。"), code="no_token")
        revoke_token(str(request.auth))
        return Response(status=204)


class MeView(ApiView):
    """Who one is."""

    is_open_without_second_factor = True

    @operation(
        "me", tag=TAG, summary=gettext_lazy("我是谁，以哪个组织行事"), answer=Me, refuses=(401, 403), example=_ME
    )
    def get(self, request: Request) -> Response:
        """The actor of this request with all memberships."""
        return self.answer(self.actor, Me)
