/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a job's process says to its worker before it ends: four letters, the error's code, then its
 * sentence in English and in French, or the three texts of the result, each with its length before
 * it. The process worked on a case from outside and may be anybody's by then, so no length is
 * believed.
 */
#include "process.h"

#include "record/codec.h"

static const char MARK[4] = {'C', 'W', 'J', '1'};

static cw_text *text_of(cw_job_result *result, size_t i) {
    return i == 0 ? &result->plan : &result->page[i - 1];
}

void message_put(const cw_job_result *result, bool good, const cw_error *err, cw_text *bytes) {
    cw_job_result view = *result;
    cw_error_code code = err->code != CW_OK ? err->code : CW_ERR_MACHINE;
    cw_text_add_bytes(bytes, MARK, sizeof MARK);
    put_u8(bytes, good ? CW_OK : code);
    for (int k = CW_ENGLISH; !good && k <= CW_FRENCH; k++) {
        const char *sentence = cw_error_text(err, (cw_language)k);
        put_u64(bytes, strlen(sentence));
        cw_text_add_bytes(bytes, sentence, strlen(sentence));
    }
    if (!good) return;
    for (size_t i = 0; i < 3; i++) {
        const cw_text *text = text_of(&view, i);
        put_u64(bytes, text->length);
        if (text->length > 0) cw_text_add_bytes(bytes, text->data, text->length);
    }
}

/* NULL when there is less than it says. */
static const uint8_t *get_long(reader *in, size_t *length) {
    uint64_t size = get_u64(in);
    if (in->failed || size > reader_left(in)) return NULL;
    *length = (size_t)size;
    return get_bytes(in, *length);
}

/* Cut to its room; false: there is less than it says. */
static bool get_sentence(reader *in, char *to, size_t room) {
    size_t length = 0;
    const uint8_t *text = get_long(in, &length);
    if (text == NULL) return false;
    if (length >= room) length = room - 1;
    memcpy(to, text, length);
    to[length] = '\0';
    return true;
}

static bool read_error(reader *in, unsigned code, cw_error *err) {
    cw_error told = {.code = CW_ERR_MACHINE};
    if (!get_sentence(in, told.message, sizeof told.message)
        || !get_sentence(in, told.french, sizeof told.french) || reader_left(in) != 0)
        return cw_fail(err, CW_ERR_MACHINE, "the job's process told its error in part only");
    if (code == CW_NO || code == CW_ERR_INPUT) told.code = (cw_error_code)code;
    return cw_fail_said(err, told.code, told.message, told.french);
}

bool message_read(const void *bytes, size_t length, cw_job_result *result, cw_error *err) {
    reader in = reader_of(bytes, length);
    const uint8_t *mark = get_bytes(&in, sizeof MARK);
    if (mark == NULL || memcmp(mark, MARK, sizeof MARK) != 0)
        return cw_fail(err, CW_ERR_MACHINE, "the job's process ended without a word");
    unsigned code = get_u8(&in);
    if (code != CW_OK) return read_error(&in, code, err);
    for (size_t i = 0; i < 3; i++) {
        size_t size = 0;
        const uint8_t *text = get_long(&in, &size);
        if (text == NULL)
            return cw_fail(err, CW_ERR_MACHINE, "the job's process told its result in part only");
        cw_text_add_bytes(text_of(result, i), (const char *)text, size);
        if (text_of(result, i)->failed) return cw_fail_memory(err);
    }
    return reader_left(&in) == 0
           || cw_fail(err, CW_ERR_MACHINE, "the job's process told more than its result");
}
