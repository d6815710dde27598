/* Which clients of the base the rows of a batch mean. */
#pragma once

#include "import_batch.h"

/* For each row from `from` to `to` the oldest client that is not archived and has one of the row's
 * contacts; 0: none. */
bool batch_find_clients(Base *base, int64_t enterprise_id, const ImportBatch *batch, guint from,
                        guint to, int64_t *ids, GError **error);
