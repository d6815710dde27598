/* A whole base into a new one, on the same store or another (docs/admin.md, "Moving a base"). */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define COPY_ERROR (copy_error_quark())
GQuark copy_error_quark(void);
typedef enum {
    COPY_ERROR_SAME,    /* both names mean one base */
    COPY_ERROR_OTHER,   /* half a copy of another base is there */
    COPY_ERROR_AT_WORK, /* another copy fills it */
    COPY_ERROR_DIFFERS, /* what arrived is not what was sent */
} CopyError;

typedef enum { COPY_LOOKING, COPY_ROWS, COPY_CHECKING, COPY_FINISHING } CopyStage;

/* `done` of `all`: rows, at last steps. */
typedef void (*CopyProgress)(CopyStage stage, int64_t done, int64_t all, void *data);

typedef struct {
    const char *name; /* borrowed from the report */
    int64_t rows;
    char sum[33]; /* BLAKE2b over all values in the order of the key, the same on both sides */
} CopyTable;

typedef struct {
    GArray *tables; /* of CopyTable */
    GStringChunk *names;
    int64_t rows;   /* of all */
    bool continued; /* half of it was there from a copy that was killed */
    bool anew;      /* … of another state, so that it was thrown away */
    bool overtaken; /* somebody wrote to the source meanwhile: the copy is of before */
} CopyReport;
void copy_report_clear(CopyReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CopyReport, copy_report_clear)

/* Copies the state that `from` has at the beginning; others may work in it meanwhile. `to` is a
 * file that is not there, an empty database, or what a killed copy of the same base has left: then
 * it goes on. Until all is in and compared, nobody can open it. `progress` may be NULL. Errors
 * beside these: BASE_ERROR. */
bool base_copy(const char *from, const char *to, CopyProgress progress, void *data,
               CopyReport *report, GError **error);
