/* The chain as a person sees it. */
#include "campaign_internal.h"
#include "rows.h"

void campaign_step_free(CampaignStep *step)
{
    if (!step)
        return;
    g_free(step->letter_name);
    g_free(step);
}

static CampaignStep *take_step(DbRows *row)
{
    CampaignStep *step = g_new0(CampaignStep, 1);
    step->id = db_column_integer(row, 0);
    step->letter_id = db_column_integer(row, 1);
    step->days = (int)db_column_integer(row, 2);
    step->letter_name = rows_text(row, 3);
    step->standing = db_column_integer(row, 4);
    step->sent = db_column_integer(row, 5);
    return step;
}

static GPtrArray *read_steps(Base *base, int64_t enterprise_id, int64_t campaign_id, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT campaign_step.id, campaign_step.letter_id, campaign_step.days, letter.name, "
            "(SELECT count(*) FROM delivery WHERE delivery.enterprise_id = "
            "campaign_step.enterprise_id AND delivery.campaign_id = campaign_step.campaign_id "
            "AND delivery.step_id = campaign_step.id AND delivery.state IN ('queued', 'claimed', "
            "'in_data', 'deferred', 'held', 'unknown')), "
            "(SELECT count(*) FROM delivery WHERE delivery.enterprise_id = "
            "campaign_step.enterprise_id AND delivery.campaign_id = campaign_step.campaign_id "
            "AND delivery.step_id = campaign_step.id AND delivery.state = 'sent') "
            "FROM campaign_step JOIN letter ON letter.enterprise_id = campaign_step.enterprise_id "
            "AND letter.id = campaign_step.letter_id "
            "WHERE campaign_step.enterprise_id = ? AND campaign_step.campaign_id = ? "
            "AND campaign_step.removed_at IS NULL "
            "ORDER BY campaign_step.position, campaign_step.id"),
        DB_ARGS(db_integer(enterprise_id), db_integer(campaign_id)), error);
    if (!rows)
        return NULL;
    g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func((GDestroyNotify)campaign_step_free);
    GError *failure = NULL;
    while (db_next(rows, &failure))
        g_ptr_array_add(steps, take_step(rows));
    return rows_ended(failure, error) ? g_steal_pointer(&steps) : NULL;
}

/* The version first: a chain newer than its version is refused later, an older one would not be. */
GPtrArray *campaign_steps(Base *base, const Actor *actor, int64_t campaign_id, int64_t *version,
                          GError **error)
{
    bool found = true;
    if (version &&
        !db_get_integer(base_db(base),
                        SQL("SELECT version FROM campaign WHERE enterprise_id = ? AND id = ?"),
                        DB_ARGS(db_integer(actor->enterprise_id), db_integer(campaign_id)), version,
                        &found, error))
        return NULL;
    return read_steps(base, actor->enterprise_id, campaign_id, error);
}
