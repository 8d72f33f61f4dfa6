/* SPDX-License-Identifier: Apache-2.0 */
/* A list of connections and since when each owes a whole request. */
#include "patience.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>

struct awaited {
    patience *of;
    awaited *before, *after;
    int socket;
    bool waiting;
    double since_s;
};

struct patience {
    pthread_mutex_t lock;
    awaited *first;
};

patience *patience_create(cw_error *err) {
    patience *w = calloc(1, sizeof *w);
    if (w == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    pthread_mutex_init(&w->lock, NULL);
    return w;
}

void patience_destroy(patience *w) {
    if (w == NULL) return;
    pthread_mutex_destroy(&w->lock);
    free(w);
}

awaited *patience_begin(patience *w, int socket, double now_s) {
    awaited *c = calloc(1, sizeof *c);
    if (c == NULL) return NULL;
    *c = (awaited){.of = w, .socket = socket, .waiting = true, .since_s = now_s};
    pthread_mutex_lock(&w->lock);
    c->after = w->first;
    if (w->first != NULL) w->first->before = c;
    w->first = c;
    pthread_mutex_unlock(&w->lock);
    return c;
}

void patience_end(awaited *c) {
    if (c == NULL) return;
    patience *w = c->of;
    pthread_mutex_lock(&w->lock);
    if (c->before != NULL)
        c->before->after = c->after;
    else
        w->first = c->after;
    if (c->after != NULL) c->after->before = c->before;
    pthread_mutex_unlock(&w->lock);
    free(c);
}

static void set(awaited *c, bool waiting, double now_s) {
    if (c == NULL) return;
    pthread_mutex_lock(&c->of->lock);
    c->waiting = waiting;
    c->since_s = now_s;
    pthread_mutex_unlock(&c->of->lock);
}

void patience_served(awaited *c) {
    set(c, false, 0.0);
}

void patience_waiting(awaited *c, double now_s) {
    set(c, true, now_s);
}

/* The socket is only shut, so that its number cannot become another's; its owner closes it. */
size_t patience_cut(patience *w, double now_s) {
    size_t count = 0;
    pthread_mutex_lock(&w->lock);
    for (awaited *c = w->first; c != NULL; c = c->after) {
        if (!c->waiting || now_s - c->since_s < MOST_REQUEST_SECONDS) continue;
        shutdown(c->socket, SHUT_RDWR);
        c->waiting = false;
        count++;
    }
    pthread_mutex_unlock(&w->lock);
    return count;
}
