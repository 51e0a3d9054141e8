"""Deals: opened from a match, confirmed by both sides, contacts after consent."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api_views import ApiView, NoBody
from apps.accounts.apis import OrganisationBrief
from apps.deals import access, services
from apps.deals import api_examples as examples
from apps.deals.lifecycle import Step
from apps.deals.models import Consent, Deal
from apps.deals.selectors import deal_for, visible_deals
from apps.matching.selectors import match_for
from kernel.api_schema import operation
from kernel.ids import LARGEST_ID

TAG = "deals"
# OPEN makes the deal, CONFIRM follows from the second consent.
STEPS = [(step.value, step.label) for step in Step if step not in (Step.OPEN, Step.CONFIRM)]


class DealFilter(django_filters.FilterSet):  # type: ignore[misc]
    """`status` keeps one status, `demand` the deals of one demand."""

    status = django_filters.ChoiceFilter(choices=Deal.Status.choices)
    demand = django_filters.NumberFilter(field_name="demand_id", min_value=1, max_value=LARGEST_ID)

    class Meta:
        model = Deal
        fields: list[str] = []


class DealBody(serializers.Serializer[Any]):
    """Which match becomes a deal. An institution that opens one consents by it."""

    match = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    note = serializers.CharField(max_length=400, required=False, default="", allow_blank=True)


class DealStepBody(serializers.Serializer[Any]):
    """A step. `refuse` and `lose` need a reason, which the other side reads."""

    step = serializers.ChoiceField(choices=STEPS)
    reason = serializers.CharField(max_length=400, required=False, default="", allow_blank=True)


class DealtProduct(serializers.Serializer[Any]):
    """The product of a deal."""

    id = serializers.IntegerField()
    model = serializers.CharField()
    name = serializers.CharField()


class ConsentOut(serializers.Serializer[Any]):
    """What one side has said. Never who said it: people appear with the contacts."""

    side = serializers.ChoiceField(choices=Consent.Side.choices)
    given = serializers.BooleanField()
    decided_at = serializers.DateTimeField()


class DealOut(serializers.Serializer[Any]):
    """A deal. `has_broker`: somebody keeps it."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    demand = serializers.IntegerField(source="demand_id")
    demand_code = serializers.CharField(source="demand.code")
    product = DealtProduct()
    buyer = OrganisationBrief()
    maker = OrganisationBrief()
    status = serializers.ChoiceField(choices=Deal.Status.choices)
    has_broker = serializers.SerializerMethodField()
    lost_reason = serializers.CharField()
    is_sample = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def get_has_broker(self, deal: Deal) -> bool:
        """Whether a broker or an administrator keeps it."""
        return deal.broker_id is not None


class DealDetail(DealOut):
    """A deal with its consents and the steps that the actor may take now."""

    consents = ConsentOut(many=True)
    next_steps = serializers.SerializerMethodField()
    may_see_contacts = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=STEPS)))
    def get_next_steps(self, deal: Deal) -> list[str]:
        """As the access rules say."""
        return [value for value, _label in STEPS if access.may_take(self.context["actor"], deal, Step(value))]

    def get_may_see_contacts(self, deal: Deal) -> bool:
        """Whether /contacts/ would answer."""
        return access.may_see_contacts(self.context["actor"], deal)


class ContactOut(serializers.Serializer[Any]):
    """Whom to call on one side."""

    side = serializers.CharField()
    organisation = serializers.CharField()
    name = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()


class ContactsAnswer(serializers.Serializer[Any]):
    """The other side's contacts; for the broker those of both sides."""

    contacts = ContactOut(many=True)


class DealListView(ApiView):
    """The deals of the actor."""

    filter_backends = [DjangoFilterBackend]
    filterset_class = DealFilter
    queryset = Deal.objects.none()

    def get_queryset(self) -> QuerySet[Deal]:
        """Visible ones."""
        return visible_deals(self.actor)

    @operation(
        "deals_list",
        tag=TAG,
        summary=gettext_lazy("本单位的对接单；经理人可见待接手的线索"),
        answer=DealOut(many=True),
        refuses=(401, 422),
        example=examples.DEAL,
    )
    def get(self, request: Request) -> Response:
        """One page, the newest change first."""
        return self.answer_page(self.filter_queryset(self.get_queryset()), DealOut)

    @operation(
        "deals_create",
        tag=TAG,
        summary=gettext_lazy("从一份比对结果发起对接"),
        takes=DealBody,
        answer=DealDetail,
        status=201,
        refuses=(401, 403, 404, 409),
        body_example={"match": 7001},
        example=examples.DEAL_DETAIL,
    )
    def post(self, request: Request) -> Response:
        """One open deal for a pair."""
        taken = self.taken(DealBody)
        deal = services.open_deal(match_for(self.actor, taken["match"]), actor=self.actor, note=taken["note"])
        return self.answer(deal_for(self.actor, deal.pk), DealDetail, status=201)


class DealDetailView(ApiView):
    """One deal."""

    @operation(
        "deals_detail",
        tag=TAG,
        summary=gettext_lazy("一张对接单"),
        answer=DealDetail,
        example=examples.DEAL_DETAIL,
    )
    def get(self, request: Request, deal_id: int) -> Response:
        """For its sides, its broker and the platform."""
        return self.answer(deal_for(self.actor, deal_id), DealDetail)


class DealStepView(ApiView):
    """The steps of a deal's life."""

    @operation(
        "deals_take_step",
        tag=TAG,
        summary=gettext_lazy("执行一步：接手、同意、不同意、洽谈、报价、成交、未成交"),
        takes=DealStepBody,
        answer=DealDetail,
        refuses=(401, 403, 404, 409),
        body_example={"step": "consent"},
        example=examples.DEAL_DETAIL | {"status": "consented", "may_see_contacts": True},
    )
    def post(self, request: Request, deal_id: int) -> Response:
        """One step; the second consent confirms the deal by itself."""
        deal_for(self.actor, deal_id)
        taken = self.taken(DealStepBody)
        services.take_step(deal_id, Step(taken["step"]), actor=self.actor, reason=taken["reason"])
        return self.answer(deal_for(self.actor, deal_id), DealDetail)


class DealContactsView(ApiView):
    """The contacts, once both sides have consented."""

    @operation(
        "deals_reveal_contacts",
        tag=TAG,
        summary=gettext_lazy("查看联系方式（双方同意之后；每次查看都有记录）"),
        takes=NoBody,
        answer=ContactsAnswer,
        refuses=(401, 403, 404),
        body_example={},
        example={"contacts": [examples.CONTACT]},
    )
    def post(self, request: Request, deal_id: int) -> Response:
        """A POST, because it is recorded."""
        return self.answer({"contacts": services.reveal_contacts(deal_id, actor=self.actor)}, ContactsAnswer)
