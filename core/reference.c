#include "reference.h"
#include "core/query.h"
#include "core/record.h"
#include "field.h"
#include "rows.h"

#include <glib/gi18n-lib.h>

/* --- choice lists ----------------------------------------------------------------------------- */

static void choice_row_free(void *data)
{
    ChoiceRow *row = data;
    g_free(row->code);
    g_free(row->name);
    g_free(row);
}

static char *compose_choices(const Entity *target, const void *data)
{
    return g_strconcat(SQL("SELECT id, code, name, is_default, archived_at IS NOT NULL FROM "),
                       target->name, SQL(" WHERE enterprise_id = ? ORDER BY position, id"), NULL);
}

/* NULL: they could not be read. */
static GPtrArray *read_choices(Base *base, int64_t enterprise_id, const Entity *target,
                               GError **error)
{
    g_autoptr(DbRows) found =
        db_query(base_db(base), base_statement(base, target, "choices", compose_choices, NULL),
                 DB_ARGS(db_integer(enterprise_id)), error);
    if (!found)
        return NULL;
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(choice_row_free);
    GError *failure = NULL;
    while (db_next(found, &failure)) {
        ChoiceRow *row = g_new0(ChoiceRow, 1);
        row->id = db_column_integer(found, 0);
        row->code = g_strdup(db_column_text(found, 1));
        row->name = g_strdup(db_column_text(found, 2));
        row->is_default = db_column_integer(found, 3);
        row->archived = db_column_integer(found, 4);
        g_ptr_array_add(rows, row);
    }
    return rows_ended(failure, error) ? g_steal_pointer(&rows) : NULL;
}

/* By entity. */
static GHashTable *lists_of(Base *base, int64_t enterprise_id)
{
    GHashTable *enterprises = base_cache(base, CACHE_CHOICES, (GDestroyNotify)g_hash_table_unref);
    GHashTable *lists = g_hash_table_lookup(enterprises, &enterprise_id);
    if (!lists) {
        lists = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
        g_hash_table_insert(enterprises, g_memdup2(&enterprise_id, sizeof enterprise_id), lists);
    }
    return lists;
}

static GPtrArray *find_choices(Base *base, int64_t enterprise_id, const Entity *target,
                               GError **error)
{
    GHashTable *lists = lists_of(base, enterprise_id);
    GPtrArray *rows = g_hash_table_lookup(lists, target);
    if (!rows && (rows = read_choices(base, enterprise_id, target, error)))
        g_hash_table_insert(lists, (void *)target, rows);
    return rows;
}

GPtrArray *reference_choices(Base *base, int64_t enterprise_id, const Entity *target)
{
    GPtrArray *rows = find_choices(base, enterprise_id, target, NULL);
    if (rows)
        return rows;
    base_doubt(base);
    rows = g_ptr_array_new();
    g_hash_table_insert(lists_of(base, enterprise_id), (void *)target, rows);
    return rows;
}

const char *choice_title(const Entity *target, const ChoiceRow *row)
{
    for (const Word *word = target->choices; row->code && word->code; word++)
        if (g_str_equal(word->code, row->code) && g_str_equal(word_english(word), row->name))
            return word_label(word);
    return row->name;
}

int64_t reference_default(Base *base, int64_t enterprise_id, const Entity *target)
{
    GPtrArray *rows = reference_choices(base, enterprise_id, target);
    for (guint i = 0; i < rows->len; i++) {
        const ChoiceRow *row = rows->pdata[i];
        if (row->is_default && !row->archived)
            return row->id;
    }
    return 0;
}

static const ChoiceRow *choice_find(Base *base, int64_t enterprise_id, const Entity *target,
                                    int64_t id)
{
    GPtrArray *rows = reference_choices(base, enterprise_id, target);
    for (guint i = 0; i < rows->len; i++)
        if (((const ChoiceRow *)rows->pdata[i])->id == id)
            return rows->pdata[i];
    return NULL;
}

/* --- titles ----------------------------------------------------------------------------------- */

static const char *from_of(const Entity *entity)
{
    return entity->from ? entity->from : entity->name;
}

/* The condition that names one row, its parameters: enterprise (unless global), id. */
static char *compose_row(const Entity *entity, const char *select, const char *more)
{
    return g_strconcat(SQL("SELECT "), select, SQL(" FROM "), from_of(entity), SQL(" WHERE "),
                       entity->global ? "" : entity->name,
                       entity->global ? "" : SQL(".enterprise_id = ? AND "), entity->name,
                       SQL(".id = ?"), more, NULL);
}

static char *compose_title(const Entity *entity, const void *data)
{
    return compose_row(entity, entity->title, "");
}

static bool get_row_text(Base *base, const Entity *target, const char *sql, int64_t enterprise_id,
                         int64_t id, char **text, bool *found, GError **error)
{
    DbValue args[] = {db_integer(enterprise_id), db_integer(id)};
    int skip = target->global ? 1 : 0;
    return db_get_text(base_db(base), sql, args + skip, G_N_ELEMENTS(args) - skip, text, found,
                       error);
}

static char *read_title(Base *base, int64_t enterprise_id, const Entity *target, int64_t id)
{
    char *title = NULL;
    bool found = false;
    if (!get_row_text(base, target, base_statement(base, target, "title", compose_title, NULL),
                      enterprise_id, id, &title, &found, NULL))
        base_doubt(base);
    return title ? title : g_strdup_printf("№%" G_GINT64_FORMAT, id);
}

/* A list asks for the same few employees again and again. */
#define TITLES_KEPT 1000

char *reference_title(Base *base, int64_t enterprise_id, const Entity *target, int64_t id)
{
    if (target->choices) {
        const ChoiceRow *row = choice_find(base, enterprise_id, target, id);
        return row ? g_strdup(choice_title(target, row))
                   : g_strdup_printf("№%" G_GINT64_FORMAT, id);
    }
    GHashTable *titles = base_cache(base, CACHE_TITLES, (GDestroyNotify)g_hash_table_unref);
    int64_t key = (intptr_t)target;
    GHashTable *of_target = g_hash_table_lookup(titles, &key);
    if (!of_target || g_hash_table_size(of_target) >= TITLES_KEPT) {
        of_target = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
        g_hash_table_insert(titles, g_memdup2(&key, sizeof key), of_target);
    }
    char *title = g_hash_table_lookup(of_target, &id);
    if (!title) {
        title = read_title(base, enterprise_id, target, id);
        g_hash_table_insert(of_target, g_memdup2(&id, sizeof id), title);
    }
    return g_strdup(title);
}

void reference_forget(Base *base, const Entity *target, int64_t id)
{
    GHashTable *titles = base_cache(base, CACHE_TITLES, (GDestroyNotify)g_hash_table_unref);
    int64_t key = (intptr_t)target;
    GHashTable *of_target = g_hash_table_lookup(titles, &key);
    if (of_target)
        g_hash_table_remove(of_target, &id);
}

/* --- what may be chosen ----------------------------------------------------------------------- */

const char *reference_offered(const Entity *entity)
{
    for (const Scope *scope = entity->scopes; scope && scope->name; scope++)
        if (g_str_equal(scope->name, "offered"))
            return scope->sql;
    return NULL;
}

static char *compose_offered(const Entity *target, const void *data)
{
    g_autoptr(GString) more = g_string_new(NULL);
    if (target->archivable)
        g_string_append_printf(more, SQL(" AND %s.archived_at IS NULL"), target->name);
    if (reference_offered(target))
        g_string_append_printf(more, SQL(" AND %s"), reference_offered(target));
    return compose_row(target, target->title, more->str);
}

/* Of the few choices that an enterprise has it is known without asking the base. */
static bool is_known_choice(Base *base, int64_t enterprise_id, const Entity *target, int64_t id)
{
    if (!target->choices)
        return false;
    const ChoiceRow *row = choice_find(base, enterprise_id, target, id);
    return row && !row->archived;
}

bool reference_check(Base *base, int64_t enterprise_id, const Field *field, int64_t id,
                     GError **error)
{
    const Entity *target = entity_find(field->target);
    g_autofree char *title = NULL;
    bool found = false;
    if (is_known_choice(base, enterprise_id, target, id))
        return true;
    if (!get_row_text(base, target, base_statement(base, target, "offered", compose_offered, NULL),
                      enterprise_id, id, &title, &found, error))
        return false;
    if (found)
        return true;
    g_autofree char *named = reference_title(base, enterprise_id, target, id);
    return field_refuse(error, _("“%s” cannot be chosen any more, or is not there"), named);
}

static bool refuse_typed(const char *typed, guint hits, GError **error)
{
    return hits ? field_refuse(error, _("“%s” is the name of several: choose one from the list"),
                               typed)
                : field_refuse(error, _("nothing is called “%s”: choose from the list"), typed);
}

static bool parse_id(const char *typed, int64_t *id)
{
    gint64 number;
    const char *digits = g_str_has_prefix(typed, "№") ? typed + strlen("№") : typed;
    if (!g_ascii_string_to_signed(digits, 10, 1, G_MAXINT64, &number, NULL))
        return false;
    *id = number;
    return true;
}

/* All that are called so, compared as search does. */
static guint count_titles(GPtrArray *choices, const char *typed, int64_t *id)
{
    guint hits = 0;
    g_autofree char *sought = text_fold(typed);
    for (guint i = 0; i < choices->len; i++) {
        const Choice *choice = choices->pdata[i];
        g_autofree char *title = text_fold(choice->title);
        if (g_str_equal(title, sought)) {
            *id = choice->id;
            hits++;
        }
    }
    return hits;
}

/* Built-in rows answer to their code, their English name and those of the other languages too: a
 * file is not in the language of whoever imports it. */
static bool answers_to(const Entity *target, const ChoiceRow *row, const char *sought)
{
    g_autofree char *name = text_fold(row->name);
    if (g_strcmp0(row->code, sought) == 0 || g_str_equal(name, sought))
        return true;
    for (const Word *word = target->choices; row->code && word->code; word++) {
        g_auto(GStrv) synonyms = g_strsplit(word->synonyms ? word->synonyms : "", "|", -1);
        if (g_str_equal(word->code, row->code) &&
            g_strv_contains((const char *const *)synonyms, sought))
            return true;
    }
    return false;
}

static bool find_code(Base *base, int64_t enterprise_id, const Entity *target, const char *typed,
                      int64_t *id)
{
    GPtrArray *rows = reference_choices(base, enterprise_id, target);
    g_autofree char *sought = text_fold(typed);
    for (guint i = 0; i < rows->len; i++) {
        const ChoiceRow *row = rows->pdata[i];
        if (!row->archived && answers_to(target, row, sought)) {
            *id = row->id;
            return true;
        }
    }
    return false;
}

bool reference_find(Base *base, const Actor *actor, int64_t enterprise_id, const Field *field,
                    const char *typed, int64_t *id, GError **error)
{
    const Entity *target = entity_find(field->target);
    g_autofree char *line = text_clean_line(typed, -1, error);
    if (!line)
        return false;
    if (target->choices && find_code(base, enterprise_id, target, line, id))
        return true;
    Actor there = *actor;
    there.enterprise_id = enterprise_id;
    g_autoptr(GPtrArray) choices = query_choices(base, &there, field, line, 50, error);
    if (!choices)
        return false;
    guint hits = count_titles(choices, line, id);
    return hits == 1 || (!hits && parse_id(line, id)) || refuse_typed(line, hits, error);
}

/* --- the order of groups ---------------------------------------------------------------------- */

static char *compose_order(const Entity *target, const void *data)
{
    return g_strconcat(SQL("SELECT "), target->name, SQL(".id FROM "), from_of(target),
                       target->global ? "" : SQL(" WHERE "), target->global ? "" : target->name,
                       target->global ? "" : SQL(".enterprise_id = ?"), SQL(" ORDER BY "),
                       target->sort_title, ", ", target->name, SQL(".id"), NULL);
}

/* Choices are kept in this order. */
static GArray *order_of_choices(Base *base, int64_t enterprise_id, const Entity *target,
                                GError **error)
{
    const GPtrArray *rows = find_choices(base, enterprise_id, target, error);
    if (!rows)
        return NULL;
    GArray *ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint i = 0; i < rows->len; i++)
        g_array_append_val(ids, ((ChoiceRow *)rows->pdata[i])->id);
    return ids;
}

GArray *reference_order(Base *base, int64_t enterprise_id, const Entity *target, GError **error)
{
    if (target->choices)
        return order_of_choices(base, enterprise_id, target, error);
    return rows_integers(base, base_statement(base, target, "order", compose_order, NULL),
                         (const DbValue[]){db_integer(enterprise_id)}, target->global ? 0 : 1,
                         error);
}

static char *compose_flagged(const Entity *target, const void *flag)
{
    return g_strdup_printf(SQL("SELECT id FROM %s WHERE enterprise_id = ? AND %s = 1"),
                           target->name, (const char *)flag);
}

GArray *reference_flagged(Base *base, int64_t enterprise_id, const Entity *target, const char *flag,
                          GError **error)
{
    return rows_integers(base, base_statement(base, target, flag, compose_flagged, flag),
                         DB_ARGS(db_integer(enterprise_id)), error);
}
