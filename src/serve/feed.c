/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The feed's threads. One reads: its source, the next connection when one is lost, and each message
 * into the picture. A live source may be silent, so a second one ticks: it moves the clock, lets
 * vessels grow old and looks for alarms. The clock of a log is in its messages, and there the
 * reading thread does all three.
 */
#include "feed_state.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

feed_settings feed_settings_default(const char *source) {
    return (feed_settings){.source = source,
                           .speed = 1.0,
                           .most_vessels = 20000,
                           .age_out_s = 600.0,
                           .look_s = 10.0,
                           .beacon_s = 86400.0};
}

/* ---- clocks --------------------------------------------------------------------------------- */

cw_time feed_wall_clock(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (cw_time)t.tv_sec * CW_SECOND_MS + t.tv_nsec / 1000000;
}

double feed_monotonic_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

bool feed_wait_until(feed *f, double until_s) {
    struct timespec until = {.tv_sec = (time_t)floor(until_s)};
    until.tv_nsec = (long)(1e9 * (until_s - floor(until_s)));
    int late = 0;
    pthread_mutex_lock(&f->lock);
    while (!f->stopping && late == 0) late = pthread_cond_timedwait(&f->stop, &f->lock, &until);
    bool goes_on = !f->stopping;
    pthread_mutex_unlock(&f->lock);
    return goes_on;
}

void feed_advance(feed *f, cw_time now) {
    if (now <= f->now) return;
    f->now = now;
    vessel_set_age(&f->vessels, now - llround(f->settings.age_out_s * (double)CW_SECOND_MS));
}

/* ---- reading -------------------------------------------------------------------------------- */

static cw_ais_input_counts sum_of(cw_ais_input_counts a, cw_ais_input_counts b) {
    return (cw_ais_input_counts){
        .datagrams_lost = a.datagrams_lost + b.datagrams_lost,
        .datagrams_cut = a.datagrams_cut + b.datagrams_cut,
        .connections = a.connections + b.connections,
        .connections_refused = a.connections_refused + b.connections_refused,
        .longest_silence_s = fmax(a.longest_silence_s, b.longest_silence_s)};
}

static void count(feed *f) {
    cw_ais_counts sentences = cw_ais_reader_counts(f->reader);
    cw_ais_input_counts input = cw_ais_input_told(f->input);
    pthread_mutex_lock(&f->lock);
    f->counters.sentences = sentences;
    f->counters.input = sum_of(f->input_before, input);
    pthread_mutex_unlock(&f->lock);
}

/* Until the source ends or is stopped. */
static bool read_source(feed *f, cw_error *err) {
    cw_ais_chunk chunk;
    for (;;) {
        if (!cw_ais_input_next(f->input, &chunk, err)) return false;
        if (chunk.length == 0 && !chunk.ends) return true;
        if (f->live) cw_ais_reader_clock(f->reader, feed_wall_clock());
        if (!cw_ais_reader_feed(f->reader, chunk.stream, chunk.bytes, chunk.length, err))
            return false;
        if (chunk.ends) cw_ais_reader_end(f->reader, chunk.stream);
        count(f);
    }
}

/* False: the feed is to stop. */
static bool set_input(feed *f, cw_ais_input *input, const cw_error *why) {
    pthread_mutex_lock(&f->lock);
    f->input = input;
    f->counters.connected = input != NULL;
    f->counters.error = *why;
    bool goes_on = !f->stopping;
    pthread_mutex_unlock(&f->lock);
    return goes_on;
}

static void close_input(feed *f, const cw_error *why) {
    cw_ais_input *input = f->input;
    if (input == NULL) return;
    for (unsigned i = 0; i < CW_AIS_MOST_STREAMS; i++) cw_ais_reader_end(f->reader, i);
    count(f);
    f->input_before = sum_of(f->input_before, cw_ais_input_told(input));
    (void)set_input(f, NULL, why);
    cw_ais_input_close(input);
}

static void end_of_log(feed *f) {
    pthread_mutex_lock(&f->lock);
    f->counters.over = true;
    bool stopping = f->stopping;
    pthread_mutex_unlock(&f->lock);
    if (!stopping && f->settings.ended != NULL) f->settings.ended(f->settings.context);
}

static bool is_network(const char *source) {
    return strncmp(source, "udp://", 6) == 0 || strncmp(source, "tcp://", 6) == 0
           || strncmp(source, "tcp-listen://", 13) == 0;
}

/* Opens it, reads it to its end, and of the network again: the next try is later each time that
 * nothing came. */
static void *read_all(void *context) {
    feed *f = context;
    static const double FIRST_WAIT_S = 1.0, MOST_WAIT_S = 30.0;
    double wait_s = FIRST_WAIT_S;
    bool network = is_network(f->source), goes_on = true;
    while (goes_on) {
        cw_error err = {0};
        if (f->input == NULL) goes_on = set_input(f, cw_ais_input_open(f->source, &err), &err);
        uint64_t before = cw_ais_reader_counts(f->reader).bytes_in;
        if (f->input != NULL && goes_on) (void)read_source(f, &err);
        close_input(f, &err);
        if (!network) break;
        bool came = cw_ais_reader_counts(f->reader).bytes_in > before;
        wait_s = came ? FIRST_WAIT_S : fmin(MOST_WAIT_S, 2.0 * wait_s);
        pthread_mutex_lock(&f->lock);
        f->counters.connections_lost++;
        pthread_mutex_unlock(&f->lock);
        goes_on = goes_on && feed_wait_until(f, feed_monotonic_s() + wait_s);
    }
    cw_ais_reader_finish(f->reader);
    pthread_mutex_lock(&f->lock);
    f->counters.sentences = cw_ais_reader_counts(f->reader);
    pthread_mutex_unlock(&f->lock);
    if (!network) end_of_log(f);
    return NULL;
}

/* ---- ticking -------------------------------------------------------------------------------- */

static void *tick_all(void *context) {
    feed *f = context;
    double next_s = feed_monotonic_s();
    while (feed_wait_until(f, next_s)) {
        pthread_mutex_lock(&f->lock);
        feed_advance(f, feed_wall_clock());
        pthread_mutex_unlock(&f->lock);
        watch_look(f);
        next_s = feed_monotonic_s() + fmin(1.0, f->settings.look_s);
    }
    return NULL;
}

/* ---- beginning and end ---------------------------------------------------------------------- */

static bool make_condition(feed *f) {
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes) != 0) return false;
    bool good = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0
                && pthread_cond_init(&f->stop, &attributes) == 0;
    pthread_condattr_destroy(&attributes);
    return good && pthread_mutex_init(&f->lock, NULL) == 0;
}

static bool check_source(const feed_settings *s, cw_error *err) {
    struct stat status;
    if (!(s->speed >= 0.0) || !(s->age_out_s > 0.0) || !(s->look_s > 0.0))
        return cw_fail(err, CW_ERR_INPUT, "%s: speed and times are above zero", s->source);
    if (stat(s->source, &status) == 0 && S_ISFIFO(status.st_mode))
        return cw_fail(err, CW_ERR_INPUT, "%s is a pipe: it is read as standard input, -",
                       s->source);
    return true;
}

static bool prepare(feed *f, cw_error *err) {
    f->source = strdup(f->settings.source);
    f->lanes = f->settings.lanes != NULL ? strdup(f->settings.lanes) : NULL;
    if (f->source == NULL || (f->settings.lanes != NULL && f->lanes == NULL))
        return cw_fail_memory(err);
    f->settings.source = f->source;
    f->settings.lanes = f->lanes;
    f->live = is_network(f->source) || strcmp(f->source, "-") == 0;
    f->pace.base = f->pace.doubted = CW_AIS_NO_TIME;
    f->reader = cw_ais_reader_create(feed_take, f, err);
    if (f->reader == NULL || !vessel_set_create(&f->vessels, f->settings.most_vessels, err)
        || !acks_begin(&f->acks, f->settings.acks, f->settings.ack_count, err)
        || !watch_create(&f->watch, &f->settings, err))
        return false;
    if (strncmp(f->source, "tcp://", 6) == 0) return true; /* it may come later */
    f->input = cw_ais_input_open(f->source, err);
    f->counters.connected = f->input != NULL;
    return f->input != NULL;
}

static bool start_threads(feed *f, cw_error *err) {
    f->reads = pthread_create(&f->reading, NULL, read_all, f) == 0;
    f->ticks = f->reads && f->live && pthread_create(&f->ticking, NULL, tick_all, f) == 0;
    return (f->reads && f->ticks == f->live)
           || cw_fail(err, CW_ERR_MACHINE, "cannot start a thread for %s", f->source);
}

feed *feed_create(const feed_settings *settings, cw_error *err) {
    if (!check_source(settings, err)) return NULL;
    feed *f = calloc(1, sizeof *f);
    if (f == NULL || !make_condition(f)) {
        cw_fail_memory(err);
        free(f);
        return NULL;
    }
    f->settings = *settings;
    if (prepare(f, err) && start_threads(f, err)) return f;
    feed_destroy(f);
    return NULL;
}

static void stop_threads(feed *f) {
    pthread_mutex_lock(&f->lock);
    f->stopping = true;
    if (f->input != NULL) cw_ais_input_stop(f->input);
    pthread_cond_broadcast(&f->stop);
    pthread_mutex_unlock(&f->lock);
    if (f->reads) pthread_join(f->reading, NULL);
    if (f->ticks) pthread_join(f->ticking, NULL);
}

void feed_destroy(feed *f) {
    if (f == NULL) return;
    stop_threads(f);
    cw_ais_input_close(f->input);
    cw_ais_reader_destroy(f->reader);
    watch_free(&f->watch);
    vessel_set_free(&f->vessels);
    free(f->alarms);
    acks_free(&f->acks);
    free(f->source);
    free(f->lanes);
    pthread_cond_destroy(&f->stop);
    pthread_mutex_destroy(&f->lock);
    free(f);
}

/* ---- what is asked -------------------------------------------------------------------------- */

int feed_port(feed *f) {
    pthread_mutex_lock(&f->lock);
    int port = f->input != NULL ? cw_ais_input_port(f->input) : 0;
    pthread_mutex_unlock(&f->lock);
    return port;
}

bool feed_changes(feed *f, uint64_t since, feed_picture *to, cw_error *err) {
    *to = (feed_picture){0};
    pthread_mutex_lock(&f->lock);
    to->time = f->now;
    bool good = vessel_set_since(&f->vessels, since, to, err);
    pthread_mutex_unlock(&f->lock);
    if (!good) feed_picture_free(to);
    return good;
}

void feed_picture_free(feed_picture *picture) {
    free(picture->vessels);
    free(picture->gone);
    *picture = (feed_picture){0};
}

bool feed_alarms(feed *f, feed_alarm **list, size_t *alarm_count, cw_error *err) {
    pthread_mutex_lock(&f->lock);
    *alarm_count = f->alarm_count;
    *list = calloc(f->alarm_count + 1, sizeof **list);
    if (*list != NULL && f->alarm_count > 0)
        memcpy(*list, f->alarms, f->alarm_count * sizeof **list);
    pthread_mutex_unlock(&f->lock);
    return *list != NULL || cw_fail_memory(err);
}

static feed_alarm *standing(feed *f, const char *id) {
    for (size_t i = 0; i < f->alarm_count; i++) {
        if (strcmp(f->alarms[i].id, id) == 0) return &f->alarms[i];
    }
    return NULL;
}

bool feed_acknowledge(feed *f, const feed_ack *ack, feed_alarm *now, cw_error *err) {
    pthread_mutex_lock(&f->lock);
    feed_alarm *alarm = standing(f, ack->id);
    bool good = alarm != NULL && alarm->level <= ack->level;
    if (alarm == NULL)
        cw_fail(err, CW_NO, "no such alarm stands");
    else if (!good)
        cw_fail(err, CW_NO, "the alarm is worse than it was when you saw it");
    if (good && alarm->acknowledged == 0) {
        feed_ack own = *ack;
        own.level = alarm->level;
        good = acks_add(&f->acks, &own) || cw_fail_memory(err);
        acks_mark(&f->acks, alarm);
    }
    if (good) *now = *alarm;
    pthread_mutex_unlock(&f->lock);
    return good;
}

feed_counters feed_told(feed *f) {
    pthread_mutex_lock(&f->lock);
    feed_counters told = f->counters;
    told.vessels = f->vessels.count;
    told.evicted = f->vessels.evicted;
    told.aged_out = f->vessels.aged_out;
    pthread_mutex_unlock(&f->lock);
    return told;
}
