/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the set of all vessels. */
#ifndef CROSSWATCH_PICTURE_VESSELS_H
#define CROSSWATCH_PICTURE_VESSELS_H

#include "fix_clock.h"
#include "track.h"

typedef struct vessel_entry { /* of one number */
    uint32_t mmsi;
    uint32_t beacon; /* its place in `beacons`, from 1; 0: it is none */
    cw_ais_sender sender;
    unsigned body_count;
    cw_ais_static said;
    cw_track *first; /* of its bodies, a list */
} vessel_entry;

struct cw_vessels {
    vessel_entry *entries; /* as they were first heard */
    size_t entry_count, entry_capacity;
    uint32_t *slots; /* a hash table by MMSI: place in `entries`, from 1 */
    size_t slot_count;
    cw_beacon *beacons;
    size_t beacon_count, beacon_capacity;
    cw_split *splits;
    size_t split_count, split_capacity;
    const cw_track **order; /* the tracks by MMSI and body, when `ordered` */
    size_t order_capacity;
    bool ordered, no_memory;
    fix_clock clock;
    cw_vessels_query query; /* only fixes of its time and its vessel are kept */
    cw_vessels_counts counts;
};

/* NULL: out of memory. The entry is valid until another is asked for. */
vessel_entry *vessels_entry(cw_vessels *vessels, uint32_t mmsi);
vessel_entry *vessels_known(const cw_vessels *vessels, uint32_t mmsi); /* NULL: never heard */
/* What one report says. */
void vessels_said(cw_vessels *vessels, const ais_said *said);

/* A fix into the body of the vessel that it belongs to, or into a new one (vessels_body.c). */
void vessels_fix(cw_vessels *vessels, vessel_entry *entry, cw_ais_sender sender,
                 const cw_track_fix *given);
/* Drops what is far outside of the query's time; returns how many fixes. */
size_t vessels_trim(cw_track *body, const cw_vessels_query *query);
/* A new body of a vessel; NULL: out of memory. */
cw_track *vessels_body(vessel_entry *entry, cw_ais_sender sender);
/* Keeps what a beacon says, as soon as it is heard; and where it is, once that is dated
 * (vessels_beacon.c). */
void vessels_beacon_heard(cw_vessels *vessels, vessel_entry *entry, const ais_said *said);
void vessels_beacon_placed(cw_vessels *vessels, const vessel_entry *entry, const ais_said *said,
                           cw_time measured);
/* A beacon as another set knew it; false: out of memory. */
bool vessels_beacon_join(cw_vessels *vessels, const cw_beacon *beacon);
/* Takes out the tracks that do not meet the query. */
void vessels_keep(cw_vessels *vessels, const cw_vessels_query *query);
/* The newer of each field that is given. */
void vessels_static(vessel_entry *entry, const cw_ais_static *said);

#endif
