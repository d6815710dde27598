#include "postgres.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* SQLSTATEs, or their beginnings (postgresql.org/docs/15/errcodes-appendix.html). */
static const struct {
    const char *state;
    DbError kind;
} kinds[] = {
    {"23505", DB_ERROR_UNIQUE},     {"23", DB_ERROR_CONSTRAINT},
    {"42804", DB_ERROR_CONSTRAINT}, /* a value of another type than the column */
    {"40001", DB_ERROR_BUSY},       {"40P01", DB_ERROR_BUSY},
    {"55P03", DB_ERROR_BUSY},       {"57014", DB_ERROR_INTERRUPTED},
    {"53100", DB_ERROR_FULL},       {"42501", DB_ERROR_FORBIDDEN}, /* append-only rules, too */
    {"25006", DB_ERROR_FORBIDDEN},  {"57P", DB_ERROR_LOST},
    {"08", DB_ERROR_LOST},          {"25P03", DB_ERROR_LOST},
    {"XX001", DB_ERROR_NOT_A_BASE}, {"XX002", DB_ERROR_NOT_A_BASE},
};

static DbError kind_of(Postgres *p, const char *state)
{
    if (p->pq.PQstatus(p->connection) != CONNECTION_OK)
        return DB_ERROR_LOST;
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_has_prefix(state, kinds[i].state))
            return kinds[i].kind;
    return DB_ERROR_FAILED;
}

/* The server's or the library's words, in one line. */
static char *words_of(Postgres *p, const PGresult *result)
{
    const char *words = result ? p->pq.PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    g_autofree char *line = g_strdup(words ? words : p->pq.PQerrorMessage(p->connection));
    return g_strdup(g_strdelimit(g_strstrip(line), "\n\t", ' '));
}

/* The role lacks a right that was granted to it, or should have been; the base's own rules refuse
 * by the same code. */
static bool is_want_of_rights(Postgres *p, const PGresult *result)
{
    const char *where = result ? p->pq.PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION) : NULL;
    return g_strcmp0(where, "aclcheck_error") == 0;
}

static char *forbidden(Postgres *p, const PGresult *result, const char *words)
{
    if (!is_want_of_rights(p, result))
        return g_strdup_printf(_("the base forbids it: %s"), words);
    return g_strdup_printf(_("the base's server refuses it to the role %s (%s): let the base's "
                             "owner run ukrcrm-admin grant"),
                           p->pq.PQuser(p->connection), words);
}

static char *sentence(Postgres *p, DbError kind, const PGresult *result, const char *words)
{
    switch (kind) {
    case DB_ERROR_UNIQUE:
        return g_strdup_printf(_("the base has such a row already: %s"), words);
    case DB_ERROR_CONSTRAINT:
        return g_strdup_printf(_("the base refused the row: %s"), words);
    case DB_ERROR_BUSY:
        return g_strdup_printf(
            _("other programs kept %s busy too long; nothing was written: try again"), p->db.url);
    case DB_ERROR_FORBIDDEN:
        return forbidden(p, result, words);
    case DB_ERROR_NOT_A_BASE:
        return g_strdup_printf(
            _("the base %s is damaged (%s): run ukrcrm-admin check, then restore "
              "the last good backup"),
            p->db.url, words);
    case DB_ERROR_INTERRUPTED:
        return g_strdup(_("the query was interrupted"));
    case DB_ERROR_FULL:
        return g_strdup_printf(
            _("the disk of %s is full; nothing was written: make room and try again"), p->db.url);
    case DB_ERROR_LOST:
        return g_strdup_printf(_("the connection to %s was lost: %s"), p->db.url, words);
    default:
        return g_strdup_printf(_("the base %s answered: %s"), p->db.url, words);
    }
}

bool postgres_fail(Postgres *p, const PGresult *result, GError **error)
{
    const char *state = result ? p->pq.PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    DbError kind = kind_of(p, state ? state : "");
    g_autofree char *words = words_of(p, result);
    g_autofree char *text = sentence(p, kind, result, words);
    p->db.again = state && (g_str_equal(state, "40001") || g_str_equal(state, "40P01"));
    g_set_error_literal(error, DB_ERROR, (int)kind, text);
    return false;
}
