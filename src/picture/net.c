/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AIS from the network. UDP: each datagram holds whole lines, each sender is a stream of its own.
 * TCP: as a client one stream until the other side closes; as a server up to CW_AIS_MOST_STREAMS
 * connections at a time, each a stream. Nothing is dropped here: TCP waits until it is read; for
 * UDP the system is asked for a large buffer, and tells how many datagrams it had to drop.
 */
#include "input.h"

#include <errno.h>
#include <math.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER_BYTES = 8 << 20, WAIT_MS = 200, QUEUE = 16, CONNECT_S = 10 };

typedef enum net_kind { UDP, TCP_CLIENT, TCP_SERVER } net_kind;

typedef struct sender {
    struct sockaddr_storage address;
    socklen_t length;
} sender;

struct net {
    net_kind kind;
    int socket;                       /* of UDP and the client; that listens, of the server */
    int clients[CW_AIS_MOST_STREAMS]; /* -1: free */
    unsigned turn;                    /* the client that is asked first */
    sender senders[CW_AIS_MOST_STREAMS];
    unsigned sender_count, next_sender;
    uint32_t lost; /* as the system counts, from the socket's beginning */
    double last_s; /* monotonic, of the last bytes */
    char name[256];
};

static const struct {
    const char *scheme;
    net_kind kind;
} schemes[] = {{"udp://", UDP}, {"tcp://", TCP_CLIENT}, {"tcp-listen://", TCP_SERVER}};

static const char *after_scheme(const char *where, net_kind *kind) {
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        size_t length = strlen(schemes[i].scheme);
        if (strncmp(where, schemes[i].scheme, length) != 0) continue;
        *kind = schemes[i].kind;
        return where + length;
    }
    return NULL;
}

bool net_is_address(const char *where) {
    net_kind kind;
    return after_scheme(where, &kind) != NULL;
}

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static cw_time wall_clock(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (cw_time)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- opening -------------------------------------------------------------------------------- */

/* The system would take the number of a port modulo 65536, and listen where nobody sends. */
static bool is_port(const char *text) {
    if (strspn(text, "0123456789") != strlen(text)) return text[0] != '\0'; /* a service's name */
    return text[0] != '\0' && strlen(text) <= 5 && strtol(text, NULL, 10) <= UINT16_MAX;
}

/* "HOST:PORT", "[::1]:PORT", ":PORT". */
static bool split(const char *text, char host[128], const char **port) {
    const char *colon = strrchr(text, ':');
    if (colon == NULL || !is_port(colon + 1) || colon - text >= 127) return false;
    size_t length = (size_t)(colon - text);
    if (length >= 2 && text[0] == '[' && text[length - 1] == ']') {
        text++;
        length -= 2;
    }
    memcpy(host, text, length);
    host[length] = '\0';
    *port = colon + 1;
    return true;
}

static bool use(net *n, const struct addrinfo *address) {
    int yes = 1, bytes = BUFFER_BYTES;
    n->socket =
        socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC, address->ai_protocol);
    if (n->socket < 0) return false;
    if (n->kind == TCP_CLIENT) {
        struct timeval most = {.tv_sec = CONNECT_S}; /* Linux: also of connect */
        (void)setsockopt(n->socket, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof most);
        return connect(n->socket, address->ai_addr, address->ai_addrlen) == 0;
    }
    if (n->kind == UDP) {
        (void)setsockopt(n->socket, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
        (void)setsockopt(n->socket, SOL_SOCKET, SO_RXQ_OVFL, &yes, sizeof yes);
    }
    (void)setsockopt(n->socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    return bind(n->socket, address->ai_addr, address->ai_addrlen) == 0
           && (n->kind == UDP || listen(n->socket, QUEUE) == 0);
}

static bool open_socket(net *n, const char *where, const char *rest, cw_error *err) {
    char host[128];
    const char *port;
    struct addrinfo *all, hints = {.ai_family = AF_UNSPEC,
                                   .ai_socktype = n->kind == UDP ? SOCK_DGRAM : SOCK_STREAM,
                                   .ai_flags = n->kind == TCP_CLIENT ? 0 : AI_PASSIVE};
    if (!split(rest, host, &port) || (n->kind == TCP_CLIENT && host[0] == '\0'))
        return cw_fail(err, CW_ERR_INPUT, "%s: write it like tcp://host:4001 or udp://:10110",
                       where);
    if (n->kind != TCP_CLIENT && host[0] == '\0') hints.ai_family = AF_INET;
    int wrong = getaddrinfo(host[0] != '\0' ? host : NULL, port, &hints, &all);
    if (wrong != 0) return cw_fail(err, CW_ERR_INPUT, "%s: %s", where, gai_strerror(wrong));
    bool done = false;
    for (const struct addrinfo *one = all; one != NULL && !done; one = one->ai_next) {
        done = use(n, one);
        if (!done && n->socket >= 0) {
            int because = errno;
            close(n->socket);
            n->socket = -1;
            errno = because;
        }
    }
    int because = errno;
    freeaddrinfo(all);
    return done || cw_fail(err, CW_ERR_MACHINE, "%s: %s", where, strerror(because));
}

net *net_open(const char *where, cw_error *err) {
    net *n = calloc(1, sizeof *n);
    if (n == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    n->socket = -1;
    for (size_t i = 0; i < CW_AIS_MOST_STREAMS; i++) n->clients[i] = -1;
    strncpy(n->name, where, sizeof n->name - 1);
    n->last_s = now_s();
    if (!open_socket(n, where, after_scheme(where, &n->kind), err)) {
        net_close(n);
        return NULL;
    }
    return n;
}

void net_close(net *n) {
    if (n == NULL) return;
    for (size_t i = 0; i < CW_AIS_MOST_STREAMS; i++) {
        if (n->clients[i] >= 0) close(n->clients[i]);
    }
    if (n->socket >= 0) close(n->socket);
    free(n);
}

int net_port(const net *n) {
    char port[16] = "";
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (n->kind == TCP_CLIENT || getsockname(n->socket, (struct sockaddr *)&address, &length) != 0)
        return 0;
    if (getnameinfo((struct sockaddr *)&address, length, NULL, 0, port, sizeof port, NI_NUMERICSERV)
        != 0)
        return 0;
    return (int)strtol(port, NULL, 10);
}

/* ---- reading -------------------------------------------------------------------------------- */

/* The stream of a sender: the same for the last CW_AIS_MOST_STREAMS senders. */
static unsigned stream_of(net *n, const sender *from) {
    for (unsigned i = 0; i < n->sender_count; i++) {
        if (n->senders[i].length == from->length
            && memcmp(&n->senders[i].address, &from->address, from->length) == 0)
            return i;
    }
    unsigned i = n->next_sender;
    n->senders[i] = *from;
    n->next_sender = (i + 1) % CW_AIS_MOST_STREAMS;
    if (n->sender_count < CW_AIS_MOST_STREAMS) n->sender_count++;
    return i;
}

static bool receive_datagram(net *n, char *to, size_t room, cw_ais_chunk *chunk,
                             cw_ais_input_counts *counts) {
    sender from = {.length = sizeof from.address};
    char control[CMSG_SPACE(sizeof(uint32_t))] = {0};
    struct iovec into = {to, room};
    struct msghdr message = {.msg_name = &from.address,
                             .msg_namelen = sizeof from.address,
                             .msg_iov = &into,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof control};
    ssize_t got = recvmsg(n->socket, &message, MSG_DONTWAIT);
    if (got < 0) return errno == EAGAIN || errno == EINTR || errno == ECONNREFUSED;
    from.length = message.msg_namelen;
    counts->datagrams_cut += (message.msg_flags & MSG_TRUNC) != 0;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c != NULL; c = CMSG_NXTHDR(&message, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SO_RXQ_OVFL) continue;
        uint32_t lost;
        memcpy(&lost, CMSG_DATA(c), sizeof lost);
        counts->datagrams_lost += lost - n->lost;
        n->lost = lost;
    }
    chunk->length = (size_t)got;
    chunk->stream = stream_of(n, &from);
    chunk->ends = true;
    return true;
}

static void accept_client(net *n, cw_ais_input_counts *counts) {
    int client = accept4(n->socket, NULL, NULL, SOCK_CLOEXEC);
    if (client < 0) return;
    for (size_t i = 0; i < CW_AIS_MOST_STREAMS; i++) {
        if (n->clients[i] >= 0) continue;
        n->clients[i] = client;
        counts->connections++;
        return;
    }
    counts->connections_refused++;
    close(client);
}

/* Bytes of a connection, or its end; a connection that is reset has ended. */
static void receive_stream(int *from, unsigned stream, char *to, size_t room, cw_ais_chunk *chunk) {
    ssize_t got = recv(*from, to, room, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    chunk->stream = stream;
    chunk->length = got > 0 ? (size_t)got : 0;
    chunk->ends = got <= 0;
    if (got > 0) return;
    close(*from);
    *from = -1;
}

static void serve(net *n, char *to, size_t room, cw_ais_chunk *chunk, cw_ais_input_counts *counts) {
    struct pollfd polled[CW_AIS_MOST_STREAMS + 1] = {{.fd = n->socket, .events = POLLIN}};
    for (size_t i = 0; i < CW_AIS_MOST_STREAMS; i++)
        polled[i + 1] = (struct pollfd){.fd = n->clients[i], .events = POLLIN};
    if (poll(polled, CW_AIS_MOST_STREAMS + 1, WAIT_MS) <= 0) return;
    if (polled[0].revents != 0) accept_client(n, counts);
    for (unsigned k = 0; k < CW_AIS_MOST_STREAMS; k++) { /* each gets its turn */
        unsigned i = (n->turn + k) % CW_AIS_MOST_STREAMS;
        if (polled[i + 1].fd < 0 || polled[i + 1].revents == 0) continue;
        n->turn = i + 1;
        receive_stream(&n->clients[i], i, to, room, chunk);
        return;
    }
}

bool net_read(net *n, char *to, size_t room, cw_ais_chunk *chunk, const atomic_int *stop,
              cw_ais_input_counts *counts, cw_error *err) {
    *chunk = (cw_ais_chunk){.bytes = to, .name = n->name, .now = CW_AIS_NO_TIME};
    while (chunk->length == 0 && !chunk->ends && !atomic_load(stop) && n->socket >= 0) {
        if (n->kind == TCP_SERVER) {
            serve(n, to, room, chunk, counts);
        } else {
            struct pollfd one = {.fd = n->socket, .events = POLLIN};
            if (poll(&one, 1, WAIT_MS) <= 0) continue;
            if (n->kind == TCP_CLIENT)
                receive_stream(&n->socket, 0, to, room, chunk);
            else if (!receive_datagram(n, to, room, chunk, counts))
                return cw_fail(err, CW_ERR_MACHINE, "%s: %s", n->name, strerror(errno));
        }
    }
    if (chunk->length == 0) return true;
    double now = now_s();
    counts->longest_silence_s = fmax(counts->longest_silence_s, now - n->last_s);
    n->last_s = now;
    chunk->now = wall_clock();
    return true;
}
