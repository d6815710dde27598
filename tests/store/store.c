#include "store.h"

#include "server.h"

#include <glib.h>
#include <libpq-fe.h>
#include <string.h>
#include <unistd.h>

bool store_is_server(void)
{
    return g_strcmp0(g_getenv("UKRCRM_TEST_STORE"), "postgresql") == 0;
}

static char *url_of(const char *database)
{
    return g_strdup_printf("postgresql:///%s?host=%s&user=" SERVER_OWNER, database,
                           server_folder());
}

/* "postgresql:///t7?host=…" -> "t7" */
static char *database_of(const char *url)
{
    const char *start = url + strlen("postgresql:///");
    return g_strndup(start, strcspn(start, "?"));
}

static PGconn *connect_as(const char *user, const char *database)
{
    const char *const names[] = {"host", "user", "dbname", NULL};
    const char *const values[] = {server_folder(), user, database, NULL};
    PGconn *connection = PQconnectdbParams(names, values, 0);
    if (PQstatus(connection) != CONNECTION_OK)
        g_error("%s", PQerrorMessage(connection));
    return connection;
}

static char *ask(const char *user, const char *database, const char *sql)
{
    PGconn *connection = connect_as(user, database);
    PGresult *result = PQexec(connection, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        g_error("%s: %s", sql, PQerrorMessage(connection));
    char *value = PQntuples(result) ? g_strdup(PQgetvalue(result, 0, 0)) : NULL;
    PQclear(result);
    PQfinish(connection);
    return value;
}

static char *create_database(const char *model)
{
    static int made;
    g_autofree char *database = g_strdup_printf("t%d_%d", getpid(), ++made);
    g_autofree char *sql = g_strdup_printf("CREATE DATABASE %s TEMPLATE %s", database, model);
    g_free(ask(SERVER_OWNER, "postgres", sql));
    return url_of(database);
}

char *store_url(const char *folder, const char *name)
{
    return store_is_server() ? create_database("template1") : g_build_filename(folder, name, NULL);
}

char *store_url_like(const char *model)
{
    g_autofree char *database = database_of(model);
    return create_database(database);
}

void store_remove(const char *url)
{
    if (!store_is_server())
        return;
    g_autofree char *database = database_of(url);
    g_autofree char *sql = g_strdup_printf("DROP DATABASE %s WITH (FORCE)", database);
    /* Not as the owner: a connection of store_ask() may still be on its way out. */
    g_free(ask("postgres", "postgres", sql));
}

char *store_ask(const char *url, const char *sql)
{
    g_autofree char *database = database_of(url);
    return ask("postgres", database, sql);
}
