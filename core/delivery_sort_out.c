/* What is due and not to be offered: letters that are late, second to their address, or were sent
 * long ago; digests whose morning is over, or that have nothing to say any more; mail to who is an
 * employee no more. */
#include "delivery_batch.h"

/* Those of some enterprises. */
typedef struct {
    const Batch *batch;
    const int64_t *enterprises;
    size_t n;
    Settling settling;
} SortingOut;

static bool has(const SortingOut *sorting, int64_t enterprise_id)
{
    return base_is_among(sorting->enterprises, sorting->n, enterprise_id);
}

static bool hold_late(SortingOut *sorting, GError **error)
{
    const Batch *batch = sorting->batch;
    for (guint i = 0; i < batch->late->len; i++) {
        const DueCampaign *letter = &g_array_index(batch->late, DueCampaign, i);
        if (has(sorting, letter->enterprise_id) &&
            !delivery_hold_in(&sorting->settling, letter->enterprise_id, letter->id, HOLD_LATE,
                              error))
            return false;
    }
    return true;
}

static bool skip_duplicates(SortingOut *sorting, GError **error)
{
    const Batch *batch = sorting->batch;
    for (guint i = 0; i < batch->duplicate->len; i++) {
        const DueCampaign *letter = &g_array_index(batch->duplicate, DueCampaign, i);
        bool done;
        if (has(sorting, letter->enterprise_id) &&
            !delivery_over(&sorting->settling, FROM_WAITING, letter->enterprise_id, letter->id,
                           "skipped", batch->now, "duplicate", NULL, &done, error))
            return false;
    }
    return true;
}

static bool settle_strays(SortingOut *sorting, GError **error)
{
    const Batch *batch = sorting->batch;
    for (guint i = 0; i < batch->stray->len; i++) {
        const Enrollment *enrollment = &g_array_index(batch->stray, Enrollment, i);
        if (has(sorting, enrollment->enterprise_id) &&
            !stray_settle(&sorting->settling, enrollment->enterprise_id, enrollment->id, error))
            return false;
    }
    return true;
}

static bool skip_over(SortingOut *sorting, GError **error)
{
    const Batch *batch = sorting->batch;
    for (guint i = 0; i < batch->over->len; i++) {
        const OverMail *mail = &g_array_index(batch->over, OverMail, i);
        bool done;
        if (has(sorting, mail->enterprise_id) &&
            !delivery_over(&sorting->settling, FROM_WAITING, mail->enterprise_id, mail->id,
                           "skipped", batch->now, mail->reason, NULL, &done, error))
            return false;
    }
    return true;
}

static bool sort_out_body(Base *base, const int64_t *enterprises, size_t n, void *data,
                          GError **error)
{
    const Batch *batch = data;
    const Actor actor = mailer_actor(batch->now);
    SortingOut sorting = {batch, enterprises, n, {{0}}};
    settling_init(&sorting.settling, base, &actor, batch->run->id);
    bool done = hold_late(&sorting, error) && skip_duplicates(&sorting, error) &&
                settle_strays(&sorting, error) && skip_over(&sorting, error);
    settling_clear(&sorting.settling);
    return done;
}

static GArray *enterprises_of(const Batch *batch)
{
    GArray *enterprises = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint i = 0; i < batch->late->len; i++)
        base_add_enterprise(enterprises, g_array_index(batch->late, DueCampaign, i).enterprise_id);
    for (guint i = 0; i < batch->duplicate->len; i++)
        base_add_enterprise(enterprises,
                            g_array_index(batch->duplicate, DueCampaign, i).enterprise_id);
    for (guint i = 0; i < batch->stray->len; i++)
        base_add_enterprise(enterprises, g_array_index(batch->stray, Enrollment, i).enterprise_id);
    for (guint i = 0; i < batch->over->len; i++)
        base_add_enterprise(enterprises, g_array_index(batch->over, OverMail, i).enterprise_id);
    return enterprises;
}

bool batch_sort_out(Batch *batch, int64_t *held, GError **error)
{
    const Actor actor = mailer_actor(batch->now);
    g_autoptr(GArray) enterprises = enterprises_of(batch);
    *held += batch->late->len;
    return enterprises->len == 0 ||
           base_write_each(batch->run->base, &actor, enterprises, sort_out_body, batch, error);
}
