"""The pairs of letters of a text, by which texts are searched (docs/decisions/0075)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_table_changes")]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION kernel_pairs(text text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
                SELECT coalesce(array_agg(substr(text, place, 2)), '{}')
                FROM generate_series(1, char_length(text) - 1) AS place
            $$
            """,
            "DROP FUNCTION kernel_pairs(text)",
        )
    ]
