/* Rows of the choice lists of an enterprise, kept. */
#include "reference.h"
#include "rows.h"

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

const ChoiceRow *reference_choice(Base *base, int64_t enterprise_id, const Entity *target,
                                  int64_t id)
{
    GPtrArray *rows = reference_choices(base, enterprise_id, target);
    for (guint i = 0; i < rows->len; i++)
        if (((const ChoiceRow *)rows->pdata[i])->id == id)
            return rows->pdata[i];
    return NULL;
}

GArray *reference_choice_order(Base *base, int64_t enterprise_id, const Entity *target,
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
