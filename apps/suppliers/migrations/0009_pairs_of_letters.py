"""The pairs of letters of a text, by which it is searched (docs/decisions/0075)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0008_note_changes")]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION suppliers_pairs(text text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
                SELECT coalesce(array_agg(substr(text, place, 2)), '{}')
                FROM generate_series(1, char_length(text) - 1) AS place
            $$
            """,
            "DROP FUNCTION suppliers_pairs(text)",
        )
    ]
