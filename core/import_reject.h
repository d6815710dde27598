/* Rows that were refused: counted, the first ones told, all of them kept in a file of the same
 * layout with a last column that says why, to be corrected and imported again. */
#pragma once

#include "core/import.h"
#include "import_source.h"

typedef struct Rejects Rejects;

/* `file` NULL: only counted. A file that exists is not touched: IMPORT_ERROR_FILE. */
Rejects *rejects_new(const char *file, const ImportSource *source, ImportReport *report,
                     GError **error);
/* `raw` may be NULL. */
void rejects_add(Rejects *rejects, int64_t number, const char *raw, size_t size,
                 const char *reason);
/* Ends the file (an empty one is removed) and says whether all of it was written. */
bool rejects_finish(Rejects *rejects, GError **error);
void rejects_free(Rejects *rejects);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rejects, rejects_free)
