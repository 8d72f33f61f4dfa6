/* SPDX-License-Identifier: Apache-2.0 */
/* The planner's sample stands for all particles: strata, weights, and its parts too; what it is
 * laid out in to be quick changes nothing. */
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

/* Each part of an arranged sample is the same particles as before, in another order. */
static void parts_keep_their_particles(void **state) {
    (void)state;
    cw_tracks *t = particles(), *plain = sample_tracks(t, FEW, 5, NULL),
              *arranged = sample_tracks(t, FEW, 5, NULL);
    assert_non_null(plain);
    assert_non_null(arranged);
    assert_true(sample_arrange(arranged, NULL));
    size_t first = 0, moved = 0;
    for (size_t part = 0; part < SAMPLE_PARTS; part++) {
        size_t end = sample_part_end(FEW, part);
        double before = 0.0, now = 0.0;
        assert_true(end > first && (end == FEW || end % SAMPLE_BLOCK == 0));
        for (size_t k = first; k < end; k++) { /* order plays no part in a sum of squares */
            before += pow((double)plain->x_m[k], 2.0) + (double)plain->hypothesis[k];
            now += pow((double)arranged->x_m[k], 2.0) + (double)arranged->hypothesis[k];
            moved += plain->x_m[k] != arranged->x_m[k];
        }
        assert_close(now, before, 1e-9 * before); /* rounding of the sum */
        first = end;
    }
    assert_int_equal(first, FEW);
    assert_true(moved > FEW / 2);
    sample_destroy(plain);
    sample_destroy(arranged);
    scene_tracks_free(t);
}

/* Blocks passed over are blocks that would have added nothing: the same bits, much fewer of them
 * looked at. Some particles have no place. */
static void boxes_change_nothing(void **state) {
    (void)state;
    cw_tracks *t = scene_normal_cloud(3000, 19, 600.0, 4000.0, 0.3, -0.2, 0.2, 5), *s;
    for (size_t k = 0; k < 19; k++) {
        for (size_t i = 0; i < 100 + 20 * k; i++) t->x_m[k * 3000 + i] = NAN;
    }
    s = sample_tracks(t, 3000, 4, NULL);
    sample_boxes boxes;
    assert_true(s != NULL && sample_arrange(s, NULL) && sample_boxes_create(&boxes, s, NULL));
    cw_plan_problem problem = {.law = CW_RANDOM};
    light darkness = {0};
    size_t seen = 0;
    for (int n = 0; n < 60; n++) {
        double u[4], v[4];
        float plain[3000], boxed[3000];
        scene_uniform(21, (size_t)n, u);
        scene_uniform(22, (size_t)n, v);
        cw_pattern_spec spec = {.kind = CW_PARALLEL_SWEEP,
                                .centre = {12000.0 * (u[0] - 0.5), 12000.0 * (u[1] - 0.5)},
                                .length_m = 1000.0 + 9000.0 * u[2],
                                .width_m = 1000.0 + 4000.0 * u[3],
                                .axis_deg = 360.0 * v[0],
                                .spacing_m = 500.0};
        cw_task task = scene_task(spec, SCENE_START + (cw_time)(3e6 * v[1]), 20.0, 400.0);
        sweeper sweep = {0};
        assert_true(sweeper_prepare(&sweep, &problem, &darkness, &task, s, NULL));
        sweeper_missed(&sweep, s, 0, 3000, plain);
        sweep.boxes = &boxes;
        sweeper_missed(&sweep, s, 0, 3000, boxed);
        assert_memory_equal(plain, boxed, sizeof plain);
        for (size_t i = 0; i < 3000; i++) seen += plain[i] < 1.0f;
        sweeper_free(&sweep);
        cw_pattern_free(&task.pattern);
    }
    assert_true(seen > 3000);
    sample_boxes_free(&boxes);
    sample_destroy(s);
    scene_tracks_free(t);
}

/* People who drift straight on are where they were, at every time up to the end. */
static void thin_tracks_go_the_same_way(void **state) {
    (void)state;
    cw_tracks *t = scene_normal_cloud(50, 24, 600.0, 3000.0, 0.7, 0.1, 0.1, 8), *s, *thin;
    s = sample_tracks(t, 50, 3, NULL);
    assert_non_null(s);
    thin = sample_thin(s, 7, NULL); /* 23 intervals: six of four */
    assert_non_null(thin);
    assert_int_equal(thin->times, 7);
    assert_int_equal(thin->step_ms, 2400000);
    for (size_t k = 0; k < 24; k++) {
        size_t at = k / 4;
        double part = (double)(k % 4) / 4.0;
        for (size_t i = 0; i < 50; i++) {
            double a = (double)thin->x_m[at * 50 + i], b = (double)thin->x_m[(at + 1) * 50 + i];
            assert_close(a + part * (b - a), s->x_m[k * 50 + i], 0.01); /* floats of 10 km */
        }
    }
    sample_destroy(thin);
    sample_destroy(s);
    scene_tracks_free(t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_hypothesis_keeps_its_share),
        cmocka_unit_test(particles_are_copied_whole),
        cmocka_unit_test(all_when_there_are_few),
        cmocka_unit_test(parts_keep_their_particles),
        cmocka_unit_test(boxes_change_nothing),
        cmocka_unit_test(thin_tracks_go_the_same_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
