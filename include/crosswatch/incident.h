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

#include "record.h"
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
    bool doubt;                 /* it was read, but see `why` */
    char why[120], french[160]; /* in plain words, for the reader's eye */
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

typedef struct cw_beacon_signal { /* as an AIS decoder hands it over */
    uint32_t mmsi;                /* 970 SART, 972 man overboard, 974 EPIRB */
    cw_position at;
    bool positioned, timed, test; /* test: message 14 says TEST */
    cw_time time;
    char text[64];
} cw_beacon_signal;
void cw_report_from_ais(const cw_beacon_signal *beacon, cw_report *report);

/* A number as people write it, in one form: "+" and digits where the country is clear (0033...,
 * 06 of ten digits French, 07 of eleven British), else the digits. False: not a number. */
bool cw_number_normalise(const char *text, size_t length, char number[24]);

/* The same message twice: same kind, same number or device, and the same time of the fix. */
bool cw_report_is_duplicate(const cw_report *a, const cw_report *b);

/* One JSON object (sorted keys, no spaces), and back; reading refuses what is out of range and
 * names the field. */
bool cw_report_to_json(const cw_report *report, cw_text *json, cw_error *err);
bool cw_report_from_json(const char *json, size_t length, cw_report *report, cw_error *err);

/* ---- the situation: a fold of recorded events --------------------------------------------------
 *
 * A pure function of the set of events: in whatever order they arrived, the same situation, byte
 * for byte (cw_situation_json). Kinds of events and their bodies: docs/incident.md, section 3.
 * Nothing in it depends on the time at which one looks; what does (timers, silence) takes `now`.
 */

typedef enum cw_phase { CW_PHASE_UNCERTAINTY, CW_PHASE_ALERT, CW_PHASE_DISTRESS } cw_phase;
const char *cw_phase_name(cw_phase phase); /* "uncertainty" ... */

#define CW_NONE SIZE_MAX /* no index */

typedef struct cw_reading { /* what a report event says, compact; all in the situation's memory */
    cw_report_kind kind;
    cw_engine engine;
    unsigned conditions;
    const char *number, *device, *mmsi, *language, *name; /* "" where nothing is said */
    const cw_fix *fixes;
    size_t fix_count;
    const cw_head_count *counts;
    size_t count_count;
} cw_reading;

typedef struct cw_filed_report {
    const cw_event *event;
    bool readable; /* false: its body was withheld, removed or cannot be read; it still counts */
    cw_reading reading;
    size_t incident;     /* CW_NONE: none yet */
    size_t duplicate_of; /* an earlier report with the same key and time of fix; linked, not lost */
    cw_time at;          /* observed, else received, else recorded */
} cw_filed_report;

typedef struct cw_statement_of_people { /* never overwritten: a later one may supersede it */
    const cw_event *event;
    size_t incident;
    cw_people_kind kind;
    int low, high;
    bool about;
    const char *source, *reason;
    bool current; /* not superseded */
} cw_statement_of_people;

typedef enum cw_key { CW_KEY_NONE, CW_KEY_PHONE, CW_KEY_HEADS, CW_KEY_NAME } cw_key;

typedef struct cw_recovery { /* people, dead or alive, taken out of the water or off a boat */
    const cw_event *event;
    size_t incident; /* as claimed; CW_NONE: none */
    int alive, dead;
    const char *unit, *key_text;
    cw_key key;
    const char *const *numbers; /* telephones found aboard that answered */
    size_t number_count;
    bool current; /* not superseded */
    bool tied;    /* to its incident, by a positive key that holds (R1) */
} cw_recovery;

typedef struct cw_custody { /* one hold on an incident; see cw_situation_holders */
    const cw_event *event;  /* the opening, or the acceptance that made it */
    size_t incident;
    const char *holder;
    bool live; /* not handed on by an acceptance */
} cw_custody;

typedef enum cw_offer_state {
    CW_OFFER_PENDING,
    CW_OFFER_ACCEPTED,
    CW_OFFER_REFUSED,
    CW_OFFER_VOID
} cw_offer_state;

typedef struct cw_custody_offer {
    const cw_event *event;
    size_t incident;
    size_t custody; /* what is offered; CW_NONE: it is not here (yet), or not the author's */
    const char *to;
    double minutes; /* within which an answer is expected */
    cw_offer_state state;
    const cw_event *answer;
} cw_custody_offer;

typedef enum cw_message_kind {
    CW_MESSAGE_RELAY, /* Mayday Relay and other calls to many */
    CW_MESSAGE_BRIEF, /* tasking brief: needs a read-back of every search object (R9) */
    CW_MESSAGE_ENTRY, /* request that a unit may enter the other region (R5) */
    CW_MESSAGE_OTHER
} cw_message_kind;

typedef struct cw_answer {
    const char *who;
    const cw_event *event; /* NULL: not answered */
    bool granted;          /* of a request */
    bool complete;         /* the read-back holds every object of the brief */
} cw_answer;

typedef struct cw_message { /* anything that somebody has to answer */
    const cw_event *event;
    size_t incident;
    cw_message_kind kind;
    const char *what;
    cw_answer *answers; /* one for each who should answer */
    size_t answer_count;
    double minutes;              /* to the next channel */
    const char *const *channels; /* in the order of escalation */
    size_t channel_count;
    const char *const *objects; /* of a brief, in its own words */
    size_t object_count;
    const char *unit, *nation; /* of a brief or request */
    bool irregular;            /* a brief for another nation's unit without a granted request */
} cw_message;

typedef struct cw_missed_call { /* the unanswered-call queue, one entry a number (R7) */
    const char *number;         /* "withheld:" and the event's id where there is none */
    size_t count;               /* since it was last answered */
    cw_time first, last;
    size_t incident; /* of a report with the same number; CW_NONE */
    bool open;
} cw_missed_call;

typedef struct cw_call_account { /* how a caller is accounted for */
    const cw_event *event;
    size_t incident;
    const char *number, *how;
    size_t recovery; /* CW_NONE: accounted for in words, by the event's person */
} cw_call_account;

typedef struct cw_exception { /* closing though not all is accounted for; stays visible (R2) */
    const char *officer, *reason;
    int people; /* not more than this many unaccounted for; -1: number aboard not known */
    const char *const *calls;
    size_t call_count;
} cw_exception;

typedef struct cw_close {
    const cw_event *event;
    size_t incident;
    const char *reason;
    const cw_event_id *covers; /* sorted: the reports that whoever closed knew of */
    size_t cover_count;
    bool excepted; /* `exception` is given with a name and a reason */
    cw_exception exception;
    bool withdrawn; /* by a reopening */
} cw_close;

typedef struct cw_phase_item { /* what the phase is made of */
    const cw_event *event;
    size_t incident;
    cw_phase phase;
    bool fall;       /* declared with a reason: takes the covered items out */
    bool discounted; /* by a fall that covers it */
    const char *reason;
} cw_phase_item;

typedef struct cw_merge { /* in force unless undone */
    const cw_event *event;
    size_t into, from;
    const char *reason;
    bool undone;
} cw_merge;

typedef struct cw_incident {
    const char *id;
    const char *const *aliases; /* sorted */
    size_t alias_count;
    bool opened;  /* its opening is here */
    size_t group; /* index of the incident that stands for all merged with it; itself if none */
    const cw_event *opening;
    bool hidden; /* made by a split that was undone, and nothing else speaks of it */
} cw_incident;

typedef struct cw_irregularity { /* an event that has no effect, and why */
    const cw_event *event;
    const char *why, *french;
} cw_irregularity;

/* Everything in lists, in the order of the fold; indices point into them. Read only. */
typedef struct cw_situation {
    cw_arena *arena;
    cw_incident *incidents; /* sorted by id */
    size_t incident_count;
    cw_filed_report *reports;
    size_t report_count;
    cw_statement_of_people *people;
    size_t people_count;
    cw_recovery *recoveries;
    size_t recovery_count;
    cw_custody *custody;
    size_t custody_count;
    cw_custody_offer *offers;
    size_t offer_count;
    cw_message *messages;
    size_t message_count;
    cw_missed_call *calls;
    size_t call_count;
    cw_call_account *accounts;
    size_t account_count;
    cw_close *closes;
    size_t close_count;
    cw_phase_item *phases;
    size_t phase_count;
    cw_merge *merges;
    size_t merge_count;
    cw_irregularity *irregular;
    size_t irregular_count;
} cw_situation;

/* Folds the events of the log, which must outlive the situation. Fails only for want of memory. */
/* A kind of event that the fold takes ("report", "people", ...), or one of the record's own. */
bool cw_incident_kind_is_known(const char *kind);
cw_situation *cw_situation_fold(const cw_event_log *log, cw_error *err);
void cw_situation_destroy(cw_situation *situation);
/* The situation as canonical JSON. */
bool cw_situation_json(const cw_situation *situation, cw_text *json, cw_error *err);
/* By id or alias; CW_NONE with *err when there is none, or an alias names several. */
size_t cw_situation_find(const cw_situation *situation, const char *name, cw_error *err);
/* Whether `incident` is merged with (or is) the incident `of`. CW_NONE is nobody's. */
bool cw_situation_same(const cw_situation *situation, size_t incident, size_t of);

/* Who has the incident: holders of its live custody, sorted, each once. Returns how many there are;
 * fills at most `most`. Never 0 for an incident whose opening is here (docs/incident.md, 4). */
size_t cw_situation_holders(const cw_situation *situation, size_t incident, const char **holders,
                            size_t most);

typedef struct cw_accounting { /* R2: what stands in the way of closing */
    bool aboard_known;
    int aboard;      /* highest current statement */
    int alive, dead; /* by recoveries that are tied */
    int missing;     /* highest current statement; 0 */
    int unaccounted; /* people; 0 also when unknown: see aboard_known */
    int surplus;     /* recovered beyond the number aboard: perhaps another boat's people */
    const char *const *calls; /* numbers that no recovery and no word accounts for */
    size_t call_count;
    size_t pending_offers;
    size_t uncovered_reports; /* unknown to the closing that knows most; all, if there is none */
} cw_accounting;
/* Lists in the arena; NULL-safe for *err. */
bool cw_situation_account(const cw_situation *situation, size_t incident, cw_arena *arena,
                          cw_accounting *accounting, cw_error *err);
/* Closed, with every condition met by all that is known; *by, which may be NULL, is the closing. */
bool cw_situation_is_closed(const cw_situation *situation, size_t incident, const cw_close **by);
/* What stands in the way, one sentence a line; nothing: it may be closed. */
bool cw_situation_why_open(const cw_situation *situation, size_t incident, cw_language language,
                           cw_text *lines, cw_error *err);

/* The phase at `now`: by evidence, and raised by silence. *silent_s, which may be NULL: seconds
 * since somebody aboard was last heard; NaN: never, or everybody is accounted for. */
cw_phase cw_situation_phase(const cw_situation *situation, size_t incident, cw_time now,
                            double *silent_s);

typedef enum cw_due_kind {
    CW_DUE_CUSTODY_OFFER, /* not answered: it stays where it is */
    CW_DUE_ANSWER,        /* R6 */
    CW_DUE_READ_BACK,     /* answered, but not with every object (R9) */
    CW_DUE_MISSED_CALL,
    CW_DUE_SILENCE
} cw_due_kind;
typedef struct cw_due { /* something that somebody has to do now */
    cw_due_kind kind;
    size_t incident, index;    /* of the offer, message or call */
    const char *who, *channel; /* whom to call, by what; may be NULL */
    cw_time since;
    int level; /* how often the time has run out */
} cw_due;
/* At most `most` entries, oldest first; returns how many there are. */
size_t cw_situation_due(const cw_situation *situation, cw_time now, cw_due *due, size_t most);

/* ---- association (R1, R12): which incident is this? --------------------------------------------
 *
 * A ranked list of the open incidents and "none yet", with reasons in plain words; a person
 * decides.
 */

typedef struct cw_drift_of { /* where the people of one incident can be; borrowed */
    size_t incident;
    const cw_tracks *tracks;
    const cw_plane *plane;
} cw_drift_of;

typedef struct cw_evidence { /* what is to be associated: a report, or a recovery */
    cw_time time;
    const cw_fix *fixes; /* alternatives, by their probabilities; none: no place is known */
    size_t fix_count;
    int low, high; /* people; -1: not said */
    const char *const *numbers;
    size_t number_count;
    const char *device, *mmsi, *language; /* "" or NULL: not said */
    cw_engine engine;
    unsigned conditions;
    bool recovery; /* then a positive key is asked for */
} cw_evidence;

typedef struct cw_background {             /* of new incidents */
    double new_per_hour, reports_per_hour; /* new incidents; reports of each known one */
    double area_m2;                        /* in which a new one can be */
} cw_background;
cw_background cw_background_default(void);

enum { CW_MOST_REASONS = 8 };
typedef struct cw_association {
    size_t incident;    /* CW_NONE: none yet */
    double probability; /* all sum to 1 */
    double place;       /* natural logarithm of the density over that of a new incident */
    bool placed;        /* the drift of the incident covers the time */
    bool positive_key;  /* a telephone, device or head count that ties it */
    char reasons[CW_MOST_REASONS][2][160]; /* English, French */
    size_t reason_count;
} cw_association;

/* Ranks every open incident (one entry a group) and "none yet", most probable first; returns how
 * many, at most `most`. */
size_t cw_associate(const cw_situation *situation, const cw_evidence *evidence,
                    const cw_drift_of *drifts, size_t drift_count, const cw_background *background,
                    cw_association *ranked, size_t most);
/* The evidence of a filed report; numbers stand in `number`, which must live as long. */
cw_evidence cw_evidence_of_report(const cw_filed_report *report, const char **number);

/* ---- regions (R4) and arrivals (R5) -----------------------------------------------------------
 */

/* A boundary between two regions as a line in the plane, its left side (north-west in the Dover
 * Strait) region A. Published corners are rounded: error_m is one standard deviation. */
typedef struct cw_boundary {
    cw_xy points[64];
    size_t count;
    double error_m;
} cw_boundary;
/* That of the Dover Strait, error 0.5 nm; false when the plane cannot hold it. */
bool cw_boundary_dover_strait(const cw_plane *plane, cw_boundary *boundary, cw_error *err);
/* Metres from the line, above zero on the left side. */
double cw_boundary_distance_m(const cw_boundary *boundary, cw_xy at);

typedef struct cw_region_answer {
    double share_a; /* probability of lying in region A; the rest is in B */
    bool split;     /* neither side has 95 %: both centres act */
    bool known;     /* false: nothing is known of that time */
} cw_region_answer;
/* Of one fix: its radius and the line's error counted in. */
cw_region_answer cw_region_of_fix(const cw_boundary *boundary, const cw_plane *plane,
                                  const cw_fix *fix);
/* Of an ensemble at a time. */
cw_region_answer cw_region_of_tracks(const cw_boundary *boundary, const cw_tracks *tracks,
                                     cw_time time);
/* When somebody who holds course and speed crosses the line, and the times between which that is 95
 * % likely, by the line's error and the radius. CW_NO: not within 24 h. */
bool cw_boundary_crossing(const cw_boundary *boundary, const cw_plane *plane, const cw_fix *fix,
                          cw_time time, double course_deg, double speed_mps, cw_time crossing[3],
                          cw_error *err);

typedef struct cw_arrival {
    size_t unit;
    cw_time at;
    double distance_m, minutes; /* from the order */
    double margin_minutes;      /* after the first; the first: before the second */
    bool entry_request;         /* it would enter the other region: to be asked, not ordered */
} cw_arrival;
/* Every unit of both fleets by its earliest arrival, whoever's water it is; those that never arrive
 * (no speed, not available, beyond endurance) are left out. Returns how many. */
size_t cw_arrivals_rank(const cw_unit *units, size_t count, cw_position target,
                        const char *nation_there, cw_time order, cw_arrival *ranked);

/* ---- messages ----------------------------------------------------------------------------------
 */

typedef struct cw_message_facts { /* what the situation does not hold; NULL: not said */
    const char *from, *to,
        *precedence; /* "DISTRESS" when NULL and the phase is distress, else "URGENCY" */
    int serial;
    cw_time now;
    const char *identity, *nature, *assistance, *weather, *actions, *search_area, *coordination,
        *plans, *additional;
    const char *pattern_lines, *communications, *reports; /* search action message */
    const cw_search_object *objects;                      /* with their sweep widths, for briefs */
    const double *sweep_width_m;
    size_t object_count;
    const char *unit, *callsign;
} cw_message_facts;

/* SITREP in lettered lines: A to F, or with `full` also G, H, J, K, L, M, N. */
bool cw_write_sitrep(const cw_situation *situation, size_t incident, const cw_message_facts *facts,
                     bool full, cw_language language, cw_text *text, cw_error *err);
/* Search action message in its six parts (IAMSAR II). */
bool cw_write_search_action(const cw_situation *situation, size_t incident,
                            const cw_message_facts *facts, cw_language language, cw_text *text,
                            cw_error *err);
bool cw_write_mayday_relay(const cw_situation *situation, size_t incident,
                           const cw_message_facts *facts, cw_language language, cw_text *text,
                           cw_error *err);
/* Names every search object with its sweep width, and asks for a read-back (R9). */
bool cw_write_brief(const cw_situation *situation, size_t incident, const cw_message_facts *facts,
                    cw_language language, cw_text *text, cw_error *err);
/* For the public: what is confirmed, by whom, and what is not; no numbers of callers, no positions.
 */
bool cw_write_summary(const cw_situation *situation, size_t incident, const cw_message_facts *facts,
                      cw_language language, cw_text *text, cw_error *err);

/* For a ship on a thin link: where, who, in what state, who co-ordinates, the last reports; always
 * shorter than this many bytes; no number of a caller. */
enum { CW_MOST_SHIP_BRIEF_BYTES = 10000 };
bool cw_write_ship_brief(const cw_situation *situation, size_t incident, cw_time now,
                         cw_language language, cw_text *text, cw_error *err);

/* The lines of a SITREP by letter, 'A' to 'N'; NULL where there is none. Without an I, as the
 * manual has it; a text with an I (in use, too) is shifted to the manual's letters. In the arena.
 */
typedef struct cw_sitrep {
    const char *line[14];
    bool had_i;
} cw_sitrep;
bool cw_read_sitrep(const char *text, size_t length, cw_arena *arena, cw_sitrep *sitrep,
                    cw_error *err);

#ifdef __cplusplus
}
#endif
#endif
