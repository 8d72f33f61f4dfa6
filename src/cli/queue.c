/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crosswatch queue: many cases on many machines. Here the words that change a queue; queue_look.c
 * has those that look at one, queue_work.c the worker.
 */
#include "queue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool word_create(queue_call *c, cw_error *err) {
    c->queue = cw_queue_create(c->where, err);
    if (c->queue == NULL) return false;
    cw_text_add(&c->text, "%s",
                cli_say(c->options, "An empty queue was made.\n", "Une file vide a été créée.\n"));
    return true;
}

/* ---- add ------------------------------------------------------------------------------------- */

static bool read_priority(const char *text, int *priority, cw_error *err) {
    char *end;
    if (text == NULL) return true;
    errno = 0;
    long number = strtol(text, &end, 10);
    if (strcmp(text, "live") == 0)
        *priority = CW_JOB_LIVE;
    else if (strcmp(text, "inquiry") == 0)
        *priority = CW_JOB_INQUIRY;
    else if (errno == 0 && end != text && *end == '\0' && number >= 1 && number <= CW_JOB_LOWEST)
        *priority = (int)number;
    else
        return cw_fail(err, CW_ERR_INPUT,
                       "--priority takes live (%d), inquiry (%d) or a whole number from 1 to %d, "
                       "not \"%s\"",
                       CW_JOB_LIVE, CW_JOB_INQUIRY, CW_JOB_LOWEST, text);
    return true;
}

/* The centre whose record it is. */
static bool read_centre(const char *record, char centre[CW_MOST_CENTRE + 1], cw_error *err) {
    if (record == NULL) return true;
    cw_store *store = cw_store_open(record, err);
    if (store == NULL) return false;
    strcpy(centre, cw_store_own_key(store)->centre);
    cw_store_close(store);
    return true;
}

static void tell_added(queue_call *c, const char *path, const cw_job_id *id, cw_job_added added) {
    static const char *const english[] = {"added", "there already", "added again"};
    static const char *const french[] = {"ajouté", "déjà présent", "ajouté de nouveau"};
    char digits[CW_ID_TEXT];
    cw_text_add(&c->text, "%.12s  %s  %s\n", cw_event_id_format(id, digits), path,
                cli_say(c->options, english[added], french[added]));
}

/* One that is no case does not keep the others out. */
static bool word_add(queue_call *c, cw_error *err) {
    const cli_options *o = c->options;
    char centre[CW_MOST_CENTRE + 1] = "";
    cw_job_order order = {
        .options = {.plan = !o->no_plan,
                    .particles = o->particles,
                    .objective_given = o->objective != NULL,
                    .objective = o->objective != NULL ? *o->objective : CW_SUCCESS},
        .incident = o->incident,
        .most_tries = (int)o->tries};
    if (!read_priority(o->priority, &order.priority, err) || !read_centre(o->record, centre, err))
        return false;
    if (o->argument_count < 3) return cw_fail(err, CW_ERR_INPUT, "queue add needs a case file");
    if (o->record != NULL) order.centre = centre;
    for (size_t i = 2; i < o->argument_count; i++) {
        cw_error bad = {0};
        cw_job_id id;
        cw_job_added added;
        if (cw_queue_add(c->queue, o->arguments[i], &order, &id, &added, &bad)) {
            tell_added(c, o->arguments[i], &id, added);
        } else if (bad.code == CW_ERR_MACHINE) {
            return cw_error_pass(err, &bad);
        } else {
            c->status = cli_fail(o, &bad);
        }
    }
    return true;
}

/* ---- cancel ---------------------------------------------------------------------------------- */

static bool word_cancel(queue_call *c, cw_error *err) {
    const cli_options *o = c->options;
    if (o->argument_count < 3)
        return cw_fail(err, CW_ERR_INPUT, "queue cancel needs the identifier of a job");
    for (size_t i = 2; i < o->argument_count; i++) {
        cw_job job;
        if (!cw_queue_find(c->queue, o->arguments[i], &job, err)
            || !cw_queue_cancel(c->queue, &job.id, err))
            return cw_error_prefix(err, "%s", o->arguments[i]);
        char digits[CW_ID_TEXT];
        cw_text_add(&c->text, "%.12s  %s  %s\n", cw_event_id_format(&job.id, digits), job.name,
                    cli_say(o, "cancelled", "annulé"));
    }
    return true;
}

/* ---- prune ----------------------------------------------------------------------------------- */

static cw_time now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (cw_time)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --before TIME, or --keep DAYS. */
static bool read_before(const cli_options *o, cw_time *before, cw_error *err) {
    enum { MOST_DAYS = 36500 };
    if ((o->before != NULL) + (o->kept_count > 0) != 1 || o->kept_count > 1)
        return cw_fail(err, CW_ERR_INPUT,
                       "queue prune needs --before TIME or --keep DAYS, one of them");
    if (o->before != NULL)
        return cw_time_parse(o->before, before, err) || cw_error_prefix(err, "--before");
    char *end;
    errno = 0;
    long days = strtol(o->kept[0], &end, 10);
    if (errno != 0 || end == o->kept[0] || *end != '\0' || days < 0 || days > MOST_DAYS)
        return cw_fail(err, CW_ERR_INPUT,
                       "--keep takes a whole number of days from 0 to %d here, "
                       "not \"%s\"",
                       MOST_DAYS, o->kept[0]);
    *before = now_ms() - (cw_time)days * 86400000;
    return true;
}

static bool word_prune(queue_call *c, cw_error *err) {
    const cli_options *o = c->options;
    cw_time before;
    cw_pruned p;
    if (!read_before(o, &before, err)
        || !cw_queue_prune(c->queue, before, o->with_results, &p, err))
        return false;
    cw_text_add(&c->text,
                cli_say(o, "Jobs removed: %llu. Files removed: %llu, of %llu bytes.\n",
                        "Tâches supprimées : %llu. Fichiers supprimés : %llu, de %llu octets.\n"),
                (unsigned long long)p.jobs, (unsigned long long)p.files,
                (unsigned long long)p.bytes);
    if (p.kept > 0)
        cw_text_add(&c->text,
                    cli_say(o,
                            "Kept, as old, for their results are nowhere else: %llu "
                            "(--with-results removes them, too).\n",
                            "Gardées, aussi anciennes, car leurs résultats ne sont nulle part "
                            "ailleurs : %llu (--with-results les supprime aussi).\n"),
                    (unsigned long long)p.kept);
    return true;
}

/* ---- the verb -------------------------------------------------------------------------------- */

static const struct queue_word {
    const char *word;
    bool opens;
    size_t most; /* arguments, with the word and the queue */
    bool (*act)(queue_call *c, cw_error *err);
} words[] = {
    {"create", false, 2, word_create},      {"add", true, 64, word_add},
    {"list", true, 2, queue_word_list},     {"show", true, 3, queue_word_show},
    {"cancel", true, 64, word_cancel},      {"work", false, 2, queue_word_work},
    {"status", true, 2, queue_word_status}, {"prune", true, 2, word_prune},
};

static bool perform(queue_call *c, cw_error *err) {
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i].word, c->word) != 0) continue;
        if (c->options->argument_count > words[i].most)
            return cw_fail(err, CW_ERR_INPUT, "queue %s takes no further argument \"%s\"", c->word,
                           c->options->arguments[words[i].most]);
        if (words[i].opens) c->queue = cw_queue_open(c->where, err);
        if (words[i].opens && c->queue == NULL) return false;
        return words[i].act(c, err);
    }
    return cw_fail(err, CW_ERR_INPUT, "queue does not know \"%.40s\"; try: crosswatch queue --help",
                   c->word);
}

static int run_queue(const cli_options *options) {
    cw_error err = {0};
    queue_call c = {
        .options = options, .word = options->arguments[0], .where = options->arguments[1]};
    bool done = perform(&c, &err);
    int printed =
        c.text.length > 0 ? cli_print(options, &c.text) : CW_OK; /* what was done before, too */
    int status = !done ? cli_fail(options, &err) : printed != CW_OK ? printed : c.status;
    cw_queue_close(c.queue);
    cw_text_free(&c.text);
    return status;
}

const cli_verb verb_queue = {
    .name = "queue",
    .known = "ojqtnOpIrmudxzbKy",
    .needs = CW_SAID("a word (create, add, work, ...) and a queue"),
    .least = 2,
    .most = 64,
    .run = run_queue,
    .english = "many cases on many machines: jobs, workers, results",
    .french = "beaucoup de cas sur beaucoup de machines : tâches, exécutants, résultats",
    .english_help =
        "Usage: crosswatch queue WORD QUEUE [...]\n\n"
        "QUEUE is postgresql://..., which workers on any machine reach, or an SQLite file, for "
        "one\n"
        "machine.\n\n"
        "  create               an empty queue in a database that is there, or in a new file\n"
        "  add CASE.yaml ...    each case as a job, with the files it refers to; the same case\n"
        "                       with the same options is one job, however often it is added\n"
        "  list | status        the jobs; how many wait, run and have ended\n"
        "  show JOB             one job, and its page when it is done\n"
        "  cancel JOB ...       ends it, whether it waits or runs\n"
        "  prune                clears out old jobs that have ended, and files of no job; one "
        "whose\n"
        "                       result is in no record stays\n"
        "  work                 takes jobs and works them until stopped (SIGTERM gives them back)\n"
        "JOB is the beginning of a job's identifier, at least 4 digits.\n\n"
        "For add:\n"
        "      --priority live|inquiry|N\n"
        "                       live is 10, inquiry 50, the default; lower goes first, 1 to 99\n"
        "      --incident ID    the incident it is worked for\n"
        "      --record RECORD  into whose record the result goes; else that of the worker\n"
        "      --no-plan        only where they can be\n"
        "      --particles N, --objective success|alive\n"
        "                       as for crosswatch plan\n"
        "      --tries N        so often at most, when workers are lost or machines fail; 3\n"
        "For work:\n"
        "      --workers N      jobs at a time, each in a process of its own; 1\n"
        "      --threads N      of each; the processors divided by the workers\n"
        "      --record RECORD  results become events of it, each once\n"
        "      --lease S        seconds after which others take up what a lost worker held; 60\n"
        "      --drain          end when no job waits or runs any more\n"
        "  -q, --quiet          no line a job on standard error\n"
        "For prune:\n"
        "      --before TIME    jobs that ended before it, or\n"
        "      --keep DAYS      jobs that ended longer ago\n"
        "      --with-results   also those whose result is nowhere else\n"
        "For list, status and show:\n"
        "      --json           JSON; show: the plan.json of the job\n"
        "  -o, --output DIR     show: plan.json and both pages into DIR\n\n"
        "      --lang en|fr     language of the text\n\n"
        "Example: crosswatch queue create jobs.db\n"
        "         crosswatch queue add jobs.db cases/constant.yaml --priority live\n"
        "         crosswatch queue work jobs.db --drain\n",
    .french_help =
        "Usage : crosswatch queue MOT FILE [...]\n\n"
        "FILE : postgresql://..., que les exécutants de toute machine atteignent, ou un fichier\n"
        "SQLite, pour une seule machine.\n\n"
        "  create               une file vide dans une base existante, ou dans un nouveau fichier\n"
        "  add CAS.yaml ...     chaque cas comme tâche, avec les fichiers qu'il cite ; le même "
        "cas\n"
        "                       avec les mêmes options est une seule tâche\n"
        "  list | status        les tâches ; combien attendent, sont en cours ou finies\n"
        "  show TÂCHE           une tâche, et sa page si elle est faite\n"
        "  cancel TÂCHE ...     y met fin, qu'elle attende ou soit en cours\n"
        "  prune                supprime les anciennes tâches finies et les fichiers sans tâche ;\n"
        "                       celle dont le résultat n'est dans aucun registre reste\n"
        "  work                 prend des tâches jusqu'à l'arrêt (SIGTERM les rend)\n"
        "TÂCHE : le début de l'identifiant d'une tâche, au moins 4 chiffres.\n\n"
        "Pour add :\n"
        "      --priority live|inquiry|N\n"
        "                       live vaut 10, inquiry 50, par défaut ; le plus bas d'abord, 1 à "
        "99\n"
        "      --incident ID    l'incident pour lequel elle est faite\n"
        "      --record REGISTRE  où va le résultat ; sinon celui de l'exécutant\n"
        "      --no-plan        seulement où ils peuvent être\n"
        "      --particles N, --objective success|alive\n"
        "                       comme pour crosswatch plan\n"
        "      --tries N        essais au plus, quand exécutants ou machines défaillent ; 3\n"
        "Pour work :\n"
        "      --workers N      tâches à la fois, chacune dans son processus ; 1\n"
        "      --threads N      fils de chacune ; les processeurs divisés par les exécutants\n"
        "      --record REGISTRE  les résultats y deviennent des événements, chacun une fois\n"
        "      --lease S        secondes après quoi d'autres reprennent ce qu'un exécutant perdu\n"
        "                       tenait ; 60\n"
        "      --drain          finit quand aucune tâche n'attend ni n'est en cours\n"
        "  -q, --quiet          pas de ligne par tâche sur la sortie d'erreur\n"
        "Pour prune :\n"
        "      --before HEURE   les tâches finies avant, ou\n"
        "      --keep JOURS     les tâches finies depuis plus longtemps\n"
        "      --with-results   aussi celles dont le résultat n'est nulle part ailleurs\n"
        "Pour list, status et show :\n"
        "      --json           du JSON ; show : le plan.json de la tâche\n"
        "  -o, --output DOSSIER show : plan.json et les deux pages dans DOSSIER\n\n"
        "      --lang en|fr     langue du texte\n\n"
        "Exemple : crosswatch queue create taches.db\n"
        "          crosswatch queue add taches.db cases/constant.yaml --priority live\n"
        "          crosswatch queue work taches.db --drain\n"};
