/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables, for both databases. Rows are only ever inserted, each at the end of its list, and
 * triggers refuse anything else; the one exception is an event's bytes, once a redaction of that
 * event stands beside it. Triggers keep honest hands from mistakes; what keeps dishonest ones from
 * success is verification.
 *
 *   meta        format, and the centre whose record this is
 *   centre_key  the public keys of the two centres
 *   event       the journal: every event held here, in the order in which it came
 *   leaf        each centre's released log: the id at every position
 *   head        a log's frontier after each append: "" is the journal, else a centre's log
 *   checkpoint  signed notes: own ones, and those of the partner
 *   evidence    two signed notes that contradict each other
 *   redaction   which part of which event was removed, and the event that says why
 *
 * The exchange of a centre is a database of its own (share.c says why):
 *   meta        format, and the centre whose exchange it is
 *   released    what goes out and what has come in, one signed bundle a row, or a countersigned
 *               checkpoint (entries 0). No key, so that nothing that arrives twice can stop the
 *               replication. Rows of this centre's own are only ever inserted, or emptied after a
 *               redaction; rows that came in leave it once they were looked at
 *   refused     rows that came in and were not to be believed, with the reason
 */
#include "store.h"

#define SQLITE_REFUSE(table, action)                                     \
    "CREATE TRIGGER " table "_no_" action " BEFORE " action " ON " table \
    " BEGIN SELECT RAISE(ABORT, 'rows of " table " are never changed or removed'); END;"
#define SQLITE_FIXED(table) SQLITE_REFUSE(table, "UPDATE") SQLITE_REFUSE(table, "DELETE")

const char sqlite_schema[] =
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE centre_key (centre TEXT PRIMARY KEY, key TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE event (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, bytes BLOB NOT NULL)"
    " STRICT;"
    "CREATE TABLE leaf (centre TEXT NOT NULL, position INTEGER NOT NULL, id BLOB NOT NULL,"
    " PRIMARY KEY (centre, position), UNIQUE (centre, id)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE head (log TEXT NOT NULL, size INTEGER NOT NULL, peaks BLOB NOT NULL,"
    " PRIMARY KEY (log, size)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE checkpoint (number INTEGER PRIMARY KEY, centre TEXT NOT NULL,"
    " size INTEGER NOT NULL, note TEXT NOT NULL) STRICT;"
    "CREATE TABLE evidence (number INTEGER PRIMARY KEY, centre TEXT NOT NULL,"
    " earlier TEXT NOT NULL, later TEXT NOT NULL) STRICT;"
    "CREATE TABLE redaction (seq INTEGER NOT NULL, part TEXT NOT NULL, by_event BLOB NOT NULL,"
    " PRIMARY KEY (seq, part)) STRICT, WITHOUT ROWID;"
    "CREATE TRIGGER event_at_the_end BEFORE INSERT ON event"
    " WHEN NEW.seq IS NOT (SELECT coalesce(max(seq) + 1, 0) FROM event)"
    " OR EXISTS (SELECT 1 FROM event WHERE id = NEW.id)"
    " BEGIN SELECT RAISE(ABORT, 'events are appended, each once'); END;"
    "CREATE TRIGGER leaf_at_the_end BEFORE INSERT ON leaf"
    " WHEN NEW.position IS NOT"
    " (SELECT coalesce(max(position) + 1, 0) FROM leaf WHERE centre = NEW.centre)"
    " OR EXISTS (SELECT 1 FROM leaf WHERE centre = NEW.centre AND id = NEW.id)"
    " BEGIN SELECT RAISE(ABORT, 'leaves are appended, each once'); END;"
    "CREATE TRIGGER head_at_the_end BEFORE INSERT ON head"
    " WHEN NEW.size <= (SELECT max(size) FROM head WHERE log = NEW.log)"
    " BEGIN SELECT RAISE(ABORT, 'heads only grow'); END;"
    "CREATE TRIGGER event_no_UPDATE BEFORE UPDATE ON event"
    " WHEN NEW.seq IS NOT OLD.seq OR NEW.id IS NOT OLD.id"
    " OR NOT EXISTS (SELECT 1 FROM redaction WHERE seq = OLD.seq)"
    " BEGIN SELECT RAISE(ABORT, 'rows of event are never changed or removed'); END;" SQLITE_REFUSE(
        "event", "DELETE") SQLITE_FIXED("meta") SQLITE_FIXED("centre_key") SQLITE_FIXED("leaf")
        SQLITE_FIXED("head") SQLITE_FIXED("checkpoint") SQLITE_FIXED("evidence")
            SQLITE_FIXED("redaction");

#define POSTGRES_REFUSE(table, action)                         \
    "CREATE TRIGGER no_" action " BEFORE " action " ON " table \
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse();"
#define POSTGRES_FIXED(table)        \
    POSTGRES_REFUSE(table, "UPDATE") \
    POSTGRES_REFUSE(table, "DELETE") POSTGRES_REFUSE(table, "TRUNCATE")
#define POSTGRES_CHECKED(table, action, function)                   \
    "CREATE TRIGGER checked_" action " BEFORE " action " ON " table \
    " FOR EACH ROW EXECUTE FUNCTION " function "();"

/* One string of commands is one transaction. Texts are ordered by their bytes, as in SQLite. */
const char postgres_schema[] =
    "CREATE SCHEMA crosswatch;"
    "CREATE TABLE meta (name TEXT COLLATE \"C\" PRIMARY KEY, value TEXT NOT NULL);"
    "INSERT INTO meta (name, value) VALUES ('format', '1');"
    "CREATE TABLE centre_key (centre TEXT COLLATE \"C\" PRIMARY KEY, key TEXT NOT NULL);"
    "CREATE TABLE event (seq BIGINT PRIMARY KEY, id BYTEA NOT NULL UNIQUE, bytes BYTEA NOT NULL);"
    "CREATE TABLE leaf (centre TEXT COLLATE \"C\" NOT NULL, position BIGINT NOT NULL,"
    " id BYTEA NOT NULL, PRIMARY KEY (centre, position), UNIQUE (centre, id));"
    "CREATE TABLE head (log TEXT COLLATE \"C\" NOT NULL, size BIGINT NOT NULL,"
    " peaks BYTEA NOT NULL, PRIMARY KEY (log, size));"
    "CREATE TABLE checkpoint (number BIGINT PRIMARY KEY, centre TEXT COLLATE \"C\" NOT NULL,"
    " size BIGINT NOT NULL, note TEXT NOT NULL);"
    "CREATE TABLE evidence (number BIGINT PRIMARY KEY, centre TEXT NOT NULL,"
    " earlier TEXT NOT NULL, later TEXT NOT NULL);"
    "CREATE TABLE redaction (seq BIGINT NOT NULL, part TEXT COLLATE \"C\" NOT NULL,"
    " by_event BYTEA NOT NULL, PRIMARY KEY (seq, part));"
    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME; END $$;"
    "CREATE FUNCTION event_checked() RETURNS trigger LANGUAGE plpgsql"
    " SET search_path = crosswatch AS $$ BEGIN"
    " IF TG_OP = 'INSERT' THEN"
    "  IF NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM event) THEN"
    "   RAISE EXCEPTION 'events are appended, each once'; END IF;"
    " ELSIF NEW.seq <> OLD.seq OR NEW.id <> OLD.id"
    "  OR NOT EXISTS (SELECT 1 FROM redaction WHERE seq = OLD.seq) THEN"
    "  RAISE EXCEPTION 'rows of event are never changed or removed'; END IF;"
    " RETURN NEW; END $$;"
    "CREATE FUNCTION leaf_checked() RETURNS trigger LANGUAGE plpgsql"
    " SET search_path = crosswatch AS $$ BEGIN"
    " IF NEW.position <> (SELECT coalesce(max(position) + 1, 0) FROM leaf WHERE centre = "
    "NEW.centre)"
    " THEN RAISE EXCEPTION 'leaves are appended, each once'; END IF;"
    " RETURN NEW; END $$;"
    "CREATE FUNCTION head_checked() RETURNS trigger LANGUAGE plpgsql"
    " SET search_path = crosswatch AS $$ BEGIN"
    " IF NEW.size <= (SELECT max(size) FROM head WHERE log = NEW.log)"
    " THEN RAISE EXCEPTION 'heads only grow'; END IF;"
    " RETURN NEW; END $$;" POSTGRES_CHECKED("event", "INSERT", "event_checked")
        POSTGRES_CHECKED("event", "UPDATE", "event_checked")
            POSTGRES_CHECKED("leaf", "INSERT", "leaf_checked")
                POSTGRES_CHECKED("head", "INSERT", "head_checked")
                    POSTGRES_REFUSE("event", "DELETE") POSTGRES_REFUSE("event", "TRUNCATE")
                        POSTGRES_FIXED("meta") POSTGRES_FIXED("centre_key") POSTGRES_FIXED("leaf")
                            POSTGRES_FIXED("head") POSTGRES_FIXED("checkpoint")
                                POSTGRES_FIXED("evidence") POSTGRES_FIXED("redaction");

/* The triggers hold against what replication brings too (ENABLE ALWAYS): a partner's server may
 * send any row it likes, so one that claims to be this centre's own is put apart on arrival, where
 * it cannot pass for something published here. */
const char exchange_schema[] =
    "CREATE SCHEMA crosswatch_exchange; SET search_path = crosswatch_exchange;"
    "CREATE TABLE meta (name TEXT COLLATE \"C\" PRIMARY KEY, value TEXT NOT NULL);"
    "INSERT INTO meta (name, value) VALUES ('format', '1');"
    "CREATE TABLE released (origin TEXT COLLATE \"C\" NOT NULL,"
    " recipient TEXT COLLATE \"C\" NOT NULL, first_position BIGINT NOT NULL,"
    " entries BIGINT NOT NULL, bytes BYTEA NOT NULL);"
    "CREATE INDEX ON released (origin, recipient, first_position);"
    "CREATE TABLE refused (origin TEXT NOT NULL, recipient TEXT NOT NULL,"
    " first_position BIGINT NOT NULL, entries BIGINT NOT NULL, bytes BYTEA NOT NULL,"
    " reason TEXT NOT NULL, at TIMESTAMPTZ NOT NULL DEFAULT now());"
    "CREATE FUNCTION arrived() RETURNS trigger LANGUAGE plpgsql"
    " SET search_path = crosswatch_exchange AS $$ BEGIN"
    " IF current_setting('session_replication_role') = 'replica'"
    "  AND NEW.origin = (SELECT value FROM meta WHERE name = 'centre') THEN"
    "  INSERT INTO refused VALUES (NEW.origin, NEW.recipient, NEW.first_position, NEW.entries,"
    "   NEW.bytes, 'a row of this centre came in from elsewhere');"
    "  RETURN NULL; END IF;"
    " RETURN NEW; END $$;"
    "CREATE FUNCTION kept() RETURNS trigger LANGUAGE plpgsql"
    " SET search_path = crosswatch_exchange AS $$ BEGIN"
    " IF TG_LEVEL = 'STATEMENT'"
    "  OR OLD.origin = (SELECT value FROM meta WHERE name = 'centre')"
    "  AND (TG_OP = 'DELETE' OR NEW.bytes <> ''"
    "   OR (NEW.origin, NEW.recipient, NEW.first_position, NEW.entries)"
    "    <> (OLD.origin, OLD.recipient, OLD.first_position, OLD.entries)) THEN"
    "  RAISE EXCEPTION 'what was released is never changed or removed'; END IF;"
    " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;"
    " RETURN NEW; END $$;"
    "CREATE TRIGGER arrived BEFORE INSERT ON released"
    " FOR EACH ROW EXECUTE FUNCTION arrived();"
    "CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON released"
    " FOR EACH ROW EXECUTE FUNCTION kept();"
    "CREATE TRIGGER kept_whole BEFORE TRUNCATE ON released"
    " FOR EACH STATEMENT EXECUTE FUNCTION kept();"
    "ALTER TABLE released ENABLE ALWAYS TRIGGER arrived;"
    "ALTER TABLE released ENABLE ALWAYS TRIGGER kept;"
    "ALTER TABLE released ENABLE ALWAYS TRIGGER kept_whole;";
