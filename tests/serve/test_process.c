/* SPDX-License-Identifier: Apache-2.0 */
/* The room as a process: its first start, what it refuses, and a death in the middle of an
 * incident. */
#include "room.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* crosswatch serve on the folder of `t`; its standard output is read until it says that it is open.
 */
static pid_t start_process(open_room *t, const char *admin) {
    int out[2];
    char line[300] = "", home[1200], words[1200];
    posix_spawn_file_actions_t files;
    pid_t child;
    assert_int_equal(pipe(out), 0);
    snprintf(home, sizeof home, "home=%s", t->home);
    snprintf(words, sizeof words, "admin=%s", admin);
    char *arguments[] = {getenv("CROSSWATCH_COMMAND"), "serve", t->record, home,
                         "listen=127.0.0.1:0",         words,   NULL};
    assert_non_null(arguments[0]);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&files, out[0]);
    assert_int_equal(posix_spawn(&child, arguments[0], &files, NULL, arguments, environ), 0);
    posix_spawn_file_actions_destroy(&files);
    close(out[1]);
    FILE *said = fdopen(out[0], "r");
    assert_non_null(fgets(line, sizeof line, said));
    const char *address = strstr(line, "http://");
    assert_non_null(address);
    snprintf(t->host, sizeof t->host, "%.*s", (int)strcspn(address + 7, " "), address + 7);
    t->port = (unsigned short)strtoul(strchr(t->host, ':') + 1, NULL, 10);
    fclose(said);
    return child;
}

static void write_admin(const char *path, const char *text, mode_t mode) {
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    assert_int_equal(chmod(path, mode), 0);
}

/* What was answered with 200 is there after any death; who was signed in still is. */
static void a_death_in_mid_incident_loses_nothing(void **state) {
    (void)state;
    enum { DEATHS = 4, REPORTS = 5 };
    open_room t;
    char admin[1200], body[200];
    int status;
    room_begin(&t, NULL);
    cw_room_close(t.room);
    t.room = NULL;
    snprintf(admin, sizeof admin, "%s/admin", t.folder);
    for (int death = 0; death < DEATHS; death++) {
        pid_t child = start_process(&t, admin);
        for (int i = 0; i < REPORTS; i++) {
            snprintf(body, sizeof body, "{\"text\":\"call %d of life %d\",\"incident\":\"GN-7\"}",
                     i, death);
            json_decref(expect(&t, &t.callers[ROLE_OFFICER], "POST", "/api/1/reports", body, 200));
        }
        assert_int_equal(kill(child, SIGKILL), 0);
        waitpid(child, &status, 0);
    }
    pid_t child = start_process(&t, admin);
    json_t *incident =
        expect(&t, &t.callers[ROLE_OFFICER], "GET", "/api/1/incidents/GN-7", NULL, 200);
    assert_int_equal(json_array_size(json_object_get(incident, "filed")), DEATHS * REPORTS);
    json_decref(incident);
    assert_int_equal(kill(child, SIGTERM), 0);
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    room_end(&t);
}

static void the_first_start_makes_an_administrator(void **state) {
    (void)state;
    open_room t;
    char admin[1200], cookie[128], guard[64];
    int status;
    room_begin(&t, NULL);
    cw_room_close(t.room);
    t.room = NULL;
    snprintf(t.home, sizeof t.home, "%s/fresh", t.folder);
    snprintf(admin, sizeof admin, "%s/admin", t.folder);
    write_admin(admin, "first\n" PASSWORD "\n", 0600);
    pid_t child = start_process(&t, admin);
    room_sign_in(&t, "first", cookie, guard);
    const caller first = {.cookie = cookie, .guard = guard};
    json_t *session = expect(&t, &first, "GET", "/api/1/session", NULL, 200);
    assert_string_equal(json_string_value(json_object_get(session, "role")), "administrator");
    json_decref(session);
    kill(child, SIGTERM);
    waitpid(child, &status, 0);
    room_end(&t);
}

/* One sentence each, and status 2. */
static void bad_words_are_named(void **state) {
    (void)state;
    open_room t;
    char arguments[4000], admin[1200];
    room_begin(&t, NULL);
    cw_room_close(t.room);
    t.room = NULL;
    snprintf(admin, sizeof admin, "%s/admin", t.folder);
    write_admin(admin, "first\n" PASSWORD "\n", 0644);
    const struct {
        const char *words, *says;
    } tries[] = {{"home=%s/x </dev/null", "has no user yet"},
                 {"home=%s/x nonsense=1", "does not know nonsense="},
                 {"home=%s/home listen=nowhere", "is not ADDRESS:PORT"},
                 {"home=%s/x speed=-1", "speed=-1"},
                 {"home=%s/x clock=tomorrow", "clock="},
                 {"home=%1$s/x admin=%1$s/admin", "others than its owner"},
                 {"home=%1$s/home cert=%1$s/none key=%1$s/none", "cannot be read as a PEM file"},
                 {"home=%1$s/home cases=%1$s/none", "none"},
                 {"home=%1$s/home ais=%1$s/none.nmea", "none.nmea"}};
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        char *err = NULL;
        int n = snprintf(arguments, sizeof arguments, "serve %s ", t.record);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(arguments + n, sizeof arguments - (size_t)n, tries[i].words, t.folder);
#pragma GCC diagnostic pop
        int status = support_command(arguments, NULL, &err);
        if (status != 2 && status != 3) fail_msg("%s: %d %s", tries[i].words, status, err);
        assert_mentions(err, tries[i].says);
        free(err);
    }
    room_end(&t);
}

/* Before anybody is asked for a password, and before a home is made. */
static void a_record_that_will_not_do_is_told_first(void **state) {
    (void)state;
    open_room t;
    char arguments[4000], path[1200], home[1200];
    struct stat is;
    char *err = NULL;
    room_begin(&t, NULL);
    snprintf(path, sizeof path, "%s/broken.db", t.folder);
    snprintf(home, sizeof home, "%s/never", t.folder);
    write_admin(path, "no record at all", 0600);
    snprintf(arguments, sizeof arguments, "serve %s home=%s </dev/null", path, home);
    assert_int_equal(support_command(arguments, NULL, &err), 2);
    assert_mentions(err, "broken.db");
    assert_int_equal(stat(home, &is), -1);
    free(err);
    room_end(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_death_in_mid_incident_loses_nothing),
                                       cmocka_unit_test(the_first_start_makes_an_administrator),
                                       cmocka_unit_test(bad_words_are_named),
                                       cmocka_unit_test(a_record_that_will_not_do_is_told_first)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
