/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crosswatch ais decode: AIS from files, pipes or the network to lines of JSON on standard output,
 * and on standard error what became of every byte.
 */
#include "cli.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OUT_ROOM = 4 * CW_AIS_JSON_ROOM };

typedef struct decoding {
    cw_ais_json *json;
    cw_ais_reader *reader;
    char *out; /* OUT_ROOM */
    size_t used;
    bool failed; /* standard output takes no more */
    const char *name;
} decoding;

/* The input that a signal ends; the only thing a handler can reach. */
static cw_ais_input *volatile interruptible;

static void on_signal(int number) {
    (void)number;
    if (interruptible != NULL) cw_ais_input_stop(interruptible);
}

static void flush(decoding *d) {
    size_t at = 0;
    while (at < d->used && !d->failed) {
        ssize_t n = write(STDOUT_FILENO, d->out + at, d->used - at);
        if (n > 0)
            at += (size_t)n;
        else if (n < 0 && errno != EINTR)
            d->failed = true;
    }
    d->used = 0;
}

static void take(void *context, const cw_ais_message *message) {
    decoding *d = context;
    if (d->used + CW_AIS_JSON_ROOM > OUT_ROOM) flush(d);
    d->used += cw_ais_json_line(d->json, message, d->out + d->used);
}

/* All bytes of one input. What was read before it failed has been decoded. */
static bool decode_all(decoding *d, cw_ais_input *input, cw_error *err) {
    cw_ais_chunk chunk;
    char name[1400] = "";
    while (!d->failed) {
        if (!cw_ais_input_next(input, &chunk, err)) return false;
        if (chunk.length == 0 && !chunk.ends) break;
        if (strncmp(name, chunk.name, sizeof name - 1) != 0) {
            snprintf(name, sizeof name, "%s", chunk.name);
            cw_ais_json_device(d->json, name);
        }
        cw_ais_reader_clock(d->reader, chunk.now);
        if (!cw_ais_reader_feed(d->reader, chunk.stream, chunk.bytes, chunk.length, err))
            return false;
        if (chunk.ends) cw_ais_reader_end(d->reader, chunk.stream);
        if (chunk.now != CW_AIS_NO_TIME) flush(d); /* live: at once */
    }
    for (unsigned i = 0; i < CW_AIS_MOST_STREAMS; i++) cw_ais_reader_end(d->reader, i);
    return !d->failed || cw_fail(err, CW_ERR_MACHINE, "cannot write to standard output");
}

static bool decode_input(decoding *d, const char *where, const cli_options *options,
                         cw_error *err) {
    cw_ais_input *input = cw_ais_input_open(where, err);
    if (input == NULL) return false;
    int port = cw_ais_input_port(input);
    if (port != 0 && !options->quiet)
        fprintf(stderr, "%s %s (%d)\n", cli_say(options, "listening at", "à l'écoute de"), where,
                port);
    interruptible = input;
    bool good = decode_all(d, input, err);
    interruptible = NULL;
    cw_ais_input_counts told = cw_ais_input_told(input);
    cw_ais_input_close(input);
    bool live = port != 0 || told.longest_silence_s > 0.0;
    if (live && !options->quiet)
        fprintf(
            stderr, "%s: %llu %s, %llu %s, %llu/%llu %s, %.0f s %s\n", where,
            (unsigned long long)told.datagrams_lost,
            cli_say(options, "datagrams lost by the system", "datagrammes perdus par le système"),
            (unsigned long long)told.datagrams_cut, cli_say(options, "cut", "tronqués"),
            (unsigned long long)told.connections_refused,
            (unsigned long long)told.connections + told.connections_refused,
            cli_say(options, "connections refused", "connexions refusées"), told.longest_silence_s,
            cli_say(options, "longest silence", "de plus long silence"));
    return good;
}

static void tell(const decoding *d, const cli_options *options) {
    cw_ais_counts counts = cw_ais_reader_counts(d->reader);
    fprintf(stderr, "%llu %s, %llu %s\n", (unsigned long long)counts.messages,
            cli_say(options, "messages", "messages"), (unsigned long long)counts.bytes_in,
            cli_say(options, "bytes", "octets"));
    for (int i = 0; i < CW_AIS_FATES; i++) {
        if (counts.pieces[i] == 0 && counts.bytes[i] == 0) continue;
        fprintf(stderr, "  %-16s %12llu  %14llu %s\n", cw_ais_fate_name((cw_ais_fate)i),
                (unsigned long long)counts.pieces[i], (unsigned long long)counts.bytes[i],
                cli_say(options, "bytes", "octets"));
    }
    if (counts.tags_refused > 0)
        fprintf(stderr, "  %s %llu\n",
                cli_say(options, "damaged tag blocks", "blocs d'étiquette abîmés"),
                (unsigned long long)counts.tags_refused);
}

static bool prepare(decoding *d, const cli_options *options, cw_error *err) {
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    d->out = malloc(OUT_ROOM);
    d->json = cw_ais_json_create("stdin", !options->raw, err);
    d->reader = cw_ais_reader_create(take, d, err);
    return (d->out != NULL || cw_fail_memory(err)) && d->json != NULL && d->reader != NULL;
}

static int decode_verb(const cli_options *options) {
    cw_error err = {0};
    decoding d = {.used = 0};
    bool good = prepare(&d, options, &err);
    size_t count = options->argument_count;
    for (size_t i = 1; good && i < (count > 1 ? count : 2); i++)
        good = decode_input(&d, count > 1 ? options->arguments[i] : "-", options, &err);
    if (d.reader != NULL) cw_ais_reader_finish(d.reader);
    flush(&d);
    if (good && d.failed) good = cw_fail(&err, CW_ERR_MACHINE, "cannot write to standard output");
    if (d.reader != NULL && !options->quiet) tell(&d, options);
    cw_ais_reader_destroy(d.reader);
    cw_ais_json_destroy(d.json);
    free(d.out);
    return good ? CW_OK : cli_fail(options, &err);
}

static int run_ais(const cli_options *options) {
    static const struct {
        const char *word;
        int (*run)(const cli_options *options);
    } words[] = {{"decode", decode_verb},
                 {"tracks", cli_ais_tracks},
                 {"show", cli_ais_show},
                 {"encounters", cli_ais_encounters}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(options->arguments[0], words[i].word) == 0) return words[i].run(options);
    }
    cw_error err = {0};
    cw_fail(&err, CW_ERR_INPUT,
            "ais does not know \"%s\"; it knows decode, tracks, show and encounters",
            options->arguments[0]);
    return cli_fail(options, &err);
}

const cli_verb verb_ais = {
    .name = "ais",
    .known = "RqojCFZABMLWYe",
    .needs = CW_SAID("what to do: decode, tracks, show or encounters"),
    .least = 1,
    .most = 64,
    .run = run_ais,
    .english = "AIS: to lines of JSON, to tracks, who was where when, who meets whom",
    .french = "l'AIS : en lignes JSON, en trajectoires, qui était où et quand, qui rencontre qui",
    .english_help =
        "Usage: crosswatch ais decode [--raw] [INPUT...]\n"
        "       crosswatch ais tracks -o FILE [options] LOG...\n"
        "       crosswatch ais show [options] LOG...\n"
        "       crosswatch ais encounters [options] LOG...\n\n"
        "decode: INPUT is a file (plain, gzip, zstd), a directory of them, - (standard input,\n"
        "also when there is none), udp://[HOST]:PORT, tcp://HOST:PORT or "
        "tcp-listen://[HOST]:PORT.\n"
        "JSON lines with gpsd's names go to standard output, what became of every byte to\n"
        "standard error.\n"
        "tracks: one track a vessel, into a file that show reads by place and time; says which\n"
        "numbers two hulls send, which vessels jump, and which beacons were heard.\n"
        "show: the vessels of a time and a place. A LOG is a log of sentences or JSON lines, a\n"
        "table of positions (CSV), or a file of tracks. In its rows * is a second hull with the\n"
        "number, ~ a length that is usual for the type, not given.\n"
        "encounters: with --at, the ships that come near each other then: distance, CPA and TCPA,\n"
        "who gives way (COLREG), how near the hulls come, the ship domain. Without it the log is\n"
        "played through, and what a watch officer would have been told of is listed: alarms, and\n"
        "with --lanes ships against a lane, crossing it askew, or in a separation zone.\n\n"
        "      --raw            decode: numbers as they were sent, not scaled\n"
        "  -o, --output FILE    tracks: where they go; encounters --at: a chart (PNG)\n"
        "      --at TIME        where each vessel was then, and how well that is known\n"
        "      --from TIME      --to TIME: vessels that were there between them\n"
        "      --box S,W,N,E    vessels that passed through it, degrees\n"
        "      --mmsi NUMBER    one vessel\n"
        "      --within NM      encounters: CPA under 1 nm; without --at the hulls under 0.27 nm\n"
        "      --tcpa MIN       encounters: within 30 minutes; without --at within 12\n"
        "      --every S        encounters: a look every 10 s\n"
        "      --lanes FILE     encounters: GeoJSON of lanes (docs/encounters.md)\n"
        "      --columns MAP    of a table: mmsi=ID,time=t,lat=y,lon=x,...\n"
        "      --json           show, encounters: lines of JSON\n"
        "  -q, --quiet          no counts\n"
        "      --lang en|fr     language of the text\n\n"
        "Example: crosswatch ais decode dover.nmea.gz > dover.jsonl\n"
        "         crosswatch ais tracks -o dover.db logs/\n"
        "         crosswatch ais show --box 50.8,1.0,51.2,1.8 --at 2021-11-24T03:11Z dover.db\n"
        "         crosswatch ais encounters --lanes tss.geojson dover.db\n"
        "         crosswatch ais encounters --at 2021-11-24T03:11Z -o ships.png dover.db\n",
    .french_help =
        "Usage : crosswatch ais decode [--raw] [ENTRÉE...]\n"
        "        crosswatch ais tracks -o FICHIER [options] JOURNAL...\n"
        "        crosswatch ais show [options] JOURNAL...\n"
        "        crosswatch ais encounters [options] JOURNAL...\n\n"
        "decode : ENTRÉE est un fichier (simple, gzip, zstd), un dossier de fichiers, - (entrée\n"
        "standard, aussi par défaut), udp://[HÔTE]:PORT, tcp://HÔTE:PORT ou\n"
        "tcp-listen://[HÔTE]:PORT. Les lignes JSON, aux noms de gpsd, vont à la sortie standard ;\n"
        "ce qu'est devenu chaque octet, à la sortie d'erreur.\n"
        "tracks : une trajectoire par navire, dans un fichier que show lit par lieu et par temps "
        ";\n"
        "dit quels numéros deux coques émettent, quels navires sautent, quelles balises on "
        "entend.\n"
        "show : les navires d'un temps et d'un lieu. Un JOURNAL est un journal de phrases ou de\n"
        "lignes JSON, une table de positions (CSV) ou un fichier de trajectoires. Dans ses "
        "lignes,\n"
        "* est une autre coque du même numéro, ~ une longueur usuelle pour le type, non donnée.\n"
        "encounters : avec --at, les navires qui se rapprochent alors : distance, CPA et TCPA, "
        "qui\n"
        "s'écarte (RIPAM), à combien passent les coques, le domaine du navire. Sans --at, le "
        "journal\n"
        "est rejoué, et ce dont un officier de quart aurait été averti est listé : les alarmes "
        "et,\n"
        "avec --lanes, les navires à contresens, coupant de biais, ou en zone de séparation.\n\n"
        "      --raw             decode : nombres tels qu'émis, sans mise à l'échelle\n"
        "  -o, --output FICHIER  tracks : où elles vont ; encounters --at : une carte (PNG)\n"
        "      --at HEURE        où était alors chaque navire, et à quel point on le sait\n"
        "      --from HEURE      --to HEURE : les navires présents entre elles\n"
        "      --box S,O,N,E     les navires qui l'ont traversée, en degrés\n"
        "      --mmsi NUMÉRO     un navire\n"
        "      --within MILLES   encounters : CPA sous 1 mille ; sans --at, les coques sous 0,27\n"
        "      --tcpa MIN        encounters : sous 30 minutes ; sans --at, sous 12\n"
        "      --every S         encounters : un regard toutes les 10 s\n"
        "      --lanes FICHIER   encounters : GeoJSON des voies (docs/encounters.md)\n"
        "      --columns PLAN    d'une table : mmsi=ID,time=t,lat=y,lon=x,...\n"
        "      --json            show, encounters : lignes JSON\n"
        "  -q, --quiet           pas de comptes\n"
        "      --lang en|fr      langue du texte\n\n"
        "Exemple : crosswatch ais decode douvres.nmea.gz > douvres.jsonl\n"
        "          crosswatch ais tracks -o douvres.db journaux/\n"
        "          crosswatch ais show --box 50.8,1.0,51.2,1.8 --at 2021-11-24T03:11Z "
        "douvres.db\n"
        "          crosswatch ais encounters --lanes dst.geojson douvres.db\n"
        "          crosswatch ais encounters --at 2021-11-24T03:11Z -o navires.png douvres.db\n"};
