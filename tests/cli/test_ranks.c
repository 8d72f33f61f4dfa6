/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Several processes on one case: the files must be those of one process, bit for bit, and a failure
 * must be told once. And a drift that is killed and started again, alone and over ranks. mpirun
 * runs on this machine with more ranks than it has processors; where there is no mpirun, or the
 * program was built without MPI, the tests that need it say that they skip.
 */
#include "running.h"

#include <crosswatch/base.h>

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

static char out_path[1200], other_path[1200], case_path[1200];

/* Open MPI unloads its plugins before leaks are looked for: what they leave behind has no name by
 * which it could be told from ours. Leaks are looked for by the tests of one process. */
static void look_for_no_leaks(void) {
    const char *given = getenv("ASAN_OPTIONS");
    char options[400];
    snprintf(options, sizeof options, "%s:detect_leaks=0", given != NULL ? given : "");
    setenv("ASAN_OPTIONS", options, 1);
}

static int set_up(void **state) {
    look_for_no_leaks();
    setenv("OMPI_ALLOW_RUN_AS_ROOT", "1", 1);
    setenv("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1", 1);
    setenv("OMPI_MCA_btl", "self,vader", 1);             /* loopback: no network is looked for */
    setenv("OMPI_MCA_rmaps_base_oversubscribe", "1", 1); /* more ranks than processors */
    setenv("OMPI_MCA_btl_vader_single_copy_mechanism", "none", 1);
    return command_set_up(state);
}

static bool has_mpi(void) {
    return CROSSWATCH_MPI && system("mpirun --version >/dev/null 2>&1") == 0;
}

#define NEEDS_MPI()                                                                  \
    do {                                                                             \
        if (!has_mpi()) {                                                            \
            print_message("skipped: there is no mpirun, or no MPI in this build\n"); \
            skip();                                                                  \
        }                                                                            \
    } while (0)

/* A program over ranks; its exit status, with `printed` and `err` as in running.h. */
static int start_ranks(int ranks, const char *program, const char *arguments) {
    char line[8192], out_file[1200], err_file[1200];
    work_path("ranks.out", out_file);
    work_path("ranks.err", err_file);
    snprintf(line, sizeof line, "mpirun -n %d '%s' %s >'%s' 2>'%s' </dev/null", ranks, program,
             arguments, out_file, err_file);
    int status = system(line);
    free(printed);
    free(err);
    printed = slurp(out_file, NULL);
    err = slurp(err_file, NULL);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* The command over ranks. */
static int run_ranks(int ranks, const char *format, ...) __attribute__((format(printf, 2, 3)));
static int run_ranks(int ranks, const char *format, ...) {
    char arguments[4096];
    va_list list;
    va_start(list, format);
    vsnprintf(arguments, sizeof arguments, format, list);
    va_end(list);
    return start_ranks(ranks, getenv("CROSSWATCH_COMMAND"), arguments);
}

static void expect_same_file(const char *a, const char *b) {
    size_t length_a, length_b;
    char path[1200], *one = slurp(work_path(a, path), &length_a);
    char *other = slurp(work_path(b, path), &length_b);
    if (length_a != length_b) fail_msg("%s has %zu bytes, %s %zu", a, length_a, b, length_b);
    if (memcmp(one, other, length_a) != 0) fail_msg("%s and %s differ", a, b);
    free(one);
    free(other);
}

static int occurrences(const char *text, const char *part) {
    int count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at++) count++;
    return count;
}

/* The bundled night on few particles; a coast, a tide and several hypotheses. 300 particles each
 * are not whole blocks of 256. */
static const char *night(void) {
    return support_source("cases/dover-2021-11-24.yaml", case_path);
}

/* ---- the same bytes ---- */

static void test_drift_is_the_same_for_any_ranks(void **state) {
    (void)state;
    static const int ranks[] = {1, 2, 3, 4, 7};
    NEEDS_MPI();
    done(run("drift -q '%s' -o '%s' --particles 300 --threads 1", night(),
             work_path("alone", out_path)));
    for (size_t i = 0; i < sizeof ranks / sizeof ranks[0]; i++) {
        done(run_ranks(ranks[i], "drift -q '%s' -o '%s' --particles 300 --threads %d", night(),
                       work_path("shared", other_path), 1 + (int)i % 2));
        expect_same_file("alone/drift.nc", "shared/drift.nc");
        assert_int_equal(occurrences(printed, "drift.nc"), 1); /* only one rank prints */
    }
}

static void test_thinned_drift_is_the_same(void **state) {
    (void)state;
    NEEDS_MPI();
    done(run("drift -q '%s' -o '%s' --particles 300 --every 7", night(),
             work_path("alone", out_path)));
    done(run_ranks(3, "drift -q '%s' -o '%s' --particles 300 --every 7", night(),
                   work_path("shared", other_path)));
    expect_same_file("alone/drift.nc", "shared/drift.nc");
}

/* More ranks than blocks: some have no particle. */
static void test_ranks_without_particles(void **state) {
    (void)state;
    NEEDS_MPI();
    done(run("drift -q '%s' -o '%s' --particles 100", constant(), work_path("alone", out_path)));
    done(run_ranks(4, "drift -q '%s' -o '%s' --particles 100", constant(),
                   work_path("shared", other_path)));
    expect_same_file("alone/drift.nc", "shared/drift.nc");
}

static void test_where_is_the_same(void **state) {
    (void)state;
    static const char *const names[] = {"map.png",   "where.txt", "where.geojson",
                                        "where.tif", "drift.nc",  "where.json"};
    NEEDS_MPI();
    done(run("where -q '%s' -o '%s' --particles 200", night(), work_path("alone", out_path)));
    done(run_ranks(3, "where -q '%s' -o '%s' --particles 200", night(),
                   work_path("shared", other_path)));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char a[64], b[64];
        snprintf(a, sizeof a, "alone/%s", names[i]);
        snprintf(b, sizeof b, "shared/%s", names[i]);
        expect_same_file(a, b);
    }
}

/* The page and the file for programs say everything of a plan; its evaluations are counted, not
 * timed. */
static void test_plan_is_the_same(void **state) {
    (void)state;
    static const int ranks[] = {2, 3, 5};
    NEEDS_MPI();
    done(run("plan -q '%s' -o '%s' --particles 200", constant(), work_path("alone", out_path)));
    for (size_t i = 0; i < sizeof ranks / sizeof ranks[0]; i++) {
        done(run_ranks(ranks[i], "plan -q '%s' -o '%s' --particles 200", constant(),
                       work_path("shared", other_path)));
        expect_same_file("alone/plan.json", "shared/plan.json");
        expect_same_file("alone/plan.txt", "shared/plan.txt");
        expect_same_file("alone/plan.gpx", "shared/plan.gpx");
    }
}

/* One unit keeps what it has, and the others are planned about it. */
static void test_plan_about_kept_tasks_is_the_same(void **state) {
    (void)state;
    char given[1200], about[1600];
    NEEDS_MPI();
    done(run("plan -q '%s' -o '%s' --particles 200", constant(), work_path("given", out_path)));
    snprintf(about, sizeof about, "--particles 200 --from '%s' --keep Lifeboat",
             work_path("given/plan.json", given));
    done(run("plan -q '%s' -o '%s' %s", constant(), work_path("alone", out_path), about));
    done(run_ranks(3, "plan -q '%s' -o '%s' %s", constant(), work_path("shared", other_path),
                   about));
    expect_same_file("alone/plan.json", "shared/plan.json");
    expect_same_file("alone/plan.gpx", "shared/plan.gpx");
}

/* ---- more ranks than islands ---- */

typedef struct rank_line {
    size_t looks, evaluations;
    char plan[17];
} rank_line;

/* A random problem planned over ranks (plan_over_ranks.c); the lines that it tells. */
static void plan_over(int ranks, const char *arguments, rank_line lines[16]) {
    assert_true(ranks <= 16);
    int status = start_ranks(ranks, PLAN_OVER_RANKS, arguments);
    if (status != 0) fail_msg("exit status %d: %s", status, err);
    const char *at = printed;
    for (int k = 0; k < ranks; k++) {
        size_t number;
        if (sscanf(at, "rank %zu looks %zu evaluations %zu plan %16s", &number, &lines[k].looks,
                   &lines[k].evaluations, lines[k].plan)
            != 4)
            fail_msg("%s", printed);
        at = strchr(at, '\n') + 1;
    }
}

static size_t most_looks(const rank_line *lines, int ranks) {
    size_t most = 0;
    for (int k = 0; k < ranks; k++) most = lines[k].looks > most ? lines[k].looks : most;
    return most;
}

/* What each rank has at the end is the plan of one rank, and the trials that count are as many:
 * those that were looked at in vain are not among them. */
static void expect_same_plan(const char *arguments, const int *ranks, size_t count) {
    rank_line alone[16], lines[16];
    plan_over(1, arguments, alone);
    for (size_t i = 0; i < count; i++) {
        plan_over(ranks[i], arguments, lines);
        for (int k = 0; k < ranks[i]; k++) {
            if (strcmp(lines[k].plan, alone->plan) != 0)
                fail_msg("%s: rank %d of %d has another plan", arguments, k, ranks[i]);
            assert_int_equal(lines[k].evaluations, alone->evaluations);
        }
    }
}

/* For success by the random law (which has no last stage) and by one with a range, and for people
 * found alive (twelve columns of figures instead of one). With 2 to 4 ranks the beginnings are
 * dealt out, with more they are shared; with 3 one of the two that go on is. */
static void test_islands_shared_by_ranks_give_the_same_plan(void **state) {
    (void)state;
    static const int all[] = {2, 3, 4, 7, 16}, seven[] = {7};
    NEEDS_MPI();
    expect_same_plan("2 40 0 2 0", all, 5);
    expect_same_plan("2 40 0 3 0", seven, 1);
    expect_same_plan("4 40 1 2 0", seven, 1);
}

/* The busiest rank lays fewer trials the more ranks there are, beyond four too. If every trial of a
 * round counted it would lay half as many at twice the ranks; what is better ends a round early. */
static void test_more_ranks_share_the_trials(void **state) {
    (void)state;
    rank_line lines[16];
    size_t before = SIZE_MAX;
    NEEDS_MPI();
    for (int ranks = 4; ranks <= 16; ranks *= 2) {
        plan_over(ranks, "2 100 0 2 0", lines);
        size_t most = most_looks(lines, ranks);
        for (int k = 0; k < ranks; k++) assert_true(lines[k].looks > 0);
        if (ranks > 4 && (double)most > 0.85 * (double)before)
            fail_msg("%zu trials on the busiest of %d ranks, %zu on one of half as many", most,
                     ranks, before);
        before = most;
    }
}

/* With a time limit plans differ from run to run; but all ranks end, and have the same one. */
static void test_ranks_end_together_in_time(void **state) {
    (void)state;
    rank_line lines[16];
    NEEDS_MPI();
    plan_over(7, "2 100 0 2 0.4", lines);
    for (int k = 1; k < 7; k++) assert_string_equal(lines[k].plan, lines[0].plan);
}

/* One of the ranks that share an island finds out alone that it cannot go on, while the others lay
 * trials: all end, with its sentence. */
static void test_a_rank_that_fails_at_an_island_ends_all(void **state) {
    (void)state;
    NEEDS_MPI();
    for (int failing = 4; failing < 9; failing += 4) {
        char arguments[64];
        snprintf(arguments, sizeof arguments, "3 40 0 2 0 %d", failing);
        assert_int_equal(start_ranks(9, PLAN_OVER_RANKS, arguments), 0);
        assert_int_equal(occurrences(printed, "more than 8 areas are kept"), 9);
    }
}

/* ---- failures ---- */

static void test_a_failure_is_told_once(void **state) {
    (void)state;
    NEEDS_MPI();
    write_case("nofile.yaml", case_with_file("missing.nc"));
    work_path("nofile.yaml", case_path);
    assert_int_equal(run("drift -q '%s' -o '%s'", case_path, work_path("alone", out_path)), 2);
    char *sentence = strdup(err);
    assert_int_equal(run_ranks(3, "drift -q '%s' -o '%s'", case_path, out_path), 2);
    assert_string_equal(printed, "");
    assert_int_equal(occurrences(err, sentence), 1);
    assert_int_equal(occurrences(err, "crosswatch: "), 1);
    free(sentence);
}

static void test_bad_use_is_told_once(void **state) {
    (void)state;
    NEEDS_MPI();
    assert_int_equal(run_ranks(3, "where --no-such-option '%s'", constant()), 2);
    assert_int_equal(occurrences(err, "crosswatch: "), 1);
    assert_int_equal(run_ranks(3, "drift '%s'", constant()), 2);
    assert_int_equal(occurrences(err, "crosswatch: drift needs -o"), 1);
}

static void test_other_verbs_know_nothing_of_ranks(void **state) {
    (void)state;
    NEEDS_MPI();
    assert_int_equal(run_ranks(3, "version"), 0);
    assert_int_equal(occurrences(printed, "rosswatch 0"), 3);
}

/* Only the first rank finds out, in the middle of the work, while the others drift on. */
static void test_a_full_disk_ends_all(void **state) {
    (void)state;
    char line[8192], err_file[1200];
    NEEDS_MPI();
    snprintf(
        line, sizeof line, /* Open MPI's own shared memory is 4 MB, drift.nc 22 MB */
        "mpirun -n 3 sh -c 'trap \"\" XFSZ; ulimit -f 16000; exec \"$0\" \"$@\"' '%s' drift -q "
        "'%s' -o '%s' --particles 6000 2>'%s'",
        getenv("CROSSWATCH_COMMAND"), night(), work_path("full", out_path),
        work_path("ranks.err", err_file));
    int status = system(line);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 3);
    free(err);
    err = slurp(err_file, NULL);
    assert_int_equal(occurrences(err, "crosswatch: cannot write"), 1);
    assert_int_equal(occurrences(err, "crosswatch: "), 1);
    assert_false(is_there("full/drift.nc"));
}

/* Only one rank, not the first, cannot write its part. */
static void test_a_full_disk_of_one_ends_all(void **state) {
    (void)state;
    char line[8192], err_file[1200];
    NEEDS_MPI();
    snprintf(
        line, sizeof line,
        "mpirun -n 3 sh -c 'trap \"\" XFSZ; test $OMPI_COMM_WORLD_RANK = 1 && ulimit -f 16000; "
        "exec \"$0\" \"$@\"' '%s' drift -q '%s' -o '%s' --particles 6000 2>'%s'",
        getenv("CROSSWATCH_COMMAND"), night(), work_path("full", out_path),
        work_path("ranks.err", err_file));
    int status = system(line);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 3);
    free(err);
    err = slurp(err_file, NULL);
    assert_int_equal(occurrences(err, "drift.nc: File too large"), 1);
    assert_int_equal(occurrences(err, "crosswatch: "), 1);
    assert_false(is_there("full"));
}

/* An allocation that fails on one rank, early, while the scene is made, and late; nobody waits for
 * that rank, or mpirun would end all after its timeout, with another status. */
static void starve(const char *verb, int rank, int at) {
    char line[8192], err_file[1200];
    snprintf(line, sizeof line,
             "CROSSWATCH_SHORT_RANK=%d CROSSWATCH_SHORT_AT=%d mpirun --timeout 120 -n 2 '%s' %s -q "
             "'%s' -o '%s' --particles 300 --threads 1 --checkpoint 15 >/dev/null 2>'%s'",
             rank, at, getenv("CROSSWATCH_SHORT"), verb, constant(), work_path("short", out_path),
             work_path("ranks.err", err_file));
    int status = system(line);
    free(err);
    err = slurp(err_file, NULL);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 3)
        fail_msg("%s, allocation %d of rank %d: %s", verb, at, rank, err);
    assert_int_equal(occurrences(err, "out of memory"), 1);
    assert_int_equal(occurrences(err, "crosswatch: "), 1);
    support_remove(out_path);
}

static void test_a_rank_without_memory_ends_all(void **state) {
    (void)state;
    NEEDS_MPI();
    starve("drift", 0, 55);
    starve("drift", 1, 3);
    starve("drift", 1, 66);
    starve("plan", 0, 300);
    starve("plan", 1, 300);
}

/* ---- ranks that do not see the first one's files ---- */

/* Three ranks, each in a directory of its own: "out" is another place for each of them. */
static void drift_apart(const char *more) {
    char line[8192], path[1200];
    for (int i = 0; i < 3; i++) {
        char name[16];
        snprintf(name, sizeof name, "apart-%d", i);
        assert_true(mkdir(work_path(name, path), 0777) == 0 || errno == EEXIST);
    }
    snprintf(
        line, sizeof line,
        "mpirun -n 3 sh -c 'cd \"$0-$OMPI_COMM_WORLD_RANK\" && exec \"$@\"' '%s' '%s' drift -q "
        "'%s' -o out --particles 300 %s >/dev/null",
        work_path("apart", path), getenv("CROSSWATCH_COMMAND"), night(), more);
    assert_int_equal(system(line), 0);
    expect_same_file("alone/drift.nc", "apart-0/out/drift.nc");
}

static void test_ranks_without_a_common_directory(void **state) {
    (void)state;
    NEEDS_MPI();
    done(run("drift -q '%s' -o '%s' --particles 300", night(), work_path("alone", out_path)));
    drift_apart("");
    assert_false(is_there("apart-1/out"));
}

/* One finds a file where the first one's is: that of an earlier run, and it stays as it is. */
static void test_a_file_of_another_is_left_alone(void **state) {
    (void)state;
    char path[1200];
    size_t length;
    NEEDS_MPI();
    done(run("drift -q '%s' -o '%s' --particles 300", night(), work_path("alone", out_path)));
    char *bytes = slurp(work_path("alone/drift.nc", path), &length);
    drift_apart("");
    assert_int_equal(mkdir(work_path("apart-1/out", path), 0777), 0);
    assert_int_equal(mkdir(work_path("apart-1/out/.crosswatch-drift", path), 0777), 0);
    spill(work_path("apart-1/out/.crosswatch-drift/drift.nc", path), bytes, length);
    drift_apart("--checkpoint 20");
    expect_same_file("alone/drift.nc", "apart-1/out/.crosswatch-drift/drift.nc");
    free(bytes);
}

/* ---- killed and started again ---- */

/* Starts the line in a shell and kills it once it has told `lines` steps of its work on standard
 * error. With ranks, the lines "pid N" of theirs are read too, and the one chosen is killed. True
 * when it was killed. */
static bool start_and_kill(const char *line, int lines, int victim) {
    char text[512];
    int ends[2], pids[8], known = 0, told = 0, status;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        execl("/bin/sh", "sh", "-c", line, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    FILE *from = fdopen(ends[0], "r");
    bool killed = false;
    while (fgets(text, sizeof text, from) != NULL) {
        if (known < 8 && sscanf(text, "pid %d", &pids[known]) == 1) known++;
        if (strstr(text, "drifting") != NULL || strstr(text, "planning") != NULL) told++;
        if (killed || told < lines || known <= victim) continue;
        kill(pids[victim], SIGKILL);
        killed = true;
    }
    fclose(from);
    waitpid(child, &status, 0);
    return killed;
}

/* A run that is killed, and what it must end with. */
typedef struct killed_run {
    const char *launcher; /* "": none */
    int ranks;
    const char *verb;
    const char *files[3];
    int least, more; /* steps told before the first kill that may be, and drawn from */
    int kills;
    uint64_t seed;
} killed_run;

static void command_line(char *line, size_t size, const killed_run *k, const char *case_file,
                         const char *target) {
    snprintf(line, size,
             "exec %s sh -c 'echo pid $$ >&2; exec \"$0\" \"$@\"' '%s' %s '%s' -o '%s' "
             "--particles 300 --checkpoint 4 --progress json --threads 1 >/dev/null",
             k->launcher, getenv("CROSSWATCH_COMMAND"), k->verb, case_file, target);
}

/* Nothing that is hidden: neither a state nor what the killed ones wrote in. */
static void expect_nothing_left(const char *directory) {
    DIR *list = opendir(work_path(directory, other_path));
    assert_non_null(list);
    for (struct dirent *e; (e = readdir(list)) != NULL;) {
        if (e->d_name[0] == '.' && strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            fail_msg("%s is left in %s", e->d_name, directory);
    }
    closedir(list);
}

/* Kills again and again, at steps drawn from a seed; each start goes on from the last state. */
static void kill_and_finish(const killed_run *k, const char *case_file) {
    char line[8192];
    int kills = 0;
    support_remove(work_path("killed", other_path));
    command_line(line, sizeof line, k, case_file, other_path);
    for (uint32_t i = 0; i < (uint32_t)k->kills; i++) {
        double u[4];
        cw_random_uniform((cw_draw){.seed = k->seed, .particle = i}, u);
        int lines = k->least + (int)(u[0] * k->more);
        kills += start_and_kill(line, lines, (int)(u[1] * k->ranks));
    }
    assert_true(kills > 0);
    killed_run last = *k; /* to the end, over as many ranks or one fewer */
    if (k->ranks > 1) last.launcher = "mpirun -n 2";
    command_line(line, sizeof line, &last, case_file, work_path("killed", other_path));
    start_and_kill(line, 1 << 20, 0);
    for (size_t i = 0; i < 3 && k->files[i] != NULL; i++) {
        char a[64], b[64];
        snprintf(a, sizeof a, "alone/%s", k->files[i]);
        snprintf(b, sizeof b, "killed/%s", k->files[i]);
        expect_same_file(a, b);
    }
    expect_nothing_left("killed");
}

static void test_a_killed_drift_goes_on(void **state) {
    (void)state;
    killed_run k = {.launcher = "", .ranks = 1, .verb = "drift", .files = {"drift.nc"}};
    k.least = 2, k.more = 14, k.kills = 4, k.seed = 20211124;
    done(run("drift -q '%s' -o '%s' --particles 300", night(), work_path("alone", out_path)));
    kill_and_finish(&k, night());
}

static void test_a_killed_rank_costs_no_more_than_the_state(void **state) {
    (void)state;
    killed_run k = {.launcher = "mpirun -n 3", .ranks = 3, .verb = "drift", .files = {"drift.nc"}};
    k.least = 2, k.more = 14, k.kills = 4, k.seed = 7;
    NEEDS_MPI();
    done(run("drift -q '%s' -o '%s' --particles 300", night(), work_path("alone", out_path)));
    kill_and_finish(&k, night());
}

static void test_a_killed_where_goes_on(void **state) {
    (void)state;
    killed_run k = {.launcher = "", .ranks = 1, .verb = "where"};
    k.files[0] = "where.json", k.files[1] = "drift.nc", k.files[2] = "where.tif";
    k.least = 2, k.more = 20, k.kills = 4, k.seed = 3;
    done(run("where -q '%s' -o '%s' --particles 300", night(), work_path("alone", out_path)));
    kill_and_finish(&k, night());
}

/* Of the constant case, 37 outputs for each ensemble: both are killed. */
static void test_a_killed_plan_goes_on(void **state) {
    (void)state;
    killed_run k = {.launcher = "mpirun -n 3", .ranks = 3, .verb = "plan"};
    k.files[0] = "plan.json", k.files[1] = "drift.nc", k.files[2] = "plan.gpx";
    k.least = 10, k.more = 50, k.kills = 3, k.seed = 11;
    NEEDS_MPI();
    done(run("plan -q '%s' -o '%s' --particles 300", constant(), work_path("alone", out_path)));
    kill_and_finish(&k, constant());
}

/* A drift of the night with its state kept, started so that no file may grow beyond a size: the
 * system kills it at the same byte on any machine, however busy. drift.nc of all its outputs is
 * twice as large. */
static const char *const until_half = "sh -c 'ulimit -c 0; ulimit -f 1000; exec \"$0\" \"$@\"'";

/* Leaves a state behind in "kept", of a drift that was killed after some outputs. */
static void leave_state(void) {
    char line[8192];
    support_remove(work_path("kept", other_path));
    snprintf(line, sizeof line, "%s '%s' drift -q '%s' -o '%s' --particles 300 --checkpoint 4",
             until_half, getenv("CROSSWATCH_COMMAND"), night(), other_path);
    assert_int_not_equal(system(line), 0);
    assert_true(is_there("kept/.crosswatch-drift/state"));
}

/* A whole drift tells each of its outputs; one that goes on tells only those after the state, which
 * is at most 3 outputs older than the kill at --checkpoint 4. */
static void test_no_more_than_the_state_is_lost(void **state) {
    (void)state;
    done(run("drift '%s' -o '%s' --particles 300 --progress json", night(),
             work_path("alone", out_path)));
    int whole = occurrences(err, "drifting");
    leave_state();
    done(run("drift '%s' -o '%s' --particles 300 --checkpoint 4 --progress json", night(),
             work_path("kept", other_path)));
    int rest = occurrences(err, "drifting");
    if (rest > whole - 12) fail_msg("%d of %d outputs were made again", rest, whole);
    expect_same_file("alone/drift.nc", "kept/drift.nc");
}

static void test_a_state_of_another_drift_is_refused(void **state) {
    (void)state;
    leave_state();
    assert_int_equal(run("drift -q '%s' -o '%s' --particles 301 --checkpoint 4", night(),
                         work_path("kept", other_path)),
                     2);
    expect_one_sentence(err);
    assert_mentions(err, "of another drift");
}

static void test_a_damaged_state_is_refused(void **state) {
    (void)state;
    char path[1200];
    size_t length;
    leave_state();
    char *bytes = slurp(work_path("kept/.crosswatch-drift/state", path), &length);
    for (size_t k = 0; k < 3; k++) { /* a byte of the columns, of the hash, and the end cut off */
        size_t at = k == 0 ? length / 2 : length - 1;
        bytes[at] = (char)(bytes[at] ^ 1);
        spill(path, bytes, k == 2 ? length / 3 : length);
        bytes[at] = (char)(bytes[at] ^ 1);
        assert_int_equal(run("drift -q '%s' -o '%s' --particles 300 --checkpoint 4", night(),
                             work_path("kept", other_path)),
                         2);
        expect_one_sentence(err);
        assert_mentions(err, "damaged");
    }
    free(bytes);
}

/* The same for a map: the tracks so far are twice as large in the end, too. */
static void test_damaged_tracks_are_refused(void **state) {
    (void)state;
    char line[8192], path[1200];
    size_t length;
    support_remove(work_path("kept", other_path));
    snprintf(line, sizeof line,
             "sh -c 'ulimit -c 0; ulimit -f 500; exec \"$0\" \"$@\"' '%s' where -q '%s' -o '%s' "
             "--particles 300 --checkpoint 4",
             getenv("CROSSWATCH_COMMAND"), night(), other_path);
    assert_int_not_equal(system(line), 0);
    char *bytes = slurp(work_path("kept/.crosswatch-run/tracks-0", path), &length);
    for (size_t k = 0; k < 2; k++) { /* a byte is another, the end is cut off */
        bytes[0] = (char)(bytes[0] ^ 1);
        spill(path, bytes, k == 0 ? length : length / 2);
        assert_int_equal(run("where -q '%s' -o '%s' --particles 300 --checkpoint 4", night(),
                             work_path("kept", other_path)),
                         2);
        expect_one_sentence(err);
        assert_mentions(err, "tracks-0 is damaged");
    }
    free(bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drift_is_the_same_for_any_ranks),
        cmocka_unit_test(test_thinned_drift_is_the_same),
        cmocka_unit_test(test_ranks_without_particles),
        cmocka_unit_test(test_where_is_the_same),
        cmocka_unit_test(test_plan_is_the_same),
        cmocka_unit_test(test_plan_about_kept_tasks_is_the_same),
        cmocka_unit_test(test_islands_shared_by_ranks_give_the_same_plan),
        cmocka_unit_test(test_more_ranks_share_the_trials),
        cmocka_unit_test(test_ranks_end_together_in_time),
        cmocka_unit_test(test_a_rank_that_fails_at_an_island_ends_all),
        cmocka_unit_test(test_a_failure_is_told_once),
        cmocka_unit_test(test_bad_use_is_told_once),
        cmocka_unit_test(test_a_full_disk_ends_all),
        cmocka_unit_test(test_a_full_disk_of_one_ends_all),
        cmocka_unit_test(test_a_rank_without_memory_ends_all),
        cmocka_unit_test(test_ranks_without_a_common_directory),
        cmocka_unit_test(test_a_file_of_another_is_left_alone),
        cmocka_unit_test(test_other_verbs_know_nothing_of_ranks),
        cmocka_unit_test(test_a_killed_drift_goes_on),
        cmocka_unit_test(test_a_killed_rank_costs_no_more_than_the_state),
        cmocka_unit_test(test_a_killed_where_goes_on),
        cmocka_unit_test(test_a_killed_plan_goes_on),
        cmocka_unit_test(test_no_more_than_the_state_is_lost),
        cmocka_unit_test(test_a_state_of_another_drift_is_refused),
        cmocka_unit_test(test_a_damaged_state_is_refused),
        cmocka_unit_test(test_damaged_tracks_are_refused),
    };
    return cmocka_run_group_tests(tests, set_up, command_tear_down);
}
