#include "reference.h"
#include "core/query.h"
#include "core/record.h"
#include "field.h"
#include "rows.h"

#include <glib/gi18n-lib.h>

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

static const char *title_statement(Base *base, const Entity *target)
{
    return base_statement(base, target, "title", compose_title, NULL);
}

static char *number_of(int64_t id)
{
    return g_strdup_printf("№%" G_GINT64_FORMAT, id);
}

static char *read_title(Base *base, int64_t enterprise_id, const Entity *target, int64_t id)
{
    char *title = NULL;
    bool found = false;
    if (!get_row_text(base, target, title_statement(base, target), enterprise_id, id, &title,
                      &found, NULL))
        base_doubt(base);
    return title ? title : number_of(id);
}

/* A list asks for the same few employees again and again. */
#define TITLES_KEPT 1000

/* By id; with room for `n` more. */
static GHashTable *titles_of(Base *base, const Entity *target, guint n)
{
    GHashTable *titles = base_cache(base, CACHE_TITLES, (GDestroyNotify)g_hash_table_unref);
    int64_t key = (intptr_t)target;
    GHashTable *of_target = g_hash_table_lookup(titles, &key);
    if (!of_target || (n && g_hash_table_size(of_target) + n > TITLES_KEPT)) {
        of_target = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
        g_hash_table_insert(titles, g_memdup2(&key, sizeof key), of_target);
    }
    return of_target;
}

static void keep_title(GHashTable *titles, int64_t id, char *title)
{
    g_hash_table_insert(titles, g_memdup2(&id, sizeof id), title);
}

char *reference_title(Base *base, int64_t enterprise_id, const Entity *target, int64_t id)
{
    if (target->choices) {
        const ChoiceRow *row = reference_choice(base, enterprise_id, target, id);
        return row ? g_strdup(choice_title(target, row)) : number_of(id);
    }
    const char *known = g_hash_table_lookup(titles_of(base, target, 0), &id);
    if (known)
        return g_strdup(known);
    char *title = read_title(base, enterprise_id, target, id);
    keep_title(titles_of(base, target, 1), id, title);
    return g_strdup(title);
}

typedef struct {
    GHashTable *titles;
    const int64_t *ids;
} Expected;

static bool take_title(DbRows *row, size_t question, void *data, GError **error)
{
    const Expected *expected = data;
    const char *title = db_column_text(row, 0);
    if (title)
        keep_title(expected->titles, expected->ids[question], g_strdup(title));
    return true;
}

/* Of int64_t, each once. */
static GArray *unknown_of(GHashTable *titles, const GArray *ids)
{
    GArray *unknown = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GHashTable) seen = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < ids->len; i++) {
        int64_t *id = &g_array_index(ids, int64_t, i);
        if (!g_hash_table_contains(titles, id) && g_hash_table_add(seen, id))
            g_array_append_val(unknown, *id);
    }
    return unknown;
}

void reference_expect(Base *base, int64_t enterprise_id, const Entity *target, const GArray *ids)
{
    GHashTable *titles = titles_of(base, target, ids->len);
    g_autoptr(GArray) unknown = unknown_of(titles, ids);
    size_t n_args = target->global ? 1 : 2;
    g_autofree DbValue *args = g_new(DbValue, n_args * unknown->len);
    for (guint i = 0; i < unknown->len; i++) {
        args[n_args * i] = db_integer(enterprise_id);
        args[n_args * i + n_args - 1] = db_integer(g_array_index(unknown, int64_t, i));
    }
    Expected expected = {titles, (const int64_t *)(void *)unknown->data};
    if (!db_query_each(base_db(base), title_statement(base, target), args, n_args, unknown->len,
                       take_title, &expected, NULL))
        base_doubt(base);
    for (guint i = 0; i < unknown->len; i++)
        if (!g_hash_table_contains(titles, &expected.ids[i]))
            keep_title(titles, expected.ids[i], number_of(expected.ids[i]));
}

void reference_forget(Base *base, const Entity *target, int64_t id)
{
    g_hash_table_remove(titles_of(base, target, 0), &id);
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
    const ChoiceRow *row = reference_choice(base, enterprise_id, target, id);
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

GArray *reference_order(Base *base, int64_t enterprise_id, const Entity *target, GError **error)
{
    if (target->choices)
        return reference_choice_order(base, enterprise_id, target, error);
    return rows_integers(base, base_statement(base, target, "order", compose_order, NULL),
                         (const DbValue[]){db_integer(enterprise_id)}, target->global ? 0 : 1,
                         error);
}
