/* Rows by chance, and lists read page by page beside what plain SQL says of them. */
#pragma once

#include "fixture.h"

#define PAGES_NAMES 9

extern const char *const pages_names[PAGES_NAMES]; /* the last is empty */

int random_below(int n);   /* from 0; of the test's seed */
char *id_text(int64_t id); /* g_free */

void pages_add_clients(Fixture *f, int n);
/* Two in three have a client, of the first `clients`. */
void pages_add_tasks(Fixture *f, int n, int clients);

/* All pages, one after the other, of sizes by chance; backwards they are put in front. `between`
 * (may be NULL) happens after each. The ids (int64_t). */
GArray *ids_by_pages(Fixture *f, const Query *query, bool backward, void (*between)(Fixture *f));
/* The first column of all rows. */
GArray *ids_by_sql(Fixture *f, const char *sql);
void assert_same(const GArray *found, const GArray *expected);

/* Of QueryRow. */
GPtrArray *one_page(Fixture *f, const Query *query, const char *position, bool backward, int limit);
