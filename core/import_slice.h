/* What becomes of a row, the same whether an import is written (core/import_write.c) or rehearsed
 * (core/import_rehearse.c): so a dry run counts what the real one does. */
#pragma once

#include "import_internal.h"

/* What some rows of the batch have done so far, counted when they are committed. */
typedef struct {
    int64_t created, updated, skipped, members;
    GArray *clients;    /* ids, for the list */
    GPtrArray *reasons; /* of refusals, told after the commit */
    GArray *refused;    /* their rows, as indexes into the batch */
} Slice;
void slice_init(Slice *slice);
void slice_clear(Slice *slice);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Slice, slice_clear)

/* The clients that rows meet. */
typedef struct {
    /* For each row from `from` to `to` the oldest that has one of its contacts; 0: none. */
    bool (*find)(Import *import, guint from, guint to, int64_t *ids, GError **error);
    /* These are to be updated next. May be NULL. */
    bool (*expect)(Import *import, const int64_t *ids, size_t n, GError **error);
    bool (*create)(Import *import, const guint *rows, size_t n, int64_t *ids, GError **error);
    bool (*update)(Import *import, const BatchRow *row, int64_t id, bool *changed, GError **error);
} SliceTarget;

/* Rows `from` to `to` of the batch. */
bool slice_rows(Import *import, const SliceTarget *target, guint from, guint to, Slice *slice,
                GError **error);
/* Into the report, and the refused rows to the rejects. */
void slice_count(Import *import, const Slice *slice);

/* Reads the file batch by batch and hands the rows of each over in the order in which they may be
 * written: `part` does those from `from` to `to`, fewer when the import is cancelled. */
typedef bool (*SlicePart)(Import *import, guint from, guint to, GError **error);
bool slice_all(Import *import, SlicePart part, GError **error);
