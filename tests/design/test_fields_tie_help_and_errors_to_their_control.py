"""What is wrong with a field is said beside it, in words, and read out with it."""

from django import forms
from django.forms import Form

from tests.design.rendering import render


class Sample(Form):
    """A field of every kind that the tag draws differently."""

    budget = forms.CharField(label="预算", help_text="以万元填写")
    note = forms.CharField(label="说明", required=False)
    mark = forms.ChoiceField(label="标记", choices=[("a", "★"), ("b", "▲")], widget=forms.RadioSelect)
    public = forms.BooleanField(label="公开预算", required=False)
    paper = forms.FileField(label="招标文件", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_help_and_error_describe_the_control() -> None:
    form = Sample({"budget": ""})
    html = render("{% field form.budget suffix='万元' %}", form=form)
    assert 'aria-describedby="id_budget_error id_budget_help"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_budget_error"' in html
    assert 'id="id_budget_help"' in html
    assert 'aria-label="负偏离"' not in html


def test_a_field_without_faults_is_not_called_invalid() -> None:
    html = render("{% field form.budget %}", form=Sample({"budget": "300"}))
    assert "aria-invalid" not in html
    assert 'aria-describedby="id_budget_help"' in html


def test_only_what_may_be_left_empty_says_so() -> None:
    form = Sample()
    assert "选填" in render("{% field form.note %}", form=form)
    assert "选填" not in render("{% field form.budget %}", form=form)
    assert "选填" not in render("{% field form.public %}", form=form)


def test_the_unit_stands_inside_the_field() -> None:
    html = render("{% field form.budget suffix='万元' %}", form=Sample())
    assert 'class="control has-suffix"' in html
    assert '<span class="suffix">万元</span>' in html


def test_radio_buttons_become_a_segment_in_a_named_group() -> None:
    html = render("{% field form.mark segment=True %}", form=Sample({"mark": "a"}))
    assert "<fieldset" in html
    assert "<legend>标记</legend>" in html
    assert html.count('type="radio"') == 2
    assert 'class="segment large"' in html


def test_files_are_dropped_and_hidden_fields_stay_bare() -> None:
    form = Sample()
    assert "data-drop" in render("{% field form.paper %}", form=form)
    assert "<label" not in render("{% field form.token %}", form=form)


def test_the_summary_links_to_every_bad_field() -> None:
    html = render("{% form_errors form %}", form=Sample({}))
    assert 'href="#id_budget"' in html
    assert "有 2 处需要修改" in html
    assert render("{% form_errors form %}", form=Sample()).strip() == ""
