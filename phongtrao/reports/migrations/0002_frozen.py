"""A frozen report never changes: the database itself refuses an update of its rows."""

from django.db import migrations

TABLES = ("reports_snapshot", "reports_blob")
REFUSAL = "a frozen report never changes"


def guard(apps, schema_editor):
    """Create the triggers for this engine."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    if not sqlite:
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION reports_frozen() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
    action = (
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        if sqlite
        else "EXECUTE FUNCTION reports_frozen()"
    )
    for table in TABLES:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} FOR EACH ROW {action}"
        )


def release(apps, schema_editor):
    """Drop them again."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table in TABLES:
        on = "" if sqlite else f" ON {table}"
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_frozen{on}")


class Migration(migrations.Migration):
    """Guard the tables of the room."""

    dependencies = [("reports", "0001_initial")]

    operations = [migrations.RunPython(guard, release)]
