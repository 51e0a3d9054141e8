"""What every API of the platform shares: the shape of errors and of pages."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from kernel.errors import DomainError


class Pages(PageNumberPagination):
    """Numbered pages of 20 rows; `page_size` up to 100."""

    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100


def answer_error(problem: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an error as {code, message, detail}; None lets programming errors go on to the log."""
    if isinstance(problem, DomainError):
        set_rollback()
        body = {"code": problem.code, "message": problem.message, "detail": problem.detail}
        return Response(body, status=problem.status)
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
