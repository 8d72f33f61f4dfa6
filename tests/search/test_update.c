/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a search that found nothing does to the weights: against Bayes' rule by hand
 * on a few particles, closed forms, and the rules that hold whatever the numbers are. The detection
 * probabilities come from this file's own arithmetic (scene.h) or are certain.
 */
#include "updating.h"

#include "search/pattern.h"

static updating kit;

/* ---- Bayes by hand ----------------------------------------------------------------------------
 */

static const cw_xy four[4] = {{0, 0}, {0, 20000}, {0, -20000}, {20000, 20000}};

static cw_tracks *four_particles(void) {
    static const float prior[4] = {0.4f, 0.3f, 0.2f, 0.1f};
    cw_tracks *t = still(four, 4);
    for (size_t i = 0; i < 4; i++) {
        t->weight[i] = prior[i];
        t->hypothesis[i] = i >= 2;
    }
    return t;
}

/* The leg runs over the first particle, which the definite law then rules out:
 * posterior 0, 3/6, 2/6, 1/6; hypotheses 1/2 and 1/2 from 0.7 and 0.3; POS 0.4. */
static void certain_detection_by_hand(void **state) {
    (void)state;
    updating_begin(&kit, CW_DEFINITE);
    cw_tracks *t = four_particles();
    cw_update *update = updating_start(&kit, t);
    made_search *s =
        search_leg(&kit, "A", (cw_xy){-5000, 0}, (cw_xy){5000, 0}, SCENE_START, 1620.0);
    updating_apply(update, &s->result);
    static const double want[4] = {0.0, 3.0 / 6.0, 2.0 / 6.0, 1.0 / 6.0};
    for (size_t i = 0; i < 4; i++) assert_close(t->weight[i], want[i], 1e-7); /* of a float */
    assert_close(update->pos, 0.4, 1e-7);
    assert_close(update->steps[0].pos, 0.4, 1e-7);
    assert_close(update->hypotheses[0].before, 0.7, 1e-7);
    assert_close(update->hypotheses[0].after, 0.5, 1e-7);
    assert_close(update->hypotheses[1].after, 0.5, 1e-7);
    assert_close(update->hypotheses[0].pos, 4.0 / 7.0, 1e-7);
    assert_close(update->hypotheses[1].pos, 0.0, 1e-12);
    assert_close(update->hypotheses[0].effective, 1.0, 1e-9);
    free(s);
    cw_update_destroy(update);
    scene_tracks_free(t);
    updating_end(&kit);
}

/* Particles at several distances from a leg, a raft and a person at each: each weight is prior
 * times 1 - p of this file's own integration. Tolerance: the scorer's floats. */
static void likelihoods_by_hand(void **state) {
    (void)state;
    static const cw_detection_law laws[] = {CW_INVERSE_CUBE, CW_EXPONENTIAL};
    static const cw_xy places[6] = {{0, 300},     {0, 300},      {2000, -900},
                                    {2000, -900}, {7000, -2000}, {7000, -2000}};
    for (size_t l = 0; l < 2; l++) {
        updating_begin(&kit, laws[l]);
        cw_tracks *t = still(places, 6);
        for (size_t i = 0; i < 6; i++) set_object(t, i, i % 2);
        cw_update *update = updating_start(&kit, t);
        cw_xy a = {-6000, 0}, b = {6000, 0};
        made_search *s = search_leg(&kit, "A", a, b, SCENE_START, 1943.844);
        updating_apply(update, &s->result);
        double want[6], total = 0.0;
        for (size_t i = 0; i < 6; i++) {
            want[i] =
                (1.0 - scene_leg(laws[l], width_of(&kit, s, (int)(i % 2)), a, b, places[i])) / 6.0;
            total += want[i];
        }
        for (size_t i = 0; i < 6; i++) assert_close(t->weight[i], want[i] / total, 2e-5);
        assert_close(update->pos, 1.0 - total, 2e-5);
        free(s);
        cw_update_destroy(update);
        scene_tracks_free(t);
        updating_end(&kit);
    }
}

/* ---- rules -------------------------------------------------------------------------------------
 */

static const cw_pattern_spec ladder = {.kind = CW_PARALLEL_SWEEP,
                                       .length_m = 4500.0,
                                       .width_m = 4000.0,
                                       .axis_deg = 30.0,
                                       .spacing_m = 500.0};

/* Random search: hazards add up, so half the sweep width twice is all of it once; and inside the
 * area the chance is 1 - exp(-C), C = W L / A, L without the way that the turns take (none). */
static void two_half_passes_are_a_whole_one(void **state) {
    (void)state;
    updating_begin(&kit, CW_RANDOM);
    cw_tracks *once = scene_normal_cloud(2000, 37, 600.0, 3000.0, 0, 0, 0, 3);
    cw_tracks *twice = scene_normal_cloud(2000, 37, 600.0, 3000.0, 0, 0, 0, 3);
    made_search *whole = search_pattern(&kit, "whole", ladder, SCENE_START);
    made_search *first = search_pattern(&kit, "first", ladder, SCENE_START);
    made_search *second =
        search_pattern(&kit, "second", ladder, first->result.until + CW_MINUTE_MS);
    first->result.unit.other_factor = second->result.unit.other_factor = 0.5;
    cw_update *a = updating_start(&kit, once), *b = updating_start(&kit, twice);
    updating_apply(a, &whole->result);
    updating_apply(b, &first->result);
    updating_apply(b, &second->result);
    assert_close(a->pos, b->pos, 1e-6);
    double most = 0.0;
    for (size_t i = 0; i < 2000; i++) {
        most = fmax(most, 1.0 - a->missed[i]);
        assert_close(once->weight[i], twice->weight[i], 1e-9);
    }
    double track = 8.0 * 4000.0 + 7.0 * 500.0; /* 8 legs, 7 crossings */
    double coverage = width_of(&kit, whole, 0) * track / (4500.0 * 4000.0);
    assert_close(most, 1.0 - exp(-coverage), 1e-4); /* places go through degrees and floats */
    free(whole);
    free(first);
    free(second);
    cw_update_destroy(a);
    cw_update_destroy(b);
    scene_tracks_free(once);
    scene_tracks_free(twice);
    updating_end(&kit);
}

/* 60 nm away. The laws that end leave every bit as it was; the inverse cube law's tail is
 * W^2 / (4 pi d^2), under 1e-4 of a weight. */
static void empty_water_leaves_the_weights(void **state) {
    (void)state;
    for (int law = CW_INVERSE_CUBE; law <= CW_RANDOM; law++) {
        updating_begin(&kit, (cw_detection_law)law);
        cw_tracks *t = scene_normal_cloud(500, 37, 600.0, 3000.0, 0.2, 0.1, 0.05, 5);
        cw_update *update = updating_start(&kit, t);
        made_search *s =
            search_leg(&kit, "far", (cw_xy){111e3, 0}, (cw_xy){111e3, 12e3}, SCENE_START, 1944.0);
        updating_apply(update, &s->result);
        double tolerance = law == CW_INVERSE_CUBE ? 1e-4 / 500.0 : 1e-10;
        for (size_t i = 0; i < 500; i++) assert_close(t->weight[i], 1.0 / 500.0, tolerance);
        assert_true(update->pos < 1e-4);
        free(s);
        cw_update_destroy(update);
        scene_tracks_free(t);
        updating_end(&kit);
    }
}

/* The same places for raft and person, half and half: the raft is seen further, so its share
 * falls. Two hypotheses with the same places keep their proportion, 0.7 to 0.3. */
static void rafts_fall_and_like_hypotheses_keep(void **state) {
    (void)state;
    updating_begin(&kit, CW_INVERSE_CUBE);
    cw_tracks *one = scene_normal_cloud(500, 37, 600.0, 3000.0, 0.2, 0.1, 0.05, 6);
    cw_tracks *t = scene_tracks(2000, 37, 600.0);
    for (size_t i = 0; i < 2000; i++) {
        for (size_t k = 0; k < 37; k++) {
            t->x_m[k * 2000 + i] = one->x_m[k * 500 + i % 500];
            t->y_m[k * 2000 + i] = one->y_m[k * 500 + i % 500];
        }
        set_object(t, i, (i / 500) % 2);
        t->hypothesis[i] = i >= 1000;
        t->weight[i] = i >= 1000 ? 0.3f : 0.7f;
    }
    cw_update *update = updating_start(&kit, t);
    made_search *s = search_pattern(&kit, "A", ladder, SCENE_START);
    assert_true(width_of(&kit, s, 0) > 1.5 * width_of(&kit, s, 1));
    updating_apply(update, &s->result);
    assert_close(update->objects[0].before, 0.5, 1e-6);
    assert_true(update->objects[0].after < 0.45);
    assert_true(update->objects[0].pos > update->objects[1].pos);
    assert_close(update->objects[0].after + update->objects[1].after, 1.0, 1e-12);
    assert_close(update->hypotheses[0].after, 0.7, 1e-6);
    assert_close(update->hypotheses[0].pos, update->hypotheses[1].pos, 1e-6);
    free(s);
    cw_update_destroy(update);
    scene_tracks_free(one);
    scene_tracks_free(t);
    updating_end(&kit);
}

static void permute(int order[4], int number) {
    bool used[4] = {false};
    for (int i = 0, left = 4; i < 4; i++, left--) {
        int pick = number % left, k = 0;
        number /= left;
        for (;; k++) {
            if (used[k]) continue;
            if (pick-- == 0) break;
        }
        used[k] = true;
        order[i] = k;
    }
}

/* Three searches and a sighting in all 24 orders: the same to the rounding of a product of four. */
static void updates_commute(void **state) {
    (void)state;
    updating_begin(&kit, CW_INVERSE_CUBE);
    made_search *s[3] = {
        search_pattern(&kit, "A", ladder, SCENE_START),
        search_leg(&kit, "B", (cw_xy){-8000, 500}, (cw_xy){8000, 0}, SCENE_START, 2600.0),
        search_leg(&kit, "C", (cw_xy){0, -8000}, (cw_xy){500, 8000}, SCENE_START, 2600.0)};
    snprintf(s[1]->result.unit.name, 64, "Another");
    snprintf(s[2]->result.unit.name, 64, "A third");
    cw_search_result seen = sighting_at(&kit, "D", (cw_xy){2000, 2000}, 1500.0, 0.5, 0.6);
    const cw_search_result *all[4] = {&s[0]->result, &s[1]->result, &s[2]->result, &seen};
    cw_tracks *first = NULL;
    double pos = 0.0, related_most = 0.0;
    for (int number = 0; number < 24; number++) {
        int order[4];
        cw_tracks *t = scene_normal_cloud(800, 37, 600.0, 3000.0, 0.2, 0.1, 0.05, 7);
        make_persons(t);
        cw_update *update = updating_start(&kit, t);
        permute(order, number);
        for (int k = 0; k < 4; k++) updating_apply(update, all[order[k]]);
        for (size_t k = 0; k < 4; k++) related_most = fmax(related_most, update->steps[k].related);
        if (first == NULL) pos = update->pos;
        assert_close(update->pos, pos, 1e-14);
        for (size_t i = 0; first != NULL && i < 800; i++) {
            double rounding = 1.2e-7 * (double)first->weight[i]; /* of the float kept */
            assert_close(t->weight[i], first->weight[i], rounding);
        }
        cw_update_destroy(update);
        if (first == NULL)
            first = t;
        else
            scene_tracks_free(t);
    }
    assert_true(pos > 0.1 && pos < 0.99 && related_most > 0.6);
    scene_tracks_free(first);
    for (int k = 0; k < 3; k++) free(s[k]);
    updating_end(&kit);
}

/* Whatever is searched, in whatever order: weights are a distribution, POS never falls, and what
 * all searches leave is the product of what each leaves, 1 - POS = prod (1 - pos_k). */
static void rules_for_any_searches(void **state) {
    (void)state;
    enum { SEEDS = 24, SEARCHES = 5, N = 400 };
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        updating_begin(&kit, seed % 2 ? CW_INVERSE_CUBE : CW_RANDOM);
        cw_tracks *t = scene_normal_cloud(N, 37, 600.0, 4000.0, 0.3, -0.2, 0.1, seed);
        for (size_t i = 0; i < N; i++) {
            set_object(t, i, i % 2);
            t->hypothesis[i] = (uint16_t)(i % 3);
        }
        cw_update *update = updating_start(&kit, t);
        double left = 1.0, pos = 0.0;
        for (size_t k = 0; k < SEARCHES; k++) {
            char id[8];
            double a[4], b[4];
            scene_uniform(seed, 2 * k, a);
            scene_uniform(seed, 2 * k + 1, b);
            snprintf(id, sizeof id, "%zu", k);
            made_search *s =
                search_leg(&kit, id, (cw_xy){16e3 * a[0] - 8e3, 16e3 * a[1] - 8e3},
                           (cw_xy){16e3 * a[2] - 8e3, 16e3 * a[3] - 8e3},
                           SCENE_START + (cw_time)k * CW_HOUR_MS, 900.0 + 2400.0 * b[0]);
            s->result.conditions.visibility_m = 2000.0 + 20e3 * b[1];
            updating_apply(update, &s->result);
            left *= 1.0 - update->steps[k].pos;
            assert_true(update->pos >= pos - 1e-12 && update->pos <= 1.0);
            assert_close(update->pos, 1.0 - left, 1e-12);
            pos = update->pos;
            free(s);
        }
        double sum = 0.0, shares = 0.0;
        for (size_t i = 0; i < N; i++) {
            assert_true(t->weight[i] >= 0.0f);
            sum += (double)t->weight[i];
        }
        for (size_t h = 0; h < 3; h++) shares += update->hypotheses[h].after;
        assert_close(sum, 1.0, 1e-6); /* of 400 floats */
        assert_close(shares, 1.0, 1e-12);
        assert_close(update->objects[0].after + update->objects[1].after, 1.0, 1e-12);
        assert_true(update->effective >= 1.0 && update->effective <= N + 1e-9);
        cw_update_destroy(update);
        scene_tracks_free(t);
        updating_end(&kit);
    }
}

/* ---- agreement with the planner ----------------------------------------------------------------
 */

/* Both the plan's pattern and what was done of it go with a stream. */
static void set_adrift(made_search *s, cw_pattern *p) {
    static cw_waypoint drift[2];
    drift[0] = (cw_waypoint){{0.0, 0.0}, SCENE_START};
    drift[1] = (cw_waypoint){{0.9 * 21600.0, -0.5 * 21600.0}, SCENE_START + 6 * CW_HOUR_MS};
    p->drift = calloc(2, sizeof *p->drift);
    memcpy(p->drift, drift, sizeof drift);
    p->drift_count = 2;
    pattern_displace(p, 1.0);
    s->part.drift = drift;
    s->part.drift_count = 2;
    for (size_t i = 0; i < p->count; i++)
        s->points[i].at = cw_plane_inverse(kit.plane, p->points[i].at);
}

/* A planned pattern that was wholly done changes POS by what the plan promised for it. */
static void done_as_planned_is_the_plans_score(void **state) {
    (void)state;
    static const cw_pattern_kind kinds[] = {CW_PARALLEL_SWEEP, CW_CREEPING_LINE,
                                            CW_EXPANDING_SQUARE};
    for (int law = CW_INVERSE_CUBE; law <= CW_RANDOM; law++) {
        for (size_t k = 0; k < 4; k++) { /* the last moves with the water */
            updating_begin(&kit, (cw_detection_law)law);
            cw_tracks *t = scene_normal_cloud(3000, 37, 600.0, 3000.0, 0.2, 0.1, 0.05, 8);
            cw_pattern_spec spec = ladder;
            spec.kind = kinds[k % 3];
            if (k == 2) spec.length_m = spec.width_m = 7 * spec.spacing_m;
            made_search *s = search_pattern(&kit, "A", spec, SCENE_START);
            cw_task task = scene_task(spec, SCENE_START, s->result.unit.search_speed_mps, 0.0);
            cw_pattern_time(&task.pattern, SCENE_START, INT64_MAX / 4,
                            s->result.unit.search_speed_mps, s->result.unit.turn_s);
            for (int o = 0; o < 2; o++) task.sweep_width_m[o] = width_of(&kit, s, o);
            if (k == 3) set_adrift(s, &task.pattern);
            cw_plan plan = {.tasks = &task, .task_count = 1};
            cw_plan_problem problem = kit.problem;
            problem.units = &s->result.unit;
            problem.unit_count = 1;
            assert_true(cw_plan_score(&problem, t, &plan, NULL));
            cw_update *update = updating_start(&kit, t);
            updating_apply(update, &s->result);
            assert_true(plan.pos > 0.1);
            /* Places went through degrees: a particle on the edge of W / 2 may change sides. */
            assert_close(update->pos, plan.pos, law == CW_DEFINITE ? 2.0 / 3000.0 : 1e-5);
            free(plan.pos_by_hypothesis);
            free(plan.share_by_hypothesis);
            cw_pattern_free(&task.pattern);
            free(s);
            cw_update_destroy(update);
            scene_tracks_free(t);
            updating_end(&kit);
        }
    }
}

/* Cut in the middle of a leg: what lies beside the first half is ruled out, what lies beside the
 * second is not; and both halves together are the whole. */
static void done_in_part_counts_in_part(void **state) {
    (void)state;
    static const cw_xy places[4] = {{-4000, 50}, {-500, 50}, {500, 50}, {4000, 50}};
    updating_begin(&kit, CW_DEFINITE);
    cw_tracks *t = still(places, 4);
    make_persons(t);
    cw_update *update = updating_start(&kit, t);
    made_search *s =
        search_leg(&kit, "1", (cw_xy){-5000, 0}, (cw_xy){5000, 0}, SCENE_START, 2000.0);
    double reach = 0.5 * width_of(&kit, s, 1); /* a speed of 5 m/s; boats have no factor for it */
    assert_true(reach > 60.0);
    cw_time middle = SCENE_START + 1000000 - llround(reach / 5.0 * 1000.0);
    s->result.until = middle; /* so that the end sees up to the middle and no further */
    updating_apply(update, &s->result);
    assert_close(t->weight[0], 0.0, 0.0);
    assert_close(t->weight[1], 0.0, 0.0);
    assert_close(t->weight[2], 0.5, 1e-7);
    assert_close(update->pos, 0.5, 1e-12);
    assert_int_equal(update->steps[0].to, middle);
    assert_close(update->steps[0].track_m, 5000.0 - reach, 1.0);
    s->result.from = middle;
    s->result.until = SCENE_START + 1500000;
    snprintf(s->result.id, 64, "2");
    updating_apply(update, &s->result);
    assert_close(t->weight[3], 1.0, 1e-7);
    assert_close(update->pos, 0.75, 1e-12);
    free(s);
    cw_update_destroy(update);
    scene_tracks_free(t);
    updating_end(&kit);
}

/* A plotter's track, a fix every five seconds that scatters by some metres, is the pattern. */
static void logged_fixes_are_the_track(void **state) {
    (void)state;
    for (int law = CW_INVERSE_CUBE; law <= CW_DEFINITE; law++) {
        updating_begin(&kit, (cw_detection_law)law);
        made_search *turns = search_pattern(&kit, "A", ladder, SCENE_START);
        made_search *fixes = search_begin(&kit, "A");
        turns->result.unit.turn_s = 0.0;
        for (size_t i = 0; i + 1 < turns->part.count; i++) {
            cw_xy a = cw_plane_forward(kit.plane, turns->points[i].at);
            cw_xy b = cw_plane_forward(kit.plane, turns->points[i + 1].at);
            cw_time begin = turns->points[i].time, end = turns->points[i + 1].time;
            for (cw_time at = begin; at < end; at += 5000) {
                double z[4], f = (double)(at - begin) / (double)(end - begin);
                scene_normal(9, fixes->part.count, z);
                cw_xy p = {a.x_m + f * (b.x_m - a.x_m) + 4.0 * z[0],
                           a.y_m + f * (b.y_m - a.y_m) + 4.0 * z[1]};
                search_add(&kit, fixes, p, at);
            }
        }
        fixes->result.unit.turn_s = 0.0;
        cw_tracks *t1 = scene_normal_cloud(3000, 37, 600.0, 3000.0, 0.2, 0.1, 0.05, 8);
        cw_tracks *t2 = scene_normal_cloud(3000, 37, 600.0, 3000.0, 0.2, 0.1, 0.05, 8);
        cw_update *a = updating_start(&kit, t1), *b = updating_start(&kit, t2);
        updating_apply(a, &turns->result);
        updating_apply(b, &fixes->result);
        assert_true(a->pos > 0.2);
        assert_close(b->pos, a->pos, 0.005); /* 20 m of thinning against widths of a mile */
        free(turns);
        free(fixes);
        cw_update_destroy(a);
        cw_update_destroy(b);
        scene_tracks_free(t1);
        scene_tracks_free(t2);
        updating_end(&kit);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(certain_detection_by_hand),
        cmocka_unit_test(likelihoods_by_hand),
        cmocka_unit_test(two_half_passes_are_a_whole_one),
        cmocka_unit_test(empty_water_leaves_the_weights),
        cmocka_unit_test(rafts_fall_and_like_hypotheses_keep),
        cmocka_unit_test(updates_commute),
        cmocka_unit_test(rules_for_any_searches),
        cmocka_unit_test(done_as_planned_is_the_plans_score),
        cmocka_unit_test(done_in_part_counts_in_part),
        cmocka_unit_test(logged_fixes_are_the_track),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
