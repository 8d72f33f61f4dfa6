/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch queue work: a worker until it is told to stop, one line a job on standard error. */
#include "queue.h"

#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

static const char *event_words(const cli_options *options, cw_worker_event event) {
    static const char *const english[] = {"taken",          "done",          "failed",
                                          "no longer ours", "in the record", "database"};
    static const char *const french[] = {
        "prise", "faite", "échouée", "n'est plus à nous", "au registre", "base de données"};
    return cli_say(options, english[event], french[event]);
}

static void tell(void *context, cw_worker_event event, const cw_job_task *task,
                 const cw_error *trouble) {
    const cli_options *options = context;
    char digits[CW_ID_TEXT];
    const char *words = event_words(options, event);
    if (options->quiet && event != CW_WORKER_FAILED && event != CW_WORKER_TROUBLE) return;
    const char *colon = trouble == NULL ? "" : cli_say(options, ": ", " : ");
    const char *why = trouble == NULL ? "" : cw_error_text(trouble, options->language);
    if (task == NULL)
        cli_tell("crosswatch: %s%s%s", words, colon, why);
    else
        cli_tell("%.12s  %s%s%s%s%s", cw_event_id_format(&task->id, digits), task->name,
                 task->name[0] != '\0' ? "  " : "", words, colon, why);
}

/* What may be had by each of the jobs at a time: the machine's memory divided by them. */
static uint64_t memory_of_each(size_t workers) {
#ifdef __SANITIZE_ADDRESS__ /* whose shadow is larger than any machine's memory */
    return (void)workers, 0;
#else
    long pages = sysconf(_SC_PHYS_PAGES), bytes = sysconf(_SC_PAGESIZE);
    return pages > 0 && bytes > 0 ? (uint64_t)pages * (uint64_t)bytes / workers : 0;
#endif
}

/* Readable once the process was told to end; the signals wait there. */
static int stop_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC);
}

bool queue_word_work(queue_call *c, cw_error *err) {
    const cli_options *o = c->options;
    char cache[1024];
    size_t workers = o->workers > 0 ? o->workers : 1;
    cw_worker_options options = {.where = c->where,
                                 .record = o->record,
                                 .slots = workers,
                                 .lease_ms = (int64_t)o->lease_s * CW_SECOND_MS,
                                 .memory_bytes = memory_of_each(workers),
                                 .cache_dir = cli_cache_directory(cache),
                                 .threads = o->threads,
                                 .drain = o->drain,
                                 .stop_fd = stop_signals(),
                                 .tell = tell,
                                 .context = (void *)o};
    bool done = cw_queue_work(&options, err);
    if (options.stop_fd >= 0) close(options.stop_fd);
    return done;
}
