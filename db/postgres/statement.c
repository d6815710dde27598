#include "dialect.h"
#include "postgres.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* More texts than all programs together have; composed list queries are what could grow. */
enum { KEPT_MAX = 256 };

typedef struct {
    char *text; /* as the program gives it */
    char name[16];
    size_t n_types;
    Oid *types;     /* of the values */
    bool writes;    /* a table */
    char *renumber; /* to be run after an INSERT that gives its rows their ids itself; or NULL */
    GList link;
} Statement;

/* --- keeping ---------------------------------------------------------------------------------- */

static Statement *statement_new(const char *text, size_t n_types)
{
    Statement *statement = g_new0(Statement, 1);
    statement->text = g_strdup(text);
    statement->n_types = n_types;
    statement->types = g_new0(Oid, n_types + 1);
    return statement;
}

static void statement_free(Statement *statement)
{
    g_free(statement->text);
    g_free(statement->types);
    g_free(statement->renumber);
    g_free(statement);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Statement, statement_free)

static void forget(Postgres *p, Statement *statement)
{
    g_queue_unlink(&p->used, &statement->link);
    g_hash_table_remove(p->statements, statement->text);
    statement_free(statement);
}

void postgres_drop_statements(Postgres *p)
{
    while (p->used.head)
        forget(p, p->used.head->data);
}

static void deallocate(Postgres *p, Statement *statement)
{
    g_autofree char *sql = g_strdup_printf(SQL("DEALLOCATE %s"), statement->name);
    postgres_run(p, sql, NULL);
    forget(p, statement);
}

static void keep(Postgres *p, Statement *statement)
{
    if (p->used.length >= KEPT_MAX)
        deallocate(p, p->used.tail->data);
    statement->link.data = statement;
    g_queue_push_head_link(&p->used, &statement->link);
    g_hash_table_insert(p->statements, statement->text, statement);
}

/* --- preparing -------------------------------------------------------------------------------- */

static Oid type_of(const DbValue *value)
{
    static const Oid types[] = {
        [DB_NULL] = 0, [DB_INTEGER] = TYPE_BIGINT, [DB_TEXT] = TYPE_TEXT, [DB_BLOB] = TYPE_BYTEA};
    return types[value->type];
}

/* A value goes to the server as a text or as bytes that every type of its kind reads. */
static bool suits(Oid type, const DbValue *value)
{
    bool is_integer = type == TYPE_BIGINT || type == TYPE_INTEGER || type == TYPE_SMALLINT;
    return value->type == DB_NULL || type == type_of(value) ||
           (value->type == DB_INTEGER && is_integer);
}

static bool suits_all(const Statement *statement, const DbValue *args)
{
    for (size_t i = 0; i < statement->n_types; i++)
        if (!suits(statement->types[i], &args[i]))
            return false;
    return true;
}

/* The server tells what it took a NULL for: with the next value the same statement will do. */
static bool learn_types(Postgres *p, Statement *statement, GError **error)
{
    PGresult *result = p->pq.PQdescribePrepared(p->connection, statement->name);
    bool done = p->pq.PQresultStatus(result) == PGRES_COMMAND_OK;
    for (size_t i = 0; done && i < statement->n_types; i++)
        statement->types[i] = p->pq.PQparamtype(result, (int)i);
    if (!done)
        postgres_fail(p, result, error);
    p->pq.PQclear(result);
    return done;
}

static bool prepare(Postgres *p, Statement *statement, const char *sql, GError **error)
{
    g_snprintf(statement->name, sizeof statement->name, "s%u", ++p->n_statements);
    PGresult *result = p->pq.PQprepare(p->connection, statement->name, sql, (int)statement->n_types,
                                       statement->types);
    bool done = p->pq.PQresultStatus(result) == PGRES_COMMAND_OK;
    if (!done)
        postgres_fail(p, result, error);
    p->pq.PQclear(result);
    return done;
}

static bool prepare_for(Postgres *p, Statement *statement, const char *sql, const DbValue *args,
                        GError **error)
{
    bool complete = true;
    for (size_t i = 0; i < statement->n_types; i++) {
        statement->types[i] = type_of(&args[i]);
        complete = complete && statement->types[i];
    }
    return prepare(p, statement, sql, error) && (complete || learn_types(p, statement, error));
}

/* Ids that a program gives itself (the first plan, the installation) must not meet those that the
 * server counts up to. NULL without an error: the table does not number its rows. */
static char *renumbering(Postgres *p, const Dialect *dialect, GError **error)
{
    const char *table = dialect_written_table(dialect);
    if (!dialect_numbers_itself(dialect))
        return NULL;
    g_autofree char *sequence =
        postgres_get(p, SQL("SELECT pg_get_serial_sequence ($1, 'id')"), &table, 1, error);
    if (!sequence)
        return NULL;
    return g_strdup_printf(
        SQL("SELECT setval ('%s', last) FROM (SELECT max (id) AS last FROM %s) AS given "
            "WHERE last >= (SELECT last_value FROM %s)"),
        sequence, table, sequence);
}

static Statement *prepare_new(Postgres *p, const char *text, const DbValue *args, size_t n_args,
                              GError **error)
{
    g_auto(Dialect) dialect;
    dialect_read(text, &dialect);
    if (dialect.words->len == 0) {
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED, _("not one statement: %s"), text);
        return NULL;
    }
    if (dialect.n_marks != n_args) {
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED, _("%zu values were given for: %s"), n_args,
                    text);
        return NULL;
    }
    if (!dialect_is_allowed(&dialect, &p->db.options.rights, error))
        return NULL;
    g_autoptr(Statement) statement = statement_new(text, n_args);
    g_autoptr(GError) failure = NULL;
    statement->writes = dialect_written_table(&dialect) != NULL;
    if (!prepare_for(p, statement, dialect.sql, args, &failure)) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    statement->renumber = renumbering(p, &dialect, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    return g_steal_pointer(&statement);
}

static Statement *take(Postgres *p, const char *text, const DbValue *args, size_t n_args,
                       GError **error)
{
    Statement *statement = g_hash_table_lookup(p->statements, text);
    if (statement && (statement->n_types != n_args || !suits_all(statement, args))) {
        deallocate(p, statement);
        statement = NULL;
    }
    if (statement) {
        g_queue_unlink(&p->used, &statement->link);
        g_queue_push_head_link(&p->used, &statement->link);
    } else if ((statement = prepare_new(p, text, args, n_args, error))) {
        keep(p, statement);
    }
    return statement;
}

static bool may_run_now(Postgres *p, const Statement *statement, GError **error)
{
    if (!statement->writes || p->db.state == DB_WRITING)
        return true;
    g_set_error(error, DB_ERROR, DB_ERROR_FORBIDDEN, _("a write outside a transaction: %s"),
                statement->text);
    return false;
}

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

static PGresult *run(Postgres *p, const char *sql, const DbValue *args, size_t n_args,
                     GError **error)
{
    if (!postgres_ready(p, error))
        return NULL;
    postgres_settle(p);
    Statement *statement = take(p, sql, args, n_args, error);
    if (!statement || !may_run_now(p, statement, error))
        return NULL;
    g_auto(Binding) binding;
    binding_init(&binding, args, n_args);
    PGresult *result = p->pq.PQexecPrepared(p->connection, statement->name, (int)n_args,
                                            binding.values, binding.lengths, binding.formats, 0);
    ExecStatusType status = p->pq.PQresultStatus(result);
    bool done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK
                    ? !statement->renumber || postgres_run(p, statement->renumber, error)
                    : postgres_fail(p, result, error);
    if (!done)
        p->pq.PQclear(g_steal_pointer(&result));
    return result;
}

bool postgres_execute(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *changed,
                      GError **error)
{
    Postgres *p = (Postgres *)db;
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

static Statement *take_own(Postgres *p, const char *sql, const Oid *types, size_t n, GError **error)
{
    Statement *kept = g_hash_table_lookup(p->statements, sql);
    if (kept)
        return kept;
    g_autoptr(Statement) statement = statement_new(sql, n);
    memcpy(statement->types, types, n * sizeof *types);
    if (!prepare(p, statement, sql, error))
        return NULL;
    keep(p, statement);
    return g_steal_pointer(&statement);
}

static void binding_init_binary(Binding *binding, const GByteArray *const *values, size_t n)
{
    binding_make(binding, n);
    for (size_t i = 0; i < n; i++) {
        binding->values[i] = (const char *)values[i]->data;
        binding->lengths[i] = (int)values[i]->len;
        binding->formats[i] = 1;
    }
}

PGresult *postgres_run_binary(Postgres *p, const char *sql, const Oid *types,
                              const GByteArray *const *values, size_t n, GError **error)
{
    postgres_settle(p);
    const Statement *statement = take_own(p, sql, types, n, error);
    if (!statement)
        return NULL;
    g_auto(Binding) binding;
    binding_init_binary(&binding, values, n);
    PGresult *result = p->pq.PQexecPrepared(p->connection, statement->name, (int)n, binding.values,
                                            binding.lengths, binding.formats, 0);
    return postgres_checked(p, result, error);
}

bool postgres_send(Postgres *p, const char *sql, const DbValue *args, size_t n_args, GError **error)
{
    if (!postgres_ready(p, error))
        return false;
    postgres_settle(p);
    Statement *statement = take(p, sql, args, n_args, error);
    if (!statement || !may_run_now(p, statement, error))
        return false;
    g_auto(Binding) binding;
    binding_init(&binding, args, n_args);
    return p->pq.PQsendQueryPrepared(p->connection, statement->name, (int)n_args, binding.values,
                                     binding.lengths, binding.formats, 0) ||
           postgres_fail(p, NULL, error);
}

bool postgres_send_binary(Postgres *p, const char *sql, const Oid *types,
                          const GByteArray *const *values, size_t n, GError **error)
{
    if (!postgres_ready(p, error))
        return false;
    postgres_settle(p);
    const Statement *statement = take_own(p, sql, types, n, error);
    if (!statement)
        return false;
    g_auto(Binding) binding;
    binding_init_binary(&binding, values, n);
    return p->pq.PQsendQueryPrepared(p->connection, statement->name, (int)n, binding.values,
                                     binding.lengths, binding.formats, 0) ||
           postgres_fail(p, NULL, error);
}
