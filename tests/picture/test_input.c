/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The same bytes come out however they come in: plain, gzip (one member or several), zstd, a
 * directory, a datagram each line, a connection, two connections at once. Packed by the programs
 * gzip and zstd where they are installed.
 */
#include "sending.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

static char work[1024];
static cw_text log_text;

static int set_up(void **state) {
    (void)state;
    support_directory(work);
    for (uint32_t i = 0; i < 3000; i++) {
        sent s = sent_head(1, 211000000 + i);
        for (unsigned at = 38; at < 168; at++) sent_put(&s, 1, (i * 2654435761u >> at % 31) & 1);
        sent_message(&log_text, &s, 1, 'A');
    }
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    support_remove(work);
    cw_text_free(&log_text);
    return 0;
}

static const char *path_of(const char *name) {
    static char path[1200];
    snprintf(path, sizeof path, "%s/%s", work, name);
    return path;
}

static void spill(const char *name, const char *bytes, size_t length) {
    FILE *file = fopen(path_of(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

/* All bytes of an input. False: it failed, after what is in *to. */
static bool drain(const char *where, cw_text *to, cw_error *err) {
    cw_ais_chunk chunk;
    cw_ais_input *input = cw_ais_input_open(where, err);
    if (input == NULL) return false;
    bool good;
    while ((good = cw_ais_input_next(input, &chunk, err)) && (chunk.length > 0 || chunk.ends))
        cw_text_add_bytes(to, chunk.bytes, chunk.length);
    cw_ais_input_close(input);
    return good;
}

static void assert_same(const char *where, size_t times) {
    cw_text all = {0};
    cw_error err = {0};
    if (!drain(where, &all, &err)) fail_msg("%s", err.message);
    assert_int_equal(all.length, times * log_text.length);
    for (size_t i = 0; i < times; i++)
        assert_memory_equal(all.data + i * log_text.length, log_text.data, log_text.length);
    cw_text_free(&all);
}

static bool packs(const char *command) {
    char line[4000];
    snprintf(line, sizeof line, "cd '%s' && %s", work, command);
    return system(line) == 0;
}

static void test_files(void **state) {
    (void)state;
    spill("a.nmea", log_text.data, log_text.length);
    assert_same(path_of("a.nmea"), 1);
    if (!packs("gzip -c a.nmea > odd_name && cat odd_name odd_name > twice.gz")) skip();
    assert_same(path_of("odd_name"), 1);
    assert_same(path_of("twice.gz"), 2);
    if (packs("zstd -q a.nmea -o a.zst && cat a.zst a.zst > twice.zst")) {
        assert_same(path_of("a.zst"), 1);
        assert_same(path_of("twice.zst"), 2);
    }
    spill("empty", "", 0);
    assert_same(path_of("empty"), 0);
}

static void test_cut_file(void **state) {
    (void)state;
    spill("c.nmea", log_text.data, log_text.length);
    if (!packs("gzip -c c.nmea | head -c 5000 > cut.gz")) skip();
    cw_text all = {0};
    cw_error err = {0};
    assert_false(drain(path_of("cut.gz"), &all, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "ends in the middle");
    assert_true(all.length > 1000); /* what was there is used */
    assert_memory_equal(all.data, log_text.data, all.length);
    cw_text_free(&all);
    assert_true(packs("gzip -c c.nmea > bad.gz && printf XXXXXXXX | dd of=bad.gz bs=1 seek=3000 "
                      "conv=notrunc 2>/dev/null"));
    cw_error damaged = {0};
    assert_false(drain(path_of("bad.gz"), &all, &damaged));
    assert_int_equal(damaged.code, CW_ERR_INPUT);
    cw_text_free(&all);
}

static void test_directory(void **state) {
    (void)state;
    assert_true(packs("mkdir -p logs/below"));
    spill("logs/2", log_text.data, log_text.length);
    spill("logs/1", log_text.data, log_text.length);
    assert_true(packs("gzip -c logs/1 > logs/3.gz && touch logs/.hidden"));
    assert_same(path_of("logs"), 3);
}

static void test_missing(void **state) {
    (void)state;
    static const char *const wrong[] = {"/nonexistent/file",
                                        "tcp://nohost",
                                        "tcp://:80",
                                        "udp://x:y:z",
                                        "udp://:99999",
                                        "tcp-listen://127.0.0.1:65536",
                                        "udp://:"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        cw_error err = {0};
        assert_null(cw_ais_input_open(wrong[i], &err));
        assert_true(err.code != CW_OK && err.message[0] != '\0');
    }
}

/* ---- network ---------------------------------------------------------------------------------
 */

typedef struct caller {
    int port, type;
    size_t from, to; /* of log_text */
    pthread_t thread;
} caller;

static int connected(const caller *c) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)c->port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int s = socket(AF_INET, c->type, 0);
    assert_true(s >= 0);
    assert_int_equal(connect(s, (struct sockaddr *)&address, sizeof address), 0);
    return s;
}

/* Sends its share; over TCP in pieces that end anywhere, over UDP a line at a time. */
static void *call(void *context) {
    caller *c = context;
    int s = connected(c);
    for (size_t at = c->from; at < c->to;) {
        size_t n = c->type == SOCK_DGRAM ? strcspn(log_text.data + at, "\n") + 1 : 777;
        if (n > c->to - at) n = c->to - at;
        ssize_t done = send(s, log_text.data + at, n, MSG_NOSIGNAL);
        if (done <= 0) break;
        at += (size_t)done;
    }
    close(s);
    return NULL;
}

/* Reads until `messages` have come, and returns the counts. */
static cw_ais_counts listen_for(cw_ais_input *input, size_t messages, heard *got) {
    cw_ais_chunk chunk;
    cw_ais_reader *reader = cw_ais_reader_create(heard_take, got, NULL);
    cw_error err = {0};
    got->count = 0;
    while (got->count < messages) {
        if (!cw_ais_input_next(input, &chunk, &err)) fail_msg("%s", err.message);
        cw_ais_reader_clock(reader, chunk.now);
        assert_true(cw_ais_reader_feed(reader, chunk.stream, chunk.bytes, chunk.length, NULL));
        if (chunk.ends) cw_ais_reader_end(reader, chunk.stream);
    }
    cw_ais_reader_finish(reader);
    cw_ais_counts counts = cw_ais_reader_counts(reader);
    cw_ais_reader_destroy(reader);
    return counts;
}

static void test_two_connections(void **state) {
    (void)state;
    static heard got;
    cw_error err = {0};
    cw_ais_input *input = cw_ais_input_open("tcp-listen://127.0.0.1:0", &err);
    if (input == NULL) fail_msg("%s", err.message);
    size_t half = log_text.length / 2;
    while (log_text.data[half - 1] != '\n') half++;
    caller callers[2] = {{cw_ais_input_port(input), SOCK_STREAM, 0, half, 0},
                         {cw_ais_input_port(input), SOCK_STREAM, half, log_text.length, 0}};
    for (size_t i = 0; i < 2; i++) pthread_create(&callers[i].thread, NULL, call, &callers[i]);
    cw_ais_counts counts = listen_for(input, 3000, &got);
    for (size_t i = 0; i < 2; i++) pthread_join(callers[i].thread, NULL);
    assert_int_equal(counts.messages, 3000); /* lines that were cut were not mixed */
    assert_int_equal(counts.bytes[CW_AIS_DECODED], log_text.length);
    assert_true(got.items[0].received > INT64_C(1600000000000)); /* the clock of their arrival */
    assert_int_equal(cw_ais_input_told(input).connections, 2);
    cw_ais_input_close(input);
}

static void *serve_once(void *context) {
    int client = accept(*(int *)context, NULL, NULL);
    if (client < 0) return NULL;
    for (size_t at = 0; at < log_text.length;) {
        ssize_t done = send(client, log_text.data + at, log_text.length - at, MSG_NOSIGNAL);
        if (done <= 0) break;
        at += (size_t)done;
    }
    close(client);
    return NULL;
}

static void test_client(void **state) {
    (void)state;
    char where[64];
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int s = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(s, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(s, 1), 0);
    assert_int_equal(getsockname(s, (struct sockaddr *)&address, &length), 0);
    pthread_t thread;
    pthread_create(&thread, NULL, serve_once, &s);
    snprintf(where, sizeof where, "tcp://127.0.0.1:%d", ntohs(address.sin_port));
    assert_same(where, 1);
    pthread_join(thread, NULL);
    close(s);
}

/* Datagrams: 300 fit into the system's buffer whoever is slow, so none is lost. */
static void test_datagrams(void **state) {
    (void)state;
    static heard got;
    cw_error err = {0};
    cw_ais_input *input = cw_ais_input_open("udp://127.0.0.1:0", &err);
    if (input == NULL) fail_msg("%s", err.message);
    size_t end = 0;
    for (int i = 0; i < 300; i++) end += strcspn(log_text.data + end, "\n") + 1;
    caller one = {cw_ais_input_port(input), SOCK_DGRAM, 0, end, 0};
    pthread_create(&one.thread, NULL, call, &one);
    pthread_join(one.thread, NULL);
    cw_ais_counts counts = listen_for(input, 300, &got);
    assert_int_equal(counts.messages, 300);
    assert_int_equal(cw_ais_input_told(input).datagrams_lost, 0);
    cw_ais_input_close(input);
}

static void test_stop(void **state) {
    (void)state;
    cw_ais_chunk chunk;
    cw_ais_input *input = cw_ais_input_open("tcp-listen://127.0.0.1:0", NULL);
    assert_non_null(input);
    cw_ais_input_stop(input);
    assert_true(cw_ais_input_next(input, &chunk, NULL));
    assert_int_equal(chunk.length, 0);
    assert_false(chunk.ends);
    cw_ais_input_close(input);
}

/* The command: JSON to standard output, the books to standard error, exit status. */
static void test_command(void **state) {
    (void)state;
    char arguments[1400], *out, *err;
    spill("cmd.nmea", log_text.data, log_text.length);
    snprintf(arguments, sizeof arguments, "ais decode '%s'", path_of("cmd.nmea"));
    assert_int_equal(support_command(arguments, &out, &err), 0);
    size_t lines = 0;
    for (const char *c = out; *c != '\0'; c++) lines += *c == '\n';
    assert_int_equal(lines, 3000);
    assert_mentions(out, "\"class\":\"AIS\"");
    assert_mentions(out, "cmd.nmea");
    assert_mentions(err, "3000 messages");
    free(out);
    free(err);
    assert_int_equal(support_command("ais decode /nonexistent", &out, &err), 2);
    assert_mentions(err, "/nonexistent");
    free(out);
    free(err);
    assert_int_equal(support_command("ais sing", &out, &err), 2);
    free(out);
    free(err);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),           cmocka_unit_test(test_cut_file),
        cmocka_unit_test(test_directory),       cmocka_unit_test(test_missing),
        cmocka_unit_test(test_two_connections), cmocka_unit_test(test_client),
        cmocka_unit_test(test_datagrams),       cmocka_unit_test(test_stop),
        cmocka_unit_test(test_command),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
