/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The live picture: a real log played back against the tracks of the same log, made ships whose
 * meeting, beacons and silence are known, a connection that stalls, floods and breaks, and the set
 * of vessels against a plain model of it.
 */
#include "../picture/afloat.h"

#include "serve/feed.h"
#include "serve/feed_vessels.h"

#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const double MPS = CW_NAUTICAL_MILE_M / 3600.0;

/* ---- playing a log -------------------------------------------------------------------------- */

typedef struct ending {
    pthread_mutex_t lock;
    pthread_cond_t news;
    bool over;
    size_t alarm_news, most_alarms;
} ending;

static void on_end(void *context) {
    ending *e = context;
    pthread_mutex_lock(&e->lock);
    e->over = true;
    pthread_cond_broadcast(&e->news);
    pthread_mutex_unlock(&e->lock);
}

static void on_alarms(void *context, size_t count) {
    ending *e = context;
    pthread_mutex_lock(&e->lock);
    e->alarm_news++;
    if (count > e->most_alarms) e->most_alarms = count;
    pthread_mutex_unlock(&e->lock);
}

static char work[1024];

static const char *spilled(const cw_text *log) {
    static char path[1200];
    snprintf(path, sizeof path, "%s/log.nmea", work);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(log->data, 1, log->length, file), log->length);
    assert_int_equal(fclose(file), 0);
    return path;
}

static feed *opened(feed_settings settings) {
    cw_error err = {0};
    feed *f = feed_create(&settings, &err);
    if (f == NULL) fail_msg("%s", err.message);
    return f;
}

/* The feed when its log has ended. */
static feed *played(feed_settings settings, ending *e) {
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

static feed_picture picture_of(feed *f, uint64_t since) {
    cw_error err = {0};
    feed_picture p;
    if (!feed_changes(f, since, &p, &err)) fail_msg("%s", err.message);
    return p;
}

static const feed_vessel *vessel_in(const feed_picture *p, uint32_t mmsi) {
    for (size_t i = 0; i < p->count; i++) {
        if (p->vessels[i].mmsi == mmsi) return &p->vessels[i];
    }
    return NULL;
}

/* ---- a real log ----------------------------------------------------------------------------- */

/* The newest place of each number, in the order of the log. */
typedef struct newest {
    uint32_t mmsi[512];
    cw_position at[512];
    size_t count;
} newest;

static void take_newest(void *context, const cw_ais_message *message) {
    newest *n = context;
    cw_ais_position p;
    size_t i = 0;
    if (!cw_ais_position_read(message, &p) || isnan(p.at.lat_deg)) return;
    while (i < n->count && n->mmsi[i] != message->mmsi) i++;
    assert_true(i < sizeof n->mmsi / sizeof n->mmsi[0]);
    n->mmsi[i] = message->mmsi;
    n->at[i] = p.at;
    if (i == n->count) n->count++;
}

static newest newest_of(const char *path) {
    newest n = {.count = 0};
    cw_ais_chunk chunk;
    cw_ais_reader *reader = cw_ais_reader_create(take_newest, &n, NULL);
    cw_ais_input *input = cw_ais_input_open(path, NULL);
    assert_true(reader != NULL && input != NULL);
    while (cw_ais_input_next(input, &chunk, NULL) && chunk.length > 0)
        assert_true(cw_ais_reader_feed(reader, 0, chunk.bytes, chunk.length, NULL));
    cw_ais_reader_finish(reader);
    cw_ais_input_close(input);
    cw_ais_reader_destroy(reader);
    return n;
}

/* Two hours of it, a thousand times as fast: it takes no less time than it should, every byte has a
 * fate, and at its end each vessel is where its last report has it. */
static void test_real_log(void **state) {
    (void)state;
    char path[1024];
    ending e;
    feed_settings settings = feed_settings_default(
        support_shared("data/ais/gweatherrouting_cagliari_20260323.nmea", path));
    settings.speed = 1000.0;
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    feed *f = played(settings, &e);
    clock_gettime(CLOCK_MONOTONIC, &end);
    double took_s =
        (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec);
    assert_true(took_s >= 7550.0 / 1000.0 - 0.1); /* first to last base station: 7550 s */
    feed_counters told = feed_told(f);
    assert_int_equal(told.sentences.messages, 4044); /* as `crosswatch ais decode` has it */
    assert_int_equal(told.sentences.bytes_in, 210358);
    heard_books_balance(&told.sentences);
    assert_true(told.over && !told.connected);
    feed_picture p = picture_of(f, 0);
    newest n = newest_of(path);
    size_t same = 0;
    assert_true(p.count > 30);
    assert_true(p.count <= n.count);
    for (size_t i = 0; i < p.count; i++) {
        size_t k = 0;
        while (k < n.count && n.mmsi[k] != p.vessels[i].mmsi) k++;
        assert_true(k < n.count);
        same += fabs(p.vessels[i].at.lat_deg - n.at[k].lat_deg) < 1e-9
                && fabs(p.vessels[i].at.lon_deg - n.at[k].lon_deg) < 1e-9;
    }
    assert_true(p.count - same <= told.late); /* a late report is the last one of some */
    feed_picture_free(&p);
    feed_destroy(f);
}

/* ---- made ships ----------------------------------------------------------------------------- */

enum { NORTHBOUND = 227000001, SOUTHBOUND = 232000002 };

/* Where a ship is that was at the latitude at noon and sails along a meridian. */
static void report(cw_text *log, uint32_t mmsi, double noon_lat_deg, double lon_deg, double course,
                   double seconds) {
    double way_deg = 15.0 * MPS * seconds / 111195.0; /* a degree of a sphere of 6371 km */
    afloat a = {.mmsi = mmsi,
                .time = AFLOAT_NOON + (cw_time)(seconds * 1000.0),
                .lat_deg = noon_lat_deg + (course > 90.0 ? -way_deg : way_deg),
                .lon_deg = lon_deg,
                .speed_knots = 15.0,
                .course_deg = course};
    sent s = afloat_report(&a);
    afloat_line(log, &s, a.time + 1000);
}

/* Two ships meet end on at 12:10, 15 knots each, 5 nautical miles apart at noon. */
static void add_meeting(cw_text *log, int until_s) {
    static const int antenna[4] = {100, 80, 14, 14};
    sent name = afloat_voyage(NORTHBOUND, "NORTHBOUND", 0, 70, antenna);
    afloat_line(log, &name, AFLOAT_NOON);
    for (int s = 0; s <= until_s; s += 10) {
        report(log, NORTHBOUND, 51.0, 1.5, 0.0, s);
        report(log, SOUTHBOUND, 51.0 + 5.0 / 60.0, 1.5, 180.0, s);
    }
}

static feed_alarm *alarms_of(feed *f, size_t *count) {
    feed_alarm *list;
    assert_true(feed_alarms(f, &list, count, NULL));
    return list;
}

static void test_encounter(void **state) {
    (void)state;
    ending e;
    size_t count;
    cw_text log = {0};
    add_meeting(&log, 300);
    feed_settings settings = feed_settings_default(spilled(&log));
    settings.speed = 0.0;
    feed *f = played(settings, &e);
    feed_alarm *list = alarms_of(f, &count);
    assert_int_equal(count, 1);
    assert_string_equal(list[0].id, "encounter-227000001-232000002");
    assert_int_equal(list[0].level, CW_ALARM_DANGER); /* end on, five minutes away */
    assert_mentions(list[0].english, "NORTHBOUND (227000001) and MMSI 232000002");
    assert_mentions(list[0].english, "both give way (rule 14)");
    assert_mentions(list[0].french, "règle 14");
    assert_close(list[0].at.lon_deg, 1.5, 1e-5);
    free(list);
    feed_destroy(f);
    /* Ten minutes after they met nothing stands, and both were told: raised and cleared. */
    add_meeting(&log, 1200);
    settings.source = spilled(&log);
    f = played(settings, &e);
    free(alarms_of(f, &count));
    assert_int_equal(count, 0);
    assert_int_equal(e.most_alarms, 1);
    assert_true(e.alarm_news >= 2);
    feed_destroy(f);
    cw_text_free(&log);
}

/* A message of a distress beacon: type 1 with status 14 (active) or 15 (test or not set). */
static void add_beacon(cw_text *log, uint32_t mmsi, int status, double seconds) {
    afloat a = {.mmsi = mmsi,
                .time = AFLOAT_NOON + (cw_time)(seconds * 1000.0),
                .lat_deg = 51.1,
                .lon_deg = 1.6,
                .status = status};
    sent s = afloat_report(&a);
    afloat_line(log, &s, a.time);
}

static void test_beacons(void **state) {
    (void)state;
    ending e;
    size_t count;
    cw_text log = {0};
    report(&log, NORTHBOUND, 51.0, 1.5, 0.0, 10.0);
    add_beacon(&log, 972123456, 15, 20.0); /* a test raises nothing */
    add_beacon(&log, 970000001, 14, 30.0);
    add_beacon(&log, 974000002, 14, 40.0);
    add_beacon(&log, 974000002, 15, 50.0);          /* what was active is not hidden by a test */
    report(&log, NORTHBOUND, 51.0, 1.5, 0.0, 60.0); /* the clock goes on */
    feed_settings settings = feed_settings_default(spilled(&log));
    settings.speed = 0.0;
    feed *f = played(settings, &e);
    feed_alarm *list = alarms_of(f, &count);
    assert_int_equal(count, 2);
    assert_string_equal(list[0].id, "beacon-970000001");
    assert_string_equal(list[1].id, "beacon-974000002");
    assert_mentions(list[0].english, "SART");
    assert_mentions(list[0].french, "est actif");
    assert_mentions(list[1].french, "est active");
    assert_int_equal(list[0].level, CW_ALARM_DANGER);
    assert_close(list[0].at.lat_deg, 51.1, 1e-5);
    free(list);
    feed_destroy(f);
    cw_text_free(&log);
}

/* Ships that fall silent go after the time that is set, and are told as gone; a report that comes
 * late does not move a ship back. */
static void test_silence(void **state) {
    (void)state;
    ending e;
    cw_text log = {0};
    report(&log, SOUTHBOUND, 52.0, 1.5, 180.0, 0.0);
    for (int s = 0; s <= 700; s += 10) report(&log, NORTHBOUND, 51.0, 1.5, 0.0, s);
    report(&log, NORTHBOUND, 51.0, 1.5, 0.0, 650.0); /* by another receiver */
    sent none = sent_head(1, NORTHBOUND);            /* no place: 181 and 91 degrees */
    sent_put(&none, 23, 0);
    sent_put(&none, 28, 181 * 600000);
    sent_put(&none, 27, 91 * 600000);
    sent_put(&none, 168 - none.bits, 0);
    afloat_line(&log, &none, AFLOAT_NOON + 702000);
    feed_settings settings = feed_settings_default(spilled(&log));
    settings.speed = 0.0;
    feed *f = played(settings, &e);
    feed_picture p = picture_of(f, 1); /* 1: the first change, the southbound ship's */
    assert_int_equal(p.count, 1);
    assert_int_equal(p.gone_count, 1);
    assert_int_equal(p.gone[0], SOUTHBOUND);
    assert_false(p.whole);
    const feed_vessel *v = vessel_in(&p, NORTHBOUND);
    assert_non_null(v);
    assert_int_equal(v->time, AFLOAT_NOON + 700000);
    assert_close(v->at.lat_deg, 51.0 + 15.0 * MPS * 700.0 / 111195.0, 1e-5);
    assert_close(v->speed_mps, 15.0 * MPS, 0.05 * MPS); /* tenths of a knot are sent */
    uint64_t sequence = p.sequence;
    feed_picture_free(&p);
    p = picture_of(f, sequence);
    assert_true(p.count == 0 && p.gone_count == 0 && !p.whole);
    feed_picture_free(&p);
    feed_counters told = feed_told(f);
    assert_int_equal(told.late, 1);
    assert_int_equal(told.without_place, 1);
    assert_int_equal(told.aged_out, 1);
    assert_int_equal(told.reports, 74);
    feed_destroy(f);
    cw_text_free(&log);
}

/* A log without times: those of base stations, one of which has a wrong clock. */
static void test_base_stations(void **state) {
    (void)state;
    ending e;
    cw_text log = {0};
    afloat a = {.mmsi = NORTHBOUND, .lat_deg = 51.0, .lon_deg = 1.5, .speed_knots = 10.0};
    a.time = AFLOAT_NOON;
    sent before = afloat_report(&a);
    afloat_line(&log, &before, CW_AIS_NO_TIME); /* no time is known yet: not used */
    for (int k = 0; k < 10; k++) {
        sent base = afloat_base(2320001, AFLOAT_NOON + k * 10000);
        sent wrong = afloat_base(2320002, AFLOAT_NOON + 40 * CW_HOUR_MS + k * 100000);
        afloat_line(&log, &base, CW_AIS_NO_TIME);
        afloat_line(&log, &wrong, CW_AIS_NO_TIME);
        a.time = AFLOAT_NOON + k * 10000 + 2000;
        sent s = afloat_report(&a);
        afloat_line(&log, &s, CW_AIS_NO_TIME);
    }
    feed_settings settings = feed_settings_default(spilled(&log));
    settings.speed = 0.0;
    feed *f = played(settings, &e);
    feed_picture p = picture_of(f, 0);
    assert_int_equal(p.time, AFLOAT_NOON + 90000);
    const feed_vessel *v = vessel_in(&p, NORTHBOUND);
    assert_non_null(v);
    assert_int_equal(v->time, AFLOAT_NOON + 92000);
    feed_picture_free(&p);
    assert_int_equal(feed_told(f).without_time, 1);
    feed_destroy(f);
    cw_text_free(&log);
}

/* ---- live ----------------------------------------------------------------------------------- */

/* Until so many bytes have come in; a minute is the end of patience. */
static feed_counters once_read(feed *f, uint64_t bytes) {
    time_t until = time(NULL) + 60;
    feed_counters told = feed_told(f);
    while (told.sentences.bytes_in < bytes && time(NULL) < until) {
        sched_yield();
        told = feed_told(f);
    }
    assert_int_equal(told.sentences.bytes_in, bytes);
    return told;
}

static void send_all(int to, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t n = send(to, bytes, length, MSG_NOSIGNAL);
        assert_true(n > 0);
        bytes += n;
        length -= (size_t)n;
    }
}

static int listen_here(uint16_t *port) {
    int fd = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    struct sockaddr_in at = {
        .sin_family = AF_INET, .sin_port = htons(*port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof at;
    assert_true(fd >= 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes), 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(fd, 1), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &length), 0);
    *port = ntohs(at.sin_port);
    return fd;
}

/* A sender that stops in the middle of a sentence, floods when it comes back, and hangs up: nothing
 * is lost, every byte is counted, and the feed calls again. */
static void test_connection(void **state) {
    (void)state;
    enum { FLOOD = 20000, SHIPS = 5000 };
    char source[64];
    uint16_t port = 0;
    cw_text one = {0}, flood = {0};
    int server = listen_here(&port);
    snprintf(source, sizeof source, "tcp://127.0.0.1:%d", port);
    feed *f = opened(feed_settings_default(source));
    int client = accept(server, NULL, NULL);
    afloat a = {.mmsi = NORTHBOUND, .lat_deg = 51.0, .lon_deg = 1.5, .speed_knots = 10.0};
    sent s = afloat_report(&a);
    afloat_line(&one, &s, CW_AIS_NO_TIME);
    send_all(client, one.data, one.length / 2);
    feed_counters told = once_read(f, one.length / 2);
    assert_int_equal(told.sentences.bytes_waiting, one.length / 2);
    assert_int_equal(told.reports, 0);
    assert_true(told.connected);
    send_all(client, one.data + one.length / 2, one.length - one.length / 2);
    assert_int_equal(once_read(f, one.length).sentences.messages, 1);
    for (uint32_t i = 0; i < FLOOD; i++) {
        a.mmsi = 228000000 + i % SHIPS;
        a.lon_deg = 1.0 + 1e-4 * (double)(i % SHIPS);
        s = afloat_report(&a);
        afloat_line(&flood, &s, CW_AIS_NO_TIME);
    }
    send_all(client, flood.data, flood.length);
    told = once_read(f, one.length + flood.length);
    assert_int_equal(told.sentences.messages, 1 + FLOOD);
    assert_int_equal(told.reports, 1 + FLOOD);
    assert_int_equal(told.vessels, 1 + SHIPS);
    close(client);
    client = accept(server, NULL, NULL); /* it calls again */
    assert_true(client >= 0);
    send_all(client, one.data, one.length);
    told = once_read(f, 2 * one.length + flood.length);
    assert_int_equal(told.connections_lost, 1);
    heard_books_balance(&told.sentences);
    feed_picture p = picture_of(f, 0);
    assert_int_equal(p.count, 1 + SHIPS);
    assert_int_equal(p.vessels[0].mmsi, NORTHBOUND); /* the newest first */
    feed_picture_free(&p);
    feed_destroy(f);
    close(client);
    close(server);
    cw_text_free(&one);
    cw_text_free(&flood);
}

/* A sender that is not there yet: the feed waits for it, and ends while it waits. */
static void test_no_connection(void **state) {
    (void)state;
    char source[64];
    uint16_t port = 0;
    int server = listen_here(&port);
    close(server);
    snprintf(source, sizeof source, "tcp://127.0.0.1:%d", port);
    feed *f = opened(feed_settings_default(source));
    time_t until = time(NULL) + 60;
    while (feed_told(f).connections_lost == 0 && time(NULL) < until) sched_yield();
    feed_counters told = feed_told(f);
    assert_false(told.connected);
    assert_mentions(told.error, "tcp://127.0.0.1");
    feed_destroy(f);
}

/* Datagrams at a port that the feed chose; and standard input, which says nothing at all. */
static void test_listening(void **state) {
    (void)state;
    cw_text one = {0};
    feed *f = opened(feed_settings_default("udp://127.0.0.1:0"));
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)feed_port(f)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int from = socket(AF_INET, SOCK_DGRAM, 0);
    afloat a = {.mmsi = NORTHBOUND, .lat_deg = 51.0, .lon_deg = 1.5, .speed_knots = 10.0};
    sent s = afloat_report(&a);
    afloat_line(&one, &s, CW_AIS_NO_TIME);
    assert_true(sendto(from, one.data, one.length, 0, (struct sockaddr *)&to, sizeof to) > 0);
    once_read(f, one.length);
    feed_picture p = picture_of(f, 0);
    assert_int_equal(p.count, 1);
    assert_true(llabs(p.time - (cw_time)time(NULL) * 1000) < 5 * 60 * 1000); /* the wall clock */
    feed_picture_free(&p);
    feed_destroy(f);
    close(from);
    int ends[2], kept = dup(STDIN_FILENO);
    assert_int_equal(pipe(ends), 0);
    assert_true(dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
    f = opened(feed_settings_default("-"));
    feed_destroy(f); /* does not wait for a word */
    f = opened(feed_settings_default("-"));
    assert_int_equal(write(ends[1], one.data, one.length), one.length);
    assert_int_equal(once_read(f, one.length).sentences.messages, 1);
    feed_destroy(f);
    if (kept >= 0) assert_true(dup2(kept, STDIN_FILENO) == STDIN_FILENO);
    close(kept);
    close(ends[0]);
    close(ends[1]);
    cw_text_free(&one);
}

static void test_refused(void **state) {
    (void)state;
    cw_error err = {0};
    char pipe_path[1200];
    feed_settings s = feed_settings_default("/nonexistent/log.nmea");
    assert_null(feed_create(&s, &err));
    assert_mentions(err.message, "/nonexistent/log.nmea");
    err = (cw_error){0};
    s = feed_settings_default("udp://127.0.0.1:0");
    s.lanes = "/nonexistent/lanes.geojson";
    assert_null(feed_create(&s, &err));
    assert_mentions(err.message, "/nonexistent/lanes.geojson");
    err = (cw_error){0};
    snprintf(pipe_path, sizeof pipe_path, "%s/pipe", work);
    assert_int_equal(mkfifo(pipe_path, 0600), 0);
    s = feed_settings_default(pipe_path);
    assert_null(feed_create(&s, &err));
    assert_mentions(err.message, "standard input");
    err = (cw_error){0};
    s = feed_settings_default("udp://127.0.0.1:0");
    s.most_vessels = 0;
    assert_null(feed_create(&s, &err));
    assert_mentions(err.message, "at least one vessel");
    s = feed_settings_default("udp://127.0.0.1:0");
    s.speed = NAN;
    assert_null(feed_create(&s, &err));
}

/* ---- the set of vessels --------------------------------------------------------------------- */

enum { MODEL = 200, ROOM = 64 };

typedef struct model { /* by number, in plain arrays */
    bool there[MODEL];
    uint64_t changed[MODEL];
    cw_time heard[MODEL];
    size_t count;
} model;

static void model_drop(model *m, size_t i) {
    m->there[i] = false;
    m->count--;
}

static size_t model_oldest(const model *m) {
    size_t oldest = MODEL;
    for (size_t i = 0; i < MODEL; i++) {
        if (m->there[i] && (oldest == MODEL || m->changed[i] < m->changed[oldest])) oldest = i;
    }
    return oldest;
}

static void hear(vessel_set *s, model *m, size_t i, cw_time now) {
    if (!m->there[i] && m->count == ROOM) model_drop(m, model_oldest(m));
    m->count += !m->there[i];
    m->there[i] = true;
    slot *one = vessel_set_take(s, (uint32_t)i + 1);
    one->placed = true;
    one->vessel.heard = m->heard[i] = now;
    vessel_set_changed(s, one);
    m->changed[i] = one->changed;
}

/* What the set says changed since, against the model: the same vessels, the newest first, and those
 * that went. */
static void compare(const vessel_set *s, const model *m, uint64_t since, const bool before[MODEL]) {
    feed_picture p = {0};
    assert_true(vessel_set_since(s, since, &p, NULL));
    bool listed[MODEL] = {false}, gone[MODEL] = {false};
    uint64_t last = UINT64_MAX;
    for (size_t k = 0; k < p.count; k++) {
        size_t i = p.vessels[k].mmsi - 1;
        assert_true(m->there[i] && m->changed[i] > since && m->changed[i] < last);
        last = m->changed[i];
        listed[i] = true;
    }
    for (size_t k = 0; k < p.gone_count; k++) gone[p.gone[k] - 1] = true;
    for (size_t i = 0; i < MODEL; i++) {
        assert_int_equal(listed[i], m->there[i] && m->changed[i] > since);
        assert_int_equal(vessel_set_find(s, (uint32_t)i + 1) != NULL, m->there[i]);
        if (before[i] && !m->there[i] && !p.whole) assert_true(gone[i]);
        if (m->there[i]) assert_false(gone[i]);
    }
    feed_picture_free(&p);
}

/* Thousands of random hearings, with room for a third of those who call, and ageing. */
static void test_set(void **state) {
    (void)state;
    vessel_set s;
    model m = {.count = 0};
    bool before[MODEL] = {false};
    uint64_t since = 0;
    assert_true(vessel_set_create(&s, ROOM, NULL));
    for (uint32_t k = 0; k < 30000; k++) {
        uint32_t bits[4];
        cw_random_bits((cw_draw){.seed = 7, .particle = k, .purpose = CW_DRAW_TEST}, bits);
        hear(&s, &m, bits[0] % MODEL, (cw_time)k);
        if (bits[1] % 50 == 0) { /* who has not been heard for a while goes */
            cw_time cut = (cw_time)k - (cw_time)(bits[2] % 150);
            vessel_set_age(&s, cut);
            for (size_t i = 0; i < MODEL; i++) {
                if (m.there[i] && m.heard[i] < cut) model_drop(&m, i);
            }
        }
        assert_int_equal(s.count, m.count);
        if (bits[1] % 97 == 0) {
            compare(&s, &m, since, before);
            since = s.sequence;
            memcpy(before, m.there, sizeof before);
        }
    }
    assert_true(s.evicted > 1000 && s.aged_out > 1000);
    feed_picture p = {0};
    assert_true(vessel_set_since(&s, 1, &p, NULL)); /* far behind: everything */
    assert_true(p.whole && p.count == m.count);
    feed_picture_free(&p);
    assert_true(vessel_set_since(&s, s.sequence + 5, &p, NULL)); /* of another feed */
    assert_true(p.whole);
    feed_picture_free(&p);
    vessel_set_free(&s);
}

static int set_up(void **state) {
    (void)state;
    support_directory(work);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    support_remove(work);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_real_log),      cmocka_unit_test(test_encounter),
        cmocka_unit_test(test_beacons),       cmocka_unit_test(test_silence),
        cmocka_unit_test(test_base_stations), cmocka_unit_test(test_connection),
        cmocka_unit_test(test_no_connection), cmocka_unit_test(test_listening),
        cmocka_unit_test(test_refused),       cmocka_unit_test(test_set),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
