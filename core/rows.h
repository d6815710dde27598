/* Reading rows with less ceremony. */
#pragma once

#include "base_internal.h"

/* After `while (db_next (rows, &failure))`: hands the failure, if there is one, to the caller.
 * Returns whether all rows were read. */
bool rows_ended(GError *failure, GError **error);

/* The first column of every row, of int64_t. */
GArray *rows_integers(Base *base, const char *sql, const DbValue *args, size_t n_args,
                      GError **error);

/* An id as it is bound: 0 is NULL. */
DbValue rows_reference(int64_t id);

/* The text of a column, g_free; NULL is "". */
char *rows_text(DbRows *row, int column);

/* «Коваль Олена», or the company: of the columns surname, first name, company. g_free. */
char *rows_person(DbRows *row, int surname);
