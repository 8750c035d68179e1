"""The tables of a store, for both databases, and the triggers that keep what was written.

`leaf`, `tile`, `checkpoint`, `shown` and `cosignature` only grow. The bytes of a body and the ciphertext of an attachment
can be taken out once and never put back. The triggers stop mistakes of our own programs; against whoever owns the disk the
log has its tree, its witnesses and its mirrors.

Only complete tiles are stored, each once, with the hash of the tree above it. What stands to the right of them is made from
the leaves (`growth.py`), so an ordinary append writes no tile at all.
"""

VERSION = 2
"""Raised by one with every change of the tables."""

APPEND_ONLY = ("leaf", "tile", "checkpoint", "shown", "cosignature", "about", "erasure", "reread", "alarm", "settled",
               "absent")  # fmt: skip
"""Tables whose rows are never changed and never deleted."""

KEYS = {
    "leaf": ("idx",), "body": ("idx",), "attachment": ("c",), "tile": ("level", "n"), "checkpoint": ("size",),
    "shown": ("size",), "cosignature": ("size", "name", "line"), "about": ("one",), "erasure": ("c",),
    "reread": ("number",), "alarm": ("number",), "settled": ("number",), "absent": ("idx",),
}  # fmt: skip
"""What a row that stays is told apart by."""

# BLOB and INTEGER are SQLite's names; `for_postgres` puts in the others. `seq` stands in the body, so a copy of a log does not
# know it; `absent` lists bodies that no copy had when a lost log was made again; `settled` says up to which alarm a person has
# cleared them, after which reading; `intake` holds the receipts that a guarantor has given. Moments are whole seconds since
# 1970, UTC.
_TABLES = """
CREATE TABLE schema_version (version INTEGER PRIMARY KEY);
CREATE TABLE about (one INTEGER PRIMARY KEY CHECK (one = 1), origin TEXT NOT NULL);
CREATE TABLE leaf (
    idx INTEGER PRIMARY KEY, act_id BLOB NOT NULL UNIQUE CHECK (length(act_id) = 32),
    kid BLOB NOT NULL CHECK (length(kid) = 8), seq INTEGER CHECK (seq >= 0),
    envelope BLOB NOT NULL CHECK (length(envelope) = 146));
CREATE INDEX leaf_by_device ON leaf (kid, seq, idx);
CREATE TABLE body (
    idx INTEGER PRIMARY KEY, bytes BLOB, redacted_by INTEGER, CHECK ((bytes IS NULL) = (redacted_by IS NOT NULL)));
CREATE TABLE attachment (
    c BLOB PRIMARY KEY CHECK (length(c) = 32), idx INTEGER NOT NULL, subject BLOB NOT NULL, ciphertext BLOB);
CREATE TABLE tile (
    level INTEGER NOT NULL, n INTEGER NOT NULL, root BLOB NOT NULL CHECK (length(root) = 32),
    bytes BLOB NOT NULL CHECK (length(bytes) = 8192), PRIMARY KEY (level, n));
CREATE TABLE checkpoint (
    size INTEGER PRIMARY KEY, root BLOB NOT NULL CHECK (length(root) = 32), note BLOB NOT NULL, made INTEGER NOT NULL);
CREATE TABLE shown (size INTEGER PRIMARY KEY, at INTEGER NOT NULL);
CREATE TABLE cosignature (
    size INTEGER NOT NULL, name TEXT NOT NULL, line BLOB NOT NULL, came INTEGER NOT NULL, PRIMARY KEY (size, name, line));
CREATE TABLE device_head (kid BLOB PRIMARY KEY, seq INTEGER NOT NULL);
CREATE TABLE inbox (
    act_id BLOB PRIMARY KEY, envelope BLOB NOT NULL, body BLOB NOT NULL, came_with BLOB NOT NULL, came INTEGER NOT NULL,
    state TEXT NOT NULL, why TEXT NOT NULL);
CREATE TABLE inbox_attachment (
    act_id BLOB NOT NULL, c BLOB NOT NULL, ciphertext BLOB NOT NULL, keys BLOB NOT NULL, PRIMARY KEY (act_id, c));
CREATE TABLE erasure (c BLOB PRIMARY KEY, ordered INTEGER NOT NULL, carried_out INTEGER NOT NULL);
CREATE TABLE reread (
    number INTEGER PRIMARY KEY, at INTEGER NOT NULL, first INTEGER NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL);
CREATE TABLE alarm (
    number INTEGER PRIMARY KEY, at INTEGER NOT NULL, step TEXT NOT NULL, expected TEXT NOT NULL, got TEXT NOT NULL);
CREATE TABLE settled (
    number INTEGER PRIMARY KEY, at INTEGER NOT NULL, upto INTEGER NOT NULL, reading INTEGER NOT NULL);
CREATE TABLE intake (
    act_id BLOB PRIMARY KEY CHECK (length(act_id) = 32), kid BLOB NOT NULL CHECK (length(kid) = 8), org TEXT NOT NULL,
    at INTEGER NOT NULL, size INTEGER NOT NULL, within INTEGER NOT NULL, receipt BLOB NOT NULL);
CREATE INDEX intake_by_key ON intake (kid);
CREATE TABLE absent (idx INTEGER PRIMARY KEY, since INTEGER NOT NULL);
"""

_SAME_LEAF = " AND ".join(f"NEW.{column} = OLD.{column}" for column in ("idx", "act_id", "kid", "envelope"))
_NOT_LEARNED = f"NOT (OLD.seq IS NULL AND NEW.seq IS NOT NULL AND {_SAME_LEAF})"
"""A copy learns the number of an act with its body, once. Nothing else of a leaf ever changes."""


def for_sqlite() -> list[str]:
    """Give the statements that make an empty store in SQLite."""
    made = [part.strip() for part in _TABLES.split(";") if part.strip()]
    for table in APPEND_ONLY:
        made += [_sqlite(table, f"{event.lower()}_refused", event, _NOT_LEARNED if (table, event) == ("leaf", "UPDATE") else "1",
                         f"{table}: a row that was written stays") for event in ("UPDATE", "DELETE")]  # fmt: skip
    for table, once, kept in (("body", "bytes", ("idx",)), ("attachment", "ciphertext", ("c", "idx", "subject"))):
        same = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in kept)
        made += [
            _sqlite(table, "delete_refused", "DELETE", "1", f"{table}: a row that was written stays"),
            _sqlite(table, "update_once", "UPDATE", f"OLD.{once} IS NULL OR NEW.{once} IS NOT NULL OR {same}",
                    f"{table}: {once} can only be taken out, once"),
        ]  # fmt: skip
    # INSERT OR REPLACE deletes without a word to the triggers above. It has to be stopped before.
    for table, columns in KEYS.items():
        if table == "leaf":
            continue  # its rule about gaps, below, stops that too
        there = " AND ".join(f"{column} = NEW.{column}" for column in columns)
        made.append(_sqlite(table, "insert_once", "INSERT", f"EXISTS (SELECT 1 FROM {table} WHERE {there})",
                            f"{table}: a row that was written stays"))  # fmt: skip
    made.append(_sqlite("leaf", "no_gaps", "INSERT", "NEW.idx <> (SELECT coalesce(max(idx) + 1, 0) FROM leaf)",
                        "leaf: indexes have no gaps"))  # fmt: skip
    return made


def _sqlite(table: str, name: str, event: str, when: str, said: str) -> str:
    return (f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END")  # fmt: skip


def for_postgres() -> list[str]:
    """Give the statements that make an empty store in PostgreSQL."""
    made = [part.strip().replace("BLOB", "BYTEA").replace("INTEGER", "BIGINT") for part in _TABLES.split(";") if part.strip()]
    made.append("""CREATE FUNCTION stays() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '%: a row that was written stays', TG_TABLE_NAME; END $$""")
    for table in (*APPEND_ONLY, "body", "attachment"):
        events = "DELETE" if table in ("leaf", "body", "attachment") else "UPDATE OR DELETE"
        made += [f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} FOR EACH {each} EXECUTE FUNCTION stays()"
                 for name, event, each in (("stays", events, "ROW"), ("not_emptied", "TRUNCATE", "STATEMENT"))]  # fmt: skip
    for table, once, kept in (("body", "bytes", ("idx",)), ("attachment", "ciphertext", ("c", "idx", "subject"))):
        same = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in kept)
        made += [
            f"""CREATE FUNCTION {table}_once() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN IF OLD.{once} IS NULL OR NEW.{once} IS NOT NULL OR {same} THEN
            RAISE EXCEPTION '{table}: {once} can only be taken out, once'; END IF; RETURN NEW; END $$""",
            f"CREATE TRIGGER {table}_update_once BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_once()",
        ]
    made += [
        f"""CREATE FUNCTION leaf_learned() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF {_NOT_LEARNED} THEN RAISE EXCEPTION 'leaf: a row that was written stays'; END IF; RETURN NEW; END $$""",
        "CREATE TRIGGER leaf_learned BEFORE UPDATE ON leaf FOR EACH ROW EXECUTE FUNCTION leaf_learned()",
        """CREATE FUNCTION leaf_no_gaps() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF NEW.idx <> (SELECT coalesce(max(idx) + 1, 0) FROM leaf) THEN
        RAISE EXCEPTION 'leaf: indexes have no gaps'; END IF; RETURN NEW; END $$""",
        "CREATE TRIGGER leaf_no_gaps BEFORE INSERT ON leaf FOR EACH ROW EXECUTE FUNCTION leaf_no_gaps()",
    ]
    return made
