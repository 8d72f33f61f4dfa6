/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the bits of each message mean, as tables: one row a field, with gpsd's name, its place, and
 * how it is written. Both the decoder (decode.c) and the JSON (json.c) read these rows, so that a
 * field stands in one place only.
 */
#ifndef CROSSWATCH_PICTURE_FIELDS_H
#define CROSSWATCH_PICTURE_FIELDS_H

#include <crosswatch/picture.h>

typedef enum field_kind {
    FIELD_UNSIGNED, /* (bits * times + offset) / 10^decimals */
    FIELD_SIGNED,   /* the same, two's complement */
    FIELD_BOOL,
    FIELD_TENTHOUSANDTHS,   /* of a minute, signed: degrees with six decimals */
    FIELD_THOUSANDTHS,      /* of a minute */
    FIELD_TENTHS,           /* of a minute */
    FIELD_TENTHS_IN_QUOTES, /* the same as a string, as gpsd has the corners of types 22 and 23 */
    FIELD_TURN,             /* rate of turn: deg/min, "fastleft", "fastright", "nan" */
    FIELD_SPEED,            /* 0.1 kn, 1022 "fast", 1023 "nan" */
    FIELD_AIR_SPEED,        /* 1 kn, 1022 "fast", 1023 "nan" */
    FIELD_ALTITUDE,         /* m, 4094 "high", 4095 "nan" */
    FIELD_VOLTS,            /* 0.05 V, 0: not used */
    FIELD_CODE,             /* a number and its meaning: "status":0,"status_text":"..." */
    FIELD_WORD,             /* its meaning alone; unscaled: the number */
    FIELD_DATE_TIME,        /* year 14, month 4, day 5, hour 5, minute 6, second 6 */
    FIELD_MONTH_TIME,       /* month 4, day 5, hour 5, minute 6: "05-15T14:00Z" */
    FIELD_DAY_MONTH_TIME,   /* day 5, month 4, hour 5, minute 6: the same without Z */
    FIELD_DAY_TIME,         /* day 5, hour 5, minute 6: "29T23:24Z" */
    FIELD_SHORT_DATE,       /* year since 2000 8, month 4, day 5; hour 5 and minute 6 at `offset` */
    FIELD_NUMBER_IN_QUOTES,
    FIELD_NUMERIC,              /* all above are numbers of `width` bits; the rest are not */
    FIELD_TEXT = FIELD_NUMERIC, /* six-bit characters */
    FIELD_REST,                 /* characters up to the end */
    FIELD_AID_NAME,             /* 20 characters, and the extension at the end of type 21 */
    FIELD_DATA,                 /* bits up to `width` before the end, hexadecimal: "16:3200" */
    FIELD_TAIL,                 /* a number: the last `width` bits */
    FIELD_LIST,                 /* elements of another layout */
    FIELD_OPEN,                 /* marks inside the items of a list: [ */
    FIELD_ELEMENT,              /* { */
    FIELD_ELEMENT_END,          /* } */
    FIELD_CLOSE                 /* ] */
} field_kind;

typedef enum field_legend {
    LEGEND_STATUS,
    LEGEND_EPFD,
    LEGEND_SHIP,
    LEGEND_STATION,
    LEGEND_AID,
    LEGEND_SIGNAL,
    LEGEND_ROUTE,
    LEGEND_RACON,
    LEGEND_LIGHT,
    LEGEND_RTA,
    LEGEND_BERTH,
    LEGEND_TREND,
    LEGEND_PRECIPITATION,
    LEGEND_ICE,
    LEGEND_TARGET,
    LEGEND_INLAND_SHIP,
    LEGEND_HAZARD,
    LEGEND_LOADED,
    LEGEND_EMMA,
    LEGEND_EMMA_CLASS,
    LEGEND_EMMA_WIND,
    LEGEND_DIRECTION,
    LEGEND_INLAND_SIGNAL,
    LEGEND_NOTICE,
    LEGEND_SHAPE,
    LEGEND_WEATHER,
    LEGEND_SENSOR,
    LEGENDS
} field_legend;

/* The meaning of a code; its length goes to *length. */
const char *legend_text(field_legend legend, uint64_t code, size_t *length);

struct layout;

typedef struct field {
    char key[24]; /* ,"name": */
    uint8_t key_length;
    uint8_t kind;
    uint8_t times, decimals;
    uint16_t start, width;
    int16_t offset;
    uint8_t legend;
    const struct layout *elements; /* FIELD_LIST: from `start` on, at most `width` of them */
} field;

typedef struct layout {
    const field *fields;
    uint16_t count;
    uint16_t bits; /* behind the last number; of an element: its size */
    /* Of the elements of a list: how many there are says a number of `counter_width` bits at
     * `counter`; 0: as many as fit. */
    uint16_t counter, counter_width;
    uint16_t stop; /* an element in which the field of this number (from 1) is 0 ends the list */
} layout;

/* The rows for a message, by its type and part. Never NULL. */
const layout *layout_of(const cw_ais_message *message);
/* Of types 6 and 8: the rows for the application message inside, by DAC, FID and length. NULL: none
 * that is known, its data are shown as bits. */
const layout *layout_of_application(const cw_ais_message *message);
const layout *layout_of_addressed(const cw_ais_message *message, unsigned dac, unsigned fid);
const layout *layout_of_broadcast(const cw_ais_message *message, unsigned dac, unsigned fid);
/* An element whose layout depends on its own bits (area notice, environmental report). */
const layout *layout_of_element(const layout *elements, const cw_ais_message *message,
                                unsigned start);

/* ---- how rows are written ------------------------------------------------------------------ */

#define FIELD_KEY(name) .key = ",\"" name "\":", .key_length = sizeof ",\"" name "\":" - 1
#define FIELD(name, from, size, what) \
    { FIELD_KEY(name), .kind = (what), .times = 1, .start = (from), .width = (size) }
#define UNSIGNED(name, from, size) FIELD(name, from, size, FIELD_UNSIGNED)
#define SIGNED(name, from, size)   FIELD(name, from, size, FIELD_SIGNED)
#define FLAG(name, from)           FIELD(name, from, 1, FIELD_BOOL)
#define TEXT(name, from, letters)  FIELD(name, from, 6 * (letters), FIELD_TEXT)
#define REST(name, from)           FIELD(name, from, 0, FIELD_REST)
#define DATA(from)                 FIELD("data", from, 0, FIELD_DATA)
/* (bits * times + offset) / 10^decimals */
#define SCALED(name, from, size, what, by, plus, places)                                       \
    {                                                                                          \
        FIELD_KEY(name), .kind = (what), .times = (by), .decimals = (places), .start = (from), \
                         .width = (size), .offset = (plus)                                     \
    }
#define DECIMAL(name, from, size, places) SCALED(name, from, size, FIELD_UNSIGNED, 1, 0, places)
#define CODED(name, from, size, what, meaning)                                         \
    {                                                                                  \
        FIELD_KEY(name), .kind = (what), .times = 1, .start = (from), .width = (size), \
                         .legend = (meaning)                                           \
    }
#define CODE(name, from, size, meaning) CODED(name, from, size, FIELD_CODE, meaning)
#define WORD(name, from, size, meaning) CODED(name, from, size, FIELD_WORD, meaning)
#define LIST(name, from, most, of) \
    { FIELD_KEY(name), .kind = FIELD_LIST, .start = (from), .width = (most), .elements = (of) }
#define LAYOUT(rows, size) \
    { .fields = (rows), .count = sizeof(rows) / sizeof(rows)[0], .bits = (size) }

#endif
