/* The lists of what is to be decided. */
#include "delivery_internal.h"
#include "rows.h"

void undecided_free(Undecided *undecided)
{
    if (!undecided)
        return;
    char *const texts[] = {undecided->state,   undecided->reason, undecided->shown,
                           undecided->address, undecided->client, undecided->letter,
                           undecided->campaign};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(undecided);
}

static Undecided *take_undecided(DbRows *row, const SendingRules *rules)
{
    Undecided *undecided = g_new0(Undecided, 1);
    undecided->enterprise_id = db_column_integer(row, 0);
    undecided->id = db_column_integer(row, 1);
    undecided->state = rows_text(row, 2);
    undecided->reason = rows_text(row, 3);
    undecided->at = db_column_integer(row, db_column_type(row, 5) == DB_NULL ? 4 : 5);
    undecided->address = rows_text(row, 6);
    undecided->client = rows_person(row, 7);
    undecided->letter = rows_text(row, 10);
    undecided->campaign = rows_text(row, 11);
    g_auto(GateFacts) facts = {.state = g_strdup(undecided->state),
                               .reason = g_strdup(undecided->reason),
                               .reply = rows_text(row, 12),
                               .due_at = db_column_integer(row, 4),
                               .in_data_at = db_column_integer(row, 5)};
    undecided->shown = delivery_sentence(&facts, GATE_STATE, rules, 0);
    return undecided;
}

#define SELECT_UNDECIDED                                                                           \
    "SELECT delivery.enterprise_id, delivery.id, delivery.state, delivery.reason, "                \
    "delivery.due_at, delivery.in_data_at, "                                                       \
    "CASE WHEN delivery.address <> '' THEN delivery.address ELSE client.email END, "               \
    "client.surname, client.first_name, client.company, "                                          \
    "CASE WHEN letter.name IS NULL THEN delivery.template ELSE letter.name END, "                  \
    "campaign.name, delivery.reply FROM delivery "                                                 \
    "LEFT JOIN client ON client.enterprise_id = delivery.enterprise_id "                           \
    "AND client.id = delivery.client_id "                                                          \
    "LEFT JOIN letter ON letter.enterprise_id = delivery.enterprise_id "                           \
    "AND letter.id = delivery.letter_id "                                                          \
    "LEFT JOIN campaign ON campaign.enterprise_id = delivery.enterprise_id "                       \
    "AND campaign.id = delivery.campaign_id "                                                      \
    "WHERE delivery.state IN ('unknown', 'held') AND delivery.state = ? "

static DbRows *query_undecided(Base *base, const Actor *actor, const char *state, int64_t after_id,
                               int limit, GError **error)
{
    if (actor->console && actor->enterprise_id == 0)
        return db_query(base_db(base),
                        SQL(SELECT_UNDECIDED "AND +delivery.id > ? ORDER BY +delivery.id LIMIT ?"),
                        DB_ARGS(db_text(state), db_integer(after_id), db_integer(limit)), error);
    return db_query(base_db(base),
                    SQL(SELECT_UNDECIDED "AND delivery.enterprise_id = ? AND delivery.id > ? "
                                         "AND delivery.kind = 'letter' "
                                         "ORDER BY delivery.id LIMIT ?"),
                    DB_ARGS(db_text(state), db_integer(actor->enterprise_id), db_integer(after_id),
                            db_integer(limit)),
                    error);
}

GPtrArray *delivery_undecided(Base *base, const Actor *actor, const char *state, int64_t after_id,
                              int limit, GError **error)
{
    g_autoptr(DbRows) rows = query_undecided(base, actor, state, after_id, limit, error);
    if (!rows)
        return NULL;
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)undecided_free);
    g_auto(RulesCache) cache;
    rules_cache_init(&cache, base);
    GError *failure = NULL;
    while (db_next(rows, &failure)) {
        const SendingRules *rules = rules_cache_get(&cache, db_column_integer(rows, 0), error);
        if (!rules)
            return NULL;
        g_ptr_array_add(all, take_undecided(rows, rules));
    }
    return rows_ended(failure, error) ? g_steal_pointer(&all) : NULL;
}
