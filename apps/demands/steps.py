"""The steps that people take from a page or by the API, each with its service and what it says when it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.actors import Actor
from apps.demands import services
from apps.demands.lifecycle import Step


@dataclass(frozen=True, slots=True)
class StepTaken:
    """How one step is taken. `word` is the name under which the service takes what people write; '' for none."""

    service: Callable[..., object]
    said: str | Promise
    word: str = ""

    def take(self, demand_id: int, *, actor: Actor, text: str = "") -> None:
        """Call the service. Raises what it raises."""
        self.service(demand_id, actor=actor, **({self.word: text} if self.word else {}))


STEPS: Mapping[Step, StepTaken] = {
    Step.SUBMIT: StepTaken(services.submit_demand, _("已提交，本单位审批人会收到通知。"), "change_note"),
    Step.RECALL: StepTaken(services.recall_demand, _("已收回，可以继续修改。")),
    Step.APPROVE: StepTaken(services.approve_demand, _("已批准，可以发布。")),
    Step.RETURN: StepTaken(services.return_demand, _("已退回，建立人会收到通知。"), "reason"),
    Step.PUBLISH: StepTaken(services.publish_demand, _("已发布，正在与产品比对。")),
    Step.REVISE: StepTaken(services.revise_demand, _("已建立新版本。修改后重新提交审批；在此之前，已发布的版本不变。")),
    Step.DISCARD: StepTaken(services.discard_change, _("已放弃变更，已发布的版本不变。")),
    Step.CLOSE: StepTaken(services.close_demand, _("需求已结束。"), "reason"),
    Step.WITHDRAW: StepTaken(services.withdraw_demand, _("需求已撤回。"), "reason"),
}
APPROVE_AND_PUBLISH = StepTaken(services.approve_and_publish_demand, _("已批准并发布，正在与产品比对。"))
