/* Tables that were read from end to end, as the engine itself counts them: whoever opens a base
 * after walks_watch() is watched. */
#pragma once

#include "base_internal.h"

void walks_watch(void);

/* The planner knows what stands in the tables, and that the disk is one of today. */
void walks_know_tables(const char *url);

/* What was read so since the last call, table or statement; "" for nothing. Tables of less than
 * WALKS_SMALL rows may be. g_free. */
#define WALKS_SMALL 400
char *walks_told(Base *base, const char *url);

/* In a file: the statements that sorted what they found since the last call; "" for none. g_free.
 */
char *walks_sorted(void);

/* On a server: how often an index was read since the last call of either. */
int64_t walks_by_index(Base *base, const char *url, const char *index);
/* There too: how many rows of a table were read by its indexes. */
int64_t walks_rows(Base *base, const char *url, const char *table);
