/* SPDX-License-Identifier: Apache-2.0 */
/* What the verbs share: errors, language, progress, the cache folder. */
#include "cli.h"

#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

bool cli_put(FILE *to, const char *bytes, size_t length) {
    cw_text shown = {0};
    cli_printable(bytes, length, &shown);
    bool done = !shown.failed
                && (shown.length == 0 || fwrite(shown.data, 1, shown.length, to) == shown.length);
    cw_text_free(&shown);
    return done;
}

void cli_tell(const char *format, ...) {
    char line[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    cli_put(stderr, line, strlen(line));
    fputc('\n', stderr);
}

/* The last line of a program's progress. */
static void tell_program_error(const cw_error *err) {
    json_t *line = json_pack("{s:s, s:s}", "error", err->message, "error_fr", err->french);
    if (line != NULL && json_dumpf(line, stderr, JSON_COMPACT) == 0) fputc('\n', stderr);
    json_decref(line);
}

int cli_fail(const cli_options *options, const cw_error *err) {
    cw_error unknown = {0};
    cw_fail(&unknown, CW_ERR_MACHINE, "it failed and did not say why");
    if (err->code == CW_OK) err = &unknown;
    if (options->progress_json)
        tell_program_error(err);
    else
        cli_tell("crosswatch: %s", cw_error_text(err, options->language));
    return (int)err->code;
}

int cli_end(const cli_options *options, bool done, cw_error *err) {
    if (cw_ranks_agree(options->ranks, done, err)) return CW_OK;
    if (cw_ranks_first(options->ranks)) return cli_fail(options, err);
    return err->code != CW_OK ? (int)err->code : CW_ERR_MACHINE;
}

const char *cli_say(const cli_options *options, const char *english, const char *french) {
    return options->language == CW_FRENCH ? french : english;
}

bool cli_read_number(const char *option, const char *text, double most, double *value,
                     cw_error *err) {
    char *end;
    if (text == NULL) return true;
    double number = strtod(text, &end);
    if (end != text && *end == '\0' && number > 0.0 && number <= most) {
        *value = number;
        return true;
    }
    return cw_fail(err, CW_ERR_INPUT, "%s takes a number above zero, at most %g, not \"%s\"",
                   option, most, text);
}

void cli_add_number(const cli_options *options, cw_text *to, int width, double value,
                    int decimals) {
    char text[CW_NUMBER_TEXT];
    cw_text_add(to, "%*s", width,
                isfinite(value) ? cw_language_number(options->language, value, decimals, text)
                                : "-");
}

static bool begins_character(char byte) {
    return ((unsigned char)byte & 0xC0u) != 0x80u;
}

void cli_add_column(cw_text *to, size_t width, const char *text) {
    size_t length = 0, columns = 0;
    while (text[length] != '\0' && (columns < width || !begins_character(text[length])))
        columns += begins_character(text[length++]);
    cw_text_add(to, "%.*s%*s", (int)length, text, (int)(width - columns), "");
}

bool cli_write(const cw_text *text, cw_error *err) {
    if (text->failed) return cw_fail_memory(err);
    return cli_put(stdout, text->data != NULL ? text->data : "", text->length)
           || cw_fail(err, CW_ERR_MACHINE, "cannot write to standard output");
}

int cli_print(const cli_options *options, const cw_text *text) {
    cw_error err = {0};
    bool done = cli_write(text, &err);
    if (done && fflush(stdout) != 0)
        done = cw_fail(&err, CW_ERR_MACHINE, "cannot write to standard output");
    return done ? CW_OK : cli_fail(options, &err);
}

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

cli_progress cli_progress_begin(const cli_options *options) {
    return (cli_progress){.options = options, .started_s = now_s()};
}

/* One line of JSON a step, for a program that runs this one. That all is done is told by the exit
 * status, after the files are in place. */
static void tell_program(const char *what, double done) {
    fprintf(stderr, "{\"stage\": \"%s\", \"share\": %.3f}\n", what, done);
    fflush(stderr);
}

void cli_progress_tell(void *context, const char *what, double done) {
    cli_progress *progress = context;
    if (progress->options->progress_json) {
        if (done < 1.0) tell_program(what, done);
        return;
    }
    if (progress->options->quiet || !isatty(STDERR_FILENO)) return;
    if (now_s() - progress->started_s < 1.0) return;
    fprintf(stderr, "\r\033[K%3.0f %%  %s", done * 100.0,
            cw_run_stage(what, progress->options->language));
    fflush(stderr);
    progress->shown = true;
}

void cli_progress_end(cli_progress *progress) {
    if (progress->shown) fputs("\r\033[K", stderr);
    progress->shown = false;
}

const char *cli_cache_directory(char path[1024]) {
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int n;
    if (cache != NULL && cache[0] == '/') {
        n = snprintf(path, 1024, "%s/crosswatch", cache);
    } else if (home != NULL && home[0] == '/') {
        n = snprintf(path, 1024, "%s/.cache/crosswatch", home);
    } else {
        return NULL;
    }
    return n > 0 && n < 1024 ? path : NULL;
}

cw_case *cli_load_case(const cli_options *options, cw_error *err) {
    cw_case *c = cw_case_load(options->arguments[0], err);
    if (c == NULL || cw_case_load_units(c, options->units, err)) return c;
    cw_case_destroy(c);
    return NULL;
}

bool cli_checkpoint_directory(const cli_options *options, const char *of,
                              char path[CLI_CHECKPOINT_PATH], cw_error *err) {
    size_t length = options->output != NULL ? strlen(options->output) : 0;
    if (length == 0)
        return cw_fail(err, CW_ERR_INPUT, "--checkpoint needs -o DIR to keep the state in");
    const char *slash = options->output[length - 1] == '/' ? "" : "/";
    int n = snprintf(path, CLI_CHECKPOINT_PATH, "%s%s.crosswatch-%s", options->output, slash, of);
    return (n > 0 && n < CLI_CHECKPOINT_PATH)
           || cw_fail(err, CW_ERR_INPUT, "the output directory's name is too long");
}

cw_run_options cli_run_options(const cli_options *options, const char *cache_dir,
                               cli_progress *progress) {
    return (cw_run_options){.cache_dir = cache_dir,
                            .threads = options->threads,
                            .particles = options->particles,
                            .time_limit_s = options->time_limit_s,
                            .objective = options->objective,
                            .plan_file = options->from,
                            .kept = options->kept,
                            .kept_count = options->kept_count,
                            .excluded = options->excluded,
                            .excluded_count = options->excluded_count,
                            .map_data = options->map_data,
                            .ranks = options->ranks,
                            .checkpoint_every = options->checkpoint,
                            .progress = cw_ranks_first(options->ranks) ? cli_progress_tell : NULL,
                            .context = progress};
}

void cli_list_files(const cli_options *options, cw_text *names) {
    if (names->data == NULL || options->json) return;
    printf("\n%s\n", cli_say(options, "Files written:", "Fichiers écrits :"));
    for (char *line = strtok(names->data, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        int path = (int)strcspn(line, "\t");
        printf("  %-32.*s %s\n", path, line, line + path + 1);
    }
}
