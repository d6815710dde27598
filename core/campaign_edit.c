/* Changing the chain of a campaign: what is asked, what is written. What it does to those under way
 * is in campaign_move.c. */
#include "campaign_move.h"
#include "rows.h"
#include "save.h"

#include <glib/gi18n-lib.h>

#define DAYS_MAX 3650
/* Steps that a rehearsal only thinks of. Real ids never come near. */
#define THOUGHT_OF (INT64_MAX / 2)

typedef struct {
    const Actor *actor;
    int64_t campaign_id, version;
    const CampaignStep *steps;
    size_t n;
    bool dry;
    StepChange *change;
} Editing;

static bool refuse(GError **error, const char *sentence)
{
    g_set_error_literal(error, CAMPAIGN_ERROR, CAMPAIGN_ERROR_STEPS, sentence);
    return false;
}

/* --- may it be so? ---------------------------------------------------------------------------- */

static bool check_campaign(Base *base, const Editing *editing, GError **error)
{
    const Actor *actor = editing->actor;
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT version, created_by FROM campaign WHERE enterprise_id = ? AND id = ? "
            "AND archived_at IS NULL"),
        DB_ARGS(db_integer(actor->enterprise_id), db_integer(editing->campaign_id)), error);
    if (!rows)
        return false;
    GError *failure = NULL;
    if (!db_next(rows, &failure)) {
        if (rows_ended(failure, error))
            g_set_error_literal(error, CAMPAIGN_ERROR, CAMPAIGN_ERROR_NOT_FOUND,
                                _("there is no such campaign any more; choose another one"));
        return false;
    }
    int64_t version = db_column_integer(rows, 0);
    bool own = actor->employee_id && db_column_integer(rows, 1) == actor->employee_id;
    if (!right_check(base, actor, RIGHT_EDIT_CAMPAIGN, own, error))
        return false;
    if (!editing->version || editing->version == version)
        return true;
    g_set_error_literal(error, CAMPAIGN_ERROR, CAMPAIGN_ERROR_CHANGED,
                        _("somebody else has changed this campaign meanwhile: look at its letters "
                          "again, then make your change"));
    return false;
}

static bool check_letter(Base *base, const Editing *editing, size_t i, GError **error)
{
    const CampaignStep *step = &editing->steps[i];
    for (size_t before = 0; before < i; before++)
        if (editing->steps[before].letter_id == step->letter_id)
            return refuse(error, _("a letter stands at most once in a campaign; make a copy of it "
                                   "to send it again"));
    int64_t count;
    if (!db_get_integer(
            base_db(base),
            SQL("SELECT count(*) FROM letter WHERE enterprise_id = ? AND id = ? "
                "AND archived_at IS NULL"),
            DB_ARGS(db_integer(editing->actor->enterprise_id), db_integer(step->letter_id)), &count,
            NULL, error))
        return false;
    return count > 0 || refuse(error, _("one of the letters is not there any more; choose another "
                                        "one"));
}

static bool check_steps(Base *base, const Editing *editing, GError **error)
{
    for (size_t i = 0; i < editing->n; i++) {
        int days = editing->steps[i].days;
        if (i > 0 && (days < 1 || days > DAYS_MAX))
            return refuse(error, _("between two letters there are 1 to 3650 days"));
        if (!check_letter(base, editing, i, error))
            return false;
    }
    return true;
}

/* --- the new chain ---------------------------------------------------------------------------- */

static int days_of(const Editing *editing, size_t i)
{
    return i == 0 ? 0 : editing->steps[i].days;
}

/* A step that is kept is one that stands in the chain and still has its letter. */
static int64_t kept_id(const Chain *old, const CampaignStep *step)
{
    const ChainStep *standing = step->id ? chain_find(old, step->id) : NULL;
    return standing && standing->letter_id == step->letter_id ? step->id : 0;
}

static Chain *planned_chain(const Editing *editing, const Chain *old)
{
    Chain *chain = chain_new(old->enterprise_id, old->campaign_id);
    for (size_t i = 0; i < editing->n; i++) {
        int64_t id = kept_id(old, &editing->steps[i]);
        ChainStep step = {id ? id : THOUGHT_OF + (int64_t)i, editing->steps[i].letter_id,
                          days_of(editing, i)};
        g_array_append_val(chain->steps, step);
    }
    return chain;
}

static bool remove_step(Base *base, const Editing *editing, int64_t step_id, GError **error)
{
    return db_execute(base_db(base),
                      SQL("UPDATE campaign_step SET removed_at = ? "
                          "WHERE enterprise_id = ? AND id = ?"),
                      DB_ARGS(db_integer(editing->actor->now),
                              db_integer(editing->actor->enterprise_id), db_integer(step_id)),
                      NULL, error);
}

static bool remove_missing(Base *base, const Editing *editing, const Chain *old, const Chain *chain,
                           GError **error)
{
    for (guint i = 0; i < old->steps->len; i++) {
        int64_t id = g_array_index(old->steps, ChainStep, i).id;
        if (!chain_find(chain, id) && !remove_step(base, editing, id, error))
            return false;
    }
    return true;
}

static bool insert_step(Base *base, const Editing *editing, guint position, ChainStep *step,
                        GError **error)
{
    return db_get_integer(
        base_db(base),
        SQL("INSERT INTO campaign_step (enterprise_id, campaign_id, letter_id, position, days) "
            "VALUES (?, ?, ?, ?, ?) RETURNING id"),
        DB_ARGS(db_integer(editing->actor->enterprise_id), db_integer(editing->campaign_id),
                db_integer(step->letter_id), db_integer(position), db_integer(step->days)),
        &step->id, NULL, error);
}

static bool place_step(Base *base, const Editing *editing, guint position, const ChainStep *step,
                       GError **error)
{
    return db_execute(base_db(base),
                      SQL("UPDATE campaign_step SET position = ?, days = ? "
                          "WHERE enterprise_id = ? AND id = ?"),
                      DB_ARGS(db_integer(position), db_integer(step->days),
                              db_integer(editing->actor->enterprise_id), db_integer(step->id)),
                      NULL, error);
}

/* New steps get their ids here. */
static bool write_chain(Base *base, const Editing *editing, const Chain *old, Chain *chain,
                        GError **error)
{
    if (!remove_missing(base, editing, old, chain, error))
        return false;
    for (guint i = 0; i < chain->steps->len; i++) {
        ChainStep *step = &g_array_index(chain->steps, ChainStep, i);
        if (!(step->id >= THOUGHT_OF ? insert_step(base, editing, i, step, error)
                                     : place_step(base, editing, i, step, error)))
            return false;
    }
    return true;
}

/* --- the change log --------------------------------------------------------------------------- */

/* «Знакомство, Цены +2, Отзыв +3» */
static char *describe(Base *base, const Editing *editing, GError **error)
{
    g_autoptr(GPtrArray) steps =
        campaign_steps(base, editing->actor, editing->campaign_id, NULL, error);
    if (!steps)
        return NULL;
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < steps->len; i++) {
        const CampaignStep *step = steps->pdata[i];
        g_string_append_printf(text, "%s%s", i ? ", " : "", step->letter_name);
        if (i)
            g_string_append_printf(text, " +%d", step->days);
    }
    return g_string_free(text, FALSE);
}

static bool write_log(Base *base, const Editing *editing, const char *old, GError **error)
{
    const Actor *actor = editing->actor;
    g_autofree char *now = describe(base, editing, error);
    SaveBatch batch = {0};
    return now &&
           db_execute(base_db(base),
                      SQL("UPDATE campaign SET version = version + 1, updated_at = ? "
                          "WHERE enterprise_id = ? AND id = ?"),
                      DB_ARGS(db_integer(actor->now), db_integer(actor->enterprise_id),
                              db_integer(editing->campaign_id)),
                      NULL, error) &&
           change_log(base, actor, actor->enterprise_id, &batch, "campaign", editing->campaign_id,
                      "steps", old, now, error);
}

/* --- all together ----------------------------------------------------------------------------- */

static bool is_same(const Chain *old, const Chain *chain)
{
    if (old->steps->len != chain->steps->len)
        return false;
    for (guint i = 0; i < old->steps->len; i++) {
        const ChainStep *a = &g_array_index(old->steps, ChainStep, i);
        const ChainStep *b = &g_array_index(chain->steps, ChainStep, i);
        if (a->id != b->id || a->days != b->days)
            return false;
    }
    return true;
}

static bool edit_body(Base *base, void *data, GError **error)
{
    const Editing *editing = data;
    const Actor *actor = editing->actor;
    *editing->change = (StepChange){0};
    if (!check_campaign(base, editing, error) || !check_steps(base, editing, error))
        return false;
    g_autoptr(Chain) old = chain_read(base, actor->enterprise_id, editing->campaign_id, error);
    g_autofree char *before = old ? describe(base, editing, error) : NULL;
    if (!before)
        return false;
    g_autoptr(Chain) chain = planned_chain(editing, old);
    if (is_same(old, chain))
        return true;
    if (!editing->dry && !write_chain(base, editing, old, chain, error))
        return false;
    return campaign_move(base, actor, old, chain, editing->dry, editing->change, error) &&
           (editing->dry || write_log(base, editing, before, error));
}

bool campaign_set_steps(Base *base, const Actor *actor, int64_t campaign_id, int64_t version,
                        const CampaignStep *steps, size_t n, bool dry, StepChange *change,
                        GError **error)
{
    StepChange unasked;
    Editing editing = {actor, campaign_id, version, steps, n, dry, change ? change : &unasked};
    if (dry) /* only reads: nobody shall wait for it */
        return edit_body(base, &editing, error);
    return base_write(base, actor, edit_body, &editing, error);
}

static bool append_body(Base *base, void *data, GError **error)
{
    const Editing *editing = data;
    const Actor *actor = editing->actor;
    *editing->change = (StepChange){0};
    if (!check_campaign(base, editing, error))
        return false;
    g_autoptr(Chain) chain = chain_read(base, actor->enterprise_id, editing->campaign_id, error);
    return chain && campaign_go_on(base, actor, chain, editing->dry, editing->change, error);
}

bool campaign_send_appended(Base *base, const Actor *actor, int64_t campaign_id, bool dry,
                            StepChange *change, GError **error)
{
    StepChange unasked;
    Editing editing = {.actor = actor,
                       .campaign_id = campaign_id,
                       .dry = dry,
                       .change = change ? change : &unasked};
    if (dry)
        return append_body(base, &editing, error);
    return base_write(base, actor, append_body, &editing, error);
}
