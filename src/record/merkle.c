/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Merkle log of RFC 6962, section 2.1: the root of n leaves is H(0x01 root of the first k, root
 * of the rest), k the largest power of two below n. Proofs are made from the leaves by that
 * definition, and checked by the algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2, which share
 * nothing with how they were made.
 */
#include "codec.h"

cw_hash cw_merkle_leaf(const void *bytes, size_t length) {
    const piece pieces[] = {{"\0", 1}, {bytes, length}};
    return hash_pieces(pieces, 2);
}

cw_hash cw_merkle_node(const cw_hash *left, const cw_hash *right) {
    const piece pieces[] = {{"\1", 1}, {left->bytes, sizeof *left}, {right->bytes, sizeof *right}};
    return hash_pieces(pieces, 3);
}

/* ---- growing -------------------------------------------------------------------------------- */

void cw_frontier_append(cw_frontier *frontier, const cw_hash *leaf) {
    cw_hash node = *leaf;
    for (uint64_t size = frontier->size; (size & 1) != 0; size >>= 1)
        node = cw_merkle_node(&frontier->peaks[--frontier->peak_count], &node);
    frontier->peaks[frontier->peak_count++] = node;
    frontier->size++;
}

cw_hash cw_frontier_root(const cw_frontier *frontier) {
    if (frontier->peak_count == 0) return hash_pieces(NULL, 0);
    cw_hash root = frontier->peaks[frontier->peak_count - 1];
    for (size_t i = frontier->peak_count - 1; i > 0; i--)
        root = cw_merkle_node(&frontier->peaks[i - 1], &root);
    return root;
}

cw_hash cw_merkle_root(const cw_hash *leaves, size_t size) {
    cw_frontier frontier = {0};
    for (size_t i = 0; i < size; i++) cw_frontier_append(&frontier, &leaves[i]);
    return cw_frontier_root(&frontier);
}

/* ---- proving -------------------------------------------------------------------------------- */

/* The largest power of two below n (n at least 2). */
static size_t split_of(size_t n) {
    size_t k = 1;
    while (k < n - k) k *= 2;
    return k;
}

static void add_node(cw_proof *proof, cw_hash node) {
    proof->nodes[proof->count++] = node;
}

/* The audit path is written from the leaf up, so the order of a walk down is turned round. */
static void turn_round(cw_proof *proof) {
    for (size_t i = 0; i < proof->count / 2; i++) {
        cw_hash node = proof->nodes[i];
        proof->nodes[i] = proof->nodes[proof->count - 1 - i];
        proof->nodes[proof->count - 1 - i] = node;
    }
}

void cw_merkle_prove_inclusion(const cw_hash *leaves, size_t size, size_t index, cw_proof *proof) {
    proof->count = 0;
    while (size > 1) {
        size_t k = split_of(size);
        if (index < k) {
            add_node(proof, cw_merkle_root(leaves + k, size - k));
            size = k;
        } else {
            add_node(proof, cw_merkle_root(leaves, k));
            leaves += k;
            index -= k;
            size -= k;
        }
    }
    turn_round(proof);
}

void cw_merkle_prove_consistency(const cw_hash *leaves, size_t old_size, size_t size,
                                 cw_proof *proof) {
    bool whole = true; /* the old log is still a complete subtree whose root the other has */
    proof->count = 0;
    if (old_size == 0) return;
    while (old_size < size) {
        size_t k = split_of(size);
        if (old_size <= k) {
            add_node(proof, cw_merkle_root(leaves + k, size - k));
            size = k;
        } else {
            add_node(proof, cw_merkle_root(leaves, k));
            leaves += k;
            old_size -= k;
            size -= k;
            whole = false;
        }
    }
    if (!whole) add_node(proof, cw_merkle_root(leaves, size));
    turn_round(proof);
}

/* ---- checking ------------------------------------------------------------------------------- */

static bool same(const cw_hash *a, const cw_hash *b) {
    return cw_event_id_compare(a, b) == 0;
}

bool cw_merkle_included(const cw_hash *leaf, uint64_t index, uint64_t size, const cw_proof *proof,
                        const cw_hash *root) {
    if (index >= size) return false;
    uint64_t at = index, last = size - 1;
    cw_hash node = *leaf;
    for (size_t i = 0; i < proof->count; i++) {
        if (last == 0) return false;
        if ((at & 1) != 0 || at == last) {
            node = cw_merkle_node(&proof->nodes[i], &node);
            for (; (at & 1) == 0 && at != 0; at >>= 1) last >>= 1;
        } else {
            node = cw_merkle_node(&node, &proof->nodes[i]);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && same(&node, root);
}

bool cw_merkle_consistent(uint64_t old_size, const cw_hash *old_root, uint64_t size,
                          const cw_hash *root, const cw_proof *proof) {
    const cw_hash empty = hash_pieces(NULL, 0);
    if (old_size > size) return false;
    if (old_size == size) return proof->count == 0 && same(old_root, root);
    if (old_size == 0) return proof->count == 0 && same(old_root, &empty);
    bool power = (old_size & (old_size - 1)) == 0;
    if (!power && proof->count == 0) return false;
    uint64_t at = old_size - 1, last = size - 1;
    for (; (at & 1) != 0; at >>= 1) last >>= 1;
    cw_hash first = power ? *old_root : proof->nodes[0], second = first;
    for (size_t i = power ? 0 : 1; i < proof->count; i++) {
        const cw_hash *node = &proof->nodes[i];
        if (last == 0) return false;
        if ((at & 1) != 0 || at == last) {
            first = cw_merkle_node(node, &first);
            second = cw_merkle_node(node, &second);
            for (; (at & 1) == 0 && at != 0; at >>= 1) last >>= 1;
        } else {
            second = cw_merkle_node(&second, node);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && same(&first, old_root) && same(&second, root);
}
