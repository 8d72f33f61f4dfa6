/* SPDX-License-Identifier: Apache-2.0 */
/* The order of work of patrol and options. */
#include "patrol_work.h"

static bool print_page(const cw_patrol_run *run, const cli_options *options,
                       const patrol_steps *steps, cw_error *err) {
    cw_text text = {0};
    bool done = steps->page(run, options, &text, err) && cli_write(&text, err);
    cw_text_free(&text);
    return done;
}

static bool work(const cli_options *options, const patrol_steps *steps,
                 const cw_patrol_run_options *how, cli_progress *progress, cw_text *names,
                 cw_error *err) {
    cw_patrol_run *run = cw_patrol_run_create(options->arguments[0], how, err);
    bool done = run != NULL && (steps->judge == NULL || steps->judge(run, how, err))
                && (options->output == NULL
                    || steps->write(run, options->output, options->language, names, err));
    cli_progress_end(progress);
    done = done && print_page(run, options, steps, err);
    cw_patrol_run_destroy(run);
    return done;
}

int cli_patrol_work(const cli_options *options, const patrol_steps *steps) {
    cw_error err = {0};
    char cache[1024];
    cw_text names = {0};
    cli_progress progress = cli_progress_begin(options);
    cw_patrol_run_options how = {.cache_dir = cli_cache_directory(cache),
                                 .progress = cli_progress_tell,
                                 .context = &progress,
                                 .threads = options->threads,
                                 .weeks = options->weeks,
                                 .agreements = options->agreements,
                                 .agreement_count = options->agreement_count,
                                 .time_limit_s = options->time_limit_s};
    bool done = steps->read(options, &how, &err) && cli_check_output(options, &err)
                && work(options, steps, &how, &progress, &names, &err);
    if (done) cli_list_files(options, &names);
    cw_text_free(&names);
    return done ? CW_OK : cli_fail(options, &err);
}
