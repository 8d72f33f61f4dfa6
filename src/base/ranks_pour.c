/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Columns that are spread over ranks, to and from the first rank in pieces of bounded size. The
 * order of the pieces is that of the items: what the first rank writes does not show how many ranks
 * there were. Each rank has its next piece packed while the first one takes those of others.
 */
#include <crosswatch/ranks.h>

cw_share cw_pour_share(const cw_ranks *ranks, size_t rank, const cw_pour *pour) {
    cw_share share = cw_ranks_share(ranks, rank, pour->total, pour->block);
    size_t every = pour->every, first = (share.first + every - 1) / every;
    size_t end = (share.first + share.count + every - 1) / every;
    return (cw_share){first, end - first, (pour->total + every - 1) / every};
}

static bool pour_piece(cw_ranks *ranks, const cw_pour *pour, size_t rank, size_t first,
                       size_t count) {
    bool own = rank == cw_ranks_number(ranks);
    if (own) pour->own(pour->context, first, count, pour->buffer);
    if (own && rank > 0) cw_ranks_send(ranks, 0, pour->buffer, count * pour->item_bytes);
    if (!cw_ranks_first(ranks)) return true;
    if (!own) cw_ranks_receive(ranks, rank, pour->buffer, count * pour->item_bytes);
    return pour->whole(pour->context, first, count, pour->buffer);
}

static bool deal_piece(cw_ranks *ranks, const cw_pour *pour, size_t rank, size_t first,
                       size_t count) {
    bool own = rank == cw_ranks_number(ranks), good = true;
    if (cw_ranks_first(ranks)) {
        good = pour->whole(pour->context, first, count, pour->buffer);
        if (!own) cw_ranks_send(ranks, rank, pour->buffer, count * pour->item_bytes);
    } else if (own) {
        cw_ranks_receive(ranks, 0, pour->buffer, count * pour->item_bytes);
    }
    if (own) pour->own(pour->context, first, count, pour->buffer);
    return good;
}

static bool each_piece(cw_ranks *ranks, const cw_pour *pour,
                       bool (*carry)(cw_ranks *, const cw_pour *, size_t, size_t, size_t)) {
    bool good = true;
    for (size_t rank = 0; rank < cw_ranks_count(ranks); rank++) {
        cw_share share = cw_pour_share(ranks, rank, pour);
        for (size_t at = 0; at < share.count; at += pour->piece) {
            size_t left = share.count - at, count = left < pour->piece ? left : pour->piece;
            good = carry(ranks, pour, rank, share.first + at, count) && good;
        }
    }
    return good;
}

bool cw_ranks_pour(cw_ranks *ranks, const cw_pour *pour) {
    return each_piece(ranks, pour, pour_piece);
}

bool cw_ranks_deal(cw_ranks *ranks, const cw_pour *pour) {
    return each_piece(ranks, pour, deal_piece);
}
