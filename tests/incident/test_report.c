/* SPDX-License-Identifier: Apache-2.0 */
/* Whole reports: their kind, what happens with bytes of any sort, and the JSON they travel as. */
#include "reading.h"

static void knows_the_kind(void **state) {
    (void)state;
    static const struct {
        const char *text;
        cw_report_kind kind;
    } samples[] = {
        {"https://maps.google.com/?q=51.1575,1.8492", CW_REPORT_POSITION},
        {"51.1575, 1.8492", CW_REPORT_POSITION},
        {"From: x\nSubject: boat\n\n33 people", CW_REPORT_EMAIL},
        {"Alarm Phone: 33 people in distress", CW_REPORT_RELAY},
        {"Fishing vessel Saint Jacques sighted people at 51 09.45N 001 50.95E", CW_REPORT_SIGHTING},
        {"heard on VHF channel 16", CW_REPORT_VHF},
        {"caller says the boat is taking water", CW_REPORT_PHONE}};
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        cw_report r = read_text(samples[i].text);
        if (r.kind != samples[i].kind)
            fail_msg("\"%s\" is %s", samples[i].text, cw_report_kind_name(r.kind));
    }
    assert_int_equal(read_as("51.1575, 1.8492", CW_REPORT_RELAY, 0).kind, CW_REPORT_RELAY);
}

static void what_is_not_understood_is_named(void **state) {
    (void)state;
    cw_report r = read_text("allo ? allo ?");
    expect_note(&r, "nothing in it was understood");
    assert_int_equal(r.unread[0].span.length, strlen("allo ? allo ?"));
}

static bool same(const cw_report *a, const cw_report *b) {
    cw_text x = {0}, y = {0};
    assert_true(cw_report_to_json(a, &x, NULL));
    assert_true(cw_report_to_json(b, &y, NULL));
    bool equal = strcmp(x.data, y.data) == 0;
    cw_text_free(&x);
    cw_text_free(&y);
    return equal;
}

static void goes_through_json(void **state) {
    (void)state;
    static const char *const texts[] = {
        "At 03:12 caller on +33 6 12 34 56 78 speaks Kurdish: 33 people, in the water, 51 09.45N "
        "001 50.95E, engine stopped, not under way",
        "A\"ML=1;lt=48.82639;lg=-2.36619;rd=52;top=20191112112928;lc=68;pm=G;ei=353472104343540;ml="
        "1",
        "$CDDSC,12,3380400790,12,06,00,1423108312,2019,,,S,E*6A", "", "\xFF\xFE\x80 51\xC2"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        cw_report r = read_text(texts[i]), back;
        cw_text json = {0};
        cw_error err = {0};
        assert_true(cw_report_to_json(&r, &json, &err));
        if (!cw_report_from_json(json.data, json.length, &back, &err))
            fail_msg("%s in %s", err.message, json.data);
        assert_true(same(&r, &back));
        assert_int_equal(r.fix_count, back.fix_count);
        assert_int_equal(r.conditions, back.conditions);
        cw_text_free(&json);
    }
}

static void json_from_outside_is_checked(void **state) {
    (void)state;
    static const char *const bad[] = {
        "[]",
        "{\"kind\":\"nonsense\"}",
        "{\"kind\":\"phone\",\"fixes\":[{\"lat\":91}]}",
        "{\"kind\":\"phone\",\"people\":[{\"kind\":\"aboard\",\"low\":5,\"high\":3}]}",
        "{\"kind\":\"phone\",\"conditions\":[\"asleep\"]}",
        "{\"kind\":\"phone\",\"number\":\"0123456789012345678901234567890\"}",
        "{\"kind\":\"phone\",\"reported\":\"yesterday\"}",
        "{\"kind\":\"phone\"",
        "{\"kind\":\"phone\",\"number\":7}"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cw_report r;
        cw_error err = {0};
        if (cw_report_from_json(bad[i], strlen(bad[i]), &r, &err)) fail_msg("accepted %s", bad[i]);
        assert_int_equal(err.code, CW_ERR_INPUT);
    }
}

/* A text longer than the limit is read up to it, and the rest is named. */
static void the_limit_is_named(void **state) {
    (void)state;
    size_t length = CW_REPORT_MOST_TEXT + 100;
    char *text = malloc(length);
    memset(text, ' ', length);
    memcpy(text, "33 people", 9);
    memcpy(text + length - 20, "51.1575, 1.8492     ", 20);
    cw_report r;
    cw_report_context context = {.received = reading_now()};
    cw_report_read(text, length, &context, &r);
    free(text);
    assert_int_equal(r.count_count, 1);
    assert_int_equal(r.fix_count, 0);
    expect_note(&r, "the rest was not read");
    assert_int_equal(r.unread[0].span.length, 100);
}

/* Pieces of all the formats, shuffled: no crash, spans inside the text, values in range. */
static void stands_any_mixture(void **state) {
    (void)state;
    static const char *const pieces[] = {"A\"ML=1;lt=",
                                         "lg=",
                                         ";",
                                         "51.1575",
                                         "1.8492",
                                         ",",
                                         "N",
                                         "E",
                                         "\xC2\xB0",
                                         "'",
                                         "\"",
                                         "geo:",
                                         "https://maps.google.com/?q=",
                                         "%2C",
                                         "$CDDSC,12,",
                                         "3380400790",
                                         "1.  DISTRESS COSPAS-SARSAT ALERT\n",
                                         "8.  POSITIONS\n",
                                         "DOPPLER A - ",
                                         "PROB",
                                         "33 ",
                                         "people ",
                                         "dead ",
                                         "in the water ",
                                         "not ",
                                         "03:12",
                                         "Z ",
                                         "+33 6 12 34 56 78",
                                         "\n",
                                         "-",
                                         " ",
                                         "\xFF",
                                         "lat ",
                                         "lon ",
                                         "trente",
                                         "99999999999999999999",
                                         "!3d",
                                         "!4d"};
    enum { PIECES = sizeof pieces / sizeof pieces[0] };
    cw_report_context context = {.received = reading_now()};
    for (uint32_t n = 0; n < 20000; n++) {
        char text[600] = "";
        uint32_t bits[4];
        for (uint32_t i = 0; i < 12 + n % 10; i++) {
            cw_random_bits((cw_draw){.seed = 9, .particle = n, .step = i, .purpose = CW_DRAW_TEST},
                           bits);
            strcat(text, pieces[bits[0] % PIECES]);
        }
        cw_report r, back;
        size_t length = strlen(text);
        cw_report_read(text, length, &context, &r);
        for (size_t i = 0; i < r.unread_count; i++)
            assert_true(r.unread[i].span.first + r.unread[i].span.length <= length);
        for (size_t i = 0; i < r.fix_count; i++)
            assert_true(r.fixes[i].span.first + r.fixes[i].span.length <= length
                        && r.fixes[i].radius_m > 0.0);
        cw_text json = {0};
        cw_error err = {0};
        assert_true(cw_report_to_json(&r, &json, &err));
        if (!cw_report_from_json(json.data, json.length, &back, &err))
            fail_msg("%s in %s", err.message, json.data);
        cw_text_free(&json);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_the_kind),     cmocka_unit_test(what_is_not_understood_is_named),
        cmocka_unit_test(goes_through_json),  cmocka_unit_test(json_from_outside_is_checked),
        cmocka_unit_test(the_limit_is_named), cmocka_unit_test(stands_any_mixture)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
