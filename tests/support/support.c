/* SPDX-License-Identifier: Apache-2.0 */
/* Helpers shared by the test programs; see support.h. */
#include "support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void support_assert_close(double got, double want, double tolerance, const char *what,
                          const char *file, int line) {
    if (fabs(got - want) <= tolerance) return;
    print_error("%s is %.12g, wanted %.12g within %.3g (off by %.3g)\n", what, got, want, tolerance,
                got - want);
    _fail(file, line);
}

void support_assert_mentions(const char *text, const char *part, const char *file, int line) {
    if (text != NULL && strstr(text, part) != NULL) return;
    print_error("\"%s\" does not mention \"%s\"\n", text ? text : "(nothing)", part);
    _fail(file, line);
}

const char *support_shared(const char *relative, char path[1024]) {
    const char *root = getenv("CROSSWATCH_SHARED");
    snprintf(path, 1024, "%s/%s", root ? root : "../shared", relative);
    if (access(path, R_OK) == 0) return path;
    print_message("skipped: shared/%s is absent\n", relative);
    skip();
    return NULL;
}

const char *support_source(const char *relative, char path[1024]) {
    const char *root = getenv("CROSSWATCH_SOURCE");
    snprintf(path, 1024, "%s/%s", root ? root : ".", relative);
    return path;
}

const char *support_directory(char path[1024]) {
    const char *root = getenv("TMPDIR");
    snprintf(path, 1024, "%s/crosswatch-test-XXXXXX", root ? root : "/tmp");
    assert_non_null(mkdtemp(path));
    return path;
}

void support_remove(const char *path) {
    char command[1200];
    assert_non_null(strstr(path, "crosswatch-test-"));
    snprintf(command, sizeof command, "rm -rf '%s'", path);
    assert_int_equal(system(command), 0);
}

static char *read_all(const char *path) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *data = calloc((size_t)size + 1, 1);
    assert_non_null(data);
    assert_int_equal(fread(data, 1, (size_t)size, file), (size_t)size);
    fclose(file);
    return data;
}

int support_command(const char *arguments, char **out, char **err) {
    char directory[1024], command[8192], path[1100];
    const char *program = getenv("CROSSWATCH_COMMAND");
    support_directory(directory);
    snprintf(command, sizeof command, "'%s' %s >'%s/out' 2>'%s/err' </dev/null",
             program ? program : "crosswatch", arguments, directory, directory);
    int status = system(command);
    if (out != NULL) {
        snprintf(path, sizeof path, "%s/out", directory);
        *out = read_all(path);
    }
    if (err != NULL) {
        snprintf(path, sizeof path, "%s/err", directory);
        *err = read_all(path);
    }
    support_remove(directory);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
