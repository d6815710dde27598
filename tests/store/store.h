/* Where a test's base lives: in a file, or in a database of a PostgreSQL server that the test
 * program starts for itself. One test program runs on either; UKRCRM_TEST_STORE=postgresql, which
 * meson sets in the second of its two tests, chooses the server. */
#pragma once

#include <stdbool.h>

bool store_is_server(void);

/* A place for a new base: `name` in the folder, or a new, empty database. Freed with g_free. */
char *store_url(const char *folder, const char *name);

/* The same with what stands in the base at `model`, which nobody has open; server only. */
char *store_url_like(const char *model);

/* Nothing has the base open any more, or need not have; of a file nothing is done. */
void store_remove(const char *url);

/* As the one who may do everything there: the first column of the first row, or NULL; server only.
 * Freed with g_free. */
char *store_ask(const char *url, const char *sql);
