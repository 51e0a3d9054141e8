"""Categories, parameters and templates; what a line of a tender is read as. All public."""

from __future__ import annotations

import json
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle

from apps.accounts.api_views import PublicApiView
from apps.taxonomy import api_examples as examples
from apps.taxonomy import selectors
from apps.taxonomy.language.exchange import answer_line
from apps.taxonomy.linking import Linker
from apps.taxonomy.models import Category, Parameter
from kernel.api_schema import operation
from kernel.errors import InvalidInput, NotFound

TAG = "taxonomy"
LONGEST_CODE = 60
LONGEST_TEXT = 50_000
MOST_LINES = 300
MOST_HITS = 200


class CategoryQuery(serializers.Serializer[Any]):
    """`search` finds by code, name, alias and abbreviation; `under` keeps what lies below a category, itself too."""

    search = serializers.CharField(max_length=selectors.LONGEST_SEARCH, required=False, default="", allow_blank=True)
    under = serializers.CharField(max_length=LONGEST_CODE, required=False, default="", allow_blank=True)
    level = serializers.IntegerField(min_value=1, max_value=3, required=False, default=None)


class CategoryName(serializers.Serializer[Any]):
    """A category as other things mention it."""

    code = serializers.CharField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()


class CategoryBrief(serializers.Serializer[Any]):
    """A category. Level 3 are the instrument types; types of one `family` compete with one another."""

    code = serializers.CharField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    aliases = serializers.ListField(child=serializers.CharField())
    level = serializers.IntegerField()
    parent = serializers.CharField(source="parent.code", allow_null=True, default=None)  # type: ignore[assignment]
    family = serializers.CharField()
    is_active = serializers.BooleanField()


class ParameterOut(serializers.Serializer[Any]):
    """A parameter with its stable code. `unit` is the one that it is usually given in."""

    code = serializers.CharField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    aliases = serializers.ListField(child=serializers.CharField())
    kind = serializers.ChoiceField(choices=Parameter.Kind.choices)
    quantity = serializers.CharField()
    unit = serializers.CharField()
    better = serializers.ChoiceField(choices=Parameter.Better.choices, allow_blank=True)
    settable = serializers.BooleanField()
    conditions = serializers.ListField(child=serializers.CharField())


class TemplateLineOut(serializers.Serializer[Any]):
    """One line of a template. `origin` is the category whose own template holds it."""

    parameter = ParameterOut()
    group = serializers.CharField()
    origin = serializers.CharField(source="origin.code")


class CategoryDetail(CategoryBrief):
    """A category with its place in the tree and its full parameter template."""

    ancestors = serializers.SerializerMethodField()
    children = serializers.SerializerMethodField()
    competes_with = serializers.SerializerMethodField()
    template = serializers.SerializerMethodField()

    @extend_schema_field(CategoryBrief(many=True))
    def get_ancestors(self, category: Category) -> Any:
        """The levels above, the highest first."""
        return CategoryBrief(selectors.ancestors(category), many=True).data

    @extend_schema_field(CategoryBrief(many=True))
    def get_children(self, category: Category) -> Any:
        """The level directly below."""
        below = selectors.descendants(category).filter(parent=category).select_related("parent")
        return CategoryBrief(below, many=True).data

    @extend_schema_field(CategoryBrief(many=True))
    def get_competes_with(self, category: Category) -> Any:
        """The other instrument types of the family; empty above level 3."""
        if category.level < 3:
            return []
        others = selectors.family_of(category).exclude(pk=category.pk).select_related("parent")
        return CategoryBrief(others, many=True).data

    @extend_schema_field(TemplateLineOut(many=True))
    def get_template(self, category: Category) -> Any:
        """Own lines first, then inherited ones."""
        return TemplateLineOut(selectors.template_of(category), many=True).data


class CategoryListView(PublicApiView):
    """All categories."""

    queryset = Category.objects.none()

    @operation(
        "categories_list",
        tag=TAG,
        summary=gettext_lazy("细分领域：按名称、缩写、代码查找，按级与上级筛选"),
        asks=[CategoryQuery],
        answer=CategoryBrief(many=True),
        refuses=(404, 422),
        example=examples.CATEGORY,
    )
    def get(self, request: Request) -> Response:
        """One page; a search gives the best hits first, else the order of the national classification."""
        asked = self.asked(CategoryQuery)
        return self.answer_page(_categories(asked["search"], asked["under"], asked["level"]), CategoryBrief)


def _categories(search: str, under: str, level: int | None) -> QuerySet[Category] | list[Category]:
    rows = Category.objects.filter(is_active=True)
    if under:
        rows = selectors.descendants(selectors.category_by_code(under))
    if level is not None:
        rows = rows.filter(level=level)
    if not search:
        return rows.select_related("parent")
    kept = set(rows.values_list("pk", flat=True))
    hits = selectors.search_categories(search, limit=MOST_HITS)
    return [hit.category for hit in hits if hit.category.pk in kept]


class CategoryDetailView(PublicApiView):
    """One category."""

    @operation(
        "categories_detail",
        tag=TAG,
        summary=gettext_lazy("一个细分领域及其参数模板"),
        answer=CategoryDetail,
        refuses=(404,),
        example=examples.CATEGORY_DETAIL,
    )
    def get(self, request: Request, code: str) -> Response:
        """The category with its template."""
        return self.answer(selectors.category_by_code(code), CategoryDetail)


class ParameterFilter(django_filters.FilterSet):  # type: ignore[misc]
    """`search` looks at code, names and aliases; `category` keeps the full template of one category."""

    search = django_filters.CharFilter(method="filter_search", max_length=selectors.LONGEST_SEARCH)
    category = django_filters.CharFilter(method="filter_category", max_length=LONGEST_CODE)
    kind = django_filters.ChoiceFilter(choices=Parameter.Kind.choices)
    quantity = django_filters.CharFilter(max_length=40)

    class Meta:
        model = Parameter
        fields: list[str] = []

    def filter_search(self, rows: QuerySet[Parameter], name: str, value: str) -> QuerySet[Parameter]:
        """Letters' case does not matter."""
        named = Q(code__icontains=value) | Q(name_zh__icontains=value) | Q(name_en__icontains=value)
        return rows.filter(named | Q(aliases__icontains=value))

    def filter_category(self, rows: QuerySet[Parameter], name: str, value: str) -> QuerySet[Parameter]:
        """Raises NotFound for an unknown category."""
        lines = selectors.template_of(selectors.category_by_code(value))
        return rows.filter(pk__in=[line.parameter.pk for line in lines])


class ParameterListView(PublicApiView):
    """All parameters."""

    filter_backends = [DjangoFilterBackend]
    filterset_class = ParameterFilter
    queryset = Parameter.objects.filter(is_active=True)

    @operation(
        "parameters_list",
        tag=TAG,
        summary=gettext_lazy("参数：稳定代码、名称、物理量与单位"),
        answer=ParameterOut(many=True),
        refuses=(404, 422),
        example=examples.PARAMETER,
    )
    def get(self, request: Request) -> Response:
        """One page, by code."""
        return self.answer_page(self.filter_queryset(self.get_queryset()), ParameterOut)


class ParameterDetailView(PublicApiView):
    """One parameter."""

    @operation(
        "parameters_detail",
        tag=TAG,
        summary=gettext_lazy("一个参数"),
        answer=ParameterOut,
        refuses=(404,),
        example=examples.PARAMETER,
    )
    def get(self, request: Request, code: str) -> Response:
        """By its code."""
        found = Parameter.objects.filter(code=code).first()
        if found is None:
            raise NotFound(_("没有代码为 %(code)s 的参数。") % {"code": code})
        return self.answer(found, ParameterOut)


class ParseBody(serializers.Serializer[Any]):
    """Lines of a tender. The instrument settles doubts; the category links names to parameter codes."""

    text = serializers.CharField(max_length=LONGEST_TEXT)
    instrument = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    category = serializers.CharField(max_length=LONGEST_CODE, required=False, default="", allow_blank=True)


class ParsedLine(serializers.Serializer[Any]):
    """One line, and what it asks for, in the format of `manage.py parse_requirements`."""

    text = serializers.CharField()
    requirements = serializers.ListField(child=serializers.DictField())


class Parsed(serializers.Serializer[Any]):
    """All lines that are not blank. `category` is the one that names were linked in; null where none is known."""

    category = serializers.CharField(allow_null=True)
    lines = ParsedLine(many=True)


class ParseView(PublicApiView):
    """The requirement language, without keeping anything. Limited: visitors may ask, and reading costs time."""

    throttle_classes = [ScopedRateThrottle]
    throttle_scope = "parse"

    @operation(
        "requirements_parse",
        tag=TAG,
        summary=gettext_lazy("按行读取参数要求（不保存）"),
        description=gettext_lazy(
            "与命令 parse_requirements 同一格式；另按 category 或 instrument 所指的细分领域给出 parameter_code。"
        ),
        takes=ParseBody,
        answer=Parsed,
        refuses=(404, 429),
        body_example=examples.PARSE_BODY,
        example=examples.PARSED,
    )
    def post(self, request: Request) -> Response:
        """Read each line by itself."""
        taken = self.taken(ParseBody)
        lines = [line.strip() for line in taken["text"].splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            message = _("最多 %(most)s 行，现有 %(count)s 行。") % {"most": MOST_LINES, "count": len(lines)}
            raise InvalidInput(message, detail={"text": message})
        category = _category_of(taken["category"], taken["instrument"])
        linker = selectors.linker_for(category) if category else None
        parsed = [{"text": line, "requirements": _readings(line, taken["instrument"], linker)} for line in lines]
        return Response({"category": category, "lines": parsed})


def _category_of(code: str, instrument: str) -> str | None:
    if code:
        return selectors.category_by_code(code).code
    return selectors.guess_category(instrument) if instrument else None


def _readings(line: str, instrument: str, linker: Linker | None) -> list[dict[str, Any]]:
    asked = json.dumps({"text": line, "instrument": instrument})
    records: list[dict[str, Any]] = answer_line(asked)["requirements"]
    if linker is not None:
        for record in records:
            around = {name: record[name] for name in ("group", "unit", "condition")}
            link = linker.link(record["parameter"], **around, before=line[: record["span"][0]])
            record["parameter_code"] = link.code if link else None
    return records
