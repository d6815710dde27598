/* What was asked and is not answered yet, in its order (libpq's pipeline mode,
 * postgresql.org/docs/15/libpq-pipeline-mode.html). A way to the server and back is waited for only
 * where somebody needs an answer; whatever was asked before goes the same way.
 *
 * What fails takes with it all that was sent behind it up to the next point of synchronisation.
 * Such a point is set where an answer is needed, and behind the end of a transaction. The reason is
 * kept while the transaction is open, so that nobody is only told that an earlier one failed. */
#include "pipeline.h"

typedef struct {
    const Taker *taker; /* NULL: a point of synchronisation */
    void *data;
    unsigned way;  /* it goes with */
    bool is_begun; /* its answer is being read */
    bool is_last;  /* of what failed together: outside a transaction */
    PGresult *answer;
    GError *failure;
} Request;

/* --- asking ----------------------------------------------------------------------------------- */

static Request *expect(Postgres *p, const Taker *taker, void *data)
{
    Request *request = g_new0(Request, 1);
    request->taker = taker;
    request->data = data;
    request->way = p->n_ways;
    g_queue_push_tail(&p->asked, request);
    return request;
}

PGconn *pipeline_enter(Postgres *p)
{
    p->pq.PQenterPipelineMode(p->connection);
    return p->connection;
}

bool pipeline_sent(Postgres *p, int sent, const Taker *taker, void *data, GError **error)
{
    if (!sent)
        return postgres_fail(p, NULL, error);
    expect(p, taker, data);
    p->is_unsynced = true;
    return true;
}

bool pipeline_send(Postgres *p, const char *sql, const Taker *taker, void *data, GError **error)
{
    return pipeline_sent(
        p, p->pq.PQsendQueryParams(pipeline_enter(p), sql, 0, NULL, NULL, NULL, NULL, 0), taker,
        data, error);
}

void pipeline_sync(Postgres *p)
{
    if (!p->is_unsynced)
        return;
    p->pq.PQpipelineSync(p->connection);
    p->is_unsynced = false;
    expect(p, NULL, NULL)->is_last = p->db.state == DB_IDLE;
}

/* --- answers ---------------------------------------------------------------------------------- */

static bool is_lost(const Postgres *p)
{
    return p->pq.PQstatus(p->connection) != CONNECTION_OK;
}

/* The first failure is the reason of all that follow it. */
static void note_failure(Postgres *p, Request *request, const PGresult *result)
{
    if (!p->failure)
        postgres_fail(p, result, &p->failure);
    if (!request->failure)
        request->failure = g_error_copy(p->failure);
}

static void take(Postgres *p, Request *request, PGresult *result)
{
    switch (p->pq.PQresultStatus(result)) {
    case PGRES_SINGLE_TUPLE:
        request->taker->row(request->data, result);
        break;
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY:
        p->pq.PQclear(request->answer);
        request->answer = result;
        break;
    default:
        note_failure(p, request, result);
        p->pq.PQclear(result);
    }
}

/* No answer at all: the connection went before it. */
static void end_first(Postgres *p)
{
    Request *request = g_queue_pop_head(&p->asked);
    if (request->taker && !request->answer)
        note_failure(p, request, NULL);
    if (request->failure)
        p->pq.PQclear(g_steal_pointer(&request->answer));
    if (request->is_last && !request->failure)
        g_clear_error(&p->failure);
    if (request->taker)
        request->taker->end(p, request->data, request->answer, request->failure);
    else
        g_clear_error(&request->failure);
    g_free(request);
}

void pipeline_drop(Postgres *p)
{
    while (p->asked.head)
        end_first(p);
    g_clear_error(&p->failure);
    p->is_unsynced = false;
}

/* --- reading ---------------------------------------------------------------------------------- */

static void begin_first(Postgres *p, Request *first)
{
    pipeline_sync(p);
    if (first->is_begun)
        return;
    first->is_begun = true;
    if (first->way == p->n_ways)
        p->n_ways++;
    if (first->taker && first->taker->row)
        p->pq.PQsetSingleRowMode(p->connection);
}

/* A server that is ending the connection may say so where a point of synchronisation was due. What
 * was asked behind it is answered without words, before the end of the connection is seen. */
static bool reaches_point(Postgres *p, Request *point, const PGresult *result)
{
    ExecStatusType status = p->pq.PQresultStatus(result);
    if (result && status != PGRES_PIPELINE_SYNC)
        note_failure(p, point, result);
    return status == PGRES_PIPELINE_SYNC;
}

void pipeline_read_one(Postgres *p, Waiting waiting)
{
    Request *first = p->asked.head->data;
    begin_first(p, first);
    postgres_wait(p, waiting == UNLESS_INTERRUPTED && !(first->taker && first->taker->holds));
    PGresult *result = p->pq.PQgetResult(p->connection);
    bool is_over = first->taker ? !result : reaches_point(p, first, result);
    if (result && first->taker)
        take(p, first, result);
    else
        p->pq.PQclear(result);
    if (is_lost(p))
        while (p->asked.head)
            end_first(p);
    else if (is_over)
        end_first(p);
}

bool pipeline_is_alone(const Postgres *p)
{
    const Request *second = p->asked.length > 1 ? p->asked.head->next->data : NULL;
    return p->asked.length <= 2 && (!second || !second->taker);
}

void pipeline_settle(Postgres *p)
{
    while (p->asked.head)
        pipeline_read_one(p, TO_THE_END);
}

void pipeline_leave(Postgres *p)
{
    pipeline_settle(p);
    p->pq.PQexitPipelineMode(p->connection);
}

static void read_what_is_there(Postgres *p)
{
    while (p->asked.head) {
        begin_first(p, p->asked.head->data);
        if (p->pq.PQisBusy(p->connection))
            return;
        pipeline_read_one(p, TO_THE_END);
    }
}

void pipeline_look(Postgres *p, const bool *wanted, int patience_ms)
{
    gint64 end = g_get_monotonic_time() + patience_ms * G_TIME_SPAN_MILLISECOND;
    pipeline_sync(p);
    read_what_is_there(p);
    while (*wanted) {
        gint64 left = (end - g_get_monotonic_time()) / G_TIME_SPAN_MILLISECOND;
        if (!postgres_take_input(p, (int)MAX(left, 0)))
            return;
        read_what_is_there(p);
    }
}

/* --- who takes them --------------------------------------------------------------------------- */

static void answer_end(Postgres *p, void *data, PGresult *result, GError *failure)
{
    *(Answer *)data = (Answer){result, failure, true};
}

const Taker pipeline_answer = {.end = answer_end};

PGresult *pipeline_wait(Postgres *p, Answer *answer, Waiting waiting, GError **error)
{
    while (!answer->is_over)
        pipeline_read_one(p, waiting);
    if (answer->failure)
        g_propagate_error(error, g_steal_pointer(&answer->failure));
    return g_steal_pointer(&answer->result);
}

/* Why it failed is told to who waits next. */
static void unheeded_end(Postgres *p, void *data, PGresult *result, GError *failure)
{
    p->pq.PQclear(result);
    g_clear_error(&failure);
}

const Taker pipeline_unheeded = {.end = unheeded_end};
