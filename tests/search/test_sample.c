/* SPDX-License-Identifier: Apache-2.0 */
/* The planner's sample stands for all particles: strata, weights, and its first part too. */
#include "scene.h"

#include "search/planner.h"

enum { MANY = 50000, FEW = 6000 };

/* Four hypotheses one after the other, of unequal weight. */
static cw_tracks *particles(void) {
    static const double weight[4] = {0.4, 0.25, 0.2, 0.15};
    cw_tracks *t = scene_normal_cloud(MANY, 3, 600.0, 2000.0, 0.5, 0, 0.1, 17);
    for (size_t i = 0; i < MANY; i++) {
        t->hypothesis[i] = (uint16_t)(i / (MANY / 4));
        t->weight[i] = (float)(weight[t->hypothesis[i]] * 4.0 / MANY);
        t->object[i] = t->object[MANY + i] = (uint8_t)(i % 2);
        t->object[2 * MANY + i] = 1;
    }
    return t;
}

static void each_hypothesis_keeps_its_share(void **state) {
    (void)state;
    static const double weight[4] = {0.4, 0.25, 0.2, 0.15};
    cw_tracks *t = particles(), *s = sample_tracks(t, FEW, 5, NULL);
    assert_non_null(s);
    assert_int_equal(s->particles, FEW);
    double share[4] = {0}, first[4] = {0}, total = 0.0;
    for (size_t k = 0; k < FEW; k++) {
        total += (double)s->weight[k];
        share[s->hypothesis[k]] += (double)s->weight[k];
        if (k < FEW / 8) first[s->hypothesis[k]] += 8.0 * (double)s->weight[k];
    }
    assert_close(total, 1.0, 1e-5);
    for (size_t h = 0; h < 4; h++) {
        assert_close(share[h], weight[h], 1.01 / FEW); /* one particle */
        /* A golden stride spreads any first part evenly to within a few particles. */
        assert_close(first[h], weight[h], 4.0 * 8.0 / FEW);
    }
    sample_destroy(s);
    scene_tracks_free(t);
}

/* Each column is that of one and the same particle. */
static void particles_are_copied_whole(void **state) {
    (void)state;
    cw_tracks *t = particles(), *s = sample_tracks(t, 500, 6, NULL);
    assert_non_null(s);
    for (size_t k = 0; k < 500; k++) {
        size_t i = 0;
        while (i < MANY && (t->x_m[i] != s->x_m[k] || t->y_m[i] != s->y_m[k])) i++;
        assert_true(i < MANY);
        for (size_t time = 0; time < 3; time++) {
            assert_close(s->x_m[time * 500 + k], t->x_m[time * MANY + i], 0.0);
            assert_close(s->y_m[time * 500 + k], t->y_m[time * MANY + i], 0.0);
            assert_int_equal(s->object[time * 500 + k], t->object[time * MANY + i]);
        }
        assert_int_equal(s->hypothesis[k], t->hypothesis[i]);
    }
    sample_destroy(s);
    scene_tracks_free(t);
}

/* Fewer particles than asked for: each once, with its own weight. */
static void all_when_there_are_few(void **state) {
    (void)state;
    for (size_t n = 1; n <= 40; n++) {
        cw_tracks *t = scene_tracks(n, 1, 600.0), *s;
        for (size_t i = 0; i < n; i++) {
            t->x_m[i] = (float)i;
            t->weight[i] = (float)(i + 1);
        }
        s = sample_tracks(t, 1000, 7, NULL);
        assert_non_null(s);
        assert_int_equal(s->particles, n);
        size_t seen = 0;
        for (size_t k = 0; k < n; k++) {
            size_t i = (size_t)s->x_m[k];
            seen += i;
            assert_close(s->weight[k], (double)(i + 1) / (0.5 * (double)(n * (n + 1))), 1e-6);
        }
        assert_int_equal(seen, n * (n - 1) / 2);
        sample_destroy(s);
        scene_tracks_free(t);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_hypothesis_keeps_its_share),
        cmocka_unit_test(particles_are_copied_whole),
        cmocka_unit_test(all_when_there_are_few),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
