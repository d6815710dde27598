/* The language of messages: English (as written in the sources), Russian, Ukrainian.
 *
 * The language does not depend on which locales the machine has: on a bare one, with C.UTF-8 alone,
 * all three work. Text is always UTF-8. Numbers keep the C locale's point whatever the language:
 * they go into files and protocols too.
 *
 * Where the compiled messages are looked for: beside a program in its build tree (po/ of the build
 * folder), then share/locale beside the program's bin, then where `meson install` was told to put
 * them. A program with raised rights looks only in the last place. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Once at start, before a second thread (it changes the environment and the locale). `language`:
 * the --lang option or NULL; then LC_ALL, LC_MESSAGES, LANG and LANGUAGE decide as gettext has it.
 * What is no language of the program counts as English. */
void i18n_init(const char *language);

/* Switches at run time, for texts translated from now on. Safe while other threads translate. */
void i18n_set_language(const char *language);

/* "en", "ru" or "uk": what i18n_init or i18n_set_language settled on. */
const char *i18n_language(void);

/* In which of them to write to people of a country (ISO 3166 alpha-2) of whom nothing else is
 * known. A literal; NULL: none is nearer to them than another. */
const char *i18n_country_language(const char *country);

/* For --lang: false with G_OPTION_ERROR_BAD_VALUE unless `language` ("uk", "uk_UA.UTF-8") is one
 * the program speaks. */
bool i18n_check_language(const char *language, GError **error);
