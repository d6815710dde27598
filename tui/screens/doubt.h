/* What is allowed and probably not meant is asked about before it is done. */
#pragma once

#include "core/bulk.h"
#include "tui/app/app.h"

/* "Is this meant?" above `doubt`. The answer is 1 for going on. */
void doubt_ask(App *app, const char *doubt, void (*answered)(gpointer data, int answer),
               gpointer data);

/* What a person would be asked if each of these records (int64_t) were changed so in its card; of
 * the first hundred, the first doubt there is. NULL: nothing. Free with g_free. */
char *doubt_about(App *app, const Entity *entity, const GArray *ids, BulkChange change,
                  const void *data);
