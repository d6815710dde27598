/* An import under way. */
#pragma once

#include "core/list.h"
#include "import_batch.h"
#include "import_reject.h"
#include "import_row.h"

typedef struct {
    Base *base;
    Actor actor;
    const ImportOptions *options;
    ImportReport *report;
    ImportSource *source;
    GHashTable *remembered;
    ImportMap map;
    RowReader reader;
    Rejects *rejects;
    ImportBatch *batch;
    int64_t rows;      /* read so far */
    int64_t rows_done; /* rows up to this one are in */
    int64_t list_id;   /* 0: none, or there is none of that name yet */

    /* while writing (core/import_write.c) */
    SaveBatch save;
    guint slice_size;
    int64_t since;     /* clients after this one may be missing in the search index */
    DbLock *lock;      /* held as long as the import lives */
    GHashTable *known; /* id of a client → its RecordState (core/import_known.c); NULL: none read */

    struct Rehearsal *rehearsal; /* while rehearsing (core/import_rehearse.c) */
} Import;

/* The next row, checked and derived. *work NULL without an error: there is none left (*more false),
 * or it was rejected. Free both. */
bool import_next(Import *import, SourceRow *row, Record **work, GArray **contacts, bool *more,
                 GError **error);

/* The row's content into a client that is there, as the import's policy says. */
bool import_apply(Import *import, const BatchRow *row, Record *client, GError **error);

/* Is it the row's fault, and not the base's? */
bool import_is_refusal(const GError *error);

/* Tells how far it is; true: go on. */
bool import_goes_on(Import *import);

/* The list of that name; 0: none. */
bool import_find_list(Base *base, int64_t enterprise_id, const char *name, int64_t *id,
                      GError **error);

bool import_write(Import *import, GError **error);
/* The same counts, and nothing written (core/import_rehearse.c). */
bool import_rehearse(Import *import, GError **error);

/* Clients after this one may be missing in the search index: new ones, and those of imports that
 * died. */
bool import_search_since(Base *base, int64_t *since, GError **error);

/* The name of the lock that an import holds while it lives. Free with g_free. */
char *import_lock_name(int64_t import_id);
/* Whether it still runs: its lock is taken. */
bool import_is_running(Base *base, int64_t import_id, bool *running, GError **error);
