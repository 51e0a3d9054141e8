"""Products: the catalogue for everybody, drafts and steps for the maker. Contacts appear nowhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api_views import ApiView, NoBody, PublicApiView
from apps.suppliers import access, services
from apps.suppliers import api_examples as examples
from apps.suppliers.api_fields import (
    ProductBrief,
    ProductCreateBody,
    ProductDetail,
    ProductEditBody,
    ProductQuery,
    ReasonBody,
    content_of,
)
from apps.suppliers.api_query import catalogue_query
from apps.suppliers.catalogue import answering, in_order
from apps.suppliers.models import Product
from apps.suppliers.selectors import product_for, products_of
from kernel import clock
from kernel.api_schema import Text, ViewT, operation
from kernel.errors import AccessDenied

TAG = "products"


class ProductListView(PublicApiView):
    """The catalogue."""

    queryset = Product.objects.none()

    @operation(
        "products_list",
        tag=TAG,
        summary=gettext_lazy("产品目录"),
        description=gettext_lazy(
            "category 含下级；spec 可重复，写成 参数代码>=数值 单位（>= <= > < = 或区间），单位自动换算、精确比较；"
            "evidence 为至少达到的证据等级；reference=true 只列进口对照。"
        ),
        asks=[ProductQuery],
        answer=ProductBrief(many=True),
        refuses=(404, 422),
        example=examples.PRODUCT,
    )
    def get(self, request: Request) -> Response:
        """Published products that pass every filter."""
        asked = self.asked(ProductQuery)
        query, today = catalogue_query(asked), clock.today()
        found = answering(query, today=today, references=asked["reference"])
        return self.answer_page(in_order(found, query, today=today), ProductBrief)

    @operation(
        "products_create",
        tag=TAG,
        summary=gettext_lazy("建立产品草稿"),
        takes=ProductCreateBody,
        answer=ProductDetail,
        status=201,
        refuses=(401, 403, 409),
        body_example=examples.PRODUCT_BODY,
        example=examples.PRODUCT_DETAIL,
    )
    def post(self, request: Request) -> Response:
        """A draft of the actor's organisation."""
        if not self.actor.is_authenticated:
            raise NotAuthenticated
        taken = self.taken(ProductCreateBody)
        made = services.create_product(content_of(taken, is_reference=taken["is_reference"]), actor=self.actor)
        return self.answer(product_for(self.actor, made.pk), ProductDetail, status=201)


class OwnProductFilter(django_filters.FilterSet):  # type: ignore[misc]
    """`status` keeps one status, `model` those whose model number holds the text."""

    status = django_filters.ChoiceFilter(choices=Product.Status.choices)
    model = django_filters.CharFilter(lookup_expr="icontains", max_length=60)

    class Meta:
        model = Product
        fields: list[str] = []


class OwnProductListView(ApiView):
    """The maker's own products."""

    filter_backends = [DjangoFilterBackend]
    filterset_class = OwnProductFilter
    queryset = Product.objects.none()

    def get_queryset(self) -> QuerySet[Product]:
        """In every status."""
        return products_of(self.actor).select_related("organisation")

    @operation(
        "products_mine",
        tag=TAG,
        summary=gettext_lazy("本单位的产品，含草稿"),
        answer=ProductBrief(many=True),
        refuses=(401, 403, 422),
        example=examples.PRODUCT,
    )
    def get(self, request: Request) -> Response:
        """For members of makers."""
        if not access.may_create(self.actor):
            raise AccessDenied(_("只有仪器制造商的成员有自己的产品。"))
        return self.answer_page(self.filter_queryset(self.get_queryset()), ProductBrief)


class ProductDetailView(PublicApiView):
    """One product."""

    @operation(
        "products_detail",
        tag=TAG,
        summary=gettext_lazy("一个产品：指标、证据、证书"),
        answer=ProductDetail,
        refuses=(404,),
        example=examples.PRODUCT_DETAIL,
    )
    def get(self, request: Request, product_id: int) -> Response:
        """Published products for everybody, others for their maker and the platform."""
        return self.answer(product_for(self.actor, product_id), ProductDetail)

    @operation(
        "products_edit",
        tag=TAG,
        summary=gettext_lazy("整体替换产品内容"),
        description=gettext_lazy("平台实测的指标不受影响；已发布产品的修改立即生效，事后核对。"),
        takes=ProductEditBody,
        answer=ProductDetail,
        refuses=(401, 403, 404, 409),
        body_example=examples.PRODUCT_BODY | {"revision": 1},
        example=examples.PRODUCT_DETAIL,
    )
    def put(self, request: Request, product_id: int) -> Response:
        """A new revision."""
        if not self.actor.is_authenticated:
            raise NotAuthenticated
        product = product_for(self.actor, product_id)
        if not access.may_edit(self.actor, product):
            raise AccessDenied(_("您没有对该产品执行此操作的权限。"))
        taken = self.taken(ProductEditBody)
        services.edit_product(
            product_id,
            content=content_of(taken, is_reference=product.is_reference),
            actor=self.actor,
            expected_revision=taken["revision"],
        )
        return self.answer(product_for(self.actor, product_id), ProductDetail)


class _StepView(ApiView):
    """A step of the product's life: `service` takes the id and the actor."""

    service: Callable[..., Product]

    def _take(self, product_id: int, words: Mapping[str, Any]) -> Response:
        type(self).service(product_id, actor=self.actor, **words)
        return self.answer(product_for(self.actor, product_id), ProductDetail)


def _step(operation_id: str, summary: Text, takes: Any = NoBody) -> Callable[[ViewT], ViewT]:
    body: dict[str, object] = {"reason": "停产"} if takes is ReasonBody else {}
    return operation(
        operation_id,
        tag=TAG,
        summary=summary,
        takes=takes,
        answer=ProductDetail,
        refuses=(401, 403, 404, 409),
        body_example=body,
        example=examples.PRODUCT_DETAIL,
    )


class ProductSubmitView(_StepView):
    """Handing in for review."""

    service = staticmethod(services.submit_product)

    @_step("products_submit", gettext_lazy("提交审核"))
    def post(self, request: Request, product_id: int) -> Response:
        """A draft or a returned product; only of a verified maker."""
        return self._take(product_id, {})


class ProductRecallView(_StepView):
    """Taking back what was handed in."""

    service = staticmethod(services.recall_product)

    @_step("products_recall", gettext_lazy("撤回提交"))
    def post(self, request: Request, product_id: int) -> Response:
        """Back to a draft."""
        return self._take(product_id, {})


class ProductWithdrawView(_StepView):
    """Taking off the catalogue."""

    service = staticmethod(services.withdraw_product)

    @_step("products_withdraw", gettext_lazy("下架"), ReasonBody)
    def post(self, request: Request, product_id: int) -> Response:
        """A published product is not matched any more."""
        return self._take(product_id, self.taken(ReasonBody))


class ProductRepublishView(_StepView):
    """Putting back."""

    service = staticmethod(services.republish_product)

    @_step("products_republish", gettext_lazy("重新上架"))
    def post(self, request: Request, product_id: int) -> Response:
        """What the maker itself has withdrawn."""
        return self._take(product_id, {})
