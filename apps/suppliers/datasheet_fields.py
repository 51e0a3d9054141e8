"""What the API of datasheets takes and shows."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.suppliers.api_fields import SPEC_KINDS
from apps.suppliers.datasheets.comparing import Standing
from apps.suppliers.datasheets.intake import LONGEST_TEXT
from apps.suppliers.datasheets.pages import RowView, review_of
from apps.suppliers.models import Datasheet, DatasheetProposal
from kernel.errors import InvalidInput

LARGEST_ENCODED = 4_900_000  # below the largest body
LARGEST_MODEL_INDEX = 1000


def _optional_text(longest: int) -> serializers.CharField:
    return serializers.CharField(max_length=longest, required=False, default="", allow_blank=True)


class DatasheetBody(serializers.Serializer[Any]):
    """A datasheet: `text`, or a file as base64 with its name. `product` is the id of the product that it is meant for.

    Without `category` the instrument type is guessed from the title and the names.
    """

    text = serializers.CharField(
        max_length=LONGEST_TEXT, required=False, default="", allow_blank=True, trim_whitespace=False
    )
    file_name = _optional_text(200)
    file_base64 = _optional_text(LARGEST_ENCODED)
    product = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False, allow_null=True, default=None)
    category = _optional_text(16)


def file_of(taken: dict[str, Any]) -> ContentFile[bytes] | None:
    """The file of a body; None where it holds text. Raises InvalidInput for what is no base64 or has no name."""
    if not taken["file_base64"]:
        return None
    if not taken["file_name"].strip():
        message = _("请填写文件名，含扩展名。")
        raise InvalidInput(message, detail={"file_name": message})
    try:
        data = base64.b64decode(taken["file_base64"], validate=True)
    except (binascii.Error, ValueError) as problem:
        message = _("文件内容不是 base64。")
        raise InvalidInput(message, detail={"file_base64": message}) from problem
    return ContentFile(data, name=taken["file_name"].replace("/", "_").replace("\\", "_"))


class DatasheetSetupBody(serializers.Serializer[Any]):
    """Which type it is, and which of the models are meant, by their places in `models`; several make several sheets."""

    category = _optional_text(16)
    models = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=LARGEST_MODEL_INDEX),
        max_length=30,
        required=False,
        default=list,
    )


class ProposalBody(serializers.Serializer[Any]):
    """A decision; with `text` the row is written anew and counts as accepted.

    `parameter` is a code, '' for a parameter of the maker's own.
    """

    decision = serializers.ChoiceField(choices=DatasheetProposal.Decision.choices, required=False, default="accepted")
    text = _optional_text(400)
    parameter = _optional_text(60)
    printed_name = _optional_text(120)
    condition = _optional_text(200)
    evidence = _optional_text(200)


class ApplyBody(serializers.Serializer[Any]):
    """Name and model of a new product; left out where the datasheet is meant for one. `accept_sure` first accepts all
    proposals of 95 % and more that contradict nothing."""

    name = _optional_text(120)
    model = _optional_text(60)
    accept_sure = serializers.BooleanField(required=False, default=False)


class ProposalOut(serializers.Serializer[Any]):
    """What the sheet states of one parameter: as printed, as read, how sure, and how it stands to the product.

    `standing`: new, same, differs, or proven (the present value has more behind it than a claim).
    """

    id = serializers.IntegerField(source="row.pk")
    parameter = serializers.CharField(source="row.parameter.code", allow_null=True, default=None)
    printed_name = serializers.CharField(source="row.printed_name")
    group = serializers.CharField(source="row.group")
    text = serializers.CharField(source="row.text")
    condition = serializers.CharField(source="row.condition")
    kind = serializers.SerializerMethodField()
    reading = serializers.CharField(source="reading.words")
    is_understood = serializers.BooleanField(source="reading.is_understood")
    place = serializers.CharField(source="row.place")
    note = serializers.CharField(source="row.note")
    evidence = serializers.CharField(source="row.evidence")
    confidence = serializers.IntegerField(source="row.confidence")
    doubt = serializers.CharField(source="row.doubt")
    is_quiet = serializers.BooleanField(source="row.is_quiet")
    decision = serializers.ChoiceField(source="row.decision", choices=DatasheetProposal.Decision.choices)
    standing = serializers.ChoiceField(
        source="compared.standing", choices=[(each.value, each.value) for each in Standing]
    )
    present = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(choices=SPEC_KINDS))
    def get_kind(self, view: RowView) -> str:
        """What the value is, as it was read."""
        return view.value.kind.value

    def get_present(self, view: RowView) -> str:
        """What the product says now of the same parameter and condition; ''  where it says nothing."""
        return view.compared.old.text if view.compared.old else ""


class DatasheetBrief(serializers.Serializer[Any]):
    """A datasheet and how far it is."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=Datasheet.State.choices)
    message = serializers.CharField()
    title = serializers.CharField()
    product = serializers.IntegerField(source="product_id", allow_null=True)
    category = serializers.CharField(source="category.code", allow_null=True, default=None)
    models = serializers.ListField(child=serializers.CharField(), source="model_names")
    chosen = serializers.IntegerField(allow_null=True)
    is_sample = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class DatasheetDetail(DatasheetBrief):
    """A datasheet with its proposals, and the parameters of the template that nothing answers."""

    proposals = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField()

    def to_representation(self, instance: Datasheet) -> Any:
        """The review is built once for both fields."""
        self._review = review_of(instance)
        return super().to_representation(instance)

    @extend_schema_field(ProposalOut(many=True))
    def get_proposals(self, datasheet: Datasheet) -> Any:
        """In the template's order, what nobody compares last."""
        return ProposalOut([*self._review.rows, *self._review.quiet], many=True).data

    def get_missing(self, datasheet: Datasheet) -> list[str]:
        """Their codes."""
        return [parameter.code for parameter in self._review.missing]
