"""What the API of products takes and shows. Contacts appear nowhere."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.apis import OrganisationBrief
from apps.suppliers import access
from apps.suppliers.checking import LARGEST_DAYS, LARGEST_MONTHS, MOST_CERTIFICATES, MOST_SPECS
from apps.suppliers.contents import CertificateEntry, ProductContent, SpecEntry
from apps.suppliers.domestic import Standing, domestic_statement
from apps.suppliers.models import Product, SpecValue
from apps.suppliers.pages import counting_rows, rung_today
from apps.suppliers.selectors import spec_rows_of
from apps.suppliers.specs import is_expired, understanding_of, value_of
from apps.taxonomy.apis import CategoryName
from apps.taxonomy.language.types import EvidenceRung, SpecKind
from kernel import clock
from kernel.api import QueryList

LONGEST_SEARCH = 80
LONGEST_CODE = 60
MOST_RANGES = 10
SPEC_KINDS = [(kind.value, kind.value) for kind in SpecKind]
SORTS = ("price", "-price", "lead", "-lead", "model", "-model")


def _optional_text(longest: int) -> serializers.CharField:
    return serializers.CharField(max_length=longest, required=False, default="", allow_blank=True)


# ---- taken --------------------------------------------------------------------------------------------------------


class SpecBody(serializers.Serializer[Any]):
    """A spec value as the maker writes it: `text` with its unit. `parameter` is a code, or `printed_name` is given."""

    parameter = _optional_text(LONGEST_CODE)
    printed_name = _optional_text(120)
    text = serializers.CharField(max_length=400)
    condition = _optional_text(200)
    asked_rung = serializers.IntegerField(min_value=1, max_value=4, required=False, default=1)
    evidence = _optional_text(200)
    expires_on = serializers.DateField(required=False, allow_null=True, default=None)


class CertificateBody(serializers.Serializer[Any]):
    """A certificate that stands behind the product."""

    title = serializers.CharField(max_length=120)
    number = _optional_text(80)
    issuer = _optional_text(120)
    issued_on = serializers.DateField(required=False, allow_null=True, default=None)
    expires_on = serializers.DateField(required=False, allow_null=True, default=None)


class ProductBody(serializers.Serializer[Any]):
    """Everything that a maker says of a product. Amounts in 元."""

    category = serializers.CharField(max_length=LONGEST_CODE)
    name = serializers.CharField(max_length=120)
    model = serializers.CharField(max_length=60)
    brand = _optional_text(60)
    summary = _optional_text(2000)
    price_yuan = serializers.DecimalField(
        max_digits=14, decimal_places=2, min_value=0, required=False, allow_null=True, default=None
    )
    lead_time_days = serializers.IntegerField(
        min_value=0, max_value=LARGEST_DAYS, required=False, allow_null=True, default=None
    )
    warranty_months = serializers.IntegerField(
        min_value=0, max_value=LARGEST_MONTHS, required=False, allow_null=True, default=None
    )
    origin = serializers.ChoiceField(choices=Product.Origin.choices, required=False, default=Product.Origin.UNKNOWN)
    place_of_production = _optional_text(120)
    has_trial_unit = serializers.BooleanField(required=False, default=False)
    specs = serializers.ListField(child=SpecBody(), max_length=MOST_SPECS, required=False, default=list)
    certificates = serializers.ListField(
        child=CertificateBody(), max_length=MOST_CERTIFICATES, required=False, default=list
    )


class ProductCreateBody(ProductBody):
    """A new product. Only administrators list imported references."""

    is_reference = serializers.BooleanField(required=False, default=False)


class ProductEditBody(ProductBody):
    """The whole content anew. `revision` is the one that was read; 409 when somebody edited in between."""

    revision = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False, allow_null=True, default=None)


class ReasonBody(serializers.Serializer[Any]):
    """Why, for the log."""

    reason = _optional_text(2000)


def content_of(taken: dict[str, Any], *, is_reference: bool) -> ProductContent:
    """The body as the services take it."""
    names = {str(name) for name in ProductBody().fields} - {"specs", "certificates"}
    plain = {name: taken[name] for name in names}
    specs = tuple(SpecEntry(**{**spec, "asked_rung": EvidenceRung(spec["asked_rung"])}) for spec in taken["specs"])
    certificates = tuple(CertificateEntry(**each) for each in taken["certificates"])
    return ProductContent(**plain, is_reference=is_reference, specs=specs, certificates=certificates)


class ProductQuery(serializers.Serializer[Any]):
    """The filters of the catalogue; all of them must hold. Prices in 元, or with 万元."""

    search = serializers.CharField(max_length=LONGEST_SEARCH, required=False, default="", allow_blank=True)
    category = serializers.CharField(max_length=LONGEST_CODE, required=False, default="", allow_blank=True)
    spec = QueryList(child=serializers.CharField(max_length=160), max_length=MOST_RANGES, required=False, default=list)
    price_from = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    price_to = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    evidence = serializers.IntegerField(min_value=1, max_value=4, required=False, default=0)
    domestic = serializers.BooleanField(required=False, default=False)
    trial = serializers.BooleanField(required=False, default=False)
    province = serializers.RegexField(r"^[0-9]{2}$", required=False, default="")
    reference = serializers.BooleanField(required=False, default=False)
    sort = serializers.ChoiceField(choices=SORTS, required=False, default="")


# ---- shown --------------------------------------------------------------------------------------------------------


class ProductBrief(serializers.Serializer[Any]):
    """A product as a list shows it. `is_reference`: imported, for comparison only, never ranked."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    model = serializers.CharField()
    brand = serializers.CharField()
    category = CategoryName()
    maker = OrganisationBrief(source="organisation")
    price_yuan = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    lead_time_days = serializers.IntegerField(allow_null=True)
    warranty_months = serializers.IntegerField(allow_null=True)
    origin = serializers.ChoiceField(choices=Product.Origin.choices)
    is_domestic = serializers.SerializerMethodField()
    has_trial_unit = serializers.BooleanField()
    is_reference = serializers.BooleanField()
    is_sample = serializers.BooleanField()
    status = serializers.ChoiceField(choices=Product.Status.choices)
    revision = serializers.IntegerField()
    published_at = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField()

    def get_is_domestic(self, product: Product) -> bool:
        """By the rule in force today; unknown is not domestic."""
        return domestic_statement(product.origin, product.place_of_production, on=clock.today()).is_domestic


class SpecOut(serializers.Serializer[Any]):
    """A spec value: the text, how it was read, and who stands behind it.

    `lo` and `hi` are exact texts in `unit`. `counts`: of several values for one parameter and condition, the one that
    comparisons use today. `asked_rung` is shown to the maker and the platform only.
    """

    id = serializers.IntegerField()
    parameter = serializers.CharField(source="parameter.code", allow_null=True, default=None)
    name = serializers.CharField(source="printed_name")
    text = serializers.CharField()
    kind = serializers.ChoiceField(choices=SPEC_KINDS)
    lo = serializers.CharField()
    hi = serializers.CharField()
    unit = serializers.CharField()
    members = serializers.ListField(child=serializers.CharField())
    has = serializers.BooleanField(allow_null=True)
    is_strict = serializers.BooleanField()
    is_approximate = serializers.BooleanField()
    condition = serializers.CharField()
    reading = serializers.SerializerMethodField()
    rung = serializers.SerializerMethodField()
    evidence = serializers.CharField()
    expires_on = serializers.DateField(allow_null=True)
    is_expired = serializers.SerializerMethodField()
    is_recorded = serializers.BooleanField()
    counts = serializers.SerializerMethodField()
    asked_rung = serializers.SerializerMethodField()

    def get_reading(self, row: SpecValue) -> str:
        """How the text was read, in words."""
        return understanding_of(value_of(row), row.parameter).words

    def get_rung(self, row: SpecValue) -> int:
        """The evidence of today, 1 to 4."""
        return rung_today(row, clock.today())

    def get_is_expired(self, row: SpecValue) -> bool:
        """Whether the evidence has run out."""
        return is_expired(row, clock.today())

    def get_counts(self, row: SpecValue) -> bool:
        """Whether comparisons use this value."""
        return row.pk in self.context["counting"]

    def get_asked_rung(self, row: SpecValue) -> int | None:
        """What the maker states, before an administrator confirms it."""
        return row.asked_rung if self.context["is_own"] else None


class CertificateOut(serializers.Serializer[Any]):
    """A certificate."""

    title = serializers.CharField()
    number = serializers.CharField()
    issuer = serializers.CharField()
    issued_on = serializers.DateField(allow_null=True)
    expires_on = serializers.DateField(allow_null=True)


class DomesticOut(serializers.Serializer[Any]):
    """The statement by the dated rule of domestic products."""

    standing = serializers.ChoiceField(choices=[(each.value, each.value) for each in Standing])
    reason = serializers.CharField()
    rule_version = serializers.IntegerField(source="rule.version")


class ProductDetail(ProductBrief):
    """A product with its values, evidence and certificates."""

    summary = serializers.CharField()
    place_of_production = serializers.CharField()
    domestic = serializers.SerializerMethodField()
    specs = serializers.SerializerMethodField()
    certificates = CertificateOut(many=True)

    @extend_schema_field(DomesticOut)
    def get_domestic(self, product: Product) -> Any:
        """Why it counts as domestic, foreign or unknown."""
        return DomesticOut(domestic_statement(product.origin, product.place_of_production, on=clock.today())).data

    @extend_schema_field(SpecOut(many=True))
    def get_specs(self, product: Product) -> Any:
        """In the maker's order, the newest first within a place."""
        rows = list(spec_rows_of([product.pk]))
        actor = self.context["actor"]
        is_own = actor.belongs_to(product.organisation_id) or access.may_see_unpublished(actor)
        counting = {row.pk for row in counting_rows(rows, clock.today())}
        return SpecOut(rows, many=True, context={"counting": counting, "is_own": is_own}).data
