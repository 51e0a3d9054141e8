"""What every API of the platform shares: how bodies are read, the shape of errors and of pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.fields import empty
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from kernel.errors import DomainError, InvalidInput

DEEPEST_BODY = 20


class Pages(PageNumberPagination):
    """Numbered pages of 20 rows; `page_size` up to 100."""

    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100


class TooLarge(APIException):
    """A body that is larger than any operation needs."""

    status_code = 413
    default_code = "too_large"


class StorableJSONParser(JSONParser):
    """JSON in UTF-8 that can be stored and sent back.

    Refuses what breaks later: NUL characters, lone surrogates, NaN and Infinity, numbers of thousands of digits,
    nesting deeper than DEEPEST_BODY, bodies above DATA_UPLOAD_MAX_MEMORY_SIZE. Whatever charset the request names, it
    is read as UTF-8.
    """

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The body as Python values. Raises ParseError (400), TooLarge (413), or InvalidInput (422)."""
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
        raw = stream.read(most + 1)
        if len(raw) > most:
            raise TooLarge(_("请求正文超过 %(most)s 字节。") % {"most": most})
        try:
            data = json.loads(raw.decode(), parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as problem:
            raise ParseError(_("正文不是可读取的 JSON（UTF-8）。")) from problem
        _check_storable(data)
        return data


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


def _check_storable(data: object) -> None:
    """Raise InvalidInput for a text that no table can hold or that no answer can repeat."""
    for text, depth in _texts(data):
        if depth > DEEPEST_BODY:
            raise InvalidInput(_("正文嵌套超过 %(most)s 层。") % {"most": DEEPEST_BODY})
        if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
            raise InvalidInput(_("文字中含有不能保存的字符（空字符或不成对的代理码），请删去后重试。"))


def _texts(data: object) -> Iterator[tuple[str, int]]:
    """All texts and keys with their depth; a container counts as an empty text. Without recursion."""
    waiting: list[tuple[object, int]] = [(data, 1)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, str):
            yield value, depth
        elif isinstance(value, dict):
            yield "", depth
            waiting += [(each, depth + 1) for pair in value.items() for each in pair]
        elif isinstance(value, list):
            yield "", depth
            waiting += [(each, depth + 1) for each in value]


def answer_error(problem: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an error as {code, message, detail}; None lets programming errors go on to the log."""
    if isinstance(problem, DomainError):
        set_rollback()
        body = {"code": problem.code, "message": problem.message, "detail": problem.detail}
        return Response(body, status=problem.status)
    if isinstance(problem, RequestDataTooBig):
        problem = TooLarge(_("请求正文过大。"))
    response = exception_handler(problem, context)
    if response is not None:
        response.data = _error_body(problem, response.data)
        if isinstance(problem, ValidationError):
            response.status_code = 422
    return response


def _error_body(problem: Exception, data: object) -> dict[str, object]:
    if isinstance(problem, ValidationError):
        return {"code": "invalid_input", "message": _("有字段不能接受，详见 detail。"), "detail": data}
    if isinstance(problem, Http404):
        return {"code": "not_found", "message": _("没有找到，或您无权查看。"), "detail": {}}
    if isinstance(problem, PermissionDenied):
        return {"code": "access_denied", "message": _("您没有执行此操作的权限。"), "detail": {}}
    code = str(getattr(problem, "default_code", "error")) if isinstance(problem, APIException) else "error"
    message = str(getattr(problem, "detail", "")) or _("请求未能处理。")
    return {"code": code, "message": message, "detail": {}}


class QueryList(serializers.ListField):
    """A parameter of the query string that may stand several times: `?spec=…&spec=…`."""

    def get_value(self, dictionary: Any) -> Any:
        """All values; indexes in the name (spec[0]) are not read."""
        return dictionary.getlist(self.field_name) or empty
