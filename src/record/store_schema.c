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
