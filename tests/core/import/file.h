/* Files to import, and importing them, in the folder of a kernel fixture. */
#pragma once

#include "core/import.h"
#include "fixture.h"

/* A file of the fixture's folder with that content; its path, borrowed from the fixture's test
 * (freed with g_free). `size` -1: a text. */
char *file_make(Fixture *fixture, const char *name, const char *content, gssize size);
/* The same text in another encoding. */
char *file_encoded(Fixture *fixture, const char *name, const char *text, const char *encoding);

typedef struct {
    ImportReport report;
    GError *error; /* NULL: it was done */
} Outcome;
void outcome_clear(Outcome *outcome);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Outcome, outcome_clear)

/* `options.file` and `options.header` are set from the arguments. */
Outcome import_as(Fixture *fixture, Role role, const char *file, int header, ImportOptions options);
/* As the owner, the header found, or given. */
#define IMPORT(fixture, file, ...)                                                                 \
    import_as(fixture, ROLE_OWNER, file, -1, (ImportOptions){__VA_ARGS__})
#define IMPORT_HEADER(fixture, file, header, ...)                                                  \
    import_as(fixture, ROLE_OWNER, file, header, (ImportOptions){__VA_ARGS__})

/* created, updated, skipped, rejected, members */
void assert_counts(const Outcome *outcome, int created, int updated, int skipped, int rejected,
                   int members);
void assert_failed(const Outcome *outcome, int code, const char *words);

/* "Іваненко|Петро|a@b.example|…": a client's fields by id, or of the only one with that surname. */
char *client_text(Fixture *fixture, const char *where, const char *columns);

/* No row meets anybody of before. */
void archive_all(Fixture *fixture);
