/* SPDX-License-Identifier: Apache-2.0 */
/* Token buckets. A name is a keyed hash, so that nobody can choose names that fall together; where
 * a row is full, the bucket that is fullest, which limits least, makes room. */
#include "limit.h"

#include <math.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROWS = 1024, IN_A_ROW = 8 };

typedef struct bucket {
    uint64_t name; /* 0: free */
    double tokens, at_s, burst;
} bucket;

struct limits {
    uint8_t key[crypto_shorthash_KEYBYTES];
    pthread_mutex_t lock;
    bucket rows[ROWS][IN_A_ROW];
};

limits *limits_create(cw_error *err) {
    limits *l = calloc(1, sizeof *l);
    if (l == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    crypto_shorthash_keygen(l->key);
    pthread_mutex_init(&l->lock, NULL);
    return l;
}

void limits_destroy(limits *l) {
    if (l == NULL) return;
    pthread_mutex_destroy(&l->lock);
    free(l);
}

double clock_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static uint64_t name_of(const limits *l, const char *what, const char *by) {
    uint8_t hash[crypto_shorthash_BYTES];
    char text[200];
    uint64_t name;
    int length = snprintf(text, sizeof text, "%.40s\n%.150s", what, by);
    crypto_shorthash(hash, (const uint8_t *)text, (unsigned long long)length, l->key);
    memcpy(&name, hash, sizeof name);
    return name | 1;
}

/* The bucket of that name, or the one that makes room for it. */
static bucket *bucket_of(bucket row[IN_A_ROW], uint64_t name, const allowance *a, double now_s) {
    bucket *victim = &row[0];
    for (size_t i = 0; i < IN_A_ROW; i++) {
        if (row[i].name == name) return &row[i];
        if (row[i].name == 0) victim = &row[i];
        if (victim->name != 0 && row[i].burst - row[i].tokens < victim->burst - victim->tokens)
            victim = &row[i];
    }
    *victim = (bucket){name, a->burst, now_s, a->burst};
    return victim;
}

bool limits_take(limits *l, allowance a, const char *by, double now_s) {
    uint64_t name = name_of(l, a.what, by);
    pthread_mutex_lock(&l->lock);
    bucket *b = bucket_of(l->rows[name / 2 % ROWS], name, &a, now_s);
    b->tokens = fmin(a.burst, b->tokens + a.per_second * fmax(0.0, now_s - b->at_s));
    b->at_s = now_s;
    bool some = b->tokens >= 1.0;
    if (some) b->tokens -= 1.0;
    pthread_mutex_unlock(&l->lock);
    return some;
}
