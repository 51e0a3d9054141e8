"""What the routes of answers are about. All are of the sales engineer's maker."""

from __future__ import annotations

import io

from apps.answers import services, uploads
from apps.answers.documents import answer_xlsx
from apps.answers.lifecycle import Step
from apps.answers.models import Answer
from apps.answers.selectors import rows_of
from apps.answers.storing_back import store_back
from tests.access.world import Params, builds
from tests.answers.build import make_answer, make_asked, make_offered, row_of, write
from tests.answers.test_a_new_version_loses_nothing import publish_second
from tests.cast import Cast, acting, make_member, organisation_of
from tests.support.market import do_waiting_work


def _answer(cast: Cast, model: str) -> Answer:
    return make_answer(cast, product=make_offered(cast, model=model))


@builds
def demand_to_answer(cast: Cast) -> Params:
    """A published demand."""
    return {"demand_id": make_asked(cast).pk}


@builds
def answer_of_maker(cast: Cast) -> Params:
    """An answer under way."""
    return {"answer_id": _answer(cast, "ANSWER-1").pk}


@builds
def finishing_an_answer(cast: Cast) -> Params:
    """The step of finishing it."""
    return {"answer_id": _answer(cast, "ANSWER-2").pk, "name": "finish"}


@builds
def finished_answer(cast: Cast) -> Params:
    """One that is ready."""
    answer = _answer(cast, "ANSWER-7")
    services.take_step(answer.pk, Step.FINISH, actor=acting(cast.sales_engineer))
    return {"answer_id": answer.pk}


@builds
def answer_of_colleague(cast: Cast) -> Params:
    """One that a colleague of the sales engineer began."""
    answer = _answer(cast, "ANSWER-8")
    answer.created_by = make_member(organisation=organisation_of(cast.sales_engineer))
    answer.save()
    return {"answer_id": answer.pk}


@builds
def row_of_answer(cast: Cast) -> Params:
    """A row of it that differs from the product."""
    answer = _answer(cast, "ANSWER-3")
    write(answer, "2.3", cast, response="58 dB")
    return {"answer_id": answer.pk, "row_id": row_of(answer, "2.3").pk}


@builds
def stored_row(cast: Cast) -> Params:
    """A row whose value went into the product as its second revision."""
    answer = _answer(cast, "ANSWER-9")
    row = write(answer, "2.3", cast, response="58 dB")
    product = store_back(answer.pk, row.pk, actor=acting(cast.sales_engineer))
    return {"answer_id": answer.pk, "row_id": row.pk, "number": product.revision}


@builds
def outdated_answer(cast: Cast) -> Params:
    """An answer to a demand that has a second version."""
    answer = _answer(cast, "ANSWER-4")
    publish_second(answer.version.demand)
    return {"answer_id": answer.pk}


@builds
def workbook_of_answer(cast: Cast) -> Params:
    """An answer as a workbook, as the API's address has it."""
    return {"answer_id": _answer(cast, "ANSWER-5").pk, "form": "xlsx"}


@builds
def file_of_answer(cast: Cast) -> Params:
    """A file that came back and has been read."""
    answer = _answer(cast, "ANSWER-6")
    data = answer_xlsx(answer, rows_of(answer))
    upload = uploads.create_upload(
        answer.pk, file=io.BytesIO(data), file_name="应答表.xlsx", actor=acting(cast.sales_engineer)
    )
    do_waiting_work()
    return {"upload_id": upload.pk}
