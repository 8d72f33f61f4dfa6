/* SPDX-License-Identifier: Apache-2.0 */
/* For the tests of the live picture: a log played to its end, and what the feed then says. */
#ifndef CROSSWATCH_TEST_SERVE_FEEDING_H
#define CROSSWATCH_TEST_SERVE_FEEDING_H

#include "../picture/afloat.h"

#include "serve/feed.h"

#include <pthread.h>
#include <unistd.h>

enum { NORTHBOUND = 227000001, SOUTHBOUND = 232000002 };

typedef struct ending {
    pthread_mutex_t lock;
    pthread_cond_t news;
    bool over;
    size_t alarm_news, most_alarms;
} ending;

static inline void on_end(void *context) {
    ending *e = context;
    pthread_mutex_lock(&e->lock);
    e->over = true;
    pthread_cond_broadcast(&e->news);
    pthread_mutex_unlock(&e->lock);
}

static inline void on_alarms(void *context, size_t count) {
    ending *e = context;
    pthread_mutex_lock(&e->lock);
    e->alarm_news++;
    if (count > e->most_alarms) e->most_alarms = count;
    pthread_mutex_unlock(&e->lock);
}

static char work[1024];

static inline const char *spilled(const cw_text *log) {
    static char path[1200];
    snprintf(path, sizeof path, "%s/log.nmea", work);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(log->data, 1, log->length, file), log->length);
    assert_int_equal(fclose(file), 0);
    return path;
}

static inline feed *opened(feed_settings settings) {
    cw_error err = {0};
    feed *f = feed_create(&settings, &err);
    if (f == NULL) fail_msg("%s", err.message);
    return f;
}

/* The feed when its log has ended. */
static inline feed *played(feed_settings settings, ending *e) {
    *e = (ending){.lock = PTHREAD_MUTEX_INITIALIZER, .news = PTHREAD_COND_INITIALIZER};
    settings.ended = on_end;
    settings.alarms_changed = on_alarms;
    settings.context = e;
    feed *f = opened(settings);
    pthread_mutex_lock(&e->lock);
    while (!e->over) pthread_cond_wait(&e->news, &e->lock);
    pthread_mutex_unlock(&e->lock);
    return f;
}

static inline feed_picture picture_of(feed *f, uint64_t since) {
    cw_error err = {0};
    feed_picture p;
    if (!feed_changes(f, since, &p, &err)) fail_msg("%s", err.message);
    return p;
}

static inline const feed_vessel *vessel_in(const feed_picture *p, uint32_t mmsi) {
    for (size_t i = 0; i < p->count; i++) {
        if (p->vessels[i].mmsi == mmsi) return &p->vessels[i];
    }
    return NULL;
}

static inline int feeding_set_up(void **state) {
    (void)state;
    support_directory(work);
    return 0;
}

static inline int feeding_tear_down(void **state) {
    (void)state;
    support_remove(work);
    return 0;
}

#endif
