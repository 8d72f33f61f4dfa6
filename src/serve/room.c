/* SPDX-License-Identifier: Apache-2.0 */
/* The room: what it consists of, opened and closed in order, and the thread that looks about
 * four times a second. */
#include "room.h"

#include "edit.h"
#include "http.h"
#include "inspection.h"
#include "respond.h"
#include "results.h"
#include "sea.h"
#include "patience.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* ---- the clock ------------------------------------------------------------------------------ */

cw_time room_now(cw_room *room) {
    struct timespec real;
    if (!room->options.rehearsal) {
        clock_gettime(CLOCK_REALTIME, &real);
        return (cw_time)real.tv_sec * CW_SECOND_MS + real.tv_nsec / 1000000;
    }
    pthread_mutex_lock(&room->lock);
    double gone_s = (clock_s() - room->rehearsal_since_s) * room->options.speed;
    cw_time now = room->rehearsal_at + (cw_time)(1000.0 * gone_s);
    pthread_mutex_unlock(&room->lock);
    return now;
}

bool room_set_clock(cw_room *room, cw_time time) {
    if (!room->options.rehearsal) return false;
    pthread_mutex_lock(&room->lock);
    room->rehearsal_at = time;
    room->rehearsal_since_s = clock_s();
    pthread_mutex_unlock(&room->lock);
    return true;
}

bool room_closing(cw_room *room) {
    pthread_mutex_lock(&room->lock);
    bool closing = room->closing;
    pthread_mutex_unlock(&room->lock);
    return closing;
}

/* ---- what is looked after --------------------------------------------------------------------
 */

void room_tell_situation(cw_room *room) {
    char data[64];
    snprintf(data, sizeof data, "{\"sequence\":%llu}",
             (unsigned long long)book_entries(room->book));
    hub_tell(room->hub, "situation", data);
}

void room_tell_fault(cw_room *room, const cw_error *why) {
    json_t *o = json_pack("{s:s,s:s}", "error", why->message, "error_fr", why->french);
    char *text = o != NULL ? json_dumps(o, JSON_COMPACT) : NULL;
    if (text != NULL) hub_tell(room->hub, "fault", text);
    free(text);
    json_decref(o);
}

/* Sleeps for a quarter of a second or until the room closes; false then. */
static bool pause_a_moment(cw_room *room) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 250000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&room->lock);
    int status = 0;
    while (!room->closing && status != ETIMEDOUT)
        status = pthread_cond_timedwait(&room->wake, &room->lock, &until);
    bool goes_on = !room->closing;
    pthread_mutex_unlock(&room->lock);
    return goes_on;
}

/* A record that cannot be read for a moment is looked at again in the next. */
static void *tick(void *context) {
    enum { LOOKS_A_BREATH = 60 };
    cw_room *room = context;
    uint64_t sea = 0;
    for (unsigned look = 1; pause_a_moment(room); look++) {
        bool more = false;
        if (book_poll(room->book, &more, NULL) && more) room_tell_situation(room);
        sea_tell(room, &sea);
        patience_cut(room->patience, clock_s());
        if (look % LOOKS_A_BREATH == 0) hub_breathe(room->hub);
    }
    return NULL;
}

/* ---- opening ----------------------------------------------------------------------------------
 */

static bool make_home(const char *home, cw_error *err) {
    struct stat is;
    if (mkdir(home, 0700) == 0) return true;
    if (errno != EEXIST || stat(home, &is) != 0 || !S_ISDIR(is.st_mode))
        return cw_fail(err, CW_ERR_INPUT, "%s: cannot be made a folder: %s", home, strerror(errno));
    return (is.st_mode & 0077) == 0
           || cw_fail(err, CW_ERR_INPUT,
                      "%s: others than its owner may enter; the room keeps users there (chmod 700)",
                      home);
}

static char *read_pem(const char *path, cw_error *err) {
    enum { MOST = 1 << 18 };
    FILE *f = fopen(path, "rb");
    char *text = f != NULL ? calloc(1, MOST + 1) : NULL;
    size_t length = text != NULL ? fread(text, 1, MOST, f) : 0;
    if (f != NULL) fclose(f);
    if (length > 0 && length < MOST) return text;
    free(text);
    cw_fail(err, CW_ERR_INPUT, "%s: cannot be read as a PEM file", path);
    return NULL;
}

static bool read_certificates(cw_room *room, cw_error *err) {
    const cw_room_options *o = &room->options;
    if (o->cert == NULL && o->key == NULL) return true;
    if (o->cert == NULL || o->key == NULL)
        return cw_fail(err, CW_ERR_INPUT, "TLS needs both, cert= and key=");
    room->cert = read_pem(o->cert, err);
    room->key = room->cert != NULL ? read_pem(o->key, err) : NULL;
    return room->key != NULL;
}

static bool has_users(cw_room *room, cw_error *err) {
    size_t count = 0;
    if (!keep_count_users(room->users, &count, err)) return false;
    return count > 0
           || cw_fail(err, CW_NO, "%s has no user yet: the first is an administrator",
                      room->options.home);
}

static const char *copy(cw_room *room, const char *text) {
    return text != NULL ? cw_arena_strdup(room->arena, text) : NULL;
}

static bool take_options(cw_room *room, const cw_room_options *o, cw_error *err) {
    room->arena = cw_arena_create();
    if (room->arena == NULL) return cw_fail_memory(err);
    room->options = *o;
    cw_room_options *own = &room->options;
    own->record = copy(room, o->record);
    own->home = copy(room, o->home);
    own->listen = copy(room, o->listen != NULL ? o->listen : "127.0.0.1:8440");
    own->cert = copy(room, o->cert);
    own->key = copy(room, o->key);
    own->host = copy(room, o->host);
    own->cases = copy(room, o->cases);
    own->logs = copy(room, o->logs);
    own->queue = copy(room, o->queue);
    own->cache_dir = copy(room, o->cache_dir);
    own->program = copy(room, o->program);
    own->ais = copy(room, o->ais);
    own->lanes = copy(room, o->lanes);
    if (own->speed <= 0.0) own->speed = 1.0;
    room_set_clock(room, o->clock);
    return (own->record != NULL && own->home != NULL)
           || cw_fail(err, CW_ERR_INPUT, "a room needs a record and a home");
}

static edit_pool *open_edits(cw_room *room, cw_error *err) {
    edit_settings settings = edit_settings_default();
    settings.program = room->options.program;
    return edit_pool_create(&settings, err);
}

static void inspected(void *context) {
    cw_room *room = context;
    hub_tell(room->hub, "record", "{}");
}

/* A record that will not do is bad input here: "no" is for a home without users. */
static bool open_book(cw_room *room, cw_error *err) {
    cw_error why = {0};
    room->book = book_open(room->options.record, &why);
    if (why.code == CW_NO) why.code = CW_ERR_INPUT;
    return room->book != NULL || cw_error_pass(err, &why);
}

static bool open_parts(cw_room *room, cw_error *err) {
    if (sodium_init() < 0) return cw_fail(err, CW_ERR_MACHINE, "libsodium cannot be started");
    return read_certificates(room, err) && open_book(room, err)
           && make_home(room->options.home, err)
           && (room->users = keep_open(room->options.home, err)) != NULL && has_users(room, err)
           && (room->limits = limits_create(err)) != NULL
           && (room->patience = patience_create(err)) != NULL
           && (room->hub = hub_create(stream_wake, err)) != NULL
           && (room->options.cases == NULL || (room->jobs = results_pool(room, err)) != NULL)
           && (room->edits = open_edits(room, err)) != NULL
           && (room->inspection = inspection_create(room->options.record, inspected, room, err))
                  != NULL
           && (room->options.ais == NULL || (room->feed = sea_feed(room, err)) != NULL);
}

static bool start_ticker(cw_room *room, cw_error *err) {
    room->ticking = pthread_create(&room->ticker, NULL, tick, room) == 0;
    return room->ticking || cw_fail(err, CW_ERR_MACHINE, "no thread can be started");
}

cw_room *cw_room_open(const cw_room_options *options, cw_error *err) {
    cw_room *room = calloc(1, sizeof *room);
    if (room == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    pthread_mutex_init(&room->lock, NULL);
    pthread_cond_init(&room->wake, NULL);
    if (take_options(room, options, err) && open_parts(room, err) && http_start(room, err)
        && start_ticker(room, err))
        return room;
    cw_room_close(room);
    return NULL;
}

/* First nobody tells anything any more, then the readers are woken to their end. */
void cw_room_close(cw_room *room) {
    if (room == NULL) return;
    pthread_mutex_lock(&room->lock);
    room->closing = true;
    pthread_cond_broadcast(&room->wake);
    pthread_mutex_unlock(&room->lock);
    if (room->ticking) pthread_join(room->ticker, NULL);
    job_pool_destroy(room->jobs);
    feed_destroy(room->feed);
    inspection_destroy(room->inspection);
    if (room->hub != NULL) hub_breathe(room->hub);
    http_stop(room);
    edit_pool_destroy(room->edits); /* when nobody asks any more */
    book_close(room->book);
    hub_destroy(room->hub);
    patience_destroy(room->patience);
    limits_destroy(room->limits);
    keep_close(room->users);
    if (room->key != NULL) sodium_memzero(room->key, strlen(room->key));
    free(room->key);
    free(room->cert);
    pthread_cond_destroy(&room->wake);
    pthread_mutex_destroy(&room->lock);
    cw_arena_destroy(room->arena);
    free(room);
}

const char *cw_room_address(const cw_room *room) {
    return room->address;
}

bool cw_room_add_administrator(const char *home, const char *name, const char *password,
                               cw_error *err) {
    size_t count = 0;
    if (sodium_init() < 0) return cw_fail(err, CW_ERR_MACHINE, "libsodium cannot be started");
    keep *users = make_home(home, err) ? keep_open(home, err) : NULL;
    bool done = users != NULL && keep_count_users(users, &count, err);
    if (done && count > 0) done = cw_fail(err, CW_NO, "%s has users already", home);
    done = done && keep_add_user(users, name, ROLE_ADMINISTRATOR, CW_ENGLISH, password, err);
    keep_close(users);
    return done;
}
