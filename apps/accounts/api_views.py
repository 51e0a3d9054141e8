"""What every view of the API stands on: the actor that a request acts as, by token or by a browser's session."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.actors import Actor
from apps.accounts.middleware import SESSION_KEY as ORGANISATION_KEY
from apps.accounts.offices import is_second_factor_missing
from apps.accounts.selectors import actor_of
from apps.accounts.tokens import SessionTokenAuthentication
from kernel.api import StorableJSONParser
from kernel.errors import AccessDenied, InvalidInput

_ID = re.compile(r"[0-9]{1,18}")


def actor_of_request(request: Request) -> Actor:
    """The actor: for the organisation of `X-Organisation`, of the browser's session, or the person's first.

    Raises InvalidInput for a header that is no id, AccessDenied alike for a foreign organisation and for none.
    """
    header = request.META.get("HTTP_X_ORGANISATION", "")
    if not header:
        chosen = None if request.auth else request.session.get(ORGANISATION_KEY)
        return actor_of(request.user, chosen)
    if not _ID.fullmatch(header):
        message = _("X-Organisation 须是组织编号。")
        raise InvalidInput(message, detail={"X-Organisation": message})
    actor = actor_of(request.user, int(header))
    if not actor.belongs_to(int(header)):
        raise AccessDenied(_("您不是 X-Organisation 所指组织的成员。"), code="not_a_member")
    return actor


class ApiView(GenericAPIView[Any]):
    """A view whose `actor` is whoever sent the request. Asks for sign-in; see PublicApiView."""

    authentication_classes = [SessionTokenAuthentication, SessionAuthentication]
    permission_classes = [IsAuthenticated]
    parser_classes = [StorableJSONParser]
    filter_backends = []
    metadata_class = None
    is_open_without_second_factor = False
    actor: Actor

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Called before every method. Raises AccessDenied for an office that still lacks its second factor."""
        super().initial(request, *args, **kwargs)
        self.actor = actor_of_request(request)
        needs_factor = settings.REQUIRE_MFA_FOR_OFFICES and not self.is_open_without_second_factor
        if needs_factor and is_second_factor_missing(self.actor):
            raise AccessDenied(_("经理人、平台管理员和审计须先在网页上设置两步验证。"), code="second_factor_missing")

    def get_serializer_context(self) -> dict[str, Any]:
        """Serializers decide by the actor what a field may show."""
        return {**super().get_serializer_context(), "actor": getattr(self, "actor", Actor())}

    def answer(self, thing: object, output: type[serializers.BaseSerializer[Any]], *, status: int = 200) -> Response:
        """One thing as `output` shows it."""
        return Response(output(thing, context=self.get_serializer_context()).data, status=status)

    def answer_page(self, rows: Any, output: type[serializers.BaseSerializer[Any]]) -> Response:
        """One page of rows (a QuerySet in a stable order, or a sequence)."""
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(output(page, many=True, context=self.get_serializer_context()).data)

    def taken(self, takes: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The body as `takes` reads it: fields that it does not know are left out. Raises ValidationError (422)."""
        body = takes(data=self.request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)

    def asked(self, asks: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The query string as `asks` reads it. Raises ValidationError (422)."""
        query = asks(data=self.request.query_params, context=self.get_serializer_context())
        query.is_valid(raise_exception=True)
        return dict(query.validated_data)


class PublicApiView(ApiView):
    """A view that visitors may ask as well; what they see is decided by the selectors."""

    permission_classes = [AllowAny]


class NoBody(serializers.Serializer[Any]):
    """A step that takes no words."""
