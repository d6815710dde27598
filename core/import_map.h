/* Which column of a file goes into which field of a client. */
#pragma once

#include "base_internal.h"
#include "core/entity.h"
#include "import_source.h"

enum {
    COLUMN_IGNORED = -1,
    COLUMN_FULL_NAME = -2, /* «ФИО»: surname, first name and patronymic in one cell */
};

typedef struct {
    GArray *columns; /* of int: index into client_entity.fields, or one of the above */
    bool given;      /* by --map: to be remembered */
} ImportMap;

/* Header cells that were mapped by hand once: folded header → field name; "": ignored. */
GHashTable *import_map_remembered(Base *base, int64_t enterprise_id, GError **error);
/* In an open transaction. */
bool import_map_remember(Base *base, int64_t enterprise_id, const ImportMap *map,
                         const SourceRow *header, GError **error);

/* Is this cell a header? `data`: the table of import_map_remembered. For delimiter_detect. */
bool import_map_knows(const char *cell, void *data);

/* `map`: "auto", NULL, or "FIELD=COLUMN,…", COLUMN a header or a number from 1.
 * IMPORT_ERROR_MAPPING. */
bool import_map_init(ImportMap *map, const ImportSource *source, GHashTable *remembered,
                     const char *wish, GError **error);
void import_map_clear(ImportMap *map);

/* "surname=1 phone=2 phone=5". Free with g_free. */
char *import_map_text(const ImportMap *map);
/* Is the field among the columns? */
bool import_map_has(const ImportMap *map, int field);
