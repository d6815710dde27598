/* A record type is described once: its descriptor drives form, list, import mapping, export, API,
 * change log, validation, documents. Descriptors describe edges; behaviour (scheduling, sending,
 * import) is plain C beside them. */
#pragma once

#include "core/rights.h"

typedef struct Entity Entity;
typedef struct Record Record;

/* How a field is typed, shown, stored and compared: one row of type operations each (core/field.c).
 */
typedef enum {
    FIELD_LINE,   /* one line */
    FIELD_TEXT,   /* several lines */
    FIELD_HTML,   /* content kept as immutable revisions; column <name>_id holds the revision, the
                     value is the HTML */
    FIELD_EMAIL,  /* one address */
    FIELD_EMAILS, /* several, one a line, the primary first; kept in client_contact */
    FIELD_PHONE,
    FIELD_PHONES,
    FIELD_TAGS,    /* comma-separated; kept in tag, client_tag */
    FIELD_DAY,     /* "2026-03-05"; typed as the language does */
    FIELD_MINUTE,  /* minutes since midnight; typed "9:00" */
    FIELD_INSTANT, /* read-only, shown in the enterprise's zone */
    FIELD_NUMBER,
    FIELD_YES_NO,
    FIELD_WORD,      /* one of `words`, stored by code */
    FIELD_REFERENCE, /* id of a record of `target` */
    FIELD_ZONE,      /* IANA name */
    FIELD_COUNTRY,   /* ISO 3166-1 alpha-2 */
    FIELD_WEEKDAYS,  /* bit 0: Monday */
    FIELD_MONEY,     /* hundredths */
    FIELD_RULE,      /* how it repeats (recurrence.h); chosen in a dialog, shown in words */
    FIELD_DAYS,      /* several days, one a line, ascending; kept in rows of their own */
} FieldType;

typedef enum {
    FIELD_REQUIRED = 1 << 0,    /* marked with an asterisk, refused when empty */
    FIELD_DERIVED = 1 << 1,     /* computed by core, never typed (created_at, api_hash) */
    FIELD_SEARCHED = 1 << 2,    /* goes into search_text */
    FIELD_UNLOGGED = 1 << 3,    /* changes leave no row in the log (derived, secrets) */
    FIELD_HIDDEN = 1 << 4,      /* in no form */
    FIELD_SECRET = 1 << 5,      /* RIGHT_SEE_SECRETS to see */
    FIELD_BY_SUPERIOR = 1 << 6, /* who may edit only their own card may not change this field (role,
                                   status, hire date) */
    FIELD_NEW_ONLY = 1 << 7,    /* typed when the record is created, fixed afterwards */
    FIELD_GUEST = 1 << 8, /* the extent "own" of tasks lets a guest change this one (status) */
} FieldFlags;

typedef struct {
    const char *code;
    const char *label;    /* msgid, perhaps with a context before '|': shown by word_label */
    const char *synonyms; /* what else may be typed or stand in a file, folded, '|' between; NULL */
} Word;

const char *word_label(const Word *word);   /* translated; borrowed */
const char *word_english(const Word *word); /* without its context; borrowed */

typedef struct Field {
    const char *name;  /* the column, and the name everywhere in code and import */
    const char *label; /* msgid */
    FieldType type;
    unsigned flags;
    int max_chars;        /* 0: the type's own limit */
    int warn_chars;       /* 0: none; past it the counter warns (subject: 30) */
    const Word *words;    /* FIELD_WORD; ends with code NULL */
    const char *target;   /* FIELD_REFERENCE: entity name */
    const char *fallback; /* default as typed text; NULL: none. "@me": the acting employee;
                             "@default": the is_default row; "@today" */
    const char
        *synonyms; /* import headers in ru, uk, en, separated by '|', folded; NULL: not imported */
    const char *group; /* msgid of the form's group it starts; NULL: goes on in the group before */
    const char *hint;  /* msgid shown beside the empty field; may be NULL */
} Field;

/* One column of the entity's list. `sql` is a literal over the entity's `from`; what it yields is
 * shown through the type of `field`. `order` is a literal ORDER BY key; on a large table it has an
 * index that starts with enterprise_id (docs/rules.md: any column sorts). */
typedef struct {
    const char *name;
    const char *label;  /* msgid */
    const char *field;  /* the field whose type formats it; NULL: plain text */
    const char *filter; /* the field one filters by; NULL: `field`, else the one of this name */
    const char *sql;
    const char *order; /* key expression, e.g. "client.company_key"; NULL: not sortable */
    const char *order_by_reference; /* the column orders by the position/name of a referenced row:
                                       that entity's name; `sql` is the reference, `order` the key
                                       among rows of one reference */
    const char *within;  /* `sql` is a reference that does not group: the key among rows of one, by
                            an  index (enterprise, it, key, id). NULL: there is no such index */
    const char *over;    /* the FIELD_INSTANT that lies between the midnights before and after this
                            day: once it has passed, what is pending is late. NULL: none */
    int width;           /* cells wished at 80 columns; 0: hidden until asked for or wide */
    int least;           /* cells below which it says nothing; 0: the list's own rule */
    int grow;            /* share of what is left over */
    bool right;          /* right-aligned */
    const char *settles; /* a filter by this column takes the place of one by that column, which has
                            a value where the flag of that name is set in the referenced row */
    const char *empty;   /* msgid: what a filter on rows without a value is called. An index gives
                            those rows in the entity's first order. NULL: neither */
} Column;

/* A named condition that is no column: "members of list N", "of client N", "mine". `sql` has one
 * `?` per parameter. `ids` (may be NULL) gives the ids of all rows not archived that can fulfil it,
 * from an index that knows them: enterprise and parameters are bound. The scope "offered", if there
 * is one, says which rows a reference offers. */
typedef struct {
    const char *name;
    const char *sql;
    const char *ids;
} Scope;

/* Values that a record keeps in rows of another table. `sql` has one `?` for the enterprise (none
 * where the entity is global) and one for the record; `take` gets each of its rows. */
enum { PARTS_MOST = 2 };
typedef struct DbRows DbRows;
typedef struct {
    const char *sql;
    bool (*take)(DbRows *rows, Record *record, GError **error);
} RecordPart;

struct Entity {
    const char *name;    /* the table, and the target of deep links: "client" */
    const char *label;   /* msgid, singular */
    const char *plural;  /* msgid */
    const Field *fields; /* end with name NULL */
    const Column *columns;
    const Scope *scopes;     /* may be NULL */
    const RecordPart *parts; /* may be NULL; end with sql NULL, PARTS_MOST at most */
    const char *from;        /* literal FROM clause; NULL: the table */
    const char *title; /* literal expression of what a record is called in lists and references */
    const char *sort_title;  /* literal: the title's sort key column */
    const char *first_order; /* the column its lists are ordered by at first; NULL: by title */
    const char *pending; /* the column that is empty of what is still to be done: lists show only
                            that at first; NULL: none */
    const char *search_index; /* NULL: small table, searched by reading */
    const char *style;        /* literal for QueryRow.style, each `?` in it is now; NULL: 0 */
    const char *visible;      /* global ones: what a person may see; each `?` is their profile */
    const char *empty_hint;   /* msgid: what an empty list of these is for */
    const char *sleeps;       /* a FIELD_DAY: until that day the row stays out of lists, unless they
                                 search       or filter by it; NULL */
    bool global;              /* no enterprise_id (profile, enterprise, plan) */
    bool archivable;
    bool commented;      /* a save may say why: its form has a field for it */
    const Word *choices; /* a choice list: its built-in rows, by code; a new enterprise starts with
                            them, the first word is the default; NULL: no choice list */
    Right add, edit;
    Right archive; /* clients, tasks: RIGHT_ARCHIVE; content: as editing it */
    /* Hooks; any may be NULL. All but `load` and `doubt` run inside the save's transaction. */
    bool (*load)(Base *base, Record *record, GError **error); /* values not seen as they are kept */
    bool (*own)(
        const Record *record,
        const Actor *actor); /* the record is the actor's in the sense of `edit`'s extent "own" */
    bool (*check)(Base *base, const Actor *actor, Record *record,
                  GError **error); /* rules between fields; further rights */
    bool (*derive)(Base *base, const Actor *actor, Record *record,
                   GError **error); /* sort keys, search text, due_at … */
    bool (*saved)(Base *base, const Actor *actor, Record *record,
                  GError **error); /* child rows, consequences */
    char *(*doubt)(Base *base, const Actor *actor, const Record *record); /* record_doubt */
    bool (*in_use)(Base *base, int64_t enterprise_id, int64_t id,
                   GError **error); /* refuses archiving, naming where it is used */
};

/* Every entity, in the order of the menus; ends with NULL. */
const Entity *const *entities(void);
const Entity *entity_find(const char *name);              /* NULL: none of that name */
int entity_field(const Entity *entity, const char *name); /* index, -1: none */
int entity_n_fields(const Entity *entity);

extern const Entity profile_entity, enterprise_entity, employee_entity, client_entity, task_entity,
    subject_entity, body_entity, signature_entity, letter_entity, campaign_entity, list_entity,
    client_status_entity, task_type_entity, task_status_entity, task_priority_entity, plan_entity;
