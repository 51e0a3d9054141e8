"""The sample world's proposed names: invented lines of institutions and makers that print what no template knows."""

from __future__ import annotations

import random
from dataclasses import dataclass

from apps.accounts.models import Membership, Organisation
from apps.accounts.selectors import actor_of
from apps.sample.cast import Cast
from apps.taxonomy import editing
from apps.taxonomy.models import Category, NameProposal
from apps.taxonomy.noting import Source, UnknownName, note_unknown_names
from apps.taxonomy.proposing import key_of


@dataclass(frozen=True, slots=True)
class _Printed:
    """A name as several documents print it: the spellings, what stands around them, how many documents of how many."""

    category: str
    spellings: tuple[str, ...]
    group: str
    unit: str
    line: str
    documents: int
    organisations: int
    is_published: bool = True


_PRINTED = (
    _Printed("010501", ("延迟体积", "延迟 体积"), "四元泵", "μL", "四元泵：延迟体积≤350μL", 12, 9),
    _Printed("010501", ("承压上限",), "输液泵", "MPa", "输液泵承压上限不低于 62MPa", 5, 4),
    _Printed("010501", ("柱位数",), "柱温箱", "根", "柱温箱：柱位数≥3根", 4, 4),
    _Printed("010201", ("碰撞能量范围",), "碰撞池", "eV", "碰撞能量范围：5～130eV", 7, 6),
    _Printed("010201", ("雾化气流速",), "ESI源", "L/min", "ESI源：雾化气流速0.5～3L/min", 3, 2),
    _Printed("010101", ("工作距离", "工作距离WD"), "电子光学", "mm", "工作距离：2～60mm 可调", 9, 7),
    _Printed("010101", ("腔室门宽度",), "样品室", "mm", "样品室：腔室门宽度≥280mm", 1, 1, False),
    _Printed("010805", ("瞳距调节范围",), "观察筒", "mm", "观察筒：瞳距调节范围 50～75mm", 6, 5),
    _Printed("010805", ("读出噪声",), "相机", "e-", "相机：读出噪声≤1.5e-", 5, 4),
    _Printed("080101", ("触发抖动",), "触发", "ps", "触发抖动≤1ps（RMS）", 4, 3),
    _Printed("020101", ("试样夹持厚度",), "拉伸夹具", "mm", "拉伸夹具：试样夹持厚度0～14mm", 6, 4),
    _Printed("12000001", ("光束离底板高度",), "光束", "mm", "光束离底板高度：100mm", 2, 2),
    _Printed("12000005", ("流量计满量程",), "质量流量计", "sccm", "质量流量计：流量计满量程100sccm", 1, 1, False),
    _Printed("011013", ("罐内壁粗糙度",), "罐体", "μm", "罐体：罐内壁粗糙度Ra≤0.4μm", 3, 3),
    _Printed("010501", ("整机外形尺寸",), "", "mm", "整机外形尺寸：≤600×500×700mm", 8, 6),
)
_ALIASES = (("010501", "柱位数", "lc.column_capacity"),)
_REJECTED = (("010501", "整机外形尺寸", "外形尺寸不作比对（编写规则：一般不得限定尺寸与重量）。示例"),)


def make_proposals(cast: Cast, chance: random.Random) -> None:
    """Count the names, and let the administrator decide on two of them."""
    for number, printed in enumerate(_PRINTED):
        _print(printed, number, cast, chance)
    membership = Membership.objects.get(organisation=cast.platform, user=cast.owner(cast.platform))
    administrator = actor_of(membership.user)
    for category, name, code in _ALIASES:
        editing.accept_alias(_proposal(category, name).pk, parameter_code=code, actor=administrator)
    for category, name, reason in _REJECTED:
        editing.reject(_proposal(category, name).pk, reason=reason, actor=administrator)


def _print(printed: _Printed, number: int, cast: Cast, chance: random.Random) -> None:
    category = Category.objects.get(code=printed.category)
    writers: list[Organisation] = chance.sample([*cast.institutions, *cast.makers], printed.organisations)
    for document in range(printed.documents):
        source = Source(
            f"sample:{number}:{document}",
            writers[document % len(writers)],
            is_published=printed.is_published,
            is_sample=True,
        )
        spelling = printed.spellings[document % len(printed.spellings)]
        name = UnknownName(spelling, printed.group, printed.unit, printed.line)
        note_unknown_names([name], source=source, category_id=category.pk)


def _proposal(category: str, name: str) -> NameProposal:
    return NameProposal.objects.get(category__code=category, key=key_of(name))
