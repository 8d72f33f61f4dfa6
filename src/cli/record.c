/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crosswatch record: a centre's record as a thing of its own: made, looked at, verified, signed for
 * each other by two centres, handed over as files, redacted and copied. What is recorded of
 * incidents is the verb "incident"'s.
 */
#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct record_call { /* crosswatch record WORD RECORD [KEY=VALUE ...] */
    const cli_options *options;
    const char *word, *where;
    cw_store *store;
    cw_secret_key *key;
    cw_time now;
    bool wrong; /* verify found something: exit status 1 */
} record_call;

/* ---- keys and files -------------------------------------------------------------------------- */

static const char *value_of(const record_call *c, const char *key) {
    size_t n = strlen(key);
    for (size_t i = 2; i < c->options->argument_count; i++) {
        const char *a = c->options->arguments[i];
        if (strncmp(a, key, n) == 0 && a[n] == '=') return a + n + 1;
    }
    return NULL;
}

static bool needs(const record_call *c, const char *key, const char **value, cw_error *err) {
    *value = value_of(c, key);
    return *value != NULL || cw_fail(err, CW_ERR_INPUT, "record %s needs %s=...", c->word, key);
}

/* `known` parted and surrounded by spaces. */
static bool check_keys(const record_call *c, const char *known, cw_error *err) {
    for (size_t i = 2; i < c->options->argument_count; i++) {
        const char *a = c->options->arguments[i], *equals = strchr(a, '=');
        char key[40];
        if (equals == NULL || equals - a > 30)
            return cw_fail(err, CW_ERR_INPUT, "\"%.60s\" is not KEY=VALUE", a);
        snprintf(key, sizeof key, " %.*s ", (int)(equals - a), a);
        if (strstr(known, key) == NULL)
            return cw_fail(err, CW_ERR_INPUT, "record %s does not know %.*s=", c->word,
                           (int)(equals - a), a);
    }
    return true;
}

static bool read_file(const char *path, cw_text *to, cw_error *err) {
    enum { PIECE = 65536, MOST = 1 << 30 };
    FILE *file = fopen(path, "rb");
    char *piece = malloc(PIECE);
    bool good = file != NULL && piece != NULL;
    if (file == NULL) cw_fail(err, CW_ERR_INPUT, "%.400s: %s", path, strerror(errno));
    for (size_t n = 1; good && n > 0;) {
        n = fread(piece, 1, PIECE, file);
        cw_text_add_bytes(to, piece, n);
        good = !ferror(file) && !to->failed && to->length <= MOST;
        if (!good) cw_fail(err, CW_ERR_INPUT, "%.400s: cannot be read", path);
    }
    free(piece);
    if (file != NULL) fclose(file);
    return good;
}

/* A new file; refuses to replace one. */
static bool write_file(const char *path, const cw_text *bytes, cw_error *err) {
    FILE *file = fopen(path, "wbx");
    if (file == NULL) return cw_fail(err, CW_ERR_INPUT, "%.400s: %s", path, strerror(errno));
    bool good = fwrite(bytes->data, 1, bytes->length, file) == bytes->length;
    good = fclose(file) == 0 && good;
    if (good) return true;
    remove(path);
    return cw_fail(err, CW_ERR_MACHINE, "%.400s: cannot be written", path);
}

static bool load_key(record_call *c, cw_error *err) {
    const char *path;
    if (!needs(c, "key", &path, err)) return false;
    c->key = cw_secret_key_load(path, err);
    return c->key != NULL;
}

/* ---- making and trusting --------------------------------------------------------------------- */

/* A key in a new file, and a new record that is that key's. */
static bool word_init(record_call *c, cw_text *t, cw_error *err) {
    const char *centre, *path;
    char text[CW_KEY_TEXT];
    cw_public_key own;
    if (!needs(c, "centre", &centre, err) || !needs(c, "key", &path, err)
        || !cw_secret_key_create(path, centre, &own, err))
        return false;
    c->store = cw_store_create(c->where, &own, err);
    if (c->store == NULL) {
        remove(path); /* the key is of no record */
        return false;
    }
    cw_text_add(t,
                cli_say(c->options, "The record of %s. Its public key, for the partner:\n%s\n",
                        "Le registre de %s. Sa clé publique, pour le partenaire :\n%s\n"),
                centre, cw_public_key_format(&own, text));
    return true;
}

static bool word_trust(record_call *c, cw_text *t, cw_error *err) {
    const char *text;
    cw_public_key partner;
    if (!needs(c, "public", &text, err) || !cw_public_key_parse(text, &partner, err)
        || !cw_store_trust(c->store, &partner, err))
        return false;
    cw_text_add(
        t, cli_say(c->options, "%s is trusted by this key.\n", "%s est reconnu par cette clé.\n"),
        partner.centre);
    return true;
}

/* ---- looking --------------------------------------------------------------------------------- */

typedef struct listing {
    const record_call *call;
    cw_text *text;
} listing;

static bool list_event(void *context, uint64_t entry, const cw_event *event, cw_error *err) {
    const listing *l = context;
    char id[CW_ID_TEXT], clock[CW_TIME_TEXT];
    (void)err;
    cw_text_add(l->text, "%6llu  %.12s  %s  %-14s %s", (unsigned long long)entry,
                cw_event_id_format(&event->id, id), cw_time_format(event->recorded, clock),
                event->kind, event->centre);
    for (size_t i = 0; i < event->incident_count; i++)
        cw_text_add(l->text, "%s%s", i == 0 ? "  " : ",", event->incidents[i]);
    for (size_t i = 0; i < event->shared_count; i++)
        cw_text_add(l->text, "%s%s", i == 0 ? "  -> " : ",", event->shared_with[i]);
    cw_text_add(l->text, "\n");
    return true;
}

static bool word_list(record_call *c, cw_text *t, cw_error *err) {
    listing l = {c, t};
    return cw_store_each(c->store, 0, list_event, &l, err);
}

static void show_part(const record_call *c, const cw_event_part *part, cw_text *t) {
    cw_text_add(t, "  [%s%s] ", part->name,
                part->released ? cli_say(c->options, ", released", ", communiqué") : "");
    if (!part->present) {
        cw_text_add(
            t, "%s\n",
            cli_say(c->options, "not here (removed or withheld)", "absent (retiré ou retenu)"));
        return;
    }
    for (size_t i = 0; i < part->length; i++) { /* raw bytes: nothing that moves a terminal */
        unsigned char b = part->bytes[i];
        if (b == '\n' || b >= 0x80 || (b >= 0x20 && b < 0x7f))
            cw_text_add_bytes(t, (const char *)&part->bytes[i], 1);
        else
            cw_text_add(t, "\\x%02x", b);
    }
    cw_text_add(t, "\n");
}

static bool find_event(const record_call *c, cw_event_id *id, cw_error *err) {
    const char *text;
    return needs(c, "event", &text, err) && cw_store_find_id(c->store, text, id, err);
}

static bool word_show(record_call *c, cw_text *t, cw_error *err) {
    cw_event_id id;
    if (!find_event(c, &id, err)) return false;
    cw_arena *arena = cw_arena_create();
    if (arena == NULL) return cw_fail_memory(err);
    char text[CW_ID_TEXT];
    const cw_event *event = cw_store_find(c->store, &id, arena, err);
    if (event != NULL) {
        listing l = {c, t};
        list_event(&l, 0, event, err);
        cw_text_add(t, "  %s\n", cw_event_id_format(&event->id, text));
        for (size_t i = 0; i < event->part_count; i++) show_part(c, &event->parts[i], t);
    }
    cw_arena_destroy(arena);
    return event != NULL;
}

static const char *fault_words(const record_call *c, cw_fault_kind kind) {
    static const char *const english[] = {"the file is damaged",
                                          "an entry is missing",
                                          "an entry's bytes are damaged or changed",
                                          "an entry is there twice",
                                          "a part is gone that nobody redacted",
                                          "an entry of a centre that has no place here",
                                          "the log ends before the size that it had",
                                          "entries follow the last signed head",
                                          "entries were dropped, exchanged or changed",
                                          "a leaf of the released log has no event",
                                          "a shared event is not in the released log",
                                          "a checkpoint is damaged or not signed by its centre",
                                          "the log is not what a checkpoint signed",
                                          "a redaction that no event explains",
                                          "a centre signed two histories that contradict"};
    static const char *const french[] = {"le fichier est abîmé",
                                         "une entrée manque",
                                         "les octets d'une entrée sont abîmés ou changés",
                                         "une entrée figure deux fois",
                                         "une partie a disparu sans expurgation",
                                         "une entrée d'un centre qui n'a rien à faire ici",
                                         "le journal finit avant la taille qu'il avait",
                                         "des entrées suivent la dernière tête signée",
                                         "des entrées ont été ôtées, échangées ou changées",
                                         "une feuille du journal communiqué n'a pas d'événement",
                                         "un événement partagé manque au journal communiqué",
                                         "un point de contrôle est abîmé ou non signé",
                                         "le journal n'est pas celui qu'un point de contrôle signe",
                                         "une expurgation qu'aucun événement n'explique",
                                         "un centre a signé deux histoires contradictoires"};
    if ((unsigned)kind >= sizeof english / sizeof english[0]) return "?";
    return cli_say(c->options, english[kind], french[kind]);
}

static void tell_checked(const record_call *c, const cw_verdict *v, cw_text *t) {
    cw_text_add(
        t,
        cli_say(c->options,
                "Checked: %llu entries (%llu of this centre, %llu received), every byte "
                "against its identifier;\n%llu in the released log, its Merkle roots at %llu "
                "heads; %llu checkpoints, %llu signatures.\n",
                "Vérifié : %llu entrées (%llu de ce centre, %llu reçues), chaque octet "
                "contre son identifiant ;\n%llu au journal communiqué, ses racines de Merkle "
                "à %llu têtes ; %llu points de contrôle, %llu signatures.\n"),
        (unsigned long long)v->entries, (unsigned long long)v->own, (unsigned long long)v->received,
        (unsigned long long)v->released, (unsigned long long)v->heads,
        (unsigned long long)v->checkpoints, (unsigned long long)v->signatures);
    cw_text_add(
        t,
        cli_say(c->options,
                "Countersigned by the partner: up to %llu of the released log, %llu entries "
                "in all. Redacted parts: %llu; withheld by their centre: %llu.\n",
                "Contresigné par le partenaire : jusqu'à %llu du journal communiqué, %llu "
                "entrées en tout. Parties expurgées : %llu ; retenues par leur centre : "
                "%llu.\n"),
        (unsigned long long)v->witnessed, (unsigned long long)v->witnessed_entries,
        (unsigned long long)v->redacted, (unsigned long long)v->withheld);
}

static bool word_verify(record_call *c, cw_text *t, cw_error *err) {
    cw_verdict *v = calloc(1, sizeof *v);
    if (v == NULL) return cw_fail_memory(err);
    bool done = cw_store_verify(c->store, v, err);
    if (done) tell_checked(c, v, t);
    for (size_t i = 0; done && i < v->fault_count && i < CW_MOST_FAULTS; i++)
        cw_text_add(t, "%s: %s%s%s, %llu%s%s\n", cli_say(c->options, "WRONG", "FAUX"),
                    fault_words(c, v->faults[i].kind), v->faults[i].log[0] != '\0' ? ", " : "",
                    v->faults[i].log, (unsigned long long)v->faults[i].number,
                    v->faults[i].detail[0] != '\0' ? ": " : "", v->faults[i].detail);
    c->wrong = done && v->fault_count > 0;
    if (done && c->wrong)
        cw_text_add(t, cli_say(c->options, "%zu faults in all.\n", "%zu fautes en tout.\n"),
                    v->fault_count);
    else if (done)
        cw_text_add(t, "%s", cli_say(c->options, "Nothing is wrong.\n", "Rien à redire.\n"));
    free(v);
    return done;
}

/* ---- two centres ----------------------------------------------------------------------------- */

static bool word_checkpoint(record_call *c, cw_text *t, cw_error *err) {
    return load_key(c, err) && cw_store_checkpoint(c->store, c->key, c->now, t, err);
}

static bool word_countersign(record_call *c, cw_text *t, cw_error *err) {
    const char *path;
    cw_text note = {0};
    bool done = needs(c, "note", &path, err) && load_key(c, err) && read_file(path, &note, err)
                && cw_store_countersign(c->store, c->key, note.data != NULL ? note.data : "",
                                        note.length, NULL, t, err);
    cw_text_free(&note);
    return done;
}

static bool word_accept(record_call *c, cw_text *t, cw_error *err) {
    const char *path;
    cw_text note = {0};
    bool done = needs(c, "note", &path, err) && read_file(path, &note, err)
                && cw_store_accept(c->store, note.data != NULL ? note.data : "", note.length, err);
    if (done) cw_text_add(t, "%s", cli_say(c->options, "Kept.\n", "Conservé.\n"));
    cw_text_free(&note);
    return done;
}

/* release=KIND or KIND/PART, more than once; none: what authors shared and marked. */
static bool read_rules(const record_call *c, const char *to, cw_release_rule rules[40],
                       char names[40][2][CW_MOST_KIND + 1], size_t *count, cw_error *err) {
    static const char key[] = "release=";
    for (size_t i = 2; i < c->options->argument_count; i++) {
        const char *a = c->options->arguments[i];
        if (strncmp(a, key, sizeof key - 1) != 0) continue;
        const char *kind = a + sizeof key - 1, *part = strchr(kind, '/');
        size_t length = part != NULL ? (size_t)(part - kind) : strlen(kind);
        if (length == 0 || length > CW_MOST_KIND
            || (part != NULL && strlen(part + 1) > CW_MOST_KIND))
            return cw_fail(err, CW_ERR_INPUT, "\"%.60s\" is not release=KIND or KIND/PART", a);
        snprintf(names[*count][0], sizeof names[0][0], "%.*s", (int)length, kind);
        snprintf(names[*count][1], sizeof names[0][1], "%s", part != NULL ? part + 1 : "");
        rules[*count] =
            (cw_release_rule){to, names[*count][0], part != NULL ? names[*count][1] : NULL};
        (*count)++;
    }
    if (*count == 0) rules[(*count)++] = (cw_release_rule){to, NULL, NULL};
    return true;
}

static bool word_export(record_call *c, cw_text *t, cw_error *err) {
    const char *to, *path, *from = value_of(c, "from");
    cw_release_rule rules[40];
    char names[40][2][CW_MOST_KIND + 1];
    size_t count = 0;
    cw_bundle about;
    cw_text bytes = {0};
    char *end = NULL;
    unsigned long long first = from != NULL ? strtoull(from, &end, 10) : 0;
    if (from != NULL && (*from == '\0' || *from == '-' || *end != '\0'))
        return cw_fail(err, CW_ERR_INPUT, "from=%.40s is not a position of the log", from);
    bool done =
        needs(c, "to", &to, err) && needs(c, "file", &path, err) && load_key(c, err)
        && read_rules(c, to, rules, names, &count, err)
        && cw_bundle_export(c->store, c->key, to, first, rules, count, c->now, &bytes, &about, err)
        && write_file(path, &bytes, err);
    if (done)
        cw_text_add(
            t,
            cli_say(c->options, "%s: positions %llu to %llu for %s, %llu with their event.\n",
                    "%s : positions %llu à %llu pour %s, %llu avec leur événement.\n"),
            path, (unsigned long long)about.first, (unsigned long long)(about.first + about.count),
            to, (unsigned long long)about.events);
    cw_text_free(&bytes);
    return done;
}

static bool word_import(record_call *c, cw_text *t, cw_error *err) {
    const char *path;
    cw_bundle about;
    cw_text bytes = {0};
    bool done = needs(c, "file", &path, err) && read_file(path, &bytes, err)
                && cw_bundle_import(c->store, bytes.data != NULL ? bytes.data : "", bytes.length,
                                    &about, err);
    if (done)
        cw_text_add(t,
                    cli_say(c->options, "From %s: %llu of %llu positions were new.\n",
                            "De %s : %llu positions nouvelles sur %llu.\n"),
                    about.from, (unsigned long long)about.added, (unsigned long long)about.count);
    cw_text_free(&bytes);
    return done;
}

/* ---- retention and copies -------------------------------------------------------------------- */

static bool word_redact(record_call *c, cw_text *t, cw_error *err) {
    cw_redaction r = {.part_count = 1, .now = c->now};
    const char *part;
    if (!find_event(c, &r.event, err) || !needs(c, "part", &part, err)
        || !needs(c, "person", &r.person, err) || !needs(c, "reason", &r.reason, err))
        return false;
    r.parts = &part;
    if (!cw_store_redact(c->store, &r, err)) return false;
    cw_text_add(t, "%s",
                cli_say(c->options, "Removed; its identifier and all proofs stay as they are.\n",
                        "Retiré ; son identifiant et toutes les preuves restent.\n"));
    return true;
}

static bool word_copy(record_call *c, cw_text *t, cw_error *err) {
    const char *path;
    if (!needs(c, "file", &path, err) || !cw_store_copy(c->store, path, err)) return false;
    cw_text_add(t, "%s\n", path);
    return true;
}

/* ---- the verb -------------------------------------------------------------------------------- */

static const struct record_word {
    const char *word, *keys; /* keys parted and surrounded by spaces */
    bool opens;
    bool (*act)(record_call *c, cw_text *t, cw_error *err);
} words[] = {{"init", " centre key ", false, word_init},
             {"trust", " public ", true, word_trust},
             {"list", " ", true, word_list},
             {"show", " event ", true, word_show},
             {"verify", " ", true, word_verify},
             {"checkpoint", " key now ", true, word_checkpoint},
             {"countersign", " key note ", true, word_countersign},
             {"accept", " note ", true, word_accept},
             {"export", " key to file from release now ", true, word_export},
             {"import", " file ", true, word_import},
             {"redact", " event part person reason now ", true, word_redact},
             {"copy", " file ", true, word_copy}};

static bool perform(record_call *c, cw_text *t, cw_error *err) {
    const char *now = value_of(c, "now");
    c->now = (cw_time)time(NULL) * CW_SECOND_MS;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i].word, c->word) != 0) continue;
        if (!check_keys(c, words[i].keys, err)) return false;
        if (now != NULL && !cw_time_parse(now, &c->now, err)) return cw_error_prefix(err, "now=");
        if (words[i].opens) c->store = cw_store_open(c->where, err);
        if (words[i].opens && c->store == NULL) return false;
        return words[i].act(c, t, err) && (!t->failed || cw_fail_memory(err));
    }
    return cw_fail(err, CW_ERR_INPUT,
                   "record does not know \"%.40s\"; try: crosswatch record --help", c->word);
}

static int run_record(const cli_options *options) {
    cw_error err = {0};
    cw_text text = {0};
    record_call c = {
        .options = options, .word = options->arguments[0], .where = options->arguments[1]};
    bool done = perform(&c, &text, &err);
    int status = done ? cli_print(&text) : cli_fail(&err);
    cw_secret_key_destroy(c.key);
    cw_store_close(c.store);
    cw_text_free(&text);
    return done && c.wrong && status == CW_OK ? CW_NO : status;
}

const cli_verb verb_record = {
    .name = "record",
    .known = "q",
    .needs = "a word (init, list, verify, ...) and a record",
    .least = 2,
    .most = 40,
    .run = run_record,
    .english = "a centre's record: made, verified, signed for each other, handed over",
    .french = "le registre d'un centre : créé, vérifié, contresigné, transmis",
    .english_help =
        "Usage: crosswatch record WORD RECORD [KEY=VALUE ...]\n\n"
        "RECORD is an SQLite file, or postgresql://...\n\n"
        "  init centre=NAME key=FILE    a new record, and its secret key in a new file\n"
        "  trust public=KEY             the partner's public key\n"
        "  list | show event=ID         what is in it\n"
        "  verify                       checks all of it, and says what; 1: something is wrong\n"
        "  checkpoint key=FILE          signs what the log is now; prints the note\n"
        "  countersign key=FILE note=F  signs the partner's note, if it continues what is known\n"
        "  accept note=FILE             keeps a note that the partner has countersigned\n"
        "  export key=FILE to=CENTRE file=OUT [from=N] [release=KIND[/PART]]\n"
        "  import file=IN               a partner's bundle, all of it or nothing\n"
        "  redact event=ID part=NAME person=NAME reason=TEXT\n"
        "  copy file=OUT                a copy as of one moment, while others write\n\n"
        "      --lang en|fr     language of the text\n\n"
        "Example: crosswatch record init dover.db centre=dover key=dover.key\n",
    .french_help =
        "Usage : crosswatch record MOT REGISTRE [CLÉ=VALEUR ...]\n\n"
        "REGISTRE : un fichier SQLite, ou postgresql://...\n\n"
        "  init centre=NOM key=FICHIER  nouveau registre, et sa clé secrète dans un nouveau "
        "fichier\n"
        "  trust public=CLÉ             la clé publique du partenaire\n"
        "  list | show event=ID         ce qu'il contient\n"
        "  verify                       vérifie tout, et dit quoi ; 1 : quelque chose est faux\n"
        "  checkpoint key=FICHIER       signe ce qu'est le journal ; affiche la note\n"
        "  countersign key=F note=F     signe la note du partenaire, si elle continue ce qu'on "
        "sait\n"
        "  accept note=FICHIER          garde une note que le partenaire a contresignée\n"
        "  export key=F to=CENTRE file=SORTIE [from=N] [release=GENRE[/PARTIE]]\n"
        "  import file=ENTRÉE           le paquet d'un partenaire, en entier ou pas du tout\n"
        "  redact event=ID part=NOM person=NOM reason=TEXTE\n"
        "  copy file=SORTIE             une copie d'un instant, pendant que d'autres écrivent\n\n"
        "      --lang en|fr      langue du texte\n\n"
        "Exemple : crosswatch record init douvres.db centre=douvres key=douvres.key\n"};
