/* The trace that each line of the journal of acceptances carries. */
#include "delivery_trace.h"
#include "core/payload.h"
#include "notice_internal.h"
#include "rows.h"

void trace_clear(Trace *trace)
{
    g_free(trace->unsubscribe_hash);
}

typedef struct {
    const char *const *hashes;
    char **traces;
} Tracing;

static void append_reader(GString *trace, DbRows *row)
{
    g_string_append_printf(trace, " %" G_GINT64_FORMAT, db_column_integer(row, N_TRACE + 1));
    if (!g_str_equal(db_column_text(row, N_TRACE + 2), NOTICE_TEMPLATE))
        return;
    g_autofree char *task = payload_get(db_column_text(row, N_TRACE + 3), "task");
    g_string_append_printf(trace, " %s", *task ? task : "0");
}

static bool take_one(DbRows *row, size_t i, void *data, GError **error)
{
    const Tracing *tracing = data;
    g_autofree char *kept = rows_text(row, N_TRACE);
    g_autoptr(GString) trace = g_string_new(NULL);
    for (int part = 0; part < N_TRACE; part++)
        g_string_append_printf(trace, "%" G_GINT64_FORMAT " ", db_column_integer(row, part));
    g_string_append(trace, tracing->hashes[i] ? tracing->hashes[i] : kept);
    if (db_column_type(row, N_TRACE + 1) != DB_NULL)
        append_reader(trace, row);
    g_free(tracing->traces[i]);
    tracing->traces[i] = g_strdup(trace->str);
    return true;
}

bool delivery_traces(Base *base, const DueDelivery *const *due, const char *const *hashes, size_t n,
                     char **traces, GError **error)
{
    enum { ARGS = 2 };
    g_autofree DbValue *values = g_new(DbValue, n * ARGS + 1);
    Tracing tracing = {hashes, traces};
    for (size_t i = 0; i < n; i++) {
        traces[i] = g_strdup("");
        values[i * ARGS] = db_integer(due[i]->enterprise_id);
        values[i * ARGS + 1] = db_integer(due[i]->id);
    }
    return db_query_each(
        base_db(base),
        SQL("SELECT delivery.enterprise_id, delivery.id, delivery.due_at, delivery.campaign_id, "
            "campaign.created_at, delivery.letter_id, letter.created_at, delivery.enrollment_id, "
            "enrollment.created_at, delivery.run, delivery.unsubscribe_hash, "
            "delivery.employee_id, delivery.template, delivery.payload FROM delivery "
            "LEFT JOIN campaign ON campaign.enterprise_id = delivery.enterprise_id "
            "AND campaign.id = delivery.campaign_id "
            "LEFT JOIN letter ON letter.enterprise_id = delivery.enterprise_id "
            "AND letter.id = delivery.letter_id "
            "LEFT JOIN enrollment ON enrollment.enterprise_id = delivery.enterprise_id "
            "AND enrollment.id = delivery.enrollment_id "
            "WHERE delivery.enterprise_id = ? AND delivery.id = ?"),
        values, ARGS, n, take_one, &tracing, error);
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
    trace.notice = n > N_TRACE + 2;
    if (trace.notice)
        trace.task_id = g_ascii_strtoll(parts[N_TRACE + 2], NULL, 10);
    return trace;
}

DbValue trace_part(const Trace *trace, TracePart part)
{
    return db_integer(trace->parts[part]);
}
