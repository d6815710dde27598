#include "pipeline.h"

static PGresult *ask(Postgres *p, const char *sql, const char *const *values, int n,
                     Waiting waiting, GError **error)
{
    Answer answer = {0};
    int sent = p->pq.PQsendQueryParams(pipeline_enter(p), sql, n, NULL, values, NULL, NULL, 0);
    return pipeline_sent(p, sent, &pipeline_answer, &answer, error)
               ? pipeline_wait(p, &answer, waiting, error)
               : NULL;
}

PGresult *postgres_ask(Postgres *p, const char *sql, const char *const *values, int n,
                       GError **error)
{
    return ask(p, sql, values, n, TO_THE_END, error);
}

PGresult *postgres_ask_long(Postgres *p, const char *sql, const char *const *values, int n,
                            GError **error)
{
    return ask(p, sql, values, n, UNLESS_INTERRUPTED, error);
}

bool postgres_run(Postgres *p, const char *sql, GError **error)
{
    pipeline_leave(p);
    if (p->failure) {
        g_propagate_error(error, g_error_copy(p->failure));
        return false;
    }
    p->n_ways++;
    PGresult *result = p->pq.PQexec(p->connection, sql);
    ExecStatusType status = p->pq.PQresultStatus(result);
    bool done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
                status == PGRES_EMPTY_QUERY || postgres_fail(p, result, error);
    p->pq.PQclear(result);
    return done;
}

char *postgres_get(Postgres *p, const char *sql, const char *const *values, int n, GError **error)
{
    PGresult *result = postgres_ask(p, sql, values, n, error);
    if (!result)
        return NULL;
    bool found = p->pq.PQntuples(result) > 0 && !p->pq.PQgetisnull(result, 0, 0);
    char *text = found ? g_strdup(p->pq.PQgetvalue(result, 0, 0)) : NULL;
    p->pq.PQclear(result);
    return text;
}

GPtrArray *postgres_get_all(Postgres *p, const char *sql, const char *const *values, int n,
                            GError **error)
{
    PGresult *result = postgres_ask(p, sql, values, n, error);
    if (!result)
        return NULL;
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < p->pq.PQntuples(result); i++)
        g_ptr_array_add(texts, g_strdup(p->pq.PQgetvalue(result, i, 0)));
    p->pq.PQclear(result);
    return texts;
}

bool postgres_get_integer(Postgres *p, const char *sql, const char *const *values, int n,
                          int64_t *value, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *text = postgres_get(p, sql, values, n, &failure);
    *value = text ? g_ascii_strtoll(text, NULL, 10) : 0;
    if (!failure)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}
