/* One record in memory, and the one way it gets into the base. */
#pragma once

#include "core/entity.h"

typedef enum { VALUE_EMPTY, VALUE_INTEGER, VALUE_TEXT } ValueKind;

typedef struct {
    ValueKind kind;
    int64_t integer; /* of FIELD_HTML, whose kind is text: the revision it was read from */
    char *text;      /* owned */
} Value;

struct Record {
    const Entity *entity;
    int64_t enterprise_id;
    int64_t id;      /* 0: not saved yet */
    int64_t version; /* of the state in `loaded` */
    bool archived;
    Value *values; /* by field index: as the user has them now */
    Value *loaded; /* as read from the base: what a save compares with, to merge and to log */
    struct SaveState *saving; /* of record_save, NULL outside it */
};

#define RECORD_ERROR (record_error_quark())
GQuark record_error_quark(void);
typedef enum {
    RECORD_ERROR_INVALID,   /* a value is refused; SaveReport.field says which */
    RECORD_ERROR_NOT_FOUND, /* gone, of another enterprise, or not to be seen */
    RECORD_ERROR_CONFLICT,  /* somebody else changed the same field: SaveReport.theirs */
    RECORD_ERROR_IN_USE,
} RecordError;

/* A new record with its defaults for this actor. */
Record *record_new(Base *base, const Actor *actor, const Entity *entity);
Record *record_load(Base *base, const Actor *actor, const Entity *entity, int64_t id,
                    GError **error);
Record *record_copy(const Record *record);
void record_free(Record *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Record, record_free)

/* Text as typed → value; refused with a sentence that names the field. Empty text is VALUE_EMPTY.
 */
bool record_type(Base *base, const Actor *actor, Record *record, int field, const char *typed,
                 GError **error);
/* Text as stored: codes, ISO days, ids in decimals. */
void record_set_text(Record *record, const char *field, const char *stored);
void record_set_integer(Record *record, const char *field, int64_t value);
const char *record_text(const Record *record, const char *field); /* borrowed, "" when empty */
int64_t record_integer(const Record *record, const char *field);  /* 0 when empty */
bool record_is_empty(const Record *record, const char *field);
/* As a person edits it (dates in the language's form, references by title). Free with g_free. */
char *record_typed(Base *base, const Actor *actor, const Record *record, int field);
/* As a person reads it (labels of words, titles of references). Free with g_free. */
char *record_shown(Base *base, const Actor *actor, const Record *record, int field);
bool record_is_changed(const Record *record); /* values differ from loaded */
char *record_title(Base *base, const Actor *actor, const Record *record);

typedef struct {
    int field;        /* RECORD_ERROR_INVALID: index of the field refused, -1: several together */
    Record *theirs;   /* RECORD_ERROR_CONFLICT: the state in the base now; owned */
    char *their_name; /* who made it */
    int64_t their_at;
    bool merged;    /* saved, together with fields that somebody else had changed meanwhile */
    bool unchanged; /* nothing differed: nothing was written but the comment */
    bool already;   /* for somebody else had saved the same meanwhile: their_name, their_at */
    int64_t set_id; /* the change set written */
} SaveReport;
void save_report_clear(SaveReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SaveReport, save_report_clear)

/* Rights, validation, version check, change log, derived columns, child rows: in one transaction
 * (the open one, if there is one). On success record has its id, the new version, and `loaded`
 * equals `values`. `comment` may be NULL, `report` too; alone it is an entry of the journal. */
#define COMMENT_MOST 10000 /* characters */
bool record_save(Base *base, const Actor *actor, Record *record, const char *comment,
                 SaveReport *report, GError **error);

/* What a person is asked before this is saved, a translated question: it is allowed, and probably
 * not meant. NULL: nothing. Free with g_free. */
char *record_doubt(Base *base, const Actor *actor, const Record *record);

/* --- after RECORD_ERROR_CONFLICT --- */

/* Both sides changed this field, to different values. */
bool record_in_conflict(const Record *mine, const Record *theirs, int field);
/* As a person reads it: what the field held when the record was loaded. Free with g_free. */
char *record_loaded_shown(Base *base, const Actor *actor, const Record *record, int field);
/* Puts mine on top of their state, for the next save: their values everywhere but in the fields
 * that only this side changed, and of those in conflict the ones with keep[field]. */
void record_settle(Record *mine, const Record *theirs, const bool *keep);

/* The enterprise a record belongs to, for links that name only the record. RECORD_ERROR_NOT_FOUND:
 * gone. Says nothing about the right to see it. */
bool record_find_home(Base *base, const Entity *entity, int64_t id, int64_t *enterprise_id,
                      GError **error);

bool record_archive(Base *base, const Actor *actor, const Entity *entity, int64_t id,
                    GError **error);
bool record_restore(Base *base, const Actor *actor, const Entity *entity, int64_t id,
                    GError **error);
/* What the actor may do with this record, for menus: the same rules that save applies. `why` (may
 * be NULL) gets the reason. */
bool record_may_edit(Base *base, const Actor *actor, const Record *record, char **why);
bool record_may_add(Base *base, const Actor *actor, const Entity *entity, char **why);
bool record_may_see_field(Base *base, const Actor *actor, const Record *record, int field);
bool record_may_edit_field(Base *base, const Actor *actor, const Record *record, int field);

/* The journal of one record: each save that touched it, newest last. Of a record that took others
 * in, theirs too. */
typedef struct {
    int64_t set_id, record_id, at;
    int64_t place; /* for JournalPage.before: what is older than this entry */
    char *who;     /* a person's name or a program */
    char *of;      /* the title of the record it is of, if that one was taken in; NULL: its own */
    char *comment; /* "": none */
    GPtrArray
        *lines; /* of char *: «Статус: Новая → В работе», translated; «создано» for the first */
} JournalEntry;

typedef struct {
    int64_t before; /* JournalEntry.place; 0: the newest */
    int most;       /* so many entries; 0: all */
    bool commented; /* only those with a comment */
    int64_t from;   /* JournalEntry.place: nothing older than it; 0: all */
    int64_t not_of; /* profile: what this person did is left out; 0: nobody's is */
} JournalPage;

/* Of JournalEntry. `page` NULL: all of it. *older (may be NULL): there are more before these. */
GPtrArray *record_journal(Base *base, const Actor *actor, const Entity *entity, int64_t id,
                          const JournalPage *page, bool *older, GError **error);
