"""Every error of the domain becomes its HTTP status: a page with a way on, or {code, message, detail} in the API."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import User
from kernel import errors

CASES: dict[str, tuple[type[errors.DomainError], int]] = {
    "domain_error": (errors.DomainError, 400),
    "invalid_input": (errors.InvalidInput, 422),
    "transition_refused": (errors.TransitionRefused, 409),
    "conflict": (errors.Conflict, 409),
    "access_denied": (errors.AccessDenied, 403),
    "not_found": (errors.NotFound, 404),
}


def page(request: HttpRequest, code: str) -> HttpResponse:
    raise CASES[code][0]("字段“预算”不能是 -1，请填写正数。<b>", detail={"budget": "不能是负数"})


@api_view(["GET", "POST"])
@permission_classes([AllowAny])
def api(request: Request, code: str) -> Response:
    if code == "fields":
        serializers.DictField(child=serializers.IntegerField()).run_validation({"n": "x"})
    if code == "sign_in":
        raise NotAuthenticated
    if code == "after_writing":
        User.objects.create_user("half@example.org", "x", name="x")
        raise errors.Conflict("太晚了")
    if code == "bug":
        raise ZeroDivisionError
    raise CASES[code][0]("字段“预算”不能是 -1。", detail={"budget": "不能是负数"})


urlpatterns = [path("page/<str:code>/", page), path("api/<str:code>/", api)]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.mark.parametrize("code", CASES)
def test_a_page_says_what_was_refused(code: str) -> None:
    answer = Client().get(f"/page/{code}/")
    assert answer.status_code == CASES[code][1]
    assert "字段“预算”不能是 -1，请填写正数。&lt;b&gt;" in answer.content.decode()


@pytest.mark.parametrize("code", CASES)
def test_the_api_answers_in_one_shape(code: str) -> None:
    answer = Client().get(f"/api/{code}/")
    assert answer.status_code == CASES[code][1]
    assert answer.json() == {"code": code, "message": "字段“预算”不能是 -1。", "detail": {"budget": "不能是负数"}}


def test_wrong_fields_and_missing_sign_in_have_the_same_shape() -> None:
    fields = Client().get("/api/fields/")
    assert (fields.status_code, fields.json()["code"]) == (422, "invalid_input")
    assert "n" in fields.json()["detail"]
    visitor = Client().get("/api/sign_in/")
    assert visitor.status_code == 401
    assert set(visitor.json()) == {"code", "message", "detail"}


@pytest.mark.parametrize("body", ["{", "\x00", "[" * 5000, '"' + "\\ud800" + '"'])
def test_a_body_that_is_no_json_is_no_crash(body: str) -> None:
    client = Client(raise_request_exception=False)
    assert client.post("/api/conflict/", body, content_type="application/json").status_code < 500


def test_a_programming_error_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        Client().get("/api/bug/")


def test_an_error_carries_what_programs_need() -> None:
    error = errors.InvalidInput("不行", code="too_long", detail={"name": 61})
    assert (error.code, error.message, error.detail, error.status) == ("too_long", "不行", {"name": 61}, 422)
    assert errors.InvalidInput("不行").code == "invalid_input"
