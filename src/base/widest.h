/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One portable program that uses the widest vectors the processor has: a function marked
 * CW_WIDEST is compiled several times and the best version is picked when the program starts
 * (function multiversioning). With -ffp-contract=off and no reassociation every version gives the
 * same bits. Helpers that such a function calls must be inlined into it: CW_INLINE.
 */
#ifndef CROSSWATCH_BASE_WIDEST_H
#define CROSSWATCH_BASE_WIDEST_H

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) \
    && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define CW_WIDEST __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CW_WIDEST
#endif

#if defined(__GNUC__)
#define CW_INLINE static inline __attribute__((always_inline))
#else
#define CW_INLINE static inline
#endif

#endif
