"""What the routes of products are about."""

from __future__ import annotations

from apps.suppliers import services
from apps.suppliers.datasheets import applying, deciding
from apps.suppliers.models import Datasheet, Product, ProductImport, ProductRevision
from apps.taxonomy.models import Category
from tests.access.world import Params, builds
from tests.cast import Cast, acting, organisation_of
from tests.suppliers.builders import (
    make_content,
    make_datasheet,
    make_draft,
    make_published,
    make_submitted,
    make_type,
)


def _category() -> Category:
    return Category.objects.filter(code="999902").first() or make_type("999902")


def _params(product: Product) -> Params:
    return {"product_id": product.pk}


@builds
def instrument_type(cast: Cast) -> Params:
    """An instrument type with a template."""
    return {"code": _category().code}


@builds
def draft_product(cast: Cast) -> Params:
    """A draft of the sales engineer's maker."""
    return _params(make_draft(cast.sales_engineer, _category(), model="D-1"))


@builds
def submitted_product(cast: Cast) -> Params:
    """A product of that maker that waits for its review."""
    return _params(make_submitted(cast.sales_engineer, _category(), model="S-1"))


@builds
def published_product(cast: Cast) -> Params:
    """A published product of that maker."""
    return _params(make_published(cast.sales_engineer, _category(), by=cast.administrator, model="P-1"))


@builds
def withdrawn_product(cast: Cast) -> Params:
    """A product that its maker has withdrawn."""
    product = make_published(cast.sales_engineer, _category(), by=cast.administrator, model="W-1")
    return _params(services.withdraw_product(product.pk, actor=acting(cast.sales_engineer)))


@builds
def changed_product(cast: Cast) -> Params:
    """A change of a published product that no administrator has looked at."""
    product = make_published(cast.sales_engineer, _category(), by=cast.administrator, model="C-1")
    content = make_content(product.category, model="C-1", name="改过的名称")
    services.edit_product(product.pk, content=content, actor=acting(cast.sales_engineer))
    return {"revision_id": ProductRevision.objects.get(product=product, needs_check=True).pk}


@builds
def ready_import(cast: Cast) -> Params:
    """An import of the sales engineer's maker that can be applied."""
    given = ProductImport.objects.create(
        organisation=organisation_of(cast.sales_engineer),
        category=_category(),
        file_name="产品.xlsx",
        status=ProductImport.Status.READY,
        rows=[{"row": 3, "columns": ["model", "name"], "cells": {"model": "I-1", "name": "导入的产品"}}],
        created_by=cast.sales_engineer,
    )
    return {"import_id": given.pk}


@builds
def open_datasheet(cast: Cast) -> Params:
    """A datasheet of the sales engineer's maker for a draft, read and waiting to be looked at."""
    product = make_draft(cast.sales_engineer, _category(), model=f"DS-{Product.objects.count()}")
    return {"datasheet_id": make_datasheet(cast.sales_engineer, product=product).pk}


@builds
def accepted_datasheet(cast: Cast) -> Params:
    """The same with its sure values accepted."""
    params = open_datasheet(cast)
    deciding.accept_sure(int(str(params["datasheet_id"])), actor=acting(cast.sales_engineer))
    return params


@builds
def applied_datasheet(cast: Cast) -> Params:
    """The same, written into the draft."""
    params = accepted_datasheet(cast)
    applying.apply_datasheet(int(str(params["datasheet_id"])), actor=acting(cast.sales_engineer))
    return params


@builds
def proposal(cast: Cast) -> Params:
    """A row of that datasheet."""
    params = open_datasheet(cast)
    datasheet = Datasheet.objects.get(pk=int(str(params["datasheet_id"])))
    return {**params, "proposal_id": datasheet.proposals.earliest("position").pk}


@builds
def proposal_to_accept(cast: Cast) -> Params:
    """A row and what is to be done with it."""
    return {**proposal(cast), "decision": "accept"}
