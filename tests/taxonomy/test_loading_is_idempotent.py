"""Loading brings the tables to what the files say; a second time it changes nothing, and it deletes no code."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from apps.taxonomy import selectors
from apps.taxonomy.facts import TaxonomyChanged
from apps.taxonomy.models import Category, Parameter, TemplateRow
from apps.taxonomy.services import load_taxonomy
from kernel import facts
from tests.taxonomy.catalogue import shipped

pytestmark = pytest.mark.django_db


def test_the_command_loads_everything_and_says_so() -> None:
    said = StringIO()
    call_command("load_taxonomy", stdout=said)
    assert Category.objects.count() == len(shipped().categories)
    assert Parameter.objects.count() == len(shipped().parameters)
    assert TemplateRow.objects.count() == len(shipped().template_rows)
    assert f"categories: {len(shipped().categories)} created" in said.getvalue()
    assert Category.objects.get(code="010501").parent == Category.objects.get(code="0105")


def test_a_second_load_changes_nothing() -> None:
    call_command("load_taxonomy", verbosity=0)
    version = selectors.taxonomy_version()
    said = StringIO()
    call_command("load_taxonomy", stdout=said)
    assert said.getvalue().splitlines()[-1] == "0 changes"
    assert selectors.taxonomy_version() == version


def test_a_changed_row_is_updated_and_nothing_else() -> None:
    load_taxonomy(shipped())
    Parameter.objects.filter(code="lc.max_pressure").update(unit="bar")
    report = load_taxonomy(shipped())
    assert (report.parameters.created, report.parameters.updated, report.parameters.retired) == (0, 1, 0)
    assert report.categories.is_empty
    assert report.template_rows.is_empty
    assert Parameter.objects.get(code="lc.max_pressure").unit == "MPa"


def test_what_the_files_no_longer_know_is_retired_and_comes_back() -> None:
    load_taxonomy(shipped())
    row = TemplateRow.objects.get(category__code="011208", parameter__code="chill.head")
    smaller = replace(
        shipped(),
        categories=tuple(c for c in shipped().categories if c.code != "030403"),
        parameters=tuple(p for p in shipped().parameters if p.code != "chill.head"),
        template_rows=tuple(r for r in shipped().template_rows if r.parameter != "chill.head"),
    )
    report = load_taxonomy(smaller)
    assert (report.categories.retired, report.parameters.retired, report.template_rows.retired) == (1, 1, 1)
    assert not Category.objects.get(code="030403").is_active
    assert not Parameter.objects.get(code="chill.head").is_active
    assert not TemplateRow.objects.filter(pk=row.pk).exists()
    assert load_taxonomy(smaller).is_empty
    load_taxonomy(shipped())
    assert Category.objects.get(code="030403").is_active
    assert Parameter.objects.get(code="chill.head").is_active


def test_news_of_a_change_is_published_once() -> None:
    heard: list[TaxonomyChanged] = []
    facts.listen(TaxonomyChanged, heard.append)
    load_taxonomy(shipped())
    load_taxonomy(shipped())
    Parameter.objects.filter(code="lc.max_pressure").update(name_zh="耐压")
    load_taxonomy(shipped())
    assert len(heard) == 2
    assert "010501" in heard[0].category_codes
    assert heard[1] == TaxonomyChanged((), ("lc.max_pressure",))


def test_a_fault_stops_the_command_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"categories\.tsv"):
        call_command("load_taxonomy", folder=tmp_path)
    assert not Category.objects.exists()
