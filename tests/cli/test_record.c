/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two centres with a record each, over the command alone: what one shared reaches the other and no
 * more; both sign for each other; a number is removed and the proofs hold; a byte changed behind
 * the command's back is found; and a history that is rewritten is not signed.
 */
#include "running.h"

#include <sys/stat.h>

static void keep(const char *name) { /* what was printed, as a file */
    char path[1200];
    FILE *file = fopen(work_path(name, path), "wb");
    assert_non_null(file);
    fwrite(printed, 1, strlen(printed), file);
    fclose(file);
}

static void two_centres(void) {
    char *dover, *line;
    if (is_there("dover.db")) return;
    done(run("record init %s/dover.db centre=dover key=%s/dover.key", work, work));
    line = strchr(printed, '\n') + 1;
    *strchr(line, '\n') = '\0';
    dover = strdup(line);
    done(run("record init %s/gn.db centre=gris-nez key=%s/gn.key", work, work));
    line = strchr(printed, '\n') + 1;
    *strchr(line, '\n') = '\0';
    char *gris_nez = strdup(line);
    done(run("record trust %s/dover.db 'public=%s'", work, gris_nez));
    done(run("record trust %s/gn.db 'public=%s'", work, dover));
    free(dover);
    free(gris_nez);
    done(run("incident open %s/dover.db incident=D-1 person=anna share=gris-nez", work));
    done(run("incident report %s/dover.db incident=D-1 person=anna share=gris-nez release=source "
             "caller=+447700900123 'text=33 people aboard, water coming in, 51 09.45N 1 50.9E'",
             work));
    done(run("incident report %s/dover.db incident=D-1 person=anna 'text=a private note'", work));
}

static void test_a_key_is_nobody_elses(void **state) {
    (void)state;
    two_centres();
    char path[1200];
    struct stat status;
    assert_int_equal(stat(work_path("dover.key", path), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(run("record init %s/dover.db centre=dover key=%s/other.key", work, work), 1);
    assert_false(is_there("other.key"));
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(run("record checkpoint %s/dover.db key=%s/dover.key", work, work), 2);
    assert_int_equal(chmod(path, 0600), 0);
}

static void test_sharing_and_signing(void **state) {
    (void)state;
    two_centres();
    done(run("record checkpoint %s/dover.db key=%s/dover.key", work, work));
    assert_mentions(printed, "crosswatch/dover\n2\n");
    keep("note.txt");
    done(run("record export %s/dover.db key=%s/dover.key to=gris-nez file=%s/bundle", work, work,
             work));
    done(run("record import %s/gn.db file=%s/bundle", work, work));
    assert_mentions(printed, "2 of 2 positions were new");
    done(run("record import %s/gn.db file=%s/bundle", work, work));
    assert_mentions(printed, "0 of 2 positions were new");
    done(run("record countersign %s/gn.db key=%s/gn.key note=%s/note.txt", work, work, work));
    keep("signed.txt");
    done(run("record accept %s/dover.db note=%s/signed.txt", work, work));
    done(run("record verify %s/dover.db", work));
    assert_mentions(printed, "3 entries");
    assert_mentions(printed, "up to 2 of the released log");
    assert_mentions(printed, "Nothing is wrong.");
    done(run("record verify --lang fr %s/gn.db", work));
    assert_mentions(printed, "Rien à redire.");
    done(run("record list %s/gn.db", work));
    assert_mentions(printed, "report");
    assert_null(strstr(printed, "private"));
    /* A bundle that is cut is refused, and nothing of it is kept. */
    assert_int_equal(run("record import %s/gn.db file=%s/note.txt", work, work), 2);
}

/* The identifier of the first event of a kind. */
static void find(const char *kind, char id[16]) {
    done(run("record list %s/dover.db", work));
    char *at = strstr(printed, kind);
    assert_non_null(at);
    while (at > printed && at[-1] != '\n') at--;
    assert_int_equal(sscanf(at, "%*s %15s", id), 1);
}

static void test_redaction(void **state) {
    (void)state;
    two_centres();
    char id[16];
    find("report", id);
    done(run("record show %s/dover.db event=%s", work, id));
    assert_mentions(printed, "+447700900123");
    assert_int_equal(run("record redact %s/dover.db event=%s part=caller person=anna", work, id),
                     2);
    done(run("record redact %s/dover.db event=%s part=caller person=anna reason=retention", work,
             id));
    done(run("record show %s/dover.db event=%s", work, id));
    assert_null(strstr(printed, "+447700900123"));
    assert_mentions(printed, "not here");
    done(run("record verify %s/dover.db", work));
    assert_mentions(printed, "Redacted parts: 1");
    done(run("record copy %s/dover.db file=%s/copy.db", work, work));
    done(run("record verify %s/copy.db", work));
    assert_mentions(printed, "Nothing is wrong.");
}

/* What a hostile partner or caller writes moves no terminal: controls, C1 controls, changes of the
 * direction of writing and broken UTF-8 are printed as what they are; accents stay. */
static void test_nothing_moves_a_terminal(void **state) {
    (void)state;
    two_centres();
    char id[16];
    static const char text[] =
        "51 09.45N 1 50.9E \033[2J\033[1;31mCLOSED \302\233H \342\200\256kcab "
        "\377 \303\251quipage\r";
    done(run("incident report %s/dover.db incident=D-1 person=bob text='%s'", work, text));
    for (const char *at = err; *at != '\0'; at++) assert_true(*at == '\n' || *at >= ' ' || *at < 0);
    done(run("record list %s/dover.db", work));
    char *last = strrchr(printed, '\n');
    *last = '\0';
    last = strrchr(printed, '\n') + 1;
    assert_int_equal(sscanf(last, "%*s %15s", id), 1);
    const char *looks[] = {
        "record show %s/dover.db event=", "incident show %s/dover.db incident=D-1",
        "incident sitrep %s/dover.db incident=D-1"};
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++) {
        char command[256];
        snprintf(command, sizeof command, looks[i], work);
        done(run("%s%s", command, i == 0 ? id : ""));
        assert_null(strchr(printed, '\033'));
        assert_null(strchr(printed, '\r'));
        assert_null(strstr(printed, "\302\233"));
        assert_null(strstr(printed, "\342\200"
                                    "\256")); /* the override, in two for readers */
        if (i > 0) continue;
        assert_mentions(printed, "\\x1b[2J");
        assert_mentions(printed, "\\u009b");
        assert_mentions(printed, "\\u202e");
        assert_mentions(printed, "\\xff");
        assert_mentions(printed, "\303\251quipage");
    }
}

/* The event that is asked for is shown, not the first one. */
static void test_show_shows_the_event(void **state) {
    (void)state;
    two_centres();
    char id[16];
    find("report", id);
    done(run("record show %s/dover.db event=%s", work, id));
    assert_int_equal(strncmp(printed, id, strlen(id)), 0);
    assert_mentions(printed, "  report ");
}

/* What the agreement file names is released, the rest goes by its identifier alone. */
static void test_agreement(void **state) {
    (void)state;
    two_centres();
    char path[1200];
    FILE *file = fopen(work_path("agreement.yaml", path), "w");
    assert_non_null(file);
    fputs("release:\n  - {to: gris-nez, kind: report, parts: [body]}\n", file);
    fclose(file);
    done(run("record export %s/dover.db key=%s/dover.key to=gris-nez file=%s/agreed "
             "agreement=%s/agreement.yaml",
             work, work, work, work));
    assert_mentions(printed, "1 with their event");
    size_t length;
    char *bytes = slurp(work_path("agreed", path), &length);
    assert_null(memmem(bytes, length, "+447700900123", 13));
    assert_null(memmem(bytes, length, "water coming in", 15)); /* of the source: not agreed */
    free(bytes);
    assert_int_equal(run("record export %s/dover.db key=%s/dover.key to=gris-nez file=%s/no "
                         "agreement=%s/agreement.yaml release=report",
                         work, work, work, work),
                     2);
    assert_mentions(err, "do not go together");
    assert_int_equal(run("record export %s/dover.db key=%s/dover.key to=gris-nez file=%s/no "
                         "agreement=%s/dover.key",
                         work, work, work, work),
                     2);
    assert_false(is_there("no"));
}

/* Every byte of the number of people that was reported, changed in a copy of the file. */
static void test_a_changed_byte_is_found(void **state) {
    (void)state;
    two_centres();
    char from[1200], to[1200];
    done(run("record copy %s/dover.db file=%s/clean.db", work, work));
    FILE *file = fopen(work_path("clean.db", from), "rb");
    static char bytes[1 << 20];
    size_t length = fread(bytes, 1, sizeof bytes, file), at = 0, changed = 0;
    fclose(file);
    static const char said[] = "33 people aboard";
    for (; at + sizeof said < length; at++) {
        if (memcmp(bytes + at, said, sizeof said - 1) != 0) continue;
        bytes[at + 1] = '0'; /* 30 people */
        file = fopen(work_path("forged.db", to), "wb");
        fwrite(bytes, 1, length, file);
        fclose(file);
        bytes[at + 1] = '3';
        changed++;
        assert_int_equal(run("record verify %s/forged.db", work), 1);
        assert_mentions(printed, "WRONG:");
    }
    assert_true(changed > 0);
}

static void test_refused(void **state) {
    (void)state;
    two_centres();
    static const struct {
        const char *words, *says;
    } wrong[] = {{"burn %s/dover.db", "does not know \"burn\""},
                 {"list %s/none.db", "none.db"},
                 {"list %s/dover.db colour=red", "does not know colour="},
                 {"export %s/dover.db to=gris-nez", "file="},
                 {"show %s/dover.db event=zz", "identifier"},
                 {"trust %s/dover.db public=nonsense", "key"},
                 {"countersign %s/dover.db note=x", "key="}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char words[512], line[600];
        snprintf(words, sizeof words, "record %s", wrong[i].words);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(line, sizeof line, words, work);
#pragma GCC diagnostic pop
        assert_int_equal(run("%s", line), 2);
        assert_mentions(err, wrong[i].says);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_key_is_nobody_elses),
                                       cmocka_unit_test(test_sharing_and_signing),
                                       cmocka_unit_test(test_show_shows_the_event),
                                       cmocka_unit_test(test_agreement),
                                       cmocka_unit_test(test_redaction),
                                       cmocka_unit_test(test_a_changed_byte_is_found),
                                       cmocka_unit_test(test_nothing_moves_a_terminal),
                                       cmocka_unit_test(test_refused)};
    int failed = cmocka_run_group_tests(tests, command_set_up, command_tear_down);
    free(printed);
    free(err);
    return failed;
}
