"""The platform's workbench: queues with age and reason, the late first; an auditor reads and decides nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Organisation
from apps.portal.benches.health import read_health
from apps.portal.benches.queues import review_queues, review_tasks, waiting_entries
from apps.suppliers.lifecycle import Step
from apps.suppliers.models import Product, ProductStep
from kernel.models import OutboxRow
from tests.cast import Cast, make_organisation, organisation_of, signed_in
from tests.support.market import make_product

pytestmark = pytest.mark.django_db


def _submitted(cast: Cast, *, days_ago: int) -> Product:
    product = make_product(maker=organisation_of(cast.sales_engineer), model=f"P-{days_ago}", specs={})
    Product.objects.filter(pk=product.pk).update(status=Product.Status.SUBMITTED)
    step = ProductStep.objects.create(product=product, step=Step.SUBMIT, to_status=Product.Status.SUBMITTED)
    ProductStep.objects.filter(pk=step.pk).update(taken_at=timezone.now() - timedelta(days=days_ago))
    return product


def test_a_queue_beyond_its_limit_comes_first_and_says_so(cast: Cast) -> None:
    _submitted(cast, days_ago=5)
    _submitted(cast, days_ago=1)
    make_organisation(name="等待核验的单位", verified=False)
    first = review_queues(may_decide=True)[0]
    assert (first.kind, first.count, first.late, first.tone) == ("product", 2, 1, "overdue")
    assert first.oldest == "等了 5 天"
    assert first.said == "1 件超过时限"


def test_a_namesake_is_pointed_out(cast: Cast) -> None:
    known = organisation_of(cast.institution_member)
    make_organisation(name=known.name, verified=False)
    queue = next(each for each in review_queues(may_decide=True) if each.kind == "organisation")
    assert queue.said == "1 家与已有组织同名"


def test_what_was_handed_in_first_is_due_first(cast: Cast) -> None:
    late = _submitted(cast, days_ago=5)
    _submitted(cast, days_ago=1)
    tasks = [task for task in review_tasks(waiting_entries()) if "审核" in task.title]
    today = timezone.localdate()
    assert [task.days_left(today) for task in tasks] == [-2, 2]
    assert tasks[0].url == reverse("suppliers:review-decide", args=[late.pk])


def test_an_administrator_decides_and_an_auditor_reads(cast: Cast) -> None:
    Organisation.objects.filter(verification=Organisation.Verification.PENDING).delete()
    _submitted(cast, days_ago=5)
    administrator = signed_in(cast.administrator).get(reverse("portal:workbench")).content.decode()
    auditor = signed_in(cast.auditor).get(reverse("portal:workbench")).content.decode()
    assert "审核 P-5" in administrator
    assert "审核 P-5" not in auditor
    assert "1 件超过时限" in auditor
    assert "去审核" not in auditor


def _row(**changes: object) -> None:
    now = timezone.now()
    OutboxRow.objects.create(topic="kernel.nothing", due_at=now - timedelta(minutes=5), **changes)


def test_work_that_nobody_takes_and_work_that_stopped_stand_out(cast: Cast) -> None:
    OutboxRow.objects.all().delete()
    assert [sign.tone for sign in read_health().signs[:3]] == ["done", "done", "done"]
    _row()
    assert [sign.tone for sign in read_health().signs[:3]] == ["overdue", "overdue", "done"]
    _row(dead_at=timezone.now())
    waiting, worker, stopped = read_health().signs[:3]
    assert stopped.tone == "overdue"
    assert stopped.value == "1 件"
    assert worker.value == "没有动静"
    assert waiting.value == "1 件"


def test_only_the_platform_sees_how_the_machine_keeps_up(cast: Cast) -> None:
    for person in (cast.institution_member, cast.sales_engineer, cast.broker, cast.newcomer):
        assert signed_in(person).get(reverse("portal:bench-health")).status_code == 403
    assert signed_in(cast.auditor).get(reverse("portal:bench-health")).status_code == 200
