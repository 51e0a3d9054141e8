"""What the API of documents takes and shows."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.demands.api_fields import LONGEST_TEXT, DocumentOut
from apps.demands.forms import LONGEST_HTML
from apps.demands.models import SourceDocument
from apps.demands.packages import PackageView, packages_of

PLACES = [("here", "本需求"), ("own", "另立需求"), ("none", "未选")]
LARGEST_NUMBER = 32_767


class PastedBody(serializers.Serializer[Any]):
    """Text to be read, or HTML as a clipboard holds it, with its tables; one of the two."""

    text = serializers.CharField(max_length=LONGEST_TEXT, required=False, default="", allow_blank=True)
    html = serializers.CharField(max_length=LONGEST_HTML, required=False, default="", allow_blank=True)


class FilesBody(serializers.Serializer[Any]):
    """One or several files under the name `file`; all are taken or none."""

    file = serializers.ListField(child=serializers.FileField(allow_empty_file=True), allow_empty=True, default=list)


class ChoiceBody(serializers.Serializer[Any]):
    """Numbers of packages, counted from 1: `into` goes into this demand, each of `own` becomes a draft of its own."""

    into = serializers.IntegerField(min_value=1, max_value=LARGEST_NUMBER)
    own = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_NUMBER),
        max_length=200,
        required=False,
        default=list,
    )


class PackageOut(serializers.Serializer[Any]):
    """A package (包) of a document. `demand` is the draft of its own that it has become, if it has."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    budget_yuan = serializers.DecimalField(
        max_digits=14, decimal_places=2, allow_null=True, source="package.budget_yuan"
    )
    quantity = serializers.IntegerField(allow_null=True, source="package.quantity")
    delivery_days = serializers.IntegerField(allow_null=True, source="package.delivery_days")
    technical = serializers.IntegerField()
    commercial = serializers.IntegerField()
    mandatory = serializers.IntegerField()
    place = serializers.SerializerMethodField()
    demand = serializers.IntegerField(source="draft.pk", allow_null=True, default=None)

    @extend_schema_field(serializers.ChoiceField(choices=PLACES))
    def get_place(self, view: PackageView) -> str:
        """Where it has gone."""
        return "here" if view.is_here else "own" if view.draft else "none"


class DocumentDetail(DocumentOut):
    """A source with its packages; in state `choosing` nothing is taken before they are chosen."""

    packages = serializers.SerializerMethodField()

    @extend_schema_field(PackageOut(many=True))
    def get_packages(self, document: SourceDocument) -> Any:
        """In the order of the document."""
        return PackageOut(packages_of(document), many=True).data


class DocumentsTaken(serializers.Serializer[Any]):
    """What was taken in, in the order in which it was sent."""

    documents = DocumentDetail(many=True)
