/* SPDX-License-Identifier: Apache-2.0 */
/* The Merkle log against the published vectors of Certificate Transparency (RFC 6962; the leaves,
 * roots and proofs of its reference tests), against the definition written out, and against every
 * false claim that can be made about small logs. */
#include "made.h"

#include <sodium.h>
#include <stdlib.h>

/* The eight leaves of the reference tests. */
static const char *const ct_leaves[8] = {"",
                                         "00",
                                         "10",
                                         "2021",
                                         "3031",
                                         "40414243",
                                         "5051525354555657",
                                         "606162636465666768696a6b6c6d6e6f"};
static const char *const ct_roots[9] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

#define N1    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
#define N01   "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
#define N23   "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
#define N4    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
#define N45   "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
#define N6    "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
#define N67   "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
#define N0123 "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
#define N4567 "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"

typedef struct proof_row {
    size_t from, size; /* leaf or old size, size */
    const char *nodes[4];
} proof_row;
static const proof_row ct_inclusion[] = {
    {0, 8, {N1, N23, N4567}}, {5, 8, {N4, N67, N0123}}, {2, 3, {N01}}, {0, 1, {NULL}}};
static const proof_row ct_consistency[] = {{1, 1, {NULL}},
                                           {1, 8, {N1, N23, N4567}},
                                           {6, 8, {N45, N67, N0123}},
                                           {2, 5, {N23, N4}},
                                           {6, 7, {N45, N6, N0123}}};

static cw_hash leaves[8], roots[9];

static cw_hash hash_of(const char *hex) {
    cw_hash hash;
    assert_true(cw_event_id_parse(hex, &hash, NULL));
    return hash;
}

static int set_up(void **state) {
    (void)state;
    for (size_t i = 0; i < 8; i++) {
        uint8_t bytes[16];
        size_t length = 0;
        assert_int_equal(sodium_hex2bin(bytes, sizeof bytes, ct_leaves[i], strlen(ct_leaves[i]),
                                        NULL, &length, NULL),
                         0);
        leaves[i] = cw_merkle_leaf(bytes, length);
    }
    for (size_t i = 0; i < 9; i++) roots[i] = hash_of(ct_roots[i]);
    return 0;
}

static bool same(cw_hash a, cw_hash b) {
    return cw_event_id_compare(&a, &b) == 0;
}

static void test_published_roots(void **state) {
    (void)state;
    cw_frontier frontier = {0};
    for (size_t size = 0; size <= 8; size++) {
        assert_true(same(cw_merkle_root(leaves, size), roots[size]));
        assert_true(same(cw_frontier_root(&frontier), roots[size]));
        assert_int_equal(frontier.size, size);
        if (size < 8) cw_frontier_append(&frontier, &leaves[size]);
    }
}

static void expect_nodes(const cw_proof *proof, const proof_row *row) {
    size_t count = 0;
    while (count < 4 && row->nodes[count] != NULL) count++;
    assert_int_equal(proof->count, count);
    for (size_t i = 0; i < count; i++) assert_true(same(proof->nodes[i], hash_of(row->nodes[i])));
}

static void test_published_proofs(void **state) {
    (void)state;
    cw_proof proof;
    for (size_t i = 0; i < sizeof ct_inclusion / sizeof ct_inclusion[0]; i++) {
        const proof_row *row = &ct_inclusion[i];
        cw_merkle_prove_inclusion(leaves, row->size, row->from, &proof);
        expect_nodes(&proof, row);
        assert_true(cw_merkle_included(&leaves[row->from], row->from, row->size, &proof,
                                       &roots[row->size]));
    }
    for (size_t i = 0; i < sizeof ct_consistency / sizeof ct_consistency[0]; i++) {
        const proof_row *row = &ct_consistency[i];
        cw_merkle_prove_consistency(leaves, row->from, row->size, &proof);
        expect_nodes(&proof, row);
        assert_true(cw_merkle_consistent(row->from, &roots[row->from], row->size, &roots[row->size],
                                         &proof));
    }
}

/* The definition of RFC 6962 word by word. */
static cw_hash defined_root(const cw_hash *from, size_t n) {
    if (n == 1) return from[0];
    size_t k = 1;
    while (2 * k < n) k *= 2;
    cw_hash left = defined_root(from, k), right = defined_root(from + k, n - k);
    return cw_merkle_node(&left, &right);
}

enum { MOST = 40 };

static void many_leaves(cw_hash many[MOST], cw_hash many_roots[MOST + 1]) {
    for (size_t i = 0; i < MOST; i++) many[i] = cw_merkle_leaf(&i, sizeof i);
    many_roots[0] = roots[0];
    for (size_t n = 1; n <= MOST; n++) many_roots[n] = defined_root(many, n);
}

static void test_every_true_claim(void **state) {
    (void)state;
    cw_hash many[MOST], many_roots[MOST + 1];
    cw_proof proof;
    many_leaves(many, many_roots);
    for (size_t n = 1; n <= MOST; n++) {
        assert_true(same(cw_merkle_root(many, n), many_roots[n]));
        for (size_t i = 0; i < n; i++) {
            cw_merkle_prove_inclusion(many, n, i, &proof);
            assert_true(cw_merkle_included(&many[i], i, n, &proof, &many_roots[n]));
        }
        for (size_t old = 0; old <= n; old++) {
            cw_merkle_prove_consistency(many, old, n, &proof);
            assert_true(cw_merkle_consistent(old, &many_roots[old], n, &many_roots[n], &proof));
        }
    }
}

/* Another leaf, place, size or root, a node changed, one node more or fewer: all refused. */
static void test_every_false_inclusion(void **state) {
    (void)state;
    cw_hash many[MOST], many_roots[MOST + 1];
    cw_proof proof;
    many_leaves(many, many_roots);
    for (size_t n = 1; n <= MOST; n += 3) {
        for (size_t i = 0; i < n; i++) {
            cw_merkle_prove_inclusion(many, n, i, &proof);
            for (size_t j = 0; j < n; j++) {
                if (j == i) continue;
                assert_false(cw_merkle_included(&many[j], i, n, &proof, &many_roots[n]));
                assert_false(cw_merkle_included(&many[i], j, n, &proof, &many_roots[n]));
                assert_false(cw_merkle_included(&many[i], i, n, &proof, &many_roots[j]));
            }
            assert_false(cw_merkle_included(&many[i], n, n, &proof, &many_roots[n]));
            for (size_t k = 0; k < proof.count; k++) {
                proof.nodes[k].bytes[k % 32] ^= 1;
                assert_false(cw_merkle_included(&many[i], i, n, &proof, &many_roots[n]));
                proof.nodes[k].bytes[k % 32] ^= 1;
            }
            proof.nodes[proof.count++] = many[0];
            assert_false(cw_merkle_included(&many[i], i, n, &proof, &many_roots[n]));
            proof.count--;
            if (proof.count-- > 0)
                assert_false(cw_merkle_included(&many[i], i, n, &proof, &many_roots[n]));
        }
    }
}

static void test_every_false_consistency(void **state) {
    (void)state;
    cw_hash many[MOST], many_roots[MOST + 1];
    cw_proof proof;
    many_leaves(many, many_roots);
    for (size_t n = 1; n <= MOST; n += 3) {
        for (size_t old = 1; old <= n; old++) {
            cw_merkle_prove_consistency(many, old, n, &proof);
            for (size_t j = 0; j <= MOST; j++) {
                if (j != old) {
                    assert_false(
                        cw_merkle_consistent(old, &many_roots[j], n, &many_roots[n], &proof));
                    assert_false(
                        cw_merkle_consistent(j, &many_roots[old], n, &many_roots[n], &proof));
                }
                if (j != n)
                    assert_false(
                        cw_merkle_consistent(old, &many_roots[old], n, &many_roots[j], &proof));
            }
            for (size_t k = 0; k < proof.count; k++) {
                proof.nodes[k].bytes[k % 32] ^= 1;
                assert_false(
                    cw_merkle_consistent(old, &many_roots[old], n, &many_roots[n], &proof));
                proof.nodes[k].bytes[k % 32] ^= 1;
            }
            proof.nodes[proof.count++] = many[0];
            assert_false(cw_merkle_consistent(old, &many_roots[old], n, &many_roots[n], &proof));
            proof.count--;
            if (proof.count-- > 0)
                assert_false(
                    cw_merkle_consistent(old, &many_roots[old], n, &many_roots[n], &proof));
        }
    }
}

/* Two logs that part after the old size: neither's proof passes for the other. */
static void test_a_second_face(void **state) {
    (void)state;
    cw_hash many[MOST], many_roots[MOST + 1];
    cw_proof proof;
    many_leaves(many, many_roots);
    for (size_t changed = 0; changed < 20; changed++) {
        cw_hash kept = many[changed];
        many[changed] = cw_merkle_leaf("x", 1);
        cw_hash other = defined_root(many, MOST);
        for (size_t old = changed + 1; old < MOST; old++) {
            cw_merkle_prove_consistency(many, old, MOST, &proof);
            assert_false(cw_merkle_consistent(old, &many_roots[old], MOST, &other, &proof));
        }
        many[changed] = kept;
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_published_roots),
                                       cmocka_unit_test(test_published_proofs),
                                       cmocka_unit_test(test_every_true_claim),
                                       cmocka_unit_test(test_every_false_inclusion),
                                       cmocka_unit_test(test_every_false_consistency),
                                       cmocka_unit_test(test_a_second_face)};
    return cmocka_run_group_tests(tests, set_up, NULL);
}
