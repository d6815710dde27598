#include "postgres.h"

PGresult *postgres_checked(Postgres *p, PGresult *result, GError **error)
{
    ExecStatusType status = p->pq.PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY)
        return result;
    postgres_fail(p, result, error);
    p->pq.PQclear(result);
    return NULL;
}

PGresult *postgres_ask(Postgres *p, const char *sql, const char *const *values, int n,
                       GError **error)
{
    postgres_settle(p);
    PGresult *result = n ? p->pq.PQexecParams(p->connection, sql, n, NULL, values, NULL, NULL, 0)
                         : p->pq.PQexec(p->connection, sql);
    return postgres_checked(p, result, error);
}

PGresult *postgres_ask_long(Postgres *p, const char *sql, const char *const *values, int n,
                            GError **error)
{
    postgres_settle(p);
    PGresult *result = NULL;
    if (p->pq.PQsendQueryParams(p->connection, sql, n, NULL, values, NULL, NULL, 0)) {
        postgres_wait(p);
        result = p->pq.PQgetResult(p->connection);
    }
    while (p->connection) {
        PGresult *end = p->pq.PQgetResult(p->connection);
        if (!end)
            break;
        p->pq.PQclear(end);
    }
    return postgres_checked(p, result, error);
}

bool postgres_run(Postgres *p, const char *sql, GError **error)
{
    PGresult *result = postgres_ask(p, sql, NULL, 0, error);
    p->pq.PQclear(result);
    return result != NULL;
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
