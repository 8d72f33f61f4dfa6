/* SPDX-License-Identifier: Apache-2.0 */
/* Talking to one child over its pipes: lines of bounded length, never for longer than the caller
 * allows, and its standard error is read along, so that it never waits for us. */
#include "edit_session.h"
#include "child_told.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_ANSWER = 8 << 20, MOST_SAID = 4096, TURN_BYTES = 1 << 20 };

double session_now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- beginning and end ---------------------------------------------------------------------- */

bool session_start(session *s, const edit_settings *settings, const char *program,
                   const edit_plan *of, cw_error *err) {
    char threads[16];
    const char *words[16] = {"crosswatch", "edit", "--progress", "json"};
    size_t count = 4;
    snprintf(threads, sizeof threads, "%d", settings->threads);
    if (settings->threads > 0) {
        words[count++] = "--threads";
        words[count++] = threads;
    }
    if (of->units != NULL) {
        words[count++] = "--units";
        words[count++] = of->units;
    }
    words[count++] = "--";
    words[count++] = of->case_file;
    words[count++] = of->plan;
    *s = (session){.child = {.ended_fd = -1, .in = -1, .out = -1, .err = -1}};
    if (!lines_create(&s->out, MOST_ANSWER) || !lines_create(&s->err, MOST_SAID))
        return cw_fail_memory(err);
    return child_start(&s->child, program, words, CHILD_IN | CHILD_OUT | CHILD_ERR,
                       &settings->limits, err);
}

void session_end(session *s) {
    child_close(&s->child);
    lines_free(&s->out);
    lines_free(&s->err);
    cw_text_free(&s->answer);
}

/* ---- listening ------------------------------------------------------------------------------ */

static void take_answer(void *context, char *line, size_t length, bool cut) {
    session *s = context;
    s->out_of_hand = s->out_of_hand || s->answered || cut;
    if (s->out_of_hand) return;
    cw_text_free(&s->answer);
    s->answer = (cw_text){0};
    cw_text_add_bytes(&s->answer, line, length);
    s->answered = true;
}

static void take_said(void *context, char *line, size_t length, bool cut) {
    session *s = context;
    if (!cut) (void)child_told_error(line, length, &s->said);
}

static void hear_errors(session *s) {
    if (s->child.err < 0) return;
    if (lines_read(&s->err, s->child.err, TURN_BYTES, take_said, s) != LINES_ENDED) return;
    close(s->child.err);
    s->child.err = -1;
}

/* Its own sentence, with the code that it ended with; or that it just ended. */
static bool fail_ended(session *s, cw_error *err) {
    int status = 0;
    struct pollfd ended = {.fd = s->child.ended_fd, .events = POLLIN};
    enum { LAST_MS = 1000 }; /* it has closed its output: it ends, or is ended */
    (void)poll(&ended, 1, LAST_MS);
    hear_errors(s);
    bool known = child_ended(&s->child, &status);
    if (known && WIFEXITED(status) && s->said.code != CW_OK) {
        s->said.code = WEXITSTATUS(status) == CW_ERR_MACHINE ? CW_ERR_MACHINE : CW_ERR_INPUT;
        return cw_error_pass(err, &s->said);
    }
    if (known && WIFSIGNALED(status))
        return cw_fail(err, CW_ERR_MACHINE, "the plan's process was ended by signal %d (%s)",
                       WTERMSIG(status), strsignal(WTERMSIG(status)));
    return cw_fail(err, CW_ERR_MACHINE, "the plan's process has ended");
}

static int milliseconds_until(double until_s) {
    return (int)fmin(3.6e6, fmax(0.0, ceil(1000.0 * (until_s - session_now_s()))));
}

bool session_listen(session *s, double until_s, cw_error *err) {
    for (;;) {
        hear_errors(s);
        lines_outcome outcome = lines_read(&s->out, s->child.out, TURN_BYTES, take_answer, s);
        if (s->out_of_hand)
            return cw_fail(err, CW_ERR_MACHINE,
                           "the plan's process said more than one line of %d bytes", MOST_ANSWER);
        if (s->answered) return !s->answer.failed || cw_fail_memory(err);
        if (outcome == LINES_ENDED) return fail_ended(s, err);
        int wait_ms = milliseconds_until(until_s);
        if (wait_ms == 0) return cw_fail(err, CW_NO, "the plan has not answered in time");
        struct pollfd polled[] = {{.fd = s->child.out, .events = POLLIN},
                                  {.fd = s->child.err, .events = POLLIN}};
        (void)poll(polled, 2, wait_ms);
    }
}

/* ---- speaking ------------------------------------------------------------------------------- */

bool session_say(session *s, const char *line, size_t length, double until_s, cw_error *err) {
    s->answered = false;
    (void)lines_read(&s->out, s->child.out, TURN_BYTES, take_answer, s);
    s->out_of_hand = s->out_of_hand || s->answered; /* before it was asked */
    for (size_t said = 0; said < length;) {
        ssize_t n = send(s->child.in, line + said, length - said, MSG_NOSIGNAL);
        if (n > 0) said += (size_t)n;
        if (n >= 0 || errno == EINTR) continue;
        if (errno != EAGAIN) return fail_ended(s, err);
        int wait_ms = milliseconds_until(until_s);
        if (wait_ms == 0) return cw_fail(err, CW_ERR_MACHINE, "the plan does not listen");
        hear_errors(s);
        struct pollfd polled[] = {{.fd = s->child.in, .events = POLLOUT},
                                  {.fd = s->child.err, .events = POLLIN}};
        (void)poll(polled, 2, wait_ms);
    }
    return true;
}
