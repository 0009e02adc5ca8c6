"""The databases' own indexes of words, beside the tables of 0001 and kept by them alone."""

from django.db import migrations

TABLES = ("search_project", "search_organisation", "search_person")
COLUMNS = ("title_words", "words")

SQLITE = """
CREATE VIRTUAL TABLE {table}_fts USING fts5(title_words, words, content='{table}', content_rowid='record_id',
    tokenize='unicode61 remove_diacritics 0', detail=column, prefix='3 4');
CREATE TRIGGER {table}_added AFTER INSERT ON {table} BEGIN
    INSERT INTO {table}_fts (rowid, title_words, words) VALUES (new.record_id, new.title_words, new.words);
END;
CREATE TRIGGER {table}_dropped AFTER DELETE ON {table} BEGIN
    INSERT INTO {table}_fts ({table}_fts, rowid, title_words, words)
    VALUES ('delete', old.record_id, old.title_words, old.words);
END;
CREATE TRIGGER {table}_changed AFTER UPDATE OF title_words, words ON {table}
WHEN old.title_words <> new.title_words OR old.words <> new.words BEGIN
    INSERT INTO {table}_fts ({table}_fts, rowid, title_words, words)
    VALUES ('delete', old.record_id, old.title_words, old.words);
    INSERT INTO {table}_fts (rowid, title_words, words) VALUES (new.record_id, new.title_words, new.words);
END
"""
SQLITE_BACK = """
DROP TRIGGER {table}_added; DROP TRIGGER {table}_dropped; DROP TRIGGER {table}_changed; DROP TABLE {table}_fts
"""
# `array_to_tsvector` takes our words as they are; the parser of to_tsvector would part some of them.
POSTGRESQL = """
CREATE INDEX {table}_{column}_gin ON {table} USING gin (array_to_tsvector(string_to_array({column}, ' ')))
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            for statement in _statements(SQLITE.format(table=table)):
                schema_editor.execute(statement)
    else:
        for table in TABLES:
            for column in COLUMNS:
                schema_editor.execute(POSTGRESQL.format(table=table, column=column))


def drop(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "sqlite":
            for statement in SQLITE_BACK.format(table=table).split(";"):
                schema_editor.execute(statement)
        else:
            for column in COLUMNS:
                schema_editor.execute(f"DROP INDEX {table}_{column}_gin")


def _statements(script):
    """Those of a script, in which a trigger holds some itself: a new one begins at a line with CREATE."""
    return [f"CREATE {part}" for part in script.strip().removeprefix("CREATE ").split("\nCREATE ")]


class Migration(migrations.Migration):
    dependencies = [("search", "0001_what_is_searched")]

    operations = [migrations.RunPython(make, drop)]
