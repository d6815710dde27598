#include "pipeline.h"
#include "prepared.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- values ----------------------------------------------------------------------------------- */

enum { DIGITS = 24 };

typedef struct {
    const char **values;
    int *lengths, *formats;
    char *digits;
} Binding;

static void binding_clear(Binding *binding)
{
    g_free(binding->values);
    g_free(binding->lengths);
    g_free(binding->formats);
    g_free(binding->digits);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Binding, binding_clear)

/* Texts and bytes go as they are (format 1), numbers as digits. */
static void bind(Binding *binding, size_t i, const DbValue *value)
{
    char *digits = binding->digits + i * DIGITS;
    switch (value->type) {
    case DB_INTEGER:
        g_snprintf(digits, DIGITS, "%" G_GINT64_FORMAT, value->integer);
        binding->values[i] = digits;
        break;
    case DB_TEXT:
    case DB_BLOB:
        binding->values[i] = value->bytes;
        binding->lengths[i] = (int)(value->size < 0 ? (gssize)strlen(value->bytes) : value->size);
        binding->formats[i] = 1;
        break;
    case DB_NULL:
        break;
    }
}

static void binding_make(Binding *binding, size_t n)
{
    *binding = (Binding){g_new0(const char *, n + 1), g_new0(int, n + 1), g_new0(int, n + 1),
                         g_malloc(n * DIGITS + 1)};
}

static void binding_init(Binding *binding, const DbValue *args, size_t n_args)
{
    binding_make(binding, n_args);
    for (size_t i = 0; i < n_args; i++)
        bind(binding, i, &args[i]);
}

/* --- running ---------------------------------------------------------------------------------- */

static bool may_run_now(Postgres *p, const Statement *statement, GError **error)
{
    if (!statement->writes || p->db.state == DB_WRITING)
        return true;
    g_set_error(error, DB_ERROR, DB_ERROR_FORBIDDEN, _("a write outside a transaction: %s"),
                statement->text);
    return false;
}

static bool send(Postgres *p, const Statement *statement, const Binding *binding,
                 const Taker *taker, void *data, GError **error)
{
    StatementName name;
    statement_name(statement, name);
    return pipeline_sent(p,
                         p->pq.PQsendQueryPrepared(pipeline_enter(p), name, (int)statement->n_types,
                                                   binding->values, binding->lengths,
                                                   binding->formats, 0),
                         taker, data, error);
}

bool postgres_send(Postgres *p, const char *sql, const DbValue *args, size_t n_args,
                   const Taker *little, const Taker *much, void *data, GError **error)
{
    if (!postgres_ready(p, error))
        return false;
    const Statement *statement = statement_take(p, sql, args, n_args, error);
    if (!statement || !may_run_now(p, statement, error))
        return false;
    g_auto(Binding) binding;
    binding_init(&binding, args, n_args);
    return send(p, statement, &binding, statement->is_short ? little : much, data, error) &&
           (!statement->renumber ||
            pipeline_send(p, statement->renumber, &pipeline_unheeded, NULL, error));
}

static PGresult *run(Postgres *p, const char *sql, const DbValue *args, size_t n_args,
                     GError **error)
{
    Answer answer = {0};
    return postgres_send(p, sql, args, n_args, &pipeline_answer, &pipeline_answer, &answer, error)
               ? pipeline_wait(p, &answer, TO_THE_END, error)
               : NULL;
}

bool postgres_execute(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *changed,
                      GError **error)
{
    Postgres *p = (Postgres *)db;
    if (!changed && db->defers)
        return postgres_send(p, sql, args, n_args, &pipeline_unheeded, &pipeline_unheeded, NULL,
                             error);
    PGresult *result = run(p, sql, args, n_args, error);
    if (!result)
        return false;
    bool done = p->pq.PQresultStatus(result) == PGRES_COMMAND_OK;
    if (done && changed)
        *changed = g_ascii_strtoll(p->pq.PQcmdTuples(result), NULL, 10);
    if (!done)
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED,
                    _("a statement with rows was not queried: %s"), sql);
    p->pq.PQclear(result);
    return done;
}

bool postgres_insert(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *id,
                     GError **error)
{
    Postgres *p = (Postgres *)db;
    g_autofree char *returning = g_strconcat(sql, SQL(" RETURNING id"), NULL);
    PGresult *result = run(p, returning, args, n_args, error);
    if (!result)
        return false;
    bool done = p->pq.PQntuples(result) == 1;
    if (done)
        *id = g_ascii_strtoll(p->pq.PQgetvalue(result, 0, 0), NULL, 10);
    else
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED,
                    _("the base has no row where one must be: %s"), sql);
    p->pq.PQclear(result);
    return done;
}

bool postgres_send_binary(Postgres *p, const char *sql, const Oid *types,
                          const GByteArray *const *values, size_t n, const Taker *taker, void *data,
                          GError **error)
{
    if (!postgres_ready(p, error))
        return false;
    const Statement *statement = statement_take_own(p, sql, types, n, error);
    if (!statement)
        return false;
    g_auto(Binding) binding;
    binding_make(&binding, n);
    for (size_t i = 0; i < n; i++) {
        binding.values[i] = (const char *)values[i]->data;
        binding.lengths[i] = (int)values[i]->len;
        binding.formats[i] = 1;
    }
    return send(p, statement, &binding, taker, data, error);
}
