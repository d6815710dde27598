/* One act on many records, in slices: each call is one short transaction, all of them together one
 * change set. */
#pragma once

#include "core/record.h"

#define BULK_NAMED 3 /* refusals that are told one by one; the others are counted */

typedef struct {
    int64_t id;
    char *reason; /* a translated sentence */
} BulkRefusal;

/* What the slices so far have done. */
typedef struct {
    int64_t set_id;      /* the change set; 0: nothing was changed yet */
    GArray *changed;     /* int64_t: the records that this act has changed */
    int64_t refused;     /* how many could not be */
    GPtrArray *refusals; /* BulkRefusal: the first BULK_NAMED of them */
} BulkReport;

void bulk_report_init(BulkReport *report);
void bulk_report_clear(BulkReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BulkReport, bulk_report_clear)

/* Archives `n` records, or with `archived` false restores them, and adds to the report. A record
 * that is so already is passed over; one that is refused (a right, a use elsewhere, gone) stops
 * none of the others. False: the base failed; of this slice nothing was done, and the report is as
 * it was. */
bool bulk_archive(Base *base, const Actor *actor, const Entity *entity, bool archived,
                  const int64_t *ids, size_t n, BulkReport *report, GError **error);

typedef struct {
    const char *field;
    const char *stored; /* codes, ISO days, ids in decimals; NULL: empty */
} BulkValue;

/* Gives fields of `n` records these values, with the same promises. `comment` (may be NULL) is the
 * change set's. */
bool bulk_edit(Base *base, const Actor *actor, const Entity *entity, const BulkValue *values,
               size_t n_values, const char *comment, const int64_t *ids, size_t n,
               BulkReport *report, GError **error);

/* Changes the values of a record, each by what it is now. False: it is to stay as it is, with the
 * reason. */
typedef bool (*BulkChange)(Base *base, const Actor *actor, Record *record, const void *data,
                           GError **error);

/* Does this to `n` records, with the same promises. A comment is written to each that is not
 * refused, whether it changes or not. */
bool bulk_change(Base *base, const Actor *actor, const Entity *entity, BulkChange change,
                 const void *data, const char *comment, const int64_t *ids, size_t n,
                 BulkReport *report, GError **error);

/* What a person would be asked (record_doubt) if these records, of an entity that is not global,
 * were changed so: of the first that there is a doubt about. One that cannot be read or changed is
 * told where it is done. NULL: nothing. Free with g_free. */
char *bulk_doubt(Base *base, const Actor *actor, const Entity *entity, BulkChange change,
                 const void *data, const int64_t *ids, size_t n);

/* Gives the fields of `n` records what they held before the change set `set_id`, with the same
 * promises. A record of which one of these fields has changed since is refused as a whole. One that
 * was made in it is archived, unless it has changed since: by whoever made it, whatever their role
 * may archive. */
bool bulk_take_back(Base *base, const Actor *actor, const Entity *entity, int64_t set_id,
                    const int64_t *ids, size_t n, BulkReport *report, GError **error);
