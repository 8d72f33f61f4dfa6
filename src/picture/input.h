/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the inputs of AIS: files as they were packed, and sockets. */
#ifndef CROSSWATCH_PICTURE_INPUT_H
#define CROSSWATCH_PICTURE_INPUT_H

#include <crosswatch/picture.h>

#include <stdatomic.h>

/* ---- one file, plain, gzip or zstd by its first bytes ---------------------------------------- */

typedef struct packed packed;
/* "-": standard input. Of a pipe nothing is read yet: it may be silent for hours. */
packed *packed_open(const char *path, cw_error *err);
/* Whether packed_read would return at once; waits for at most `wait_ms`. */
bool packed_ready(const packed *p, int wait_ms);
void packed_close(packed *p); /* NULL-safe */
/* Unpacked bytes, at least one unless it is the end: *length is 0 then. False: damaged or cut. */
bool packed_read(packed *p, char *to, size_t room, size_t *length, cw_error *err);

/* ---- sockets --------------------------------------------------------------------------------- */

typedef struct net net;
bool net_is_address(const char *where); /* "udp://", "tcp://", "tcp-listen://" */
net *net_open(const char *where, cw_error *err);
void net_close(net *n); /* NULL-safe */
/* Waits for bytes; *length 0 and not *ends: all is over, or *stop was set. */
bool net_read(net *n, char *to, size_t room, cw_ais_chunk *chunk, const atomic_int *stop,
              cw_ais_input_counts *counts, cw_error *err);
int net_port(const net *n);

#endif
