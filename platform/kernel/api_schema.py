"""How operations describe themselves in the OpenAPI document: one helper, one shape of errors, examples for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

Text = str | Promise
ViewT = TypeVar("ViewT", bound=Callable[..., Any])

ORGANISATION_HEADER = "X-Organisation"

_REFUSALS: Mapping[int, Text] = {
    400: _("正文不是可读取的 JSON"),
    401: _("未登录，或令牌已失效"),
    403: _("可以看到，但无权这样做"),
    404: _("不存在，或您无权查看；两者的回答相同"),
    409: _("与当前状态或已有记录冲突"),
    422: _("有字段不能接受，detail 按字段说明"),
    429: _("请求过于频繁"),
}


class ErrorSerializer(serializers.Serializer[Any]):
    """Every refusal: `code` for programs, `message` for people, `detail` by field."""

    code = serializers.CharField(help_text=_("稳定的错误代码，供程序判断"))
    message = serializers.CharField(help_text=_("给人看的说明"))
    detail = serializers.DictField(help_text=_("按字段的说明，没有时为空"))


def operation(
    operation_id: str,
    *,
    tag: str,
    summary: Text,
    answer: Any,
    status: int = 200,
    takes: Any = None,
    asks: Iterable[Any] = (),
    refuses: Iterable[int] = (401, 404),
    example: object = None,
    body_example: object = None,
    description: Text = "",
    acts: bool = True,
) -> Callable[[ViewT], ViewT]:
    """Describe one method of a view.

    `answer` is the serializer of the answer (None: no body), `takes` that of the body, `asks` the query serializers
    or parameters. `example` is the answer, `body_example` the body of a request that gets it. `acts` is false where
    nobody acts for an organisation yet.
    """
    # The bare serializer: wrapped in an OpenApiResponse a list would not be known for one, without filters and pages.
    responses: dict[int, Any] = {status: OpenApiResponse(description=str(status)) if answer is None else answer}
    for refusal in sorted({*refuses, *((400, 422) if takes is not None else ())}):
        responses[refusal] = OpenApiResponse(ErrorSerializer, description=_REFUSALS[refusal])
    examples = []
    if body_example is not None:
        examples.append(OpenApiExample("request", value=body_example, request_only=True))
    if example is not None:
        examples.append(OpenApiExample("answer", value=example, response_only=True, status_codes=[str(status)]))
    return extend_schema(
        operation_id=operation_id,
        tags=[tag],
        summary=summary,
        description=description,
        request=takes,
        responses=responses,
        parameters=[*asks, *([_organisation_header()] if acts else [])],
        examples=examples,
    )


def _organisation_header() -> OpenApiParameter:
    return OpenApiParameter(
        ORGANISATION_HEADER,
        OpenApiTypes.INT,
        OpenApiParameter.HEADER,
        description=str(_("以哪个组织的身份行事（组织编号，见 /me/）；不给则为第一个组织")),
    )
