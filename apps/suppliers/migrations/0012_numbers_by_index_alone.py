"""A numeric filter is answered by its index alone, without a look at the rows (docs/decisions/0075)."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("suppliers", "0011_rivals")]

    operations = [
        AddIndexConcurrently(
            "specvalue",
            models.Index(
                fields=["parameter", "base_hi", "base_lo"],
                include=["product", "kind", "has_rival"],
                name="spec_value_figures",
                condition=models.Q(("base_hi__isnull", False)),
            ),
        ),
        AddIndexConcurrently(
            "specvalue",
            models.Index(fields=["parameter"], name="spec_value_rivals", condition=models.Q(("has_rival", True))),
        ),
        RemoveIndexConcurrently("specvalue", "spec_value_by_number"),
    ]
