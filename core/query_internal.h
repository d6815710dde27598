/* The parts of a list query: its order as segments, its conditions, the rows it yields.
 *
 * An order is a sequence of segments, each a range of one index: rows with a key and rows without,
 * or one segment per referenced row («Новый», «В работе», …). Within a segment rows stand by
 * (key, id). So every order is walked by range scans alone, in both directions. */
#pragma once

#include "base_internal.h"
#include "core/query.h"
#include "core/record.h"

typedef enum { SEGMENT_KEYED, SEGMENT_KEYLESS, SEGMENT_GROUP, SEGMENT_NO_GROUP } SegmentKind;

typedef struct {
    SegmentKind kind;
    int64_t group; /* SEGMENT_GROUP: id of the referenced row */
} Segment;

/* At which numbers of rows a search goes another way. */
typedef struct {
    int few;        /* up to so many that may match are looked at one by one */
    int walk;       /* rows a walk looks at before it gives up */
    int most;       /* so many that may match that a walk must find them */
    int sweep;      /* rows swept before anything is estimated */
    int sample;     /* matches looked at to learn where they stand */
    int probes;     /* rows looked at to learn how all stand */
    int small;      /* rows of an enterprise that is looked through where the engine searches, */
    int neighbours; /* and else in a base of more than these */
} SearchTuning;
extern const SearchTuning search_tuning;

/* A query made ready. */
typedef struct {
    Base *base;
    const Actor *actor;
    const Query *query;
    const Entity *entity;
    const Column *column; /* the order's column; NULL: by title */
    const char *key;      /* literal */
    const Scope *scope;   /* NULL: none */
    char *awake_on;       /* only rows that have woken by this day; NULL: all */
    GArray *segments;     /* of Segment, in list order */
    char **needles;       /* NULL: no search, or the engine searches */
    GPtrArray *patterns;  /* what the engine searches for; NULL: no search, or it is done here */
    const char *search;   /* its condition, a literal, for each of `patterns` */
    bool sifts;           /* each row of the enterprise is compared, no index asked that searches */
    GArray *contains;     /* of const Filter *: compared here, not by the engine */
    const char *part;     /* literal: what the list is parted by (query_parts.h); NULL: nothing */
    GHashTable *withdrawn; /* const Filter * -> GArray of ids: whom FILTER_NOBODY means besides
                              nobody, if they are few and the engine plans */
    const SearchTuning *tuning;
} Plan;

bool plan_init(Plan *plan, Base *base, const Actor *actor, const Query *query, GError **error);
void plan_clear(Plan *plan);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Plan, plan_clear)

/* The first filter of this kind by this field; NULL: there is none. */
const Filter *query_filter(const Query *query, const char *field, FilterKind kind);

bool plan_is_search(const Plan *plan);
const Column *plan_column(const Plan *plan, const char *name); /* NULL: there is none */

/* The search in the other keyboard layout; false: it would be the same. */
bool plan_swap_layout(Plan *plan);

/* --- a place in the order --------------------------------------------------------------------- */

typedef struct {
    int segment; /* index in Plan.segments */
    DbType type; /* of the key */
    int64_t integer;
    GBytes *bytes; /* TEXT, BLOB; NULL else */
    int64_t id;
} Spot;

void spot_clear(Spot *spot);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Spot, spot_clear)
int spot_compare(const Plan *plan, const Spot *a, const Spot *b); /* in list order */
char *spot_to_text(const Plan *plan, const Spot *spot);
bool spot_from_text(const Plan *plan, const char *text, Spot *spot, GError **error);
DbValue spot_key(const Spot *spot); /* borrowed */

/* --- SQL from literals ------------------------------------------------------------------------ */

typedef struct {
    GString *text;
    GArray *args; /* of DbValue */
} Statement;

void statement_init(Statement *statement);
void statement_clear(Statement *statement);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Statement, statement_clear)
void statement_add(Statement *statement, const char *literal);
void statement_bind(Statement *statement, DbValue value);
DbRows *statement_query(Statement *statement, Base *base, GError **error);

/* What is read of a row. SELECT_WALK lets rows through that are no part of the list, for they count
 * too where a walk has a budget; hit_new sifts them. SELECT_INDEX reads, and asks, nothing that the
 * order's index has not: no search, no filter, no scope. SELECT_PASSES reads `id` of all rows and
 * whether they are part of the list; SELECT_ID and SELECT_ONE, of those that are, the id and 1;
 * SELECT_ANY 1 of all rows, asking nothing. SELECT_PARTED reads of each row that is part of the
 * list `id`, its `part`, `nth`: where it stands in that, from 1, and `total`: how many are in it.
 */
typedef enum {
    SELECT_ROW,
    SELECT_WALK,
    SELECT_SPOT,
    SELECT_INDEX,
    SELECT_PASSES,
    SELECT_ID,
    SELECT_ONE,
    SELECT_ANY,
    SELECT_PARTED
} Selection;

/* "SELECT … FROM … WHERE" with all conditions but those of order and place. */
void plan_select(const Plan *plan, Selection selection, Statement *statement);
/* " AND …": rows that fulfil it. */
void plan_add_filter(const Plan *plan, const Filter *filter, Statement *statement);
/* "SELECT id FROM … WHERE": what the filter's field refers to and is offered no more; false: there
 * is nothing such. */
bool plan_select_withdrawn(const Plan *plan, const Filter *filter, Statement *statement);
/* "SELECT id FROM … WHERE": rows that fulfil this one filter, whose index stands by `instant`
 * within a group, or by something else (NULL). */
void plan_select_filtered(const Plan *plan, const Filter *filter, const char *instant,
                          Statement *statement);
/* What all rows of the list stand by; NULL: they stand in groups. Bounds of it are a way to read
 * the list. Within groups they are none: for the order of a group an engine that does not plan
 * takes the index of all, 0.1 s for each status. */
const char *plan_line(const Plan *plan);
/* This condition is a range of that (query_days.c). */
bool plan_is_range(const Plan *plan, const Filter *filter);
/* The instant, with an index, that conditions are a stretch of; NULL: none. */
const char *plan_stretch(const Plan *plan);
/* " AND …": what conditions say of this instant; NULL: nothing. */
void plan_add_stretch(const Plan *plan, const char *instant, Statement *statement);
/* "SELECT id FROM … WHERE": rows of that stretch. */
void plan_select_stretch(const Plan *plan, const char *instant, Statement *statement);
/* Binds the parameters of the scope. */
void plan_bind_scope(const Plan *plan, Statement *statement);
/* " AND …": within one segment; after (or before) a spot in it, unless `from` is NULL. */
void plan_add_range(const Plan *plan, int segment, const Spot *from, bool backward,
                    Statement *statement);
void plan_add_order(const Plan *plan, int segment, bool backward, Statement *statement);
void plan_add_limit(int limit, Statement *statement); /* " LIMIT …" */
/* The same for all segments at once, which no index is in the order of. */
void plan_add_whole_range(const Plan *plan, const Spot *from, bool backward, Statement *statement);
void plan_add_whole_order(const Plan *plan, bool backward, Statement *statement);

/* --- rows ------------------------------------------------------------------------------------- */

/* A cell that says what another record is called. */
typedef struct {
    const Entity *target;
    int64_t id;
    int cell; /* index, of the row's cells */
} Naming;

typedef struct {
    QueryRow *row;   /* after SELECT_ROW and SELECT_WALK only */
    GArray *namings; /* of Naming: cells that wait for query_name; NULL with `row` */
    char *part;      /* NULL: the list is not parted */
    Spot spot;
} Hit;
void hit_free(void *hit);

/* Of the row at hand: compared with needles and filters; NULL: it is none. */
Hit *hit_new(const Plan *plan, Selection selection, DbRows *rows);
void spot_read(const Plan *plan, DbRows *rows, Spot *spot);

/* Fills the cells that wait: what the hits refer to is read together. */
void query_name(const Plan *plan, const GPtrArray *hits);

/* --- ways to a page --------------------------------------------------------------------------- */

/* The filter's rows stand together in an index in the order of the list: a walk meets no others. */
bool plan_is_along(const Plan *plan, const Filter *filter);

/* Some index knows rows among which all of the list are, and the order's own index does not. */
bool plan_is_narrow(const Plan *plan);

/* Their ids, ascending; *ids NULL: more than `most`, there is no such index, or it is the engine
 * that knows. */
bool query_candidates(const Plan *plan, int64_t most, GArray **ids, GError **error);

/* Steps along the order from `from` until `limit` hits or `budget` rows (0: any number);
 * *spent: the budget ended it. Hits are appended in walking order. */
bool query_walk(const Plan *plan, const Spot *from, bool backward, int limit, int64_t budget,
                GPtrArray *hits, bool *spent, GError **error);

/* One row by its id; *hit NULL: it is none. */
bool query_look(const Plan *plan, int64_t id, Selection selection, Hit **hit, GError **error);

void query_sort(const Plan *plan, GPtrArray *hits, bool backward); /* into walking order */

/* Those of `ids` that are hits and lie beyond `from`, in walking order. */
bool query_spots(const Plan *plan, const GArray *ids, Selection selection, const Spot *from,
                 bool backward, GPtrArray *spots, GError **error);

/* The nearest `limit` of both, rows read: `spots` join `hits`, both in walking order. */
bool query_merge(const Plan *plan, GPtrArray *hits, GPtrArray *spots, bool backward, int limit,
                 GError **error);

/* Those of `ids` that are hits, nearest to `from` first, at most `limit`. */
bool query_gather(const Plan *plan, const GArray *ids, const Spot *from, bool backward, int limit,
                  GPtrArray *hits, GError **error);

/* The same for very many `ids`, ascending. */
bool query_dense(const Plan *plan, const GArray *ids, const Spot *from, bool backward, int limit,
                 GPtrArray *hits, GError **error);

/* Whether a search looks through the enterprise (Plan.sifts); asked first, waited for later.
 * *asked: NULL before; it stays so where the answer is no. */
bool query_ask_size(const Plan *plan, DbRows **asked, GError **error);
bool query_is_small(const Plan *plan, DbRows *asked, bool *small, GError **error);
bool query_choose_way(Plan *plan, GError **error); /* both */

/* Where the engine plans. */
bool query_planned(const Plan *plan, const Spot *from, bool backward, int limit, GPtrArray *hits,
                   GError **error);
/* There too: those of `ids` that are hits, many at once, rows read, in walking order. */
bool query_read_many(const Plan *plan, const GArray *ids, bool backward, GPtrArray *hits,
                     GError **error);

/* By the page's density; for a narrow plan. */
bool query_search(const Plan *plan, const Spot *from, bool backward, int limit, GPtrArray *hits,
                  GError **error);
