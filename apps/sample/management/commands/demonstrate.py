"""`manage.py demonstrate`: the main job on real input, before your eyes.

A procurement officer hands in the tender document of `examples/`; the worker reads it; a colleague approves; the demand
is published and matched by the worker; the first products are printed with their verdicts.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from apps.accounts.actors import Actor
from apps.accounts.models import User
from apps.accounts.selectors import actor_of
from apps.demands import rows, services
from apps.demands.models import Demand, SourceDocument
from apps.matching.models import Match, MatchRun, Night
from apps.matching.nights import planning
from apps.sample import names
from apps.taxonomy.language.types import Outcome

TENDER = Path(settings.BASE_DIR) / "examples" / "tender-lcms.docx"
PATIENCE_S = 90
SHOWN = 5
OUTCOMES = {Outcome.ELIGIBLE.value: "满足", Outcome.OPEN.value: "待确认", Outcome.INELIGIBLE.value: "不满足"}

T = TypeVar("T")


class Command(BaseCommand):
    """Read, publish and match the example tender; a second run shows the result of the first."""

    help = "Do the main job once with the example tender and print the result and the sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print as it goes. Raises CommandError when the worker does not answer in time."""
        buyer, approver = _actor("buyer"), _actor("approver")
        demand = _earlier(buyer)
        if demand is None:
            demand = self._publish(buyer, approver)
        run = _wait(lambda: MatchRun.objects.filter(version__demand=demand, is_current=True).first(), "the match run")
        self._show(run)
        self._look_at_everything_again()
        self._show_sign_ins()

    def _publish(self, buyer: Actor, approver: Actor) -> Demand:
        self.stdout.write(f"读取招标文件 {TENDER.name} …")
        with TENDER.open("rb") as file:
            source = services.create_demand_from_source(actor=buyer, file=File(file, name=TENDER.name), is_sample=True)
        document = _wait(lambda: _finished(source.pk), "the document")
        if document.state != SourceDocument.State.READ:
            raise CommandError(f"{TENDER.name} was refused: {document.message}")
        version = document.version
        demand = version.demand
        kept = version.requirements.count()
        doubtful = version.requirements.filter(needs_review=True).count()
        self.stdout.write(f"读出 {kept} 条要求，其中 {doubtful} 条留给人判断；发布并比对 …")
        rows.confirm_sure_rows(demand.pk, actor=buyer)
        services.submit_demand(demand.pk, actor=buyer)
        services.approve_demand(demand.pk, actor=approver)
        return services.publish_demand(demand.pk, actor=buyer)

    def _show(self, run: MatchRun) -> None:
        version = run.version
        self.stdout.write(
            f"\n{version.title}（{version.demand.code}）与 {run.compared_count} 款国产产品逐条比对："
            f"满足 {run.eligible_count}，待确认 {run.open_count}，不满足 {run.ineligible_count}"
        )
        for match in run.matches.filter(is_reference=False).select_related("product__organisation")[:SHOWN]:
            self.stdout.write(_line(match))
        self.stdout.write(f"结果页：{_site()}{reverse('matching:result', args=[version.demand_id])}")

    def _look_at_everything_again(self) -> None:
        """One full re-match, as every night has one, so that its page has something to show."""
        if Night.objects.exists():
            return
        night = planning.begin(actor=_actor("admin"))
        _wait(lambda: Night.objects.exclude(state=Night.State.RUNNING).filter(pk=night.pk).first(), "the full re-match")
        self.stdout.write(f"\n全量复核：{night.demand_count} 项公开需求 · {_site()}{reverse('nights:index')}")

    def _show_sign_ins(self) -> None:
        self.stdout.write(f"\n登录账号（示例，密码都是 {names.PASSWORD}）：")
        for sign_in in names.SIGN_INS:
            self.stdout.write(f"  {sign_in.email:<40}{sign_in.role} · {sign_in.organisation}")


def _line(match: Match) -> str:
    counts = (
        f"正 {match.positive_count}  无 {match.meets_count}  负 {match.negative_count}  "
        f"未响应 {match.unanswered_count}  需人工 {match.manual_count}"
    )
    product = f"{match.product.model}  {match.product.organisation.name}"
    return f"  {match.rank}. {OUTCOMES[match.outcome]}  {match.score / 100:5.1f} 分  {counts}  {product}"


def _actor(name: str) -> Actor:
    email = f"{name}@{names.DOMAIN}"
    user = User.objects.filter(email=email).first()
    if user is None:
        raise CommandError(f"{email} is missing. Run load_sample_world first.")
    return actor_of(user)


def _earlier(buyer: Actor) -> Demand | None:
    """The demand that an earlier run of this command published."""
    return Demand.objects.filter(
        status=Demand.Status.PUBLISHED,
        organisation=buyer.organisation,
        published_version__documents__name=TENDER.name,
    ).first()


def _finished(document_id: int) -> SourceDocument | None:
    finished = (SourceDocument.State.READ, SourceDocument.State.REFUSED)
    documents = SourceDocument.objects.select_related("version__demand")
    return documents.filter(pk=document_id, state__in=finished).first()


def _wait(ask: Callable[[], T | None], what: str) -> T:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        found = ask()
        if found is not None:
            return found
        time.sleep(0.1)
    raise CommandError(f"The worker did not finish {what} in {PATIENCE_S} s. Is it running? See its log.")


def _site() -> str:
    return os.environ.get("YIQIAO_SITE_URL", "http://127.0.0.1:8000")
