"""The catalogue in each of its orders, so that a page reads what it shows and no more (docs/decisions/0075)."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

LISTED = models.Q(("is_reference", False), ("status", "published"))
REFERENCES = models.Q(("is_reference", True), ("status", "published"))
ORDERS_OF_REFERENCES = {
    "reference_by_brand": ["brand", "model"],
    "reference_of_type": ["category", "brand", "model"],
}
ORDERS = {
    "product_by_day": ["-published_at", "-id"],
    "product_by_price": ["price_yuan", "id"],
    "product_by_lead_time": ["lead_time_days", "id"],
    "product_by_model": ["model", "id"],
    "product_of_type_by_day": ["category", "-published_at", "-id"],
    "product_of_type_by_price": ["category", "price_yuan", "id"],
    "product_of_type_by_lead": ["category", "lead_time_days", "id"],
    "product_of_type_by_model": ["category", "model", "id"],
}


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("suppliers", "0009_search_by_pairs")]

    operations = [
        AddIndexConcurrently("product", models.Index(fields=fields, name=name, condition=condition))
        for condition, orders in ((LISTED, ORDERS), (REFERENCES, ORDERS_OF_REFERENCES))
        for name, fields in orders.items()
    ]
