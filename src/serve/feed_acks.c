/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of acknowledgements from look to look (feed_acks.h). */
#include "feed_acks.h"

#include <stdlib.h>
#include <string.h>

/* Longer than an encounter or a breach of a lane that stands needs to be raised anew once its ships
 * are heard: those report every few minutes at the least. */
static const double RETURN_S = 600.0;

static const char BEACON[] = "beacon-";

bool acks_begin(ack_set *set, const feed_ack *kept, size_t count, cw_error *err) {
    if (!cw_grow(&set->items, &set->capacity, count + 1)) return cw_fail_memory(err);
    for (size_t i = 0; i < count; i++) set->items[i] = (kept_ack){kept[i], true};
    set->count = count;
    return true;
}

void acks_free(ack_set *set) {
    free(set->items);
    *set = (ack_set){0};
}

static kept_ack *find(const ack_set *set, const char *id) {
    for (size_t i = 0; i < set->count; i++) {
        if (strcmp(set->items[i].ack.id, id) == 0) return &set->items[i];
    }
    return NULL;
}

bool acks_add(ack_set *set, const feed_ack *ack) {
    kept_ack *k = find(set, ack->id);
    if (k != NULL && k->ack.level >= ack->level) return true;
    if (k == NULL) {
        if (!cw_grow(&set->items, &set->capacity, set->count + 1)) return false;
        k = &set->items[set->count++];
    }
    *k = (kept_ack){*ack, false};
    return true;
}

static const feed_alarm *alarm_of(const feed_alarm *alarms, size_t count, const char *id) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(alarms[i].id, id) == 0) return &alarms[i];
    }
    return NULL;
}

static bool in_time(const ack_set *set, const kept_ack *k, cw_time now, double beacon_s) {
    double waits_s = strncmp(k->ack.id, BEACON, sizeof BEACON - 1) == 0 ? beacon_s : RETURN_S;
    return (double)(now - set->from) <= waits_s * (double)CW_SECOND_MS;
}

/* Whether it goes on after this look. */
static bool step(const ack_set *set, kept_ack *k, const feed_alarm *alarm, cw_time now,
                 double beacon_s) {
    if (k->waits && !in_time(set, k, now, beacon_s)) return false;
    if (alarm == NULL) return k->waits;
    k->waits = false;
    if (alarm->level > k->ack.level) return false;
    k->ack.level = alarm->level;
    return true;
}

void acks_step(ack_set *set, feed_alarm *alarms, size_t count, cw_time now, double beacon_s,
               feed_ack **ended, size_t *ended_count) {
    size_t left = 0, capacity = 0;
    if (set->from == 0) set->from = now;
    for (size_t i = 0; i < set->count; i++) {
        kept_ack *k = &set->items[i];
        if (step(set, k, alarm_of(alarms, count, k->ack.id), now, beacon_s))
            set->items[left++] = *k;
        else if (cw_grow(ended, &capacity, *ended_count + 1))
            (*ended)[(*ended_count)++] = k->ack;
    }
    set->count = left;
    for (size_t i = 0; i < count; i++) acks_mark(set, &alarms[i]);
}

void acks_mark(const ack_set *set, feed_alarm *alarm) {
    const kept_ack *k = find(set, alarm->id);
    if (k == NULL || k->ack.level < alarm->level) return;
    memcpy(alarm->acknowledged_by, k->ack.person, sizeof alarm->acknowledged_by);
    alarm->acknowledged = k->ack.at;
}
