"""Names that the taxonomy doesn't know, for programs of its editors: read, accept, reject, take back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api_views import ApiView, NoBody
from apps.taxonomy import api_examples as examples
from apps.taxonomy import editing
from apps.taxonomy import proposal_selectors as selectors
from apps.taxonomy.apis import LONGEST_CODE, TAG, CategoryName
from apps.taxonomy.models import NameProposal, Parameter
from kernel.api_schema import Text, ViewT, operation


class ProposalQuery(serializers.Serializer[Any]):
    """`search` looks at the printed names; `category` is the code of an instrument type."""

    state = serializers.ChoiceField(choices=NameProposal.State.choices, required=False, default="")
    category = serializers.CharField(max_length=LONGEST_CODE, required=False, default="", allow_blank=True)
    search = serializers.CharField(max_length=selectors.LONGEST_SEARCH, required=False, default="", allow_blank=True)


class ProposalBrief(serializers.Serializer[Any]):
    """A printed name with its frequency, and what was decided. `parameter` is a code."""

    id = serializers.IntegerField()
    category = CategoryName()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=NameProposal.State.choices)
    parameter = serializers.CharField(source="parameter.code", allow_null=True, default=None)
    reason = serializers.CharField()
    documents = serializers.IntegerField(source="document_count")
    organisations = serializers.IntegerField(source="organisation_count")
    rows = serializers.IntegerField(source="row_count")
    first_seen = serializers.DateTimeField()
    last_seen = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)


class SpellingOut(serializers.Serializer[Any]):
    """A printed spelling and how many rows print it."""

    name = serializers.CharField()
    times = serializers.IntegerField()


class SurroundingsOut(serializers.Serializer[Any]):
    """Groups, units and lines; nothing (`is_hidden`) while one organisation's unpublished rows alone print the name."""

    groups = serializers.ListField(child=serializers.CharField())
    units = serializers.ListField(child=serializers.CharField())
    examples = serializers.ListField(child=serializers.CharField())
    is_hidden = serializers.BooleanField()


class CandidateOut(serializers.Serializer[Any]):
    """A parameter that the name may mean, and how close its names are: 0 to 100."""

    code = serializers.CharField()
    name = serializers.CharField()
    score = serializers.IntegerField()


class ProposalDetail(ProposalBrief):
    """One proposal with its spellings, what stands around it, and the closest parameters."""

    spellings = serializers.SerializerMethodField()
    around = serializers.SerializerMethodField()
    candidates = serializers.SerializerMethodField()

    @extend_schema_field(SpellingOut(many=True))
    def get_spellings(self, proposal: NameProposal) -> Any:
        """The most frequent first."""
        return SpellingOut(selectors.spellings(proposal), many=True).data

    @extend_schema_field(SurroundingsOut())
    def get_around(self, proposal: NameProposal) -> Any:
        """What may be shown of the lines."""
        return SurroundingsOut(selectors.surroundings(proposal)).data

    @extend_schema_field(CandidateOut(many=True))
    def get_candidates(self, proposal: NameProposal) -> Any:
        """The closest first."""
        return CandidateOut(selectors.candidates([proposal])[proposal.pk], many=True).data


class AliasBody(serializers.Serializer[Any]):
    """The code of the parameter that the name means."""

    parameter = serializers.CharField(max_length=LONGEST_CODE)


class NewParameterBody(serializers.Serializer[Any]):
    """A parameter to be added. `quantity` may be left out where the unit belongs to one only."""

    code = serializers.CharField(max_length=LONGEST_CODE)
    name_zh = serializers.CharField(max_length=120)
    name_en = serializers.CharField(max_length=160, required=False, default="", allow_blank=True)
    kind = serializers.ChoiceField(choices=Parameter.Kind.choices)
    unit = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    quantity = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    better = serializers.ChoiceField(choices=Parameter.Better.choices, required=False, default="", allow_blank=True)
    settable = serializers.BooleanField(required=False, default=False)
    conditions = serializers.ListField(
        child=serializers.CharField(max_length=120), max_length=20, required=False, default=list
    )
    group = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)


class RejectBody(serializers.Serializer[Any]):
    """Why the name is no parameter."""

    reason = serializers.CharField(max_length=editing.LONGEST_REASON)


class ProposalListView(ApiView):
    """All proposals, for editors and auditors."""

    queryset = NameProposal.objects.none()

    @operation(
        "name_proposals_list",
        tag=TAG,
        summary=gettext_lazy("词表提议：词表不认识的参数名称，出现最多的在前"),
        asks=[ProposalQuery],
        answer=ProposalBrief(many=True),
        refuses=(401, 403, 422),
        example=examples.PROPOSAL,
    )
    def get(self, request: Request) -> Response:
        """One page."""
        asked = self.asked(ProposalQuery)
        rows = selectors.proposals(
            self.actor, state=asked["state"], category_code=asked["category"], search=asked["search"]
        )
        return self.answer_page(rows, ProposalBrief)


class ProposalDetailView(ApiView):
    """One proposal."""

    @operation(
        "name_proposals_detail",
        tag=TAG,
        summary=gettext_lazy("一条词表提议"),
        answer=ProposalDetail,
        refuses=(401, 403, 404),
        example=examples.PROPOSAL_DETAIL,
    )
    def get(self, request: Request, proposal_id: int) -> Response:
        """With its spellings and the closest parameters."""
        return self.answer(selectors.proposal_for(self.actor, proposal_id), ProposalDetail)


def _decision(operation_id: str, summary: Text, takes: Any, body: object) -> Callable[[ViewT], ViewT]:
    return operation(
        operation_id,
        tag=TAG,
        summary=summary,
        takes=takes,
        answer=ProposalDetail,
        refuses=(401, 403, 404, 409),
        body_example=body,
        example=examples.PROPOSAL_DETAIL,
    )


class _DecisionView(ApiView):
    """A decision of an editor."""

    def _answer(self, proposal_id: int) -> Response:
        return self.answer(selectors.proposal_for(self.actor, proposal_id), ProposalDetail)


class ProposalAliasView(_DecisionView):
    """Accepting as an alias."""

    @_decision("name_proposals_alias", gettext_lazy("收为别名"), AliasBody, {"parameter": "lc.max_pressure"})
    def post(self, request: Request, proposal_id: int) -> Response:
        """Takes effect with the next reading."""
        editing.demand_editor(self.actor)
        editing.accept_alias(proposal_id, parameter_code=self.taken(AliasBody)["parameter"], actor=self.actor)
        return self._answer(proposal_id)


class ProposalParameterView(_DecisionView):
    """Accepting as a new parameter."""

    @_decision("name_proposals_parameter", gettext_lazy("收为新参数"), NewParameterBody, examples.NEW_PARAMETER)
    def post(self, request: Request, proposal_id: int) -> Response:
        """Takes effect with the next reading."""
        editing.demand_editor(self.actor)
        taken = self.taken(NewParameterBody)
        new = editing.NewParameter(**{**taken, "conditions": tuple(taken["conditions"])})
        editing.accept_parameter(proposal_id, new=new, actor=self.actor)
        return self._answer(proposal_id)


class ProposalRejectView(_DecisionView):
    """Rejecting."""

    @_decision("name_proposals_reject", gettext_lazy("驳回"), RejectBody, {"reason": "外形尺寸不作比对"})
    def post(self, request: Request, proposal_id: int) -> Response:
        """The name goes on being counted."""
        editing.demand_editor(self.actor)
        editing.reject(proposal_id, reason=self.taken(RejectBody)["reason"], actor=self.actor)
        return self._answer(proposal_id)


class ProposalUndoView(_DecisionView):
    """Taking a decision back."""

    @_decision("name_proposals_undo", gettext_lazy("撤销决定"), NoBody, {})
    def post(self, request: Request, proposal_id: int) -> Response:
        """Back to what waits."""
        editing.undo(proposal_id, actor=self.actor)
        return self._answer(proposal_id)


class ProposalRelinkView(_DecisionView):
    """Linking drafts anew."""

    @_decision("name_proposals_relink", gettext_lazy("重新对应未发布的行"), NoBody, {})
    def post(self, request: Request, proposal_id: int) -> Response:
        """The worker does it; published versions stay as they are."""
        editing.ask_relink(proposal_id, actor=self.actor)
        return self._answer(proposal_id)
