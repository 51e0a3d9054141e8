"""The person's own notifications."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api_views import ApiView
from apps.notifications import services
from apps.notifications.models import Notification
from apps.notifications.selectors import notifications_of
from kernel.api_schema import operation
from kernel.ids import LARGEST_ID

TAG = "notifications"
MOST_IDS = 500


class NotificationFilter(django_filters.FilterSet):  # type: ignore[misc]
    """`unread=true` only those not read; `kind` only those of one kind."""

    unread = django_filters.BooleanFilter(field_name="read_at", lookup_expr="isnull")
    kind = django_filters.ChoiceFilter(choices=Notification.Kind.choices)

    class Meta:
        model = Notification
        fields: list[str] = []


class NotificationOut(serializers.Serializer[Any]):
    """One message. `url` is a path of the platform's pages; title and body follow Accept-Language."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Notification.Kind.choices)
    title = serializers.CharField(source="said_title")
    body = serializers.CharField(source="said_body")
    url = serializers.CharField()
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class ReadBody(serializers.Serializer[Any]):
    """Which to mark; without `ids` all of them. Ids of other people's notifications change nothing."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        required=False,
        allow_null=True,
        default=None,
        max_length=MOST_IDS,
    )


class ReadAnswer(serializers.Serializer[Any]):
    """How many were unread before."""

    changed = serializers.IntegerField()


class NotificationListView(ApiView):
    """The notifications of whoever asks, whatever organisation they act for."""

    filter_backends = [DjangoFilterBackend]
    filterset_class = NotificationFilter
    queryset = Notification.objects.none()

    def get_queryset(self) -> QuerySet[Notification]:
        """The person's own."""
        return notifications_of(self.request.user.pk or 0)

    @operation(
        "notifications_list",
        tag=TAG,
        summary=gettext_lazy("我的通知，新的在前"),
        answer=NotificationOut(many=True),
        refuses=(401, 422),
        example={
            "id": 81,
            "kind": "match",
            "title": "比对完成：超高效液相色谱仪（XQ-2026-0417）",
            "body": "",
            "url": "/matching/demands/417/",
            "created_at": "2026-11-20T09:30:00+08:00",
            "read_at": None,
        },
    )
    def get(self, request: Request) -> Response:
        """One page of notifications."""
        return self.answer_page(self.filter_queryset(self.get_queryset()), NotificationOut)


class NotificationReadView(ApiView):
    """Marking notifications read."""

    @operation(
        "notifications_read",
        tag=TAG,
        summary=gettext_lazy("标为已读"),
        takes=ReadBody,
        answer=ReadAnswer,
        refuses=(401,),
        body_example={"ids": [81, 82]},
        example={"changed": 2},
    )
    def post(self, request: Request) -> Response:
        """Mark the given ones, or all, read."""
        assert self.actor.user is not None  # noqa: S101  IsAuthenticated has seen to it
        return Response({"changed": services.mark_read(self.actor.user.pk, self.taken(ReadBody)["ids"])})
