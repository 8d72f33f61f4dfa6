/* SPDX-License-Identifier: Apache-2.0 */
/* The ring of frames. A frame is counted by those who are reading it, so that one that leaves the
 * ring in the middle of somebody's reading is still whole for him. */
#include "hub.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 256 };

typedef struct frame {
    size_t holders; /* the ring, and readers in the middle of it */
    size_t length;
    char bytes[];
} frame;

struct hub_reader {
    hub *of;
    void *sleeper;
    uint64_t next;  /* number of the frame after the current one */
    frame *current; /* NULL: between frames */
    size_t offset;
    bool asleep;
    size_t place; /* in the hub's list */
};

struct hub {
    pthread_mutex_t lock;
    hub_wake wake;
    frame *ring[FRAMES];
    uint64_t newest; /* number of frames so far */
    frame *summary;
    hub_reader **readers;
    size_t count, capacity;
    uint64_t summaries;
};

/* ---- frames -----------------------------------------------------------------------------------
 */

static frame *frame_make(const char *event, const char *data) {
    cw_text text = {0};
    if (event == NULL)
        cw_text_add(&text, ":\n\n");
    else
        cw_text_add(&text, "event: %s\ndata: %s\n\n", event, data);
    frame *f = text.failed ? NULL : malloc(sizeof *f + text.length);
    if (f != NULL) {
        *f = (frame){.holders = 1, .length = text.length};
        memcpy(f->bytes, text.data, text.length);
    }
    cw_text_free(&text);
    return f;
}

static void frame_let_go(frame *f) {
    if (f != NULL && --f->holders == 0) free(f);
}

/* ---- the hub -------------------------------------------------------------------------------- */

hub *hub_create(hub_wake wake, cw_error *err) {
    hub *h = calloc(1, sizeof *h);
    if (h != NULL) h->summary = frame_make("summary", "{}");
    if (h == NULL || h->summary == NULL) {
        free(h);
        cw_fail_memory(err);
        return NULL;
    }
    pthread_mutex_init(&h->lock, NULL);
    h->wake = wake;
    return h;
}

void hub_destroy(hub *h) {
    if (h == NULL) return;
    for (size_t i = 0; i < FRAMES; i++) frame_let_go(h->ring[i]);
    frame_let_go(h->summary);
    free(h->readers);
    pthread_mutex_destroy(&h->lock);
    free(h);
}

/* Those who slept, in a list of the caller's; they are awake from now on. */
static size_t rouse(hub *h, void ***sleepers) {
    size_t count = 0;
    *sleepers = malloc((h->count + 1) * sizeof **sleepers);
    for (size_t i = 0; *sleepers != NULL && i < h->count; i++) {
        if (!h->readers[i]->asleep) continue;
        h->readers[i]->asleep = false;
        (*sleepers)[count++] = h->readers[i]->sleeper;
    }
    return count;
}

static void put(hub *h, frame *f) {
    void **sleepers;
    if (f == NULL) return; /* out of memory: readers see the next one */
    pthread_mutex_lock(&h->lock);
    frame **place = &h->ring[h->newest++ % FRAMES];
    frame_let_go(*place);
    *place = f;
    size_t count = rouse(h, &sleepers);
    pthread_mutex_unlock(&h->lock);
    for (size_t i = 0; i < count; i++) h->wake(sleepers[i]);
    free(sleepers);
}

void hub_tell(hub *h, const char *event, const char *data) {
    put(h, frame_make(event, data));
}

void hub_breathe(hub *h) {
    put(h, frame_make(NULL, NULL));
}

size_t hub_readers(hub *h) {
    pthread_mutex_lock(&h->lock);
    size_t count = h->count;
    pthread_mutex_unlock(&h->lock);
    return count;
}

uint64_t hub_summaries(hub *h) {
    pthread_mutex_lock(&h->lock);
    uint64_t count = h->summaries;
    pthread_mutex_unlock(&h->lock);
    return count;
}

/* ---- readers ----------------------------------------------------------------------------------
 */

hub_reader *hub_join(hub *h, void *sleeper) {
    hub_reader *r = calloc(1, sizeof *r);
    if (r == NULL) return NULL;
    pthread_mutex_lock(&h->lock);
    bool grown = cw_grow(&h->readers, &h->capacity, h->count + 1);
    if (grown) {
        *r = (hub_reader){.of = h, .sleeper = sleeper, .next = h->newest, .place = h->count};
        h->readers[h->count++] = r;
    }
    pthread_mutex_unlock(&h->lock);
    if (grown) return r;
    free(r);
    return NULL;
}

void hub_leave(hub_reader *r) {
    if (r == NULL) return;
    hub *h = r->of;
    pthread_mutex_lock(&h->lock);
    frame_let_go(r->current);
    h->readers[r->place] = h->readers[--h->count];
    h->readers[r->place]->place = r->place;
    pthread_mutex_unlock(&h->lock);
    free(r);
}

/* The next frame, held; NULL when all are read. */
static frame *step(hub *h, hub_reader *r) {
    frame *f = NULL;
    if (r->next + FRAMES < h->newest) {
        f = h->summary;
        r->next = h->newest;
        h->summaries++;
    } else if (r->next < h->newest) {
        f = h->ring[r->next++ % FRAMES];
    }
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): the ring holds its frames, the hub its summary */
    if (f != NULL) f->holders++;
    return f;
}

size_t hub_read(hub_reader *r, char *to, size_t room) {
    hub *h = r->of;
    size_t copied = 0;
    pthread_mutex_lock(&h->lock);
    while (copied < room) {
        if (r->current == NULL) {
            r->current = step(h, r);
            r->offset = 0;
        }
        if (r->current == NULL) break;
        size_t rest = r->current->length - r->offset;
        size_t take = rest < room - copied ? rest : room - copied;
        memcpy(to + copied, r->current->bytes + r->offset, take);
        copied += take;
        r->offset += take;
        if (r->offset < r->current->length) break;
        frame_let_go(r->current);
        r->current = NULL;
    }
    r->asleep = copied == 0;
    pthread_mutex_unlock(&h->lock);
    return copied;
}
