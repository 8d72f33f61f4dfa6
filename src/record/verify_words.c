/* SPDX-License-Identifier: Apache-2.0 */
/* What a verification finds wrong, in words: the command and the operations room say the same. */
#include <crosswatch/record.h>

const char *cw_fault_text(cw_fault_kind kind, cw_language language) {
    static const char *const english[] = {"the file is damaged",
                                          "an entry is missing",
                                          "an entry's bytes are damaged or changed",
                                          "an entry is there twice",
                                          "a part is gone that nobody redacted",
                                          "an entry of a centre that has no place here",
                                          "the log ends before the size that it had",
                                          "entries follow the last head that an append left",
                                          "entries were dropped, exchanged or changed",
                                          "a leaf of the released log has no event",
                                          "a shared event is not in the released log",
                                          "a checkpoint is damaged or not signed by its centre",
                                          "the log is not what a checkpoint signed",
                                          "a redaction that no event explains",
                                          "a centre signed two histories that contradict"};
    static const char *const french[] = {
        "le fichier est abîmé",
        "une entrée manque",
        "les octets d'une entrée sont abîmés ou changés",
        "une entrée figure deux fois",
        "une partie a disparu sans expurgation",
        "une entrée d'un centre qui n'a rien à faire ici",
        "le journal finit avant la taille qu'il avait",
        "des entrées suivent la dernière tête laissée par un ajout",
        "des entrées ont été ôtées, échangées ou changées",
        "une feuille du journal communiqué n'a pas d'événement",
        "un événement partagé manque au journal communiqué",
        "un point de contrôle est abîmé ou non signé",
        "le journal n'est pas celui qu'un point de contrôle signe",
        "une expurgation qu'aucun événement n'explique",
        "un centre a signé deux histoires contradictoires"};
    if ((unsigned)kind >= sizeof english / sizeof english[0]) return "?";
    return language == CW_FRENCH ? french[kind] : english[kind];
}
