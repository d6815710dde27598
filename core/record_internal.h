/* What loading, saving and the hooks of entities share about records. */
#pragma once

#include "core/record.h"
#include "field.h"

/* --- derived columns that are no fields ------------------------------------------------------- */

/* Sets a key column from text, in the order of docs/rules.md ("Search and order"); empty text: the
 * key that sorts last. */
bool record_set_sort_key(Base *base, Record *record, const char *column, const char *text,
                         GError **error);
/* Sets a key column to the text's bytes as they are (addresses, numbers); empty text: the key that
 * sorts last. */
void record_set_key(Record *record, const char *column, const char *text);
/* Sets a key column to another record's key; NULL: to NULL. */
void record_copy_key(Record *record, const char *column, const void *key, gsize size);
/* The same as record_set_key for a column that is text and never empty. */
void record_set_key_text(Record *record, const char *column, const char *text);
/* search_text of all fields marked FIELD_SEARCHED, and of `more` (NULL: nothing more). */
void record_set_search(Base *base, Record *record, const char *more);

/* A key that the hook `derive` has set, not to NULL; borrowed. */
const void *record_key(const Record *record, const char *column, gsize *size);

/* The words a person calls the record by: sort_key and search_text of entities whose title is one
 * field. */
bool record_derive_title(Base *base, Record *record, const char *field, GError **error);

/* Writes the keys and the search text anew, nothing else: no version, no log. In an open
 * transaction. */
bool record_derive_again(Base *base, const Entity *entity, int64_t enterprise_id, int64_t id,
                         GError **error);

/* --- state ------------------------------------------------------------------------------------ */

Record *record_alloc(const Entity *entity, int64_t enterprise_id);

/* In the hooks `derive`, `check` and `saved`: the record is being made. */
bool record_is_new(const Record *record);
bool record_field_changed(const Record *record, const char *field);
const char *record_loaded_text(const Record *record, const char *field);
int64_t record_loaded_integer(const Record *record, const char *field);
void record_clear(Record *record, const char *field);

FieldContext record_context(Base *base, const Actor *actor, const Record *record, int field);

/* A refusal that names a field by its label. Returns false. */
bool record_refuse(const Record *record, const char *field, GError **error, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* Reads the state in the base without looking at rights. The enterprise is record->enterprise_id.
 * `search_text` (may be NULL): what stands in the search index. */
Record *record_read(Base *base, const Entity *entity, int64_t enterprise_id, int64_t id,
                    char **search_text, GError **error);

/* The same of many at once, of an entity that is not global. A record is NULL where there is none.
 * Cleared if that fails. */
typedef struct {
    Record *record;
    char *search_text;
} RecordState;
bool record_read_many(Base *base, const Entity *entity, int64_t enterprise_id, const int64_t *ids,
                      size_t n, RecordState *states, GError **error);
void record_state_clear(RecordState *state);

/* Secrets are empty for who may not see them. */
void record_hide_secrets(Base *base, const Actor *actor, Record *record);

/* May this actor see it at all? */
bool record_check_visible(Base *base, const Actor *actor, const Entity *entity, int64_t id,
                          GError **error);

/* Whose log and whose rights: the enterprise itself for its own card, 0 for profiles. */
int64_t record_home(const Record *record);

/* While a record is being saved: what belongs to its row and is no field. */
struct SaveState {
    bool creating;
    bool trusted;            /* SaveBatch.trusted */
    bool renewing;           /* in the hook `derive`: record_derive_again */
    struct SaveBatch *batch; /* in the hook `saved`: with its change set */
    int refused;             /* index of the field a hook refused; -1 */
    GArray *keys;            /* of Key: derived columns */
    char *search_text;       /* NULL: this entity has none */
};
struct SaveState *save_state_new(bool creating, bool trusted);
void save_state_free(struct SaveState *state);

typedef struct {
    const char *column; /* static */
    bool text;          /* a TEXT column, else a BLOB */
    GBytes *bytes;      /* NULL: NULL */
} Key;
