"""Each operation answers whom it is for; visitors, strangers and other roles are refused, and learn nothing by it.

The world is built once a test; every request is rolled back.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse

from tests.api.asking import Api, body_of, described_operations, rolled_back
from tests.api.operations import BY_ID, OPERATIONS, Op
from tests.api.shapes import problems_of
from tests.api.world import World

NOWHERE = 2_000_000_011
ERROR_KEYS = {"code", "message", "detail"}


def ask(
    op: Op, world: World, role: str, params: Mapping[str, object] | None = None, body: object = None
) -> HttpResponse:
    """Ask the operation as somebody."""
    method, path, _about = described_operations()[op.id]
    address = path.format(**(op.params(world) if params is None else params))
    with rolled_back():
        given = op.body(world) if body is None else body
        return Api(world.person(role)).ask(method, address, given, op.query)


def test_every_operation_stands_in_the_table() -> None:
    assert set(described_operations()) == set(BY_ID)


def test_it_serves_whom_it_is_for_in_the_shape_that_is_described(world: World) -> None:
    wrong: list[object] = []
    for op in OPERATIONS:
        answer = ask(op, world, op.role)
        if answer.status_code != op.status:
            wrong.append((op.id, answer.status_code, answer.content.decode()[:300]))
        elif answer.get("Content-Type") == "application/json":
            wrong += [(op.id, problem) for problem in problems_of(op.id, op.status, body_of(answer))]
            if body_of(answer).get("results") == []:
                wrong.append((op.id, "the example filter should find something"))
    assert not wrong


def test_visitors_are_asked_to_sign_in(world: World) -> None:
    for op in OPERATIONS:
        answer = ask(op, world, "anonymous")
        assert answer.status_code == (op.status if op.is_public else 401), op.id
        if not op.is_public:
            assert set(body_of(answer)) == ERROR_KEYS, op.id


def test_a_suspended_person_is_nobody(world: World) -> None:
    for op in OPERATIONS:
        if op.id != "sign_in":
            assert ask(op, world, "suspended_user").status_code == 401, op.id


def test_other_roles_are_refused(world: World) -> None:
    for op in OPERATIONS:
        for role, status in op.refused.items():
            answer = ask(op, world, role)
            assert answer.status_code == status, (op.id, role, answer.content.decode())
            assert set(body_of(answer)) == ERROR_KEYS


def test_a_foreign_id_answers_like_a_random_one(world: World) -> None:
    for op in OPERATIONS:
        params, body = op.params(world), op.body(world)
        nowhere = {name: NOWHERE if isinstance(value, int) else value for name, value in params.items()}
        ids = [name for name in ("match", "demand") if isinstance(body.get(name), int)]
        random_body = {**body, **dict.fromkeys(ids, NOWHERE)}
        for role in op.hidden:
            foreign, random = ask(op, world, role), ask(op, world, role, nowhere, random_body)
            assert foreign.status_code == 404, (op.id, role, foreign.content.decode())
            assert foreign.content == random.content, (op.id, role)


def test_an_answer_of_another_shape_is_noticed(world: World) -> None:
    me = body_of(Api(world.cast.institution_member).get("/me/"))
    assert problems_of("me", 200, me) == []
    assert problems_of("me", 200, {**me, "phone": "000"})
    assert problems_of("me", 200, {**me, "role": "emperor"})
    assert problems_of("me", 200, {name: value for name, value in me.items() if name != "email"})
