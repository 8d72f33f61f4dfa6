/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crosswatch record: a centre's record as a thing of its own: made, looked at, verified, signed for
 * each other by two centres, handed over as files or over a server, redacted and copied. What is
 * recorded of incidents is the verb "incident"'s.
 */
#include "record.h"

#include <string.h>
#include <time.h>

static const struct record_word {
    const char *word, *keys; /* keys parted and surrounded by spaces */
    bool opens;
    bool (*act)(record_call *c, cw_text *t, cw_error *err);
} words[] = {{"init", " centre key ", false, record_word_init},
             {"trust", " public ", true, record_word_trust},
             {"list", " ", true, record_word_list},
             {"show", " event ", true, record_word_show},
             {"verify", " ", true, record_word_verify},
             {"checkpoint", " key now ", true, record_word_checkpoint},
             {"countersign", " key note ", true, record_word_countersign},
             {"accept", " note ", true, record_word_accept},
             {"export", " key to file from release agreement now ", true, record_word_export},
             {"import", " file ", true, record_word_import},
             {"exchange", " exchange ", true, record_word_exchange},
             {"offer", " exchange to ", true, record_word_offer},
             {"subscribe", " exchange from address whole ", true, record_word_subscribe},
             {"publish", " exchange key to release agreement now ", true, record_word_publish},
             {"take", " exchange from key ", true, record_word_take},
             {"link", " exchange to ", true, record_word_link},
             {"purge", " exchange ", true, record_word_purge},
             {"redact", " event part person reason now ", true, record_word_redact},
             {"copy", " file ", true, record_word_copy}};

static bool perform(record_call *c, cw_text *t, cw_error *err) {
    const char *now = record_value(c, "now");
    c->now = (cw_time)time(NULL) * CW_SECOND_MS;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i].word, c->word) != 0) continue;
        if (!record_check_keys(c, words[i].keys, err)) return false;
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
    int status = done ? cli_print(options, &text) : cli_fail(options, &err);
    cw_secret_key_destroy(c.key);
    cw_exchange_close(c.exchange);
    cw_store_close(c.store);
    cw_text_free(&text);
    return done && c.wrong && status == CW_OK ? CW_NO : status;
}

const cli_verb verb_record = {
    .name = "record",
    .known = "q",
    .needs = CW_SAID("a word (init, list, verify, ...) and a record"),
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
        "  export key=FILE to=CENTRE file=OUT [from=N] [agreement=YAML]\n"
        "                               what the agreement releases, as a bundle; or\n"
        "                               release=KIND[/PART] by words; or what authors marked\n"
        "  import file=IN               a partner's bundle, all of it or nothing\n"
        "Over the link (docs/record.md), each with exchange=postgresql://..., a database apart\n"
        "from the record, on a server with wal_level=logical:\n"
        "  exchange                     makes it\n"
        "  offer to=CENTRE              lets the partner subscribe\n"
        "  subscribe from=CENTRE address=ADDRESS [whole=yes]\n"
        "                               to the partner's exchange, also to what came before\n"
        "  publish key=FILE to=CENTRE [agreement=YAML]   what is new, into the partner's inbox\n"
        "  take from=CENTRE [key=FILE]  takes in what has arrived, checked as a bundle is, and\n"
        "                               signs the partner's checkpoint; 1: some was refused\n"
        "  link to=CENTRE               whether it reads; 1: cut, or lost for good\n"
        "  purge                        empties what holds a part that was redacted since\n"
        "Keeping:\n"
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
        "  export key=F to=CENTRE file=SORTIE [from=N] [agreement=YAML]\n"
        "                               ce que l'accord communique, en un paquet ; ou par mots\n"
        "                               release=GENRE[/PARTIE] ; ou ce que les auteurs ont marqué\n"
        "  import file=ENTRÉE           le paquet d'un partenaire, en entier ou pas du tout\n"
        "Par le lien (docs/record.md), avec exchange=postgresql://..., une base à part du\n"
        "registre, sur un serveur où wal_level=logical :\n"
        "  exchange                     la crée\n"
        "  offer to=CENTRE              permet au partenaire de s'abonner\n"
        "  subscribe from=CENTRE address=ADRESSE [whole=yes]\n"
        "                               à la base du partenaire, aussi à ce qui précède\n"
        "  publish key=F to=CENTRE [agreement=YAML]   le nouveau, dans sa boîte\n"
        "  take from=CENTRE [key=F]     prend ce qui est arrivé, vérifié comme un paquet, et\n"
        "                               signe son point de contrôle ; 1 : une part est refusée\n"
        "  link to=CENTRE               lit-il ; 1 : coupé, ou perdu pour de bon\n"
        "  purge                        vide ce qui contient une partie expurgée depuis\n"
        "Tenue :\n"
        "  redact event=ID part=NOM person=NOM reason=TEXTE\n"
        "  copy file=SORTIE             une copie d'un instant, pendant que d'autres écrivent\n\n"
        "      --lang en|fr      langue du texte\n\n"
        "Exemple : crosswatch record init douvres.db centre=douvres key=douvres.key\n"};
