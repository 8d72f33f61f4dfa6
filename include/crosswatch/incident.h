/* SPDX-License-Identifier: Apache-2.0 */
/*
 * incident: what is happening, and to whom. Reports read from pasted text; incidents as a fold of
 * recorded events; which report belongs to which incident; what has to be true to close one; and
 * the messages that centres send one another (docs/incident.md).
 *
 * Nothing here decides for a person: readings name what they could not read, association ranks,
 * phases rise by rule and fall only with a recorded reason, and closing refuses.
 */
#ifndef CROSSWATCH_INCIDENT_H
#define CROSSWATCH_INCIDENT_H

#include "search.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- reports: what a pasted text says ---------------------------------------------------------
 */

typedef enum cw_report_kind {
    CW_REPORT_UNKNOWN,  /* as a hint: find out from the text */
    CW_REPORT_PHONE,    /* notes of a telephone call */
    CW_REPORT_POSITION, /* a position shared by phone: message, link */
    CW_REPORT_AML,      /* Advanced Mobile Location, ETSI TS 103 625 */
    CW_REPORT_SIT185,   /* Cospas-Sarsat distress alert, C/S A.002 */
    CW_REPORT_DSC,      /* digital selective calling, ITU-R M.493 */
    CW_REPORT_AIS,      /* an AIS beacon: SART, man overboard, EPIRB */
    CW_REPORT_VHF,
    CW_REPORT_EMAIL,
    CW_REPORT_SIGHTING, /* somebody who is not in distress saw something */
    CW_REPORT_RELAY     /* passed on, for instance by a charity */
} cw_report_kind;
enum { CW_REPORT_KINDS = 11 };
/* "aml", "sit185" ... as written in events; "unknown" for anything else. */
const char *cw_report_kind_name(cw_report_kind kind);
bool cw_report_kind_find(const char *name, cw_report_kind *kind, cw_error *err);

typedef enum cw_fix_source {                  /* where a position comes from */
                             CW_FIX_TEXT,     /* written or spoken by a person */
                             CW_FIX_LINK,     /* a pin shared by a phone */
                             CW_FIX_MAP_VIEW, /* only the middle of the map that was on screen */
                             CW_FIX_AML_GNSS,
                             CW_FIX_AML_WIFI,
                             CW_FIX_AML_CELL,
                             CW_FIX_AML_OTHER,
                             CW_FIX_BEACON_CONFIRMED, /* SIT 185: confirmed or resolved */
                             CW_FIX_BEACON_DOPPLER_A,
                             CW_FIX_BEACON_DOPPLER_B, /* one of A and B is an image */
                             CW_FIX_BEACON_DOA,
                             CW_FIX_BEACON_ENCODED,
                             CW_FIX_DSC,
                             CW_FIX_AIS
} cw_fix_source;
enum { CW_FIX_SOURCES = 14 };
const char *cw_fix_source_name(cw_fix_source source); /* "text", "aml-gnss" ... */

typedef struct cw_span { /* bytes of the report's text */
    size_t first, length;
} cw_span;

typedef struct cw_fix {
    cw_position at;
    double radius_m;   /* always above zero */
    double confidence; /* probability that it lies within radius_m; 0.68 where nobody says */
    bool radius_given; /* else assumed from the source and the digits (docs/incident.md) */
    bool timed;
    cw_time time;       /* when it was there, if timed */
    double probability; /* of this one among the positions of the message; 1, Doppler sides less */
    cw_fix_source source;
    cw_span span;
} cw_fix;

typedef enum cw_people_kind {
    CW_PEOPLE_ABOARD,
    CW_PEOPLE_IN_WATER,
    CW_PEOPLE_RECOVERED, /* alive */
    CW_PEOPLE_DEAD,      /* bodies recovered */
    CW_PEOPLE_MISSING,
    CW_PEOPLE_CHILDREN, /* among those aboard */
    CW_PEOPLE_WOMEN
} cw_people_kind;
enum { CW_PEOPLE_KINDS = 7 };
const char *cw_people_kind_name(cw_people_kind kind);
bool cw_people_kind_find(const char *name, cw_people_kind *kind, cw_error *err);

typedef struct cw_head_count {
    cw_people_kind kind;
    int low, high; /* equal for one figure; 0 to 9999 */
    bool about;
    cw_span span;
} cw_head_count;

/* What is said of the boat and its people; bits, for a message may say several things. */
typedef enum cw_condition {
    CW_CONDITION_AFLOAT = 1,
    CW_CONDITION_UNDER_WAY = 2,
    CW_CONDITION_ADRIFT = 4, /* engine stopped */
    CW_CONDITION_TAKING_WATER = 8,
    CW_CONDITION_SWAMPED = 16, /* sinking, capsized, deflated */
    CW_CONDITION_IN_WATER = 32,
    CW_CONDITION_DISTRESS = 64, /* Mayday, distress alert, beacon */
    CW_CONDITION_MEDICAL = 128,
    CW_CONDITION_CRAFT = 256 /* a ship's own distress: fire, collision, grounding */
} cw_condition;
enum { CW_CONDITION_COUNT = 9 };
const char *cw_condition_name(cw_condition one_bit); /* "in-water" ... */

typedef enum cw_engine { CW_ENGINE_UNSAID, CW_ENGINE_RUNNING, CW_ENGINE_STOPPED } cw_engine;

typedef struct cw_clock_reading { /* a time as it was given, and what it is */
    char text[40];                /* clock and zone as given */
    cw_time time;                 /* UTC */
    bool zone_given;              /* in the text; else the context's */
    bool date_given;              /* else the last such time before the report was received */
    cw_span span;
} cw_clock_reading;

typedef struct cw_unread { /* what could not be understood, or only with a doubt: never dropped */
    cw_span span;
    bool doubt;    /* it was read, but see `why` */
    char why[120]; /* plain English, for logs and the reader's eye */
} cw_unread;

enum {
    CW_REPORT_MOST_FIXES = 12,
    CW_REPORT_MOST_COUNTS = 12,
    CW_REPORT_MOST_CLOCKS = 8,
    CW_REPORT_MOST_UNREAD = 24,
    CW_REPORT_MOST_TEXT = 65536 /* bytes read; what is longer is kept raw and named */
};

typedef struct cw_report {
    cw_report_kind kind;
    cw_fix fixes[CW_REPORT_MOST_FIXES]; /* best first */
    size_t fix_count;
    cw_head_count counts[CW_REPORT_MOST_COUNTS];
    size_t count_count;
    cw_clock_reading clocks[CW_REPORT_MOST_CLOCKS]; /* in the order of the text */
    size_t clock_count;
    bool reported_known;
    cw_time reported;       /* the time the message gives for itself */
    char reported_text[40]; /* the same, clock and zone as given */
    char number[24];        /* caller's, "+33612345678" where the country is clear; "" */
    char device[24];        /* IMEI of an AML message, beacon's hex id; "" */
    char mmsi[12];          /* "" */
    char language[24];      /* spoken by the caller, English name; "" */
    char name[48];          /* of the beacon's user class, a ship; "" */
    cw_engine engine;
    unsigned conditions; /* cw_condition bits */
    cw_unread unread[CW_REPORT_MOST_UNREAD];
    size_t unread_count;
} cw_report;

typedef struct cw_report_context { /* what is known about a text besides its bytes */
    cw_report_kind kind;           /* hint */
    cw_time received;              /* when it came in: dates are taken from it */
    int zone_minutes;              /* clocks without a zone are this much ahead of UTC */
    const char *caller;            /* number shown by the switchboard; NULL: none */
} cw_report_context;

/* Reads a text. It cannot fail: what is not understood is in `unread`, and the caller keeps the raw
 * bytes. Any bytes, NUL included. */
void cw_report_read(const char *text, size_t length, const cw_report_context *context,
                    cw_report *report);

/* The parts of which cw_report_read is made, each of them for hostile bytes; they add to *report.
 * False: the text is not of that kind, and nothing was added. */
bool cw_report_read_aml(const char *text, size_t length, cw_report *report);
bool cw_report_read_sit185(const char *text, size_t length, cw_report *report);
bool cw_report_read_dsc(const char *text, size_t length, const cw_report_context *context,
                        cw_report *report);
/* Positions in running text and in links; returns how many were added. */
size_t cw_report_read_positions(const char *text, size_t length, cw_report *report);

typedef struct cw_ais_beacon { /* as an AIS decoder hands it over */
    uint32_t mmsi;             /* 970 SART, 972 man overboard, 974 EPIRB */
    cw_position at;
    bool positioned, timed, test; /* test: message 14 says TEST */
    cw_time time;
    char text[64];
} cw_ais_beacon;
void cw_report_from_ais(const cw_ais_beacon *beacon, cw_report *report);

/* A number as people write it, in one form: "+" and digits where the country is clear (0033...,
 * 06 of ten digits French, 07 of eleven British), else the digits. False: not a number. */
bool cw_number_normalise(const char *text, size_t length, char number[24]);

/* The same message twice: same kind, same number or device, and the same time of the fix. */
bool cw_report_is_duplicate(const cw_report *a, const cw_report *b);

/* One JSON object (sorted keys, no spaces), and back; reading refuses what is out of range and
 * names the field. */
bool cw_report_to_json(const cw_report *report, cw_text *json, cw_error *err);
bool cw_report_from_json(const char *json, size_t length, cw_report *report, cw_error *err);

#ifdef __cplusplus
}
#endif
#endif
