/* SPDX-License-Identifier: Apache-2.0 */
/* Vessels out of logs and files of tracks, as the command line asks for them. */
#include "cli.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "50.8,1.0,51.2,1.8": south, west, north, east. */
static bool read_box(const char *text, cw_box *box, cw_error *err) {
    double side[4];
    const char *at = text;
    for (int i = 0; i < 4; i++) {
        char *end;
        side[i] = strtod(at, &end);
        bool good =
            end != at && *end == (i < 3 ? ',' : '\0') && fabs(side[i]) <= 90.0 + 90.0 * (i % 2);
        if (!good || (i == 2 && side[2] < side[0]))
            return cw_fail(err, CW_ERR_INPUT,
                           "--box takes south,west,north,east in degrees, such as "
                           "50.8,1.0,51.2,1.8, not \"%s\"",
                           text);
        at = end + 1;
    }
    *box = (cw_box){side[0], side[1], side[2], side[3]};
    return true;
}

static bool read_mmsi(const char *text, uint32_t *mmsi, cw_error *err) {
    char *end;
    errno = 0;
    unsigned long number = strtoul(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || text[0] == '-' || number >= 1UL << 30)
        return cw_fail(err, CW_ERR_INPUT, "--mmsi takes nine digits, not \"%s\"", text);
    *mmsi = (uint32_t)number;
    return true;
}

static bool read_one_time(const char *option, const char *text, cw_time *time, cw_error *err) {
    return cw_time_parse(text, time, err) || cw_error_prefix(err, "%s", option);
}

static bool read_query(const cli_options *options, cw_vessels_query *q, cw_error *err) {
    *q = (cw_vessels_query){.in_box = options->box != NULL,
                            .in_time =
                                options->at != NULL || options->from != NULL || options->to != NULL,
                            .of_mmsi = options->mmsi != NULL,
                            .from = cw_time_from_civil(1970, 1, 1, 0, 0, 0.0),
                            .to = cw_time_from_civil(2199, 1, 1, 0, 0, 0.0)};
    if (options->at != NULL && (options->from != NULL || options->to != NULL))
        return cw_fail(err, CW_ERR_INPUT, "--at is one time: it goes without --from and --to");
    if ((options->box != NULL && !read_box(options->box, &q->box, err))
        || (options->mmsi != NULL && !read_mmsi(options->mmsi, &q->mmsi, err))
        || (options->from != NULL && !read_one_time("--from", options->from, &q->from, err))
        || (options->to != NULL && !read_one_time("--to", options->to, &q->to, err))
        || (options->at != NULL && !read_one_time("--at", options->at, &q->from, err)))
        return false;
    if (options->at != NULL) q->to = q->from;
    return q->from <= q->to || cw_fail(err, CW_ERR_INPUT, "--to is before --from");
}

static void tell_damage(const cli_options *options, const cw_vessels_reading *reading,
                        const cw_vessels_counts *told) {
    for (size_t i = 0; i < reading->damage_count; i++) {
        const cw_line_damage *d = &reading->damage[i];
        cli_tell("%s, %s %llu: %s", d->file, cli_say(options, "line", "ligne"),
                 (unsigned long long)d->line, cli_say(options, d->why, cw_french(d->why)));
    }
    if (told->lines_damaged > reading->damage_count)
        cli_tell("%s %llu",
                 cli_say(options,
                         "lines that could not be read, in all:", "lignes illisibles, au total :"),
                 (unsigned long long)told->lines_damaged);
}

cw_vessels *cli_vessels_load(const cli_options *options, const char *const *paths, size_t count,
                             cw_error *err) {
    cw_vessels_query query;
    cli_progress progress = cli_progress_begin(options);
    cw_vessels_reading reading = {
        .columns = options->columns, .progress = cli_progress_tell, .context = &progress};
    if (!read_query(options, &query, err)) return NULL;
    cw_vessels *vessels = cw_vessels_load(paths, count, &query, &reading, err);
    cli_progress_end(&progress);
    if (vessels != NULL && !options->quiet) {
        cw_vessels_counts told = cw_vessels_told(vessels);
        tell_damage(options, &reading, &told);
    }
    return vessels;
}

cw_vessels *cli_vessels_of_arguments(const cli_options *options, cw_error *err) {
    if (options->argument_count < 2) {
        cw_fail(err, CW_ERR_INPUT, "ais %s needs a log or a file of tracks", options->arguments[0]);
        return NULL;
    }
    return cli_vessels_load(options, options->arguments + 1, options->argument_count - 1, err);
}
