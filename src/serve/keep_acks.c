/* SPDX-License-Identifier: Apache-2.0 */
/* Acknowledged alarms, so that a restart of the room does not call anew for what an officer has
 * seen already. */
#include "keep_inside.h"

#include <stdlib.h>
#include <string.h>

bool keep_acknowledge(keep *k, const feed_ack *ack, cw_error *err) {
    pthread_mutex_lock(&k->lock);
    sqlite3_stmt *s =
        keep_prepare(k, "INSERT OR REPLACE INTO acknowledged VALUES(?1, ?2, ?3, ?4)", err);
    if (s != NULL) {
        keep_bind_text(s, 1, ack->id);
        sqlite3_bind_int(s, 2, (int)ack->level);
        keep_bind_text(s, 3, ack->person);
        sqlite3_bind_int64(s, 4, ack->at);
    }
    bool done = keep_run(k, s, NULL, err);
    pthread_mutex_unlock(&k->lock);
    return done;
}

bool keep_forget_ack(keep *k, const feed_ack *ack, cw_error *err) {
    pthread_mutex_lock(&k->lock);
    sqlite3_stmt *s = keep_prepare(k, "DELETE FROM acknowledged WHERE alarm = ?1 AND at = ?2", err);
    if (s != NULL) {
        keep_bind_text(s, 1, ack->id);
        sqlite3_bind_int64(s, 2, ack->at);
    }
    bool done = keep_run(k, s, NULL, err);
    pthread_mutex_unlock(&k->lock);
    return done;
}

static void copy_text(char *to, size_t room, sqlite3_stmt *s, int column) {
    const unsigned char *text = sqlite3_column_text(s, column);
    size_t length = text != NULL ? strnlen((const char *)text, room - 1) : 0;
    if (length > 0) memcpy(to, text, length);
    to[length] = '\0';
}

bool keep_acks(keep *k, feed_ack **acks, size_t *count, cw_error *err) {
    size_t capacity = 0;
    *acks = NULL;
    *count = 0;
    pthread_mutex_lock(&k->lock);
    sqlite3_stmt *s = keep_prepare(k, "SELECT alarm, level, person, at FROM acknowledged", err);
    bool done = s != NULL;
    while (done && sqlite3_step(s) == SQLITE_ROW) {
        done = cw_grow(acks, &capacity, *count + 1) || cw_fail_memory(err);
        if (!done) break;
        feed_ack *ack = &(*acks)[(*count)++];
        copy_text(ack->id, sizeof ack->id, s, 0);
        ack->level =
            sqlite3_column_int(s, 1) == CW_ALARM_DANGER ? CW_ALARM_DANGER : CW_ALARM_CAUTION;
        copy_text(ack->person, sizeof ack->person, s, 2);
        ack->at = sqlite3_column_int64(s, 3);
    }
    sqlite3_finalize(s);
    pthread_mutex_unlock(&k->lock);
    return done;
}
