"""The sample world, written once into an empty database, in one transaction, the same every time."""

from __future__ import annotations

import random

from django.db import transaction

from apps.accounts.models import User
from apps.sample import names
from apps.sample.ages import make_ages
from apps.sample.answers import make_answers
from apps.sample.cast import make_cast
from apps.sample.datasheets import make_datasheets
from apps.sample.demands import make_demands
from apps.sample.outcomes import make_outcomes
from apps.sample.papers import make_papers
from apps.sample.products import make_products
from apps.sample.proposals import make_proposals

SEED = 2026


def is_loaded() -> bool:
    """Whether the sample world is there already; the far larger market of `load_scale_world` is none."""
    return User.objects.filter(email=names.SIGN_INS[0].email).exists()


@transaction.atomic
def load() -> bool:
    """Write the sample world unless it is there; whether it was written. Published demands are matched by the worker.

    Raises nothing of its own; a half-written world cannot exist.
    """
    if is_loaded():
        return False
    chance = random.Random(SEED)  # noqa: S311  the same world every time
    cast = make_cast(chance)
    make_products(cast, chance)
    make_demands(cast, chance)
    make_papers(cast)
    make_outcomes(cast, chance)
    make_answers(cast)
    make_datasheets(cast)
    make_proposals(cast, chance)
    make_ages(cast)
    return True
