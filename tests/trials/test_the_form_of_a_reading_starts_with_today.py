"""The browser's date field takes ISO dates only: a date in the page's language would leave it empty and unsendable."""

from __future__ import annotations

import pytest
from django.utils import translation

from apps.trials.forms import ReadingForm
from apps.trials.models import Trial
from kernel import clock
from tests.cast import Cast, organisation_of
from tests.support.market import make_product


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_date_of_the_test_is_written_as_the_browser_reads_it(cast: Cast, language: str) -> None:
    product = make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs={})
    with translation.override(language):
        shown = str(ReadingForm(trial=Trial(product=product))["measured_on"])
    assert f'value="{clock.today().isoformat()}"' in shown
