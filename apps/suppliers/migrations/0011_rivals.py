"""Which spec values stand beside others of the same parameter: few do, and the rest simply count.

The database itself keeps the mark, whoever writes (docs/decisions/0075).
"""

from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION suppliers_note_rivals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE suppliers_specvalue AS value SET has_rival = told.alike > 1
    FROM (
        SELECT id, count(*) OVER (PARTITION BY product_id, parameter_id) AS alike
        FROM suppliers_specvalue WHERE product_id IN (SELECT product_id FROM changed)
    ) AS told
    WHERE told.id = value.id AND value.has_rival <> (told.alike > 1);
    RETURN NULL;
END $$
"""
BACKFILL = """
UPDATE suppliers_specvalue AS value SET has_rival = true
FROM (
    SELECT id, count(*) OVER (PARTITION BY product_id, parameter_id) AS alike FROM suppliers_specvalue
) AS told
WHERE told.id = value.id AND told.alike > 1
"""


def _trigger(event: str, rows: str) -> migrations.RunSQL:
    name = f"note_rivals_{event.lower()}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER {event} ON suppliers_specvalue REFERENCING {rows} TABLE AS changed"
        " FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION suppliers_note_rivals()",
        f"DROP TRIGGER {name} ON suppliers_specvalue",
    )


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0010_catalogue_in_order")]

    operations = [
        migrations.AddField("specvalue", "has_rival", models.BooleanField(default=False, editable=False)),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION suppliers_note_rivals()"),
        _trigger("INSERT", "NEW"),
        _trigger("UPDATE", "NEW"),
        _trigger("DELETE", "OLD"),
    ]
