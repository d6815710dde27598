/* The clients of the base that rows change, read together. */
#pragma once

#include "import_internal.h"
#include "record_internal.h"

/* In the open transaction, for the updates that follow in it. What was read before is forgotten. */
bool known_read(Import *import, const int64_t *ids, size_t n, GError **error);
/* NULL: it was not read, or taken already and changed since. Free with known_free. */
RecordState *known_take(Import *import, int64_t id);
void known_free(RecordState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RecordState, known_free)
void known_forget(Import *import);
