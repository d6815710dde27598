/* What the files of core share about an open base. Nothing outside core/ includes this. */
#pragma once

#include "core/entity.h"
#include "core/text.h"
#include "db/db.h"

Db *base_db(Base *base);

/* What the program may do at all. */
const DbRights *base_rights(Program program);

/* How a program opens a base. */
DbOptions base_options(Program program);

/* Who writes, as db wants to know it. */
DbActor base_db_actor(const Base *base, const Actor *actor);

/* The usual way to write in the actor's enterprise: in the transaction that is open, which enters
 * it (db_enter), else in one of its own, which is committed durably. `body` may run twice and must
 * set its results anew. After a failed statement the open transaction can only be rolled back
 * (db.h); a refusal (RIGHTS_ERROR, RECORD_ERROR) comes before anything is written, so the caller
 * may go on. */
typedef bool (*BaseBody)(Base *base, void *data, GError **error);
bool base_write(Base *base, const Actor *actor, BaseBody body, void *data, GError **error);

/* The same in several enterprises, whatever the actor's is: db_write_each. In the transaction that
 * is open, if one is. */
typedef bool (*BaseEachBody)(Base *base, const int64_t *enterprises, size_t n, void *data,
                             GError **error);
bool base_write_each(Base *base, const Actor *actor, GArray *enterprises, BaseEachBody body,
                     void *data, GError **error); /* of int64_t */

/* A number that stands in the list once. */
void base_add_enterprise(GArray *enterprises, int64_t enterprise_id);
bool base_is_among(const int64_t *ids, size_t n, int64_t id);

/* Several reads of one state, and at the price of one: in the open transaction, else in one that
 * base_end_read ends. *began goes from one to the other. */
bool base_begin_read(Base *base, DbPlanning planning, bool *began, GError **error);
void base_end_read(Base *base, bool began);

/* For keys; opened on first use. */
TextCollator *base_collator(Base *base, GError **error);

/* Whether the stored keys are of this program's collation; its version (g_free) goes to *version.
 */
bool base_collation_is_current(Base *base, char **version, bool *current, GError **error);

/* --- what is kept between calls ----------------------------------------------------------------
 * Read once and kept until somebody else commits. Who changes such rows by SQL calls base_forget in
 * the same breath. */

/* Throws away what a foreign commit may have made old. Called at the start of every save and page.
 */
bool base_refresh(Base *base, GError **error);
void base_forget(Base *base);
/* A read for a cache failed (interrupted, say): what was kept of it serves this call, not the next.
 */
void base_doubt(Base *base);

/* A place for one module's cache: made by `make` when absent, freed by `clear` when forgotten. */
typedef enum {
    CACHE_ENTERPRISES,
    CACHE_RIGHTS,
    CACHE_MEMBERS,
    CACHE_CHOICES,
    CACHE_TITLES,
    CACHE_LARGE,
    N_CACHES
} BaseCache;
GHashTable *base_cache(Base *base, BaseCache cache, GDestroyNotify free_value);

/* An enterprise's zone and country (enterprise 0: the defaults). Borrowed until base_forget. */
typedef struct {
    GTimeZone *zone;
    char *country;
} Place;
const Place *base_place(Base *base, int64_t enterprise_id);

/* Which rules these zones have (zone_rules): a program that has opened some keeps those of then.
 * Borrowed. */
const char *base_zone_rules(Base *base);

/* SQL composed once per entity from literals; kept as long as the base is open. `name` is static.
 */
const char *base_statement(Base *base, const Entity *entity, const char *name,
                           char *(*compose)(const Entity *entity, const void *data),
                           const void *data);
