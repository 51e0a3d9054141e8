"""存回产品: an answered value that differs from the product's becomes what the product states, and that taken back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.answers.lifecycle import Step
from apps.answers.models import Answer, AnswerRow
from apps.answers.proof import printed_proof
from apps.answers.services import lock_answer
from apps.answers.values import from_json
from apps.suppliers.contents import SpecEntry
from apps.suppliers.models import Product, SpecValue
from apps.suppliers.spec_edits import TakenBack, names_written, put_spec_value, take_back_specs
from apps.suppliers.specs import key_of_condition, value_of
from apps.taxonomy.language import types
from apps.taxonomy.language.types import SpecKind
from kernel.errors import Conflict, NotFound

LONGEST_EVIDENCE = 200


@transaction.atomic
def store_back(answer_id: int, row_id: int, *, actor: Actor) -> Product:
    """Make the row's value the product's, as the maker's claim with the row's proof; gives the product's new revision.

    Raises NotFound, Conflict where there is nothing to take over, and what an edit of the product raises.
    """
    answer, row = _locked(answer_id, row_id, actor)
    if row.pk not in differing_rows(answer, [row]):
        raise Conflict(_("这一行没有可以存回产品的值：它与产品指标相同，或没有读成可比对的值。"))
    product = put_spec_value(answer.product_id, entry=_entry(row), actor=actor)
    _note(answer, row, product, AnswerRow.Source.PRODUCT)
    return product


@transaction.atomic
def take_back_stored(answer_id: int, row_id: int, *, number: int, actor: Actor) -> TakenBack:
    """Give the product what it stated before the row was stored as its revision `number`; the answer stays as it is.

    Raises NotFound, Conflict where that revision wrote something else than this row, or somebody has changed the value
    since, and what an edit of the product raises.
    """
    answer, row = _locked(answer_id, row_id, actor)
    parameter = row.requirement.parameter
    if parameter is None or names_written(answer.product_id, number) != {parameter.code}:
        raise Conflict(_("这次修订不是由这一行存回的，没有可以撤回的。"))
    done = take_back_specs(answer.product_id, number, actor=actor)
    _note(answer, row, done.product, AnswerRow.Source.TYPED)
    return done


def _locked(answer_id: int, row_id: int, actor: Actor) -> tuple[Answer, AnswerRow]:
    answer = lock_answer(answer_id, actor, step=Step.EDIT)
    row = answer.rows.select_related("requirement__parameter").filter(pk=row_id).first()
    if row is None:
        raise NotFound(_("没有找到这一行应答。"))
    return answer, row


def _note(answer: Answer, row: AnswerRow, product: Product, source: AnswerRow.Source) -> None:
    row.source = source
    row.save(update_fields=["source"])
    answer.product_revision = product.revision
    answer.save(update_fields=["product_revision", "updated_at"])


def _entry(row: AnswerRow) -> SpecEntry:
    value, parameter = _value(row), row.requirement.parameter
    assert value is not None  # noqa: S101  only rows with a value differ
    assert parameter is not None  # noqa: S101  and a value is only read where there is a parameter
    condition = value.condition or ""
    return SpecEntry(
        parameter=parameter.code,
        text=row.response.removesuffix(f"（{condition}）").strip(),
        condition=condition,
        evidence=printed_proof(row.proof_name, row.proof_pages)[:LONGEST_EVIDENCE],
    )


def _value(row: AnswerRow) -> types.SpecValue | None:
    return from_json(row.value, text=row.response)


def differing_rows(answer: Answer, rows: Iterable[AnswerRow]) -> set[int]:
    """The ids of the rows whose value could be compared and is not what the product states. One query.

    Warranty and delivery are facts of the product and no spec values: they are not among them.
    """
    stated = {_meaning(value_of(each)) for each in _spec_rows(answer)}
    found = set()
    for row in rows:
        value = _value(row)
        is_technical = row.requirement.scope == row.requirement.Scope.TECHNICAL
        if is_technical and value is not None and value.kind is not SpecKind.TEXT and _meaning(value) not in stated:
            found.add(row.pk)
    return found


def _spec_rows(answer: Answer) -> Iterable[SpecValue]:
    return SpecValue.objects.filter(product_id=answer.product_id, parameter__isnull=False).select_related("parameter")


def _meaning(value: types.SpecValue) -> tuple[object, ...]:
    """What a value says, whatever text it was read from and whoever stands behind it."""
    return (
        value.code,
        value.kind,
        types.bound_text(value.lo),
        types.bound_text(value.hi),
        value.unit or "",
        value.members,
        value.has,
        value.strict,
        value.approximate,
        key_of_condition(value.condition),
    )
