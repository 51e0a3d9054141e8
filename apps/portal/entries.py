"""The ways in for each role, as the home page offers them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.actors import Actor
from apps.accounts.models import Organisation

Kind = Organisation.Kind
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """What a role comes for, and its links as (words, address)."""

    title: Words
    text: Words
    links: tuple[tuple[Words, str], ...]


_ENTRIES: tuple[tuple[str, Words, Words, tuple[tuple[Words, str], ...]], ...] = (
    (
        Kind.INSTITUTION,
        _("科研单位"),
        _("要买仪器，先看国产有没有"),
        ((_("写需求"), "demands:new"), (_("上传或粘贴招标参数"), "demands:new"), (_("看比对结果"), "matching:runs")),
    ),
    (
        Kind.MAKER,
        _("仪器厂商"),
        _("看真实需求，逐条应答"),
        ((_("上架产品"), "suppliers:new"), (_("匹配到我的需求"), "matching:runs"), (_("我的应答"), "answers:list")),
    ),
    (
        Kind.EVALUATION,
        _("评价机构"),
        _("做试用与计量，出数据"),
        ((_("进行中的评价"), "trials:list"), (_("今天要做的事"), "portal:workbench")),
    ),
    (
        Kind.BROKERAGE,
        _("经理人"),
        _("一条线索管到成交"),
        ((_("我的对接单"), "deals:list"), (_("公开需求"), "demands:board")),
    ),
    (
        Kind.PLATFORM,
        _("管理与审计"),
        _("审核、统计、可复核"),
        (
            (_("待审核产品"), "suppliers:review"),
            (_("待核验组织"), "accounts:review"),
            (_("规则与权重"), "portal:rules"),
        ),
    ),
)


def entries_for(actor: Actor) -> list[Entry]:
    """All roles in their order for a visitor; for a member only the own one: the others would refuse."""
    return [
        Entry(title, text, tuple((words, reverse(route)) for words, route in links))
        for kind, title, text, links in _ENTRIES
        if actor.kind in (None, kind)
    ]
