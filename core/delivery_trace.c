/* The trace that each line of the journal of acceptances carries. */
#include "delivery_trace.h"
#include "rows.h"

void trace_clear(Trace *trace)
{
    g_free(trace->unsubscribe_hash);
}

char *delivery_trace(Base *base, const DueDelivery *due, const char *unsubscribe_hash,
                     GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT delivery.enterprise_id, delivery.id, delivery.due_at, delivery.campaign_id, "
            "campaign.created_at, delivery.letter_id, letter.created_at, delivery.enrollment_id, "
            "enrollment.created_at, delivery.run, "
            "COALESCE (?, delivery.unsubscribe_hash), delivery.employee_id FROM delivery "
            "LEFT JOIN campaign ON campaign.enterprise_id = delivery.enterprise_id "
            "AND campaign.id = delivery.campaign_id "
            "LEFT JOIN letter ON letter.enterprise_id = delivery.enterprise_id "
            "AND letter.id = delivery.letter_id "
            "LEFT JOIN enrollment ON enrollment.enterprise_id = delivery.enterprise_id "
            "AND enrollment.id = delivery.enrollment_id "
            "WHERE delivery.enterprise_id = ? AND delivery.id = ?"),
        DB_ARGS(db_text(unsubscribe_hash), db_integer(due->enterprise_id), db_integer(due->id)),
        error);
    if (!rows)
        return NULL;
    GError *failure = NULL;
    g_autoptr(GString) trace = g_string_new(NULL);
    while (db_next(rows, &failure)) {
        g_autofree char *hash = rows_text(rows, N_TRACE);
        for (int i = 0; i < N_TRACE; i++)
            g_string_append_printf(trace, "%" G_GINT64_FORMAT " ", db_column_integer(rows, i));
        g_string_append(trace, hash);
        if (db_column_type(rows, N_TRACE + 1) != DB_NULL)
            g_string_append_printf(trace, " %" G_GINT64_FORMAT,
                                   db_column_integer(rows, N_TRACE + 1));
    }
    return rows_ended(failure, error) ? g_strdup(trace->str) : NULL;
}

Trace trace_read(const char *text)
{
    Trace trace = {0};
    g_auto(GStrv) parts = g_strsplit(text, " ", -1);
    guint n = g_strv_length(parts);
    for (guint i = 0; i < MIN(n, N_TRACE); i++)
        trace.parts[i] = g_ascii_strtoll(parts[i], NULL, 10);
    if (n > N_TRACE && *parts[N_TRACE])
        trace.unsubscribe_hash = g_strdup(parts[N_TRACE]);
    if (n > N_TRACE + 1)
        trace.employee_id = g_ascii_strtoll(parts[N_TRACE + 1], NULL, 10);
    return trace;
}

DbValue trace_part(const Trace *trace, TracePart part)
{
    return db_integer(trace->parts[part]);
}
