/* Many saves that are one act: an import, an undo, an act of core itself. */
#pragma once

#include "base_internal.h"
#include "core/record.h"

typedef struct SaveBatch {
    const char *comment; /* of the change set; may be NULL */
    int64_t import_id;   /* 0: none */
    int64_t undoes;      /* the change set taken back; 0: none */
    int64_t set_id;      /* 0 at first: made with the first change, then shared by all */
    bool defer_search;   /* new rows stay out of the search index: db_search_fill follows */
    const char *known;   /* the record that is saved was read in the open transaction, with this
                            search text, and is not read again; NULL: it is */
    bool trusted;        /* core itself acts and has checked the rights: none are asked, derived
                            fields keep what was set */
} SaveBatch;

/* A comment as it is stored; refused when it is too long. Free with g_free. */
char *comment_clean(const char *comment, GError **error);

/* As record_save, in the open transaction or in one of its own. */
bool record_save_in(Base *base, const Actor *actor, Record *record, SaveBatch *batch,
                    SaveReport *report, GError **error);
/* *changed (may be NULL): it was not so already. */
bool record_archive_in(Base *base, const Actor *actor, const Entity *entity, int64_t id,
                       bool archived, SaveBatch *batch, bool *changed, GError **error);

/* For bulk inserts: all that a save does with a new record before it writes (cleaning, refusing,
 * stamping, deriving), rights aside. `work` is without id and changed in place. */
bool record_prepare_new(Base *base, const Actor *actor, Record *work, GError **error);
/* The columns of a prepared record, the same for all of its entity, and its values for them,
 * borrowed from the record. */
const char *record_insert_columns(Base *base, const Record *work);
void record_insert_arguments(const Record *work, GArray *args); /* of DbValue */

/* The batch's change set, made now when there is none yet. */
bool change_set_open(Base *base, const Actor *actor, int64_t enterprise_id, SaveBatch *batch,
                     GError **error);

/* A field of the log that no descriptor has: sending was stopped for so many clients. */
#define JOURNAL_STOPPED "stopped"

/* That new records of an entity were made. */
bool change_log_new(Base *base, const Actor *actor, int64_t enterprise_id, SaveBatch *batch,
                    const char *entity, const int64_t *ids, size_t n, GError **error);

/* One line of the change log; makes the batch's change set when there is none yet. For rows that
 * are no record of their own (steps of a campaign). `old` and `now` may be NULL. */
bool change_log(Base *base, const Actor *actor, int64_t enterprise_id, SaveBatch *batch,
                const char *entity, int64_t record_id, const char *field, const char *old,
                const char *now, GError **error);
