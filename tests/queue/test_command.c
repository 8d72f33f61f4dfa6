/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command, with real cases: what a job makes is what crosswatch plan prints, to the byte, from
 * files that the worker's machine never had; and what bad use is told.
 */
#include "../cli/running.h"

static const char coast[] =
    "{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\", \"properties\": {},"
    " \"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[-7.2, 48.0], [-7.0, 48.0],"
    " [-7.0, 48.9], [-7.2, 48.9], [-7.2, 48.0]]]}}]}";

/* The bundled case with a coast of its own, small enough to be worked in a moment. */
static void make_case(const char *name, const char *seed) {
    char path[1200];
    char *text = slurp(constant(), NULL);
    text = replaced(text, "coast: none", "coast: coast.geojson");
    text = replaced(text, "particles: 1000", "particles: 200");
    text = replaced(text, "seed: 7", seed);
    spill(work_path(name, path), text, strlen(text));
    free(text);
    spill(work_path("coast.geojson", path), coast, strlen(coast));
}

static void first_digits(char digits[13]) {
    snprintf(digits, 13, "%.12s", printed);
}

static void test_a_case_as_a_job(void **state) {
    (void)state;
    char path[1200], job[13];
    make_case("case.yaml", "seed: 11");
    done(run("plan %s/case.yaml --json", work));
    char *plan = strdup(printed);
    done(run("plan %s/case.yaml --lang fr", work));
    char *page = strdup(printed);
    done(run("record init %s/rec.db centre=dover key=%s/dover.key", work, work));
    done(run("queue create %s/jobs.db", work));
    done(run("queue add %s/jobs.db %s/case.yaml --priority live --incident mig-07", work, work));
    assert_mentions(printed, "added");
    first_digits(job);
    /* the worker has the queue and nothing else */
    assert_int_equal(unlink(work_path("coast.geojson", path)), 0);
    assert_int_equal(unlink(work_path("case.yaml", path)), 0);
    done(run("queue work %s/jobs.db --drain --record %s/rec.db", work, work));
    assert_mentions(err, "done");
    done(run("queue show %s/jobs.db %s --json", work, job));
    assert_string_equal(printed, plan);
    done(run("queue show %s/jobs.db %s --lang fr -o %s/out", work, job, work));
    assert_mentions(printed, page);
    assert_true(is_there("out/plan.json"));
    done(run("record list %s/rec.db", work));
    assert_mentions(printed, "result         dover  mig-07");
    assert_null(strchr(strchr(printed, '\n') + 1, '\n')); /* one line */
    /* the same again is done already */
    make_case("case.yaml", "seed: 11");
    done(run("queue add %s/jobs.db %s/case.yaml", work, work));
    assert_mentions(printed, "there already");
    assert_mentions(printed, job);
    done(run("queue status %s/jobs.db --json", work));
    assert_mentions(printed, "\"done\": 1");
    free(plan);
    free(page);
}

/* What a case refers to is part of what it is. */
static void test_another_coast_is_another_job(void **state) {
    (void)state;
    char path[1200], before[13], after[13];
    make_case("coasts.yaml", "seed: 12");
    done(run("queue create %s/coasts.db", work));
    done(run("queue add %s/coasts.db %s/coasts.yaml --no-plan", work, work));
    first_digits(before);
    char *other = strdup(coast);
    other = replaced(other, "48.9], [-7.2", "48.8], [-7.2");
    spill(work_path("coast.geojson", path), other, strlen(other));
    free(other);
    done(run("queue add %s/coasts.db %s/coasts.yaml --no-plan", work, work));
    first_digits(after);
    assert_string_not_equal(before, after);
    done(run("queue cancel %s/coasts.db %s", work, before));
    assert_int_equal(run("queue cancel %s/coasts.db %s", work, before), 1);
    done(run("queue work %s/coasts.db --drain", work));
    done(run("queue list %s/coasts.db", work));
    assert_mentions(printed, "cancelled");
    assert_mentions(printed, "done");
    assert_int_equal(run("queue show %s/coasts.db %s --json", work, before), 1);
}

/* A case that came into the queue by another door than "add" is held to the same rules. */
static void test_a_hostile_row(void **state) {
    (void)state;
    make_case("hostile.yaml", "seed: 13");
    done(run("queue create %s/hostile.db", work));
    done(run("queue add %s/hostile.db %s/hostile.yaml", work, work));
    char command[2600];
    snprintf(command, sizeof command,
             "import sqlite3; d = sqlite3.connect('%s/hostile.db');"
             "d.execute('DELETE FROM job_file'); d.commit()",
             work);
    char shell[2700];
    snprintf(shell, sizeof shell, "python3 -c \"%s\"", command);
    assert_int_equal(system(shell), 0);
    done(run("queue work %s/hostile.db --drain", work));
    done(run("queue list %s/hostile.db", work));
    assert_mentions(printed, "the job came without this file"); /* and it was not looked for */
}

static void test_bad_use(void **state) {
    (void)state;
    static const struct {
        const char *words, *says;
        int status;
    } bad[] = {{"frobnicate x.db", "does not know", 2},
               {"list nowhere.db", "nowhere.db", 2},
               {"add jobs2.db", "needs a case file", 2},
               {"add jobs2.db nothing.yaml", "nothing.yaml", 2},
               {"add jobs2.db nothing.yaml --priority urgent", "--priority", 2},
               {"show jobs2.db", "identifier", 2},
               {"show jobs2.db zzzz", "zzzz", 2},
               {"show jobs2.db abcd", "abcd", 1},
               {"list jobs2.db more", "no further argument", 2},
               {"work jobs2.db --lease 0", "--lease", 2},
               {"work jobs2.db --drain --record nothing.db", "nothing.db", 2}};
    done(run("queue create %s/jobs2.db", work));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char *words = strdup(bad[i].words), full[1200];
        words = strstr(words, "jobs2.db") != NULL
                    ? replaced(words, "jobs2.db", work_path("jobs2.db", full))
                    : words;
        assert_int_equal(run("queue %s", words), bad[i].status);
        assert_mentions(err, bad[i].says);
        free(words);
    }
    /* one that is no case does not keep the others out, and is told */
    make_case("good.yaml", "seed: 14");
    assert_int_equal(run("queue add %s/jobs2.db nothing.yaml %s/good.yaml", work, work), 2);
    assert_mentions(printed, "added");
}

static void test_french(void **state) {
    (void)state;
    done(run("queue --lang fr create %s/taches.db", work));
    assert_mentions(printed, "file vide");
    done(run("queue list %s/taches.db --lang fr", work));
    assert_mentions(printed, "Aucune tâche");
    done(run("queue --help --lang fr"));
    assert_mentions(printed, "Usage : crosswatch queue");
}

/* ---- the examples of docs/queue.md
 * --------------------------------------------------------------- */

/* As Slurm would start it on a node, but for Slurm: the worker ends when the queue is empty. */
static void test_the_slurm_script(void **state) {
    (void)state;
    char script[1024], line[8192];
    make_case("slurm.yaml", "seed: 15");
    done(run("queue create %s/slurm.db", work));
    done(run("queue add %s/slurm.db %s/slurm.yaml", work, work));
    snprintf(line, sizeof line,
             "PATH=\"$(dirname \"$CROSSWATCH_COMMAND\"):$PATH\" SLURM_CPUS_PER_TASK=2 "
             "CROSSWATCH_QUEUE='%s/slurm.db' bash '%s'",
             work, support_source("docs/examples/crosswatch-queue.sbatch", script));
    assert_int_equal(system(line), 0);
    done(run("queue status %s/slurm.db --json", work));
    assert_mentions(printed, "\"done\": 1");
    snprintf(line, sizeof line, "env -u CROSSWATCH_QUEUE bash '%s' 2>'%s/said'", script, work);
    assert_int_not_equal(system(line), 0); /* it says what it needs, and starts nothing */
}

/* systemd's own reader finds nothing wrong with the unit. */
static void test_the_systemd_unit(void **state) {
    (void)state;
    char unit[1024], line[8192];
    if (system("command -v systemd-analyze >/dev/null") != 0) {
        print_message("skipped: systemd-analyze is absent\n");
        skip();
    }
    snprintf(line, sizeof line,
             "sed \"s|/usr/local/bin/crosswatch|$CROSSWATCH_COMMAND|\" '%s' "
             ">'%s/crosswatch-worker.service' && systemd-analyze verify "
             "'%s/crosswatch-worker.service' >'%s/found' 2>&1 && test ! -s '%s/found'",
             support_source("docs/examples/crosswatch-worker.service", unit), work, work, work,
             work);
    assert_int_equal(system(line), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_case_as_a_job), cmocka_unit_test(test_another_coast_is_another_job),
        cmocka_unit_test(test_a_hostile_row),   cmocka_unit_test(test_bad_use),
        cmocka_unit_test(test_french),          cmocka_unit_test(test_the_slurm_script),
        cmocka_unit_test(test_the_systemd_unit)};
    return cmocka_run_group_tests(tests, command_set_up, command_tear_down);
}
