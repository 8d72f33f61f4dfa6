/* SPDX-License-Identifier: Apache-2.0 */
/* What every test program includes: cmocka with its prerequisites, and a few helpers. */
#ifndef CROSSWATCH_TEST_SUPPORT_H
#define CROSSWATCH_TEST_SUPPORT_H

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <cmocka.h>

#ifdef __clang_analyzer__ /* which cannot know that a failed assertion does not come back */
_Noreturn void support_stop(void);
#undef fail_msg
#undef assert_true
#undef assert_non_null
#define fail_msg(...)      support_stop()
#define assert_true(c)     ((c) ? (void)0 : support_stop())
#define assert_non_null(c) ((c) ? (void)0 : support_stop())
#endif

/* |got - want| <= tolerance, with a message that prints all three. */
#define assert_close(got, want, tolerance)                                                   \
    support_assert_close((double)(got), (double)(want), (double)(tolerance), #got, __FILE__, \
                         __LINE__)
void support_assert_close(double got, double want, double tolerance, const char *what,
                          const char *file, int line);

/* `text` contains `part`. */
#define assert_mentions(text, part) support_assert_mentions((text), (part), __FILE__, __LINE__)
void support_assert_mentions(const char *text, const char *part, const char *file, int line);

/* Path of a file under ../shared (static buffer of the caller's), or skips the test with a word
 * that says which file is absent. */
const char *support_shared(const char *relative, char path[1024]);

/* Path of a file of the project's source tree. */
const char *support_source(const char *relative, char path[1024]);

/* A fresh empty directory below the temporary directory; support_remove deletes it with all in it.
 */
const char *support_directory(char path[1024]);
void support_remove(const char *path);

/* Runs the crosswatch command built beside the tests with `arguments` (shell words); returns its
 * exit status; *out and *err (free() them, may be NULL) take what it printed. */
int support_command(const char *arguments, char **out, char **err);

#endif
