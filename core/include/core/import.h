/* Import of clients from a CSV file: detection, mapping, dry run, slices, rejects, undo. */
#pragma once

#include "core/list.h"

typedef enum {
    DUPLICATE_SKIP,
    DUPLICATE_FILL,
    DUPLICATE_OVERWRITE,
    DUPLICATE_CREATE
} DuplicatePolicy;

typedef struct {
    const char *file;
    const char *encoding; /* NULL: found */
    char delimiter;       /* 0: found */
    int header;           /* -1: found; 0 none; 1 there is one */
    const char *map;      /* "auto" or "FIELD=COLUMN,…": COLUMN a header or a number from 1 */
    DuplicatePolicy on_duplicate;
    const char *list; /* name; made when absent; NULL: none */
    bool start_campaigns;
    bool dry_run;
    const char *errors; /* file for rejected rows with their reason; NULL: none */
    int rows_at_once;   /* prepared together; 0: as many as serve speed */
    bool (*progress)(int64_t rows, int64_t bytes, int64_t total_bytes,
                     void *data); /* false cancels between slices; may be NULL */
    void *progress_data;
} ImportOptions;

typedef struct {
    int64_t import_id; /* 0: dry run */
    int64_t created, updated, skipped, rejected, members;
    char *encoding; /* as found */
    char delimiter;
    bool header, cancelled;
    GPtrArray *rejects; /* the first 100 as sentences "row 17: …" */
    char *mapping;      /* "surname=1 first_name=2 …" as used */
} ImportReport;
void import_report_clear(ImportReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ImportReport, import_report_clear)

#define IMPORT_ERROR (import_error_quark())
GQuark import_error_quark(void);
typedef enum {
    IMPORT_ERROR_ABSENT,  /* the file is not there, or may not be read */
    IMPORT_ERROR_FILE,    /* it is empty, or no table of text */
    IMPORT_ERROR_OUTPUT,  /* rejected rows, or a temporary file, cannot be written */
    IMPORT_ERROR_MAPPING, /* no column fits a field; or the --map names what is not there */
    IMPORT_ERROR_STATE,   /* undo: still running, taken back already, or there is no such import */
} ImportError;

bool import_csv(Base *base, const Actor *actor, const ImportOptions *options, ImportReport *report,
                GError **error);

/* What was imported into the enterprise, newest first. */
typedef struct {
    int64_t id;
    char *file_name, *list, *who;               /* "" where there is none */
    int64_t started_at, finished_at, undone_at; /* 0: not */
    bool running; /* at this moment; neither running nor finished: it died, undo takes it back */
    int64_t rows, created, updated, skipped, rejected, members;
} ImportEntry;
void import_entry_free(ImportEntry *entry);
GPtrArray *import_entries(Base *base, const Actor *actor, GError **error); /* of ImportEntry */

/* Whose import it is. IMPORT_ERROR_STATE: there is none of that number. */
bool import_enterprise(Base *base, int64_t import_id, int64_t *enterprise_id, GError **error);

/* Takes back created and updated clients alike and who joined the list by it, in short
 * transactions; except clients that somebody touched since (their names in `kept`, of char *).
 * Interrupted it is simply called again. One's own import; others' as RIGHT_ARCHIVE allows. */
bool import_undo(Base *base, const Actor *actor, int64_t import_id, int64_t *undone,
                 GPtrArray *kept, GError **error);
