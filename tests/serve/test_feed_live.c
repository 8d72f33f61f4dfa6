/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The picture of live sources: a connection that stalls, floods and breaks, one that is not there,
 * datagrams, a silent pipe; and sources that cannot be.
 */
#include "feeding.h"

#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

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
    assert_mentions(told.error.message, "tcp://127.0.0.1");
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_connection),
        cmocka_unit_test(test_no_connection),
        cmocka_unit_test(test_listening),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, feeding_set_up, feeding_tear_down);
}
