/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch serve: opens the operations room and keeps it open until it is told to end. */
#include "cli.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* ---- KEY=VALUE words ------------------------------------------------------------------------ */

typedef struct serve_call {
    cw_room_options room;
    const char *admin;   /* file with the first user's name and password */
    const char *address; /* file that takes the address once it is known */
} serve_call;

static bool set_number(const char *key, const char *text, double *value, cw_error *err) {
    char *end;
    *value = strtod(text, &end);
    return (end != text && *end == '\0' && *value >= 0.0 && *value <= 100000.0)
           || cw_fail(err, CW_ERR_INPUT, "%s=%.40s is not a number from 0 to 100000", key, text);
}

static bool set_word(serve_call *c, const char *word, cw_error *err) {
    const struct {
        const char *key;
        const char **place;
    } texts[] = {{"home", &c->room.home}, {"listen", &c->room.listen}, {"cert", &c->room.cert},
                 {"key", &c->room.key},   {"host", &c->room.host},     {"cases", &c->room.cases},
                 {"ais", &c->room.ais},   {"lanes", &c->room.lanes},   {"admin", &c->admin},
                 {"logs", &c->room.logs}, {"queue", &c->room.queue},   {"address", &c->address}};
    const char *equals = strchr(word, '=');
    if (equals == NULL) return cw_fail(err, CW_ERR_INPUT, "\"%.60s\" is not KEY=VALUE", word);
    size_t length = (size_t)(equals - word);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (strlen(texts[i].key) != length || strncmp(texts[i].key, word, length) != 0) continue;
        *texts[i].place = equals + 1;
        return true;
    }
    if (strncmp(word, "speed=", 6) == 0)
        return set_number("speed", equals + 1, &c->room.speed, err);
    if (strncmp(word, "keep-days=", 10) == 0)
        return set_number("keep-days", equals + 1, &c->room.keep_days, err);
    if (strncmp(word, "keep-mb=", 8) == 0)
        return set_number("keep-mb", equals + 1, &c->room.keep_mb, err);
    if (strncmp(word, "clock=", 6) == 0) {
        c->room.rehearsal = true;
        return cw_time_parse(equals + 1, &c->room.clock, err) || cw_error_prefix(err, "clock=");
    }
    return cw_fail(err, CW_ERR_INPUT, "serve does not know %.*s=", (int)(length < 40 ? length : 40),
                   word);
}

/* ---- the first administrator --------------------------------------------------------------------
 */

enum { MOST_LINE = 300 };

static bool read_line(FILE *from, char line[MOST_LINE]) {
    if (fgets(line, MOST_LINE, from) == NULL) return false;
    line[strcspn(line, "\n")] = '\0';
    return line[0] != '\0';
}

static bool administrator_from_file(const serve_call *c, cw_error *err) {
    char name[MOST_LINE], password[MOST_LINE];
    struct stat is;
    FILE *f = fopen(c->admin, "r");
    if (f == NULL) return cw_fail(err, CW_ERR_INPUT, "admin=%.200s: cannot be opened", c->admin);
    bool closed = fstat(fileno(f), &is) == 0 && (is.st_mode & 0077) == 0;
    bool read = read_line(f, name) && read_line(f, password);
    fclose(f);
    if (!closed)
        return cw_fail(err, CW_ERR_INPUT,
                       "admin=%.200s: others than its owner may read it (chmod "
                       "600)",
                       c->admin);
    if (!read)
        return cw_fail(err, CW_ERR_INPUT,
                       "admin=%.200s: a line with the name and a line with the "
                       "password are needed",
                       c->admin);
    return cw_room_add_administrator(c->room.home, name, password, err);
}

/* A line that is typed unseen. */
static bool read_hidden(const char *ask, char line[MOST_LINE]) {
    struct termios seen, hidden;
    fputs(ask, stderr);
    if (tcgetattr(STDIN_FILENO, &seen) != 0) return false;
    hidden = seen;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    bool read = read_line(stdin, line);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &seen);
    fputc('\n', stderr);
    return read;
}

static bool administrator_asked(const cli_options *o, const serve_call *c, cw_error *err) {
    char name[MOST_LINE], password[MOST_LINE], again[MOST_LINE];
    if (!isatty(STDIN_FILENO))
        return cw_fail(err, CW_ERR_INPUT,
                       "%.200s has no user yet: start it once at a terminal, or give admin=FILE",
                       c->room.home);
    fputs(cli_say(o, "The room has no user yet. Name of the administrator: ",
                  "La salle n'a encore aucun utilisateur. Nom de l'administrateur : "),
          stderr);
    if (!read_line(stdin, name)
        || !read_hidden(
            cli_say(o, "Password (12 bytes or more): ", "Mot de passe (12 octets ou plus) : "),
            password)
        || !read_hidden(cli_say(o, "Again: ", "Encore une fois : "), again))
        return cw_fail(err, CW_ERR_INPUT, "no name or password was given");
    if (strcmp(password, again) != 0)
        return cw_fail(err, CW_ERR_INPUT, "the two passwords are not the same");
    return cw_room_add_administrator(c->room.home, name, password, err);
}

/* ---- the room ------------------------------------------------------------------------------- */

static cw_room *open_room(const cli_options *o, const serve_call *c, cw_error *err) {
    cw_room *room = cw_room_open(&c->room, err);
    if (room != NULL || err->code != CW_NO) return room;
    cw_error first = {0};
    bool added =
        c->admin != NULL ? administrator_from_file(c, &first) : administrator_asked(o, c, &first);
    *err = first;
    return added ? cw_room_open(&c->room, err) : NULL;
}

static bool write_address(const serve_call *c, const cw_room *room, cw_error *err) {
    if (c->address == NULL) return true;
    FILE *f = fopen(c->address, "w");
    bool written = f != NULL && fprintf(f, "%s\n", cw_room_address(room)) > 0;
    written = f != NULL && fclose(f) == 0 && written;
    return written || cw_fail(err, CW_ERR_INPUT, "address=%.200s: cannot be written", c->address);
}

/* As many connections as the system lets it have: each page keeps one open. */
static void raise_limit(void) {
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

static bool serve(const cli_options *o, serve_call *c, cw_error *err) {
    sigset_t ends;
    int signal_number;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    signal(SIGPIPE, SIG_IGN);
    raise_limit();
    pthread_sigmask(SIG_BLOCK, &ends, NULL); /* before there are threads, which inherit it */
    cw_room *room = open_room(o, c, err);
    bool done = room != NULL && write_address(c, room, err);
    if (done) {
        printf(cli_say(o, "The room is open: %s  (end it with Ctrl-C)\n",
                       "La salle est ouverte : %s  (Ctrl-C pour la fermer)\n"),
               cw_room_address(room));
        fflush(stdout);
        sigwait(&ends, &signal_number);
    }
    cw_room_close(room);
    return done;
}

static int run_serve(const cli_options *o) {
    char cache[1024], program[1024];
    cw_error err = {0};
    serve_call c = {
        .room = {.record = o->arguments[0], .speed = 1.0, .cache_dir = cli_cache_directory(cache)}};
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length > 0) {
        program[length] = '\0';
        c.room.program = program;
    }
    bool good = true;
    for (size_t i = 1; good && i < o->argument_count; i++)
        good = set_word(&c, o->arguments[i], &err);
    if (good && c.room.home == NULL)
        good =
            cw_fail(&err, CW_ERR_INPUT, "serve needs home=FOLDER, where the room keeps its users");
    return good && serve(o, &c, &err) ? CW_OK : cli_fail(o, &err);
}

const cli_verb verb_serve = {
    .name = "serve",
    .known = "",
    .needs = CW_SAID("a record and home=FOLDER"),
    .least = 2,
    .most = 20,
    .run = run_serve,
    .english = "the operations room: record, plans and the sea lane in a browser",
    .french = "la salle d'opérations : registre, plans et trafic dans un navigateur",
    .english_help =
        "Usage: crosswatch serve RECORD home=FOLDER [KEY=VALUE ...]\n\n"
        "  home=FOLDER          users, sessions and results of jobs; made when missing (mode "
        "0700)\n"
        "  listen=ADDRESS:PORT  where it answers; 127.0.0.1:8440. Elsewhere only with TLS\n"
        "  cert=FILE key=FILE   PEM, for TLS\n"
        "  host=NAME            a name by which browsers call it, besides its address\n"
        "  cases=FOLDER         case files that drifts and plans are made of\n"
        "  logs=FOLDER          AIS logs, files of tracks and tables of past incidents, for jobs\n"
        "  queue=QUEUE          a queue of cases to look at (crosswatch queue)\n"
        "  ais=SOURCE           AIS: a file, a folder, udp://HOST:PORT, tcp://HOST:PORT\n"
        "  lanes=FILE           traffic lanes (GeoJSON), for alarms of wrong-way vessels\n"
        "  speed=N              replays a log, and lets a rehearsal's clock run, N times as fast\n"
        "  admin=FILE           name and password of the first administrator, a line each\n"
        "                       (mode 0600); without it they are asked for at the terminal\n"
        "  keep-days=N          results of jobs go when they are older (30), and the oldest when\n"
        "  keep-mb=M            they hold more (2000); what an incident needs stays\n"
        "  clock=TIME           a rehearsal: the room's clock begins at TIME\n"
        "  address=FILE         takes the address once the room is open\n\n"
        "      --lang en|fr     language of the text\n\n"
        "Example: crosswatch serve night.db home=room cases=cases\n",
    .french_help =
        "Usage : crosswatch serve REGISTRE home=DOSSIER [CLÉ=VALEUR ...]\n\n"
        "  home=DOSSIER         utilisateurs, sessions, résultats ; créé s'il manque (mode 0700)\n"
        "  listen=ADRESSE:PORT  où elle répond ; 127.0.0.1:8440. Ailleurs seulement avec TLS\n"
        "  cert=FICHIER key=FICHIER   PEM, pour TLS\n"
        "  host=NOM             un nom sous lequel les navigateurs l'appellent, outre son adresse\n"
        "  cases=DOSSIER        les cas dont sont faits dérives et plans\n"
        "  logs=DOSSIER         journaux et pistes AIS, tables d'incidents passés, pour les "
        "travaux\n"
        "  queue=FILE           une file de cas à regarder (crosswatch queue)\n"
        "  ais=SOURCE           AIS : fichier, dossier, udp://HÔTE:PORT, tcp://HÔTE:PORT\n"
        "  lanes=FICHIER        voies de circulation (GeoJSON), pour les alarmes de contresens\n"
        "  speed=N              rejoue un journal et fait avancer l'horloge d'un exercice N fois "
        "plus\n"
        "                       vite\n"
        "  admin=FICHIER        nom et mot de passe du premier administrateur, une ligne chacun\n"
        "                       (mode 0600) ; sans lui ils sont demandés au terminal\n"
        "  keep-days=N          les résultats plus anciens disparaissent (30 jours), et les plus\n"
        "  keep-mb=M            anciens au-delà de M Mo (2000) ; ce dont un incident dépend reste\n"
        "  clock=HEURE          un exercice : l'horloge de la salle commence à HEURE\n"
        "  address=FICHIER      reçoit l'adresse une fois la salle ouverte\n\n"
        "      --lang en|fr      langue du texte\n\n"
        "Exemple : crosswatch serve nuit.db home=salle cases=cases\n"};
