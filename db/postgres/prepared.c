/* Statements are prepared once per connection and kept by their text. */
#include "prepared.h"

#include "dialect.h"
#include "pipeline.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* More texts than all programs together have; composed list queries are what could grow. */
enum { KEPT_MAX = 256 };

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
    g_autofree char *sql = g_strdup_printf(SQL("DEALLOCATE s%u"), statement->number);
    pipeline_send(p, sql, &pipeline_unheeded, NULL, NULL);
    forget(p, statement);
}

/* NULL: forgotten meanwhile. */
static Statement *find(Postgres *p, void *number)
{
    for (GList *link = p->used.head; link; link = link->next)
        if (((Statement *)link->data)->number == GPOINTER_TO_UINT(number))
            return link->data;
    return NULL;
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
static void learn_types(Postgres *p, void *number, PGresult *answer, GError *failure)
{
    Statement *statement = find(p, number);
    for (size_t i = 0; answer && statement && i < statement->n_types; i++)
        statement->types[i] = p->pq.PQparamtype(answer, (int)i);
    p->pq.PQclear(answer);
    g_clear_error(&failure);
}

/* What could not be prepared is not there to be run again. */
static void end_preparing(Postgres *p, void *number, PGresult *answer, GError *failure)
{
    Statement *statement = find(p, number);
    if (failure && statement)
        forget(p, statement);
    p->pq.PQclear(answer);
    g_clear_error(&failure);
}

static const Taker learning = {.end = learn_types}, preparing = {.end = end_preparing};

void statement_name(const Statement *statement, StatementName name)
{
    g_snprintf(name, sizeof(StatementName), "s%u", statement->number);
}

/* Its failure is told by whoever waits for the statement itself. */
static bool prepare(Postgres *p, Statement *statement, const char *sql, GError **error)
{
    StatementName name;
    statement->number = ++p->n_statements;
    statement_name(statement, name);
    return pipeline_sent(p,
                         p->pq.PQsendPrepare(pipeline_enter(p), name, sql, (int)statement->n_types,
                                             statement->types),
                         &preparing, GUINT_TO_POINTER(statement->number), error);
}

static bool ask_types(Postgres *p, const Statement *statement, GError **error)
{
    StatementName name;
    statement_name(statement, name);
    return pipeline_sent(p, p->pq.PQsendDescribePrepared(pipeline_enter(p), name), &learning,
                         GUINT_TO_POINTER(statement->number), error);
}

static bool prepare_for(Postgres *p, Statement *statement, const char *sql, const DbValue *args,
                        GError **error)
{
    bool complete = true;
    for (size_t i = 0; i < statement->n_types; i++) {
        statement->types[i] = type_of(&args[i]);
        complete = complete && statement->types[i];
    }
    return prepare(p, statement, sql, error) && (complete || ask_types(p, statement, error));
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

/* Of the whole, not of a part in parentheses. */
static bool ends_with_limit(const char *text)
{
    const char *limit = g_strrstr(text, "LIMIT"), *end = strrchr(text, ')');
    return limit && (!end || limit > end);
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
    statement->is_short = ends_with_limit(text);
    statement->renumber = renumbering(p, &dialect, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    return prepare_for(p, statement, dialect.sql, args, error) ? g_steal_pointer(&statement) : NULL;
}

Statement *statement_take(Postgres *p, const char *text, const DbValue *args, size_t n_args,
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

Statement *statement_take_own(Postgres *p, const char *sql, const Oid *types, size_t n,
                              GError **error)
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
