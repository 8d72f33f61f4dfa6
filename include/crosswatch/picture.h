/* SPDX-License-Identifier: Apache-2.0 */
/*
 * picture: what AIS says of the sea. Bytes from files, pipes and networks become sentences,
 * sentences become messages, messages become what people and programs ask for: the position of a
 * vessel, the state of a distress beacon, a line of JSON with gpsd's names.
 *
 *   bytes -> lines -> sentences -> whole messages -> cw_ais_message -> position, beacon, name, JSON
 *
 * Nothing is dropped in silence: every byte fed to a reader ends in exactly one of the fates below.
 * Sources: ITU-R M.1371-5 (messages), IEC 61162-1 (sentences) and IEC 61162-450 (tag blocks),
 * IMO SN.1/Circ.289 and SN/Circ.236 (application messages), IEC 61097-14 (distress beacons).
 */
#ifndef CROSSWATCH_PICTURE_H
#define CROSSWATCH_PICTURE_H

#include "geo.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- a message ---------------------------------------------------------------------------- */

#define CW_AIS_NO_TIME INT64_MIN /* no time came with the message */

enum {
    CW_AIS_TYPES = 27,      /* message types 1 to 27 */
    CW_AIS_MOST_BITS = 1280 /* longer than the 1064 bits of five slots */
};

/* One whole message as it was sent. Valid inside the call that hands it over; copy it to keep it.
 */
typedef struct cw_ais_message {
    uint64_t words[CW_AIS_MOST_BITS / 64 + 2]; /* bit 0 is the highest of word 0; zeros behind */
    unsigned bits;
    unsigned sentences; /* it came in so many */
    uint32_t mmsi;      /* of its sender, 30 bits as sent */
    uint8_t type;       /* 1 to 27 */
    uint8_t repeat;
    bool own;         /* VDO: of the receiving station itself */
    char channel;     /* as in the sentence: 'A', 'B', '1', '2'; '\0' when it is empty */
    char talker[3];   /* "AI", "BS", "AB", ... */
    char station[16]; /* tag block `s:`, or the receiver in a suffix; "" when there is none */
    cw_time received; /* tag block `c:`, a time column, or the reader's clock; or CW_AIS_NO_TIME */
} cw_ais_message;

/* ---- what becomes of the bytes ------------------------------------------------------------- */

typedef enum cw_ais_fate {
    CW_AIS_DECODED,       /* in sentences of messages that were handed over */
    CW_AIS_BLANK,         /* empty lines */
    CW_AIS_COMMENT,       /* lines that begin with # */
    CW_AIS_OTHER,         /* sound NMEA sentences that are not VDM or VDO */
    CW_AIS_NO_SENTENCE,   /* text in which no sentence begins */
    CW_AIS_TOO_LONG,      /* no end within CW_AIS_MOST_LINE bytes; a message of too many bits */
    CW_AIS_NO_CHECKSUM,   /* a sentence without its checksum (cut lines among them) */
    CW_AIS_BAD_CHECKSUM,  /* the checksum says that it is damaged */
    CW_AIS_MALFORMED,     /* right checksum, but not the fields of a VDM or VDO sentence */
    CW_AIS_BAD_CHARACTER, /* right checksum, but a payload character that is not six-bit */
    CW_AIS_ORPHAN,        /* parts whose message was never completed in time */
    CW_AIS_BAD_LENGTH,    /* whole, but too short or too long for its type */
    CW_AIS_BAD_TYPE,      /* whole, but its type is not 1 to 27 (or part C of type 24) */
    CW_AIS_FATES
} cw_ais_fate;

const char *cw_ais_fate_name(cw_ais_fate fate); /* "bad checksum", for people */

/* After cw_ais_reader_finish, bytes_in is the sum of bytes[]; before it, what is short of that sum
 * waits (`bytes_waiting`) for the rest of a line or of a message. */
typedef struct cw_ais_counts {
    uint64_t bytes_in, bytes_waiting;
    uint64_t bytes[CW_AIS_FATES];  /* by fate */
    uint64_t pieces[CW_AIS_FATES]; /* lines or sentences by fate */
    uint64_t messages, by_type[CW_AIS_TYPES + 1];
    uint64_t tags_refused;   /* tag blocks with a wrong checksum: not used, their sentences are */
    uint64_t bits_left_over; /* messages with more bits than their type has: the rest is ignored */
} cw_ais_counts;

/* ---- the reader ---------------------------------------------------------------------------- */

enum {
    CW_AIS_MOST_LINE = 1024, /* bytes of a line: tag block, prefix, sentence, suffix */
    CW_AIS_MOST_STREAMS = 64 /* connections read side by side */
};

typedef struct cw_ais_reader cw_ais_reader; /* opaque; one thread at a time; about 100 KB */
typedef void (*cw_ais_sink)(void *context, const cw_ais_message *message);

/* Hands every whole message to `sink`, in the order in which they are completed. */
cw_ais_reader *cw_ais_reader_create(cw_ais_sink sink, void *context, cw_error *err);
void cw_ais_reader_destroy(cw_ais_reader *reader); /* NULL-safe */
/* Bytes of stream 0 to CW_AIS_MOST_STREAMS - 1, cut anywhere. Lines and parts of different streams
 * are never joined. False: no such stream, or out of memory at its first bytes. */
bool cw_ais_reader_feed(cw_ais_reader *reader, unsigned stream, const char *bytes, size_t length,
                        cw_error *err);
/* The stream ended (a file, a connection, a datagram): what is left of its last line is a line. */
void cw_ais_reader_end(cw_ais_reader *reader, unsigned stream);
/* The time at which live bytes arrive: stands for the time of messages that carry none. */
void cw_ais_reader_clock(cw_ais_reader *reader, cw_time now);
/* Lines whose time column is a time of day alone ("03:12:40 !AIVDM...") are taken to be within 12
 * hours of `near`; without this call such times are not used. */
void cw_ais_reader_date(cw_ais_reader *reader, cw_time near);
/* Ends all streams and gives up on parts that wait. */
void cw_ais_reader_finish(cw_ais_reader *reader);
cw_ais_counts cw_ais_reader_counts(const cw_ais_reader *reader);

/* ---- where the bytes come from -------------------------------------------------------------- */

typedef struct cw_ais_input cw_ais_input; /* opaque */

typedef struct cw_ais_chunk {
    const char *bytes; /* valid until the next call */
    size_t length;
    unsigned stream;  /* for cw_ais_reader_feed */
    bool ends;        /* the stream ends behind these bytes: cw_ais_reader_end */
    cw_time now;      /* of live bytes; CW_AIS_NO_TIME for files and pipes */
    const char *name; /* of the file or the sender; as long as the input lives or another comes */
} cw_ais_chunk;

/* What live inputs lose without the reader seeing it. */
typedef struct cw_ais_input_counts {
    uint64_t datagrams_lost; /* by the system, because they came faster than they were read */
    uint64_t datagrams_cut;  /* longer than 65,535 bytes */
    uint64_t connections, connections_refused; /* more than CW_AIS_MOST_STREAMS at a time */
    double longest_silence_s;                  /* between two arrivals */
} cw_ais_input_counts;

/* `where`: "-" (standard input), a file (plain, gzip or zstd, told by its content), a directory
 * (its files by name), "udp://[HOST]:PORT" (listens), "tcp://HOST:PORT" (connects) or
 * "tcp-listen://[HOST]:PORT". */
cw_ais_input *cw_ais_input_open(const char *where, cw_error *err);
void cw_ais_input_close(cw_ais_input *input); /* NULL-safe */
/* The next bytes; false with *err set: the input failed. At the end: true, no bytes, not `ends`. */
bool cw_ais_input_next(cw_ais_input *input, cw_ais_chunk *chunk, cw_error *err);
/* Makes the next call, or one that waits for the network, end. May be called from a signal handler
 * or another thread. */
void cw_ais_input_stop(cw_ais_input *input);
cw_ais_input_counts cw_ais_input_told(const cw_ais_input *input);
int cw_ais_input_port(const cw_ais_input *input); /* that is listened at; 0: none */

/* ---- JSON ---------------------------------------------------------------------------------- */

/* Lines of JSON with the names and the scaling of gpsd's class "AIS" (docs/ais.md lists where its
 * lines differ and why). Type 24: part A and part B are lines of their own; a part B that follows
 * its part A has the name too, and no "part", like gpsdecode's. */
typedef struct cw_ais_json cw_ais_json; /* opaque, about 50 KB */
enum { CW_AIS_JSON_ROOM = 65536 };      /* bytes that a line can have at the most */

/* `device` names the input in each line. `scaled`: degrees, knots, metres; else as sent. */
cw_ais_json *cw_ais_json_create(const char *device, bool scaled, cw_error *err);
void cw_ais_json_destroy(cw_ais_json *json);                    /* NULL-safe */
void cw_ais_json_device(cw_ais_json *json, const char *device); /* of the lines that follow */
/* Writes one line with its line feed, no NUL; returns its length. */
size_t cw_ais_json_line(cw_ais_json *json, const cw_ais_message *message,
                        char to[CW_AIS_JSON_ROOM]);

/* ---- what a message says of its sender ------------------------------------------------------ */

typedef enum cw_ais_sender {
    CW_AIS_CLASS_A,
    CW_AIS_CLASS_B,
    CW_AIS_AIRCRAFT, /* search and rescue aircraft */
    CW_AIS_BASE,     /* base station */
    CW_AIS_AID,      /* aid to navigation */
    CW_AIS_SART,     /* 970: search and rescue transmitter */
    CW_AIS_MOB,      /* 972: man overboard device */
    CW_AIS_EPIRB,    /* 974: AIS of an emergency position indicating radio beacon */
    CW_AIS_SENDER_UNKNOWN
} cw_ais_sender;

/* A distress beacon says what it does in the navigational status of its positions and in the text
 * of its safety messages. Status 15 is both "test" and "not set": it raises no alarm, and hides
 * none. Active: never to be hidden. */
typedef enum cw_ais_beacon {
    CW_AIS_NO_BEACON,
    CW_AIS_BEACON_SILENT, /* of a beacon, but it says neither */
    CW_AIS_BEACON_TEST,
    CW_AIS_BEACON_ACTIVE
} cw_ais_beacon;

cw_ais_sender cw_ais_sender_of(const cw_ais_message *message);
/* Active: status 14 of any sender (men overboard carry devices programmed with a ship's number), or
 * a safety message "... ACTIVE" of a beacon. Test: a safety message "... TEST" of a beacon. */
cw_ais_beacon cw_ais_beacon_of(const cw_ais_message *message);

typedef struct cw_ais_position { /* NaN: not available */
    uint32_t mmsi;
    cw_ais_sender sender;
    cw_ais_beacon beacon;
    cw_position at;    /* NaN both, or on the earth */
    double error_m;    /* half of the last digit that was sent: 0.1 to 260 m */
    double speed_mps;  /* over ground; 102.2 knots stands for all above */
    double course_deg; /* over ground */
    double heading_deg;
    double turn_deg_per_min; /* right positive; NaN also where only its direction is known */
    double altitude_m;       /* aircraft */
    int second;              /* of the minute when it was measured, 0 to 59; -1: not known */
    int status;              /* navigational status, 15: not set */
    bool accurate;           /* better than 10 m, as the sender says */
    cw_time received;
} cw_ais_position;

/* True when the message holds a position report (types 1 to 4, 9, 11, 18, 19, 21, 27). The position
 * itself may be NaN: a beacon speaks before it has a fix. */
bool cw_ais_position_read(const cw_ais_message *message, cw_ais_position *to);

typedef struct cw_ais_static { /* 0 or "": not given */
    uint32_t mmsi, imo, mothership_mmsi;
    char name[36], callsign[8], destination[21];
    int ship_type;
    int to_bow_m, to_stern_m, to_port_m, to_starboard_m; /* of the antenna */
    double draught_m;
} cw_ais_static;

/* True when the message says what its sender is (types 5, 19, 21, 24). Fields that it does not hold
 * are 0 or "". */
bool cw_ais_static_read(const cw_ais_message *message, cw_ais_static *to);
/* The time that a base station sends (types 4 and 11). */
bool cw_ais_time_read(const cw_ais_message *message, cw_time *to);

/* ---- where one vessel was ------------------------------------------------------------------- */

typedef struct cw_ais_fix {
    cw_position at;
    cw_time time; /* when it was measured */
} cw_ais_fix;

typedef struct cw_ais_fixes {
    cw_ais_fix *items; /* in the order of time, no two at one time; cw_ais_fixes_free */
    size_t count, capacity;
    uint64_t messages; /* in the log, of all vessels */
    uint64_t reports;  /* positions of this vessel, those below among them */
    uint64_t without_place, without_time, repeated;
} cw_ais_fixes;

/* Reads the fixes of one vessel from a log: AIVDM sentences, or JSON lines of this program or
 * gpsd's; plain, gzip or zstd. Times are those of tag blocks or a time column (a time of day alone
 * is taken on the day that brings it nearest to `near`); where there are none, those of base
 * stations in the log, for fixes between two of their reports less than 55 s apart. Each is then
 * moved to the second at which the position was measured, which the report holds. Long-range
 * reports (type 27), exact to 130 m, are left out. False: the file cannot be read, holds more than
 * `most` fixes of the vessel, or two places more than 200 m apart at one time (two vessels with one
 * number). No fix at all is not an error here. */
bool cw_ais_fixes_read(const char *path, uint32_t mmsi, cw_time near, size_t most, cw_ais_fixes *to,
                       cw_error *err);
void cw_ais_fixes_free(cw_ais_fixes *fixes);

/* ---- tracks: every vessel, where it was, and how well that is known ---------------------------
 */

/* Who a track is of. Two hulls that send one number at the same time, or a jump that no ship can
 * make, are tracks of their own with `body` 0, 1, 2, ... in order of appearance. */
typedef struct cw_vessel {
    uint32_t mmsi;
    unsigned body;
    cw_ais_sender sender;
    cw_ais_static said; /* the newest of each field that it gave */
} cw_vessel;

/* The hull as a rectangle: the antenna's place in it, or the middle when `given` is false and the
 * length and beam are those usual for its type (docs/tracks.md). */
typedef struct cw_hull {
    double to_bow_m, to_stern_m, to_port_m, to_starboard_m;
    bool given;
} cw_hull;
cw_hull cw_vessel_hull(const cw_vessel *vessel);

typedef struct cw_track_fix { /* NaN: not available */
    cw_time time;             /* when it was measured */
    cw_position at;           /* of the antenna */
    float error_m;            /* one standard deviation of the position as received */
    float speed_mps, course_deg, heading_deg, turn_deg_per_min;
    uint8_t status; /* navigational status, 15: not set */
} cw_track_fix;

typedef struct cw_track cw_track; /* opaque; its fixes in the order of time, no two at one time */
/* Of fixes that the caller has, in the order of time; NULL: no fixes, out of order, or no memory.
 */
cw_track *cw_track_create(const cw_vessel *vessel, const cw_track_fix *fixes, size_t count,
                          cw_error *err);
void cw_track_destroy(cw_track *track); /* NULL-safe; only of cw_track_create */
const cw_vessel *cw_track_vessel(const cw_track *track);
size_t cw_track_count(const cw_track *track); /* at least 1 */
cw_track_fix cw_track_fix_at(const cw_track *track, size_t index);
/* The last fix at or before `time`; SIZE_MAX: all are later. */
size_t cw_track_before(const cw_track *track, cw_time time);

/* Where a vessel is at a time. Between fixes the position is a cubic through both places and
 * velocities; the standard deviations are those of the fixes, and grow from the nearer one with
 * what a ship can do unseen (docs/tracks.md). In a gap (fixes further apart than CW_TRACK_GAP_MS,
 * or beyond the last one) where it was is *unknown*: the state is the best guess, and only that. */
enum { CW_TRACK_GAP_MS = 6 * 60 * 1000 };
typedef struct cw_velocity_error { /* of a velocity in one direction */
    double std_mps;
    double correlation; /* with the error of the place in that direction, -1 to 1 */
} cw_velocity_error;

typedef struct cw_track_state {
    cw_time time;
    cw_position at;                   /* of the antenna */
    double speed_mps, course_deg;     /* over ground */
    double heading_deg;               /* the course where it is not sent and the vessel moves */
    double std_along_m, std_across_m; /* of the place, along and across the course */
    cw_velocity_error velocity_along, velocity_across;
    bool gap;
} cw_track_state;
/* False: before the first fix, or later than `CW_TRACK_GAP_MS` after the last. */
bool cw_track_at(const cw_track *track, cw_time time, cw_track_state *state);

/* For who keeps no tracks, only what each vessel said last: a position as it was received, measured
 * at `measured`. `time_std_s`: of that time, where the position does not give its second. */
cw_track_fix cw_fix_of_position(const cw_ais_position *position, cw_time measured,
                                double time_std_s);
/* Where a vessel is after its last fix, as cw_track_at has it; `before`: the fix before that, NULL:
 * none. False: `time` is before the last fix, or later than CW_TRACK_GAP_MS after it. */
bool cw_fix_at(const cw_track_fix *before, const cw_track_fix *last, cw_time time,
               cw_track_state *state);

/* ---- all vessels -------------------------------------------------------------------------------
 */

/* One track a vessel, made of messages one by one or of whole logs. Reports of one vessel may come
 * out of order, twice, and from two hulls with one number; docs/tracks.md says what becomes of
 * them. Base stations, aids, aircraft and beacons are kept like ships and told apart by `sender`.
 * Of what does not move from its place (base stations, aids) the first and last fix are kept. */
typedef struct cw_vessels cw_vessels; /* opaque; one thread at a time */

enum { CW_VESSEL_MOST_BODIES = 32 }; /* of one number */

typedef struct cw_vessels_counts {
    uint64_t reports;                     /* of positions; those below are among them */
    uint64_t without_place, without_time; /* not in any track */
    uint64_t repeated;                    /* heard before: several receivers, repeaters */
    uint64_t refused;                     /* of a number that has CW_VESSEL_MOST_BODIES already */
    uint64_t outside;                     /* of the time that a query asks for: not kept */
    uint64_t fixes;                       /* kept now */
    size_t tracks, splits, beacons;       /* now */
    uint64_t lines, lines_damaged;        /* of JSON and of tables */
    cw_ais_counts sentences;              /* of logs of sentences */
} cw_vessels_counts;

cw_vessels *cw_vessels_create(cw_error *err);
void cw_vessels_destroy(cw_vessels *vessels); /* NULL-safe; its tracks with it */
/* False: out of memory. */
bool cw_vessels_take(cw_vessels *vessels, const cw_ais_message *message, cw_error *err);
/* No more messages come that could date those that wait for a base station. */
void cw_vessels_finish(cw_vessels *vessels);
/* For live use: drops fixes measured before `time`, and vessels of which nothing is left. Beacons
 * stay. Tracks handed out before are void. */
void cw_vessels_forget(cw_vessels *vessels, cw_time time);
cw_vessels_counts cw_vessels_told(const cw_vessels *vessels);

/* The tracks by MMSI and body; valid until the next call that is given `vessels` not const. */
const cw_track *const *cw_vessels_tracks(cw_vessels *vessels, size_t *count, cw_error *err);
/* NULL: none. */
const cw_track *cw_vessels_find(const cw_vessels *vessels, uint32_t mmsi, unsigned body);

/* Why a number has more than one body. */
typedef enum cw_split_reason {
    CW_SPLIT_JUMP,     /* further than a ship can go; the other body is not heard meanwhile */
    CW_SPLIT_TWO_HULLS /* both are heard at the same time: two transmitters with one number */
} cw_split_reason;
typedef struct cw_split {
    uint32_t mmsi;
    unsigned body; /* that began here */
    cw_split_reason reason;
    cw_time from_time, to_time; /* of the fix that it could not have come from, and its own first */
    cw_position from, to;
} cw_split;
cw_split cw_vessels_split(const cw_vessels *vessels, size_t index);

/* A distress beacon, or another sender that says status 14. Once it has said ACTIVE it stays
 * active here: `last_active` says when that was, and whoever reads it decides. */
typedef struct cw_beacon {
    uint32_t mmsi;
    cw_ais_sender sender;
    cw_ais_beacon state;
    cw_time first_heard, last_heard, last_active, last_test; /* or CW_AIS_NO_TIME */
    uint64_t messages;
    bool placed;
    cw_position at; /* the newest, when `placed` */
    cw_time at_time;
} cw_beacon;
cw_beacon cw_vessels_beacon(const cw_vessels *vessels, size_t index); /* as they were first heard */

/* ---- logs and files of tracks ------------------------------------------------------------------
 */

/* What is asked for. Zeroed: everything. */
typedef struct cw_vessels_query {
    bool in_box, in_time, of_mmsi;
    cw_box box;       /* tracks that pass through it within the time */
    cw_time from, to; /* fixes from CW_TRACK_GAP_MS before to CW_TRACK_GAP_MS after, and the
                         nearest before and after these, so that gaps are seen as such */
    uint32_t mmsi;
} cw_vessels_query;

/* Which lines of JSON and tables could not be read: the first few with their numbers. */
enum { CW_VESSELS_MOST_DAMAGE = 16 };
typedef struct cw_line_damage {
    char file[256];
    uint64_t line;
    char why[80];
} cw_line_damage;

typedef struct cw_vessels_reading { /* zeroed: as the logs say themselves */
    cw_time near;                   /* 0: times of day without a date are not used */
    const char *columns;            /* of tables: "mmsi=ID,time=t,lat=y,lon=x", or NULL */
    /* Called between files, with the part that is read, 0 to 1. May be NULL. */
    void (*progress)(void *context, const char *what, double done);
    void *context;
    cw_line_damage damage[CW_VESSELS_MOST_DAMAGE]; /* filled in */
    size_t damage_count;
} cw_vessels_reading;

/* Reads files of tracks (cw_vessels_save), logs of sentences or of JSON lines (this program's,
 * gpsd's, AIS-catcher's) and tables of positions (CSV; NOAA's, the Danish archive's, or any whose
 * columns are given), plain, gzip or zstd, and directories of logs, into one set. `query` and
 * `reading` may be NULL. NULL: one cannot be read, or holds nothing that this program knows. */
cw_vessels *cw_vessels_load(const char *const *paths, size_t count, const cw_vessels_query *query,
                            cw_vessels_reading *reading, cw_error *err);
/* Writes a file of tracks (SQLite, docs/tracks.md), whole or not at all; replaces one that is
 * there. */
bool cw_vessels_save(cw_vessels *vessels, const char *path, cw_error *err);
/* Whether a track passes through what is asked for, as cw_vessels_load has it. */
bool cw_track_meets(const cw_track *track, const cw_vessels_query *query);

#ifdef __cplusplus
}
#endif
#endif
