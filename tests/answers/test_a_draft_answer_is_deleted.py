"""A maker deletes an answer under way: asked once, by who began it or leads, with nothing else lost."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse

from apps.accounts.models import Membership
from apps.answers import services
from apps.answers.carrying import carry_over
from apps.answers.lifecycle import Step
from apps.answers.models import Answer, AnswerRow
from apps.notifications.models import Notification
from apps.suppliers.models import SpecValue
from kernel.errors import AccessDenied, NotFound, TransitionRefused
from tests.answers.build import make_answer, row_of, write
from tests.answers.test_a_new_version_loses_nothing import publish_second
from tests.cast import Cast, acting, make_member, organisation_of, signed_in
from tests.support.market import do_waiting_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(cast: Cast) -> Answer:
    """The sales engineer's fresh answer."""
    return make_answer(cast)


def test_it_goes_with_its_rows_and_can_be_begun_anew(cast: Cast, answer: Answer) -> None:
    write(answer, "2.3", cast, response="58 dB")
    values = SpecValue.objects.filter(product=answer.product).count()
    services.delete_answer(answer.pk, actor=acting(cast.sales_engineer))
    assert not AnswerRow.objects.exists()
    assert SpecValue.objects.filter(product=answer.product).count() == values
    again = make_answer(cast, demand=answer.version.demand, product=answer.product)
    assert row_of(again, "2.3").response == "62 dB"  # as the product says


def test_the_page_asks_once_and_leads_to_the_list(cast: Cast, answer: Answer) -> None:
    maker, address = signed_in(cast.sales_engineer), reverse("answers:delete", args=[answer.pk])
    page = maker.get(reverse("answers:detail", args=[answer.pk])).content.decode()
    assert f'action="{address}" data-confirm="删除应答 {answer.code}？"' in page
    assert maker.get(address).status_code == 405
    deleted = maker.post(address, follow=True)
    assert deleted.redirect_chain[-1][0] == reverse("answers:list")
    assert "应答已删除" in deleted.content.decode()
    assert maker.post(address).status_code == 404


def test_a_ready_one_is_opened_first(cast: Cast, answer: Answer) -> None:
    actor, maker = acting(cast.sales_engineer), signed_in(cast.sales_engineer)
    services.take_step(answer.pk, Step.FINISH, actor=actor)
    page = maker.get(reverse("answers:detail", args=[answer.pk])).content.decode()
    assert reverse("answers:delete", args=[answer.pk]) not in page
    with pytest.raises(TransitionRefused, match="请先重新打开"):
        services.delete_answer(answer.pk, actor=actor)
    services.take_step(answer.pk, Step.REOPEN, actor=actor)
    services.delete_answer(answer.pk, actor=actor)
    assert not Answer.objects.exists()


def test_colleagues_ask_who_began_it_or_who_leads(cast: Cast, answer: Answer) -> None:
    maker = organisation_of(cast.sales_engineer)
    colleague = make_member(organisation=maker, name="同事甲")
    address = reverse("answers:delete", args=[answer.pk])
    assert address not in signed_in(colleague).get(reverse("answers:detail", args=[answer.pk])).content.decode()
    with pytest.raises(AccessDenied):
        services.delete_answer(answer.pk, actor=acting(colleague))
    services.delete_answer(answer.pk, actor=acting(make_member(organisation=maker, role=Membership.Role.OWNER)))
    assert not Answer.objects.exists()


def test_to_everybody_else_there_is_none(cast: Cast, answer: Answer) -> None:
    for person in (cast.competing_maker, cast.institution_member, cast.administrator, cast.auditor, None):
        for number in (answer.pk, 2_000_000_011):
            with pytest.raises(NotFound) as refusal:
                services.delete_answer(number, actor=acting(person))
            assert refusal.value.message == "没有找到这份应答，或您无权查看。"
    assert Answer.objects.exists()


def test_the_api_deletes_too(cast: Cast, answer: Answer) -> None:
    address = reverse("api-answer-detail", args=[answer.pk])
    assert signed_in(cast.competing_maker).delete(address).status_code == 404
    assert signed_in(cast.sales_engineer).delete(address).status_code == 204
    assert not Answer.objects.exists()


def test_what_a_later_answer_took_over_stays_and_old_news_goes(cast: Cast, answer: Answer) -> None:
    write(answer, "2.3", cast, response="58 dB")
    publish_second(answer.version.demand)
    do_waiting_work()
    link = reverse("answers:detail", args=[answer.pk])
    assert Notification.objects.filter(url=link).exists()
    later = carry_over(answer.pk, actor=acting(cast.sales_engineer))
    before = list(later.rows.values_list("requirement_id", "response"))
    with transaction.atomic():
        services.delete_answer(answer.pk, actor=acting(cast.sales_engineer))
    later.refresh_from_db()
    assert later.carried_from is None
    assert list(later.rows.values_list("requirement_id", "response")) == before
    assert not Notification.objects.filter(url=link).exists()
    assert signed_in(cast.sales_engineer).get(reverse("answers:detail", args=[later.pk])).status_code == 200
