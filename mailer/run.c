#include "run.h"

#include "core/mail_journal.h"
#include "work.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK(run_error, run_error)

void run_result_clear(RunResult *result)
{
    g_clear_pointer(&result->alarm, g_free);
}

/* --- the journal ------------------------------------------------------------------------------ */

typedef struct {
    Base *base;
    MailerRun *run;
    GArray *runs; /* of int64_t: whose acceptances the base has */
} Replay;

static bool replay_one(const Acceptance *acceptance, void *data, GError **error)
{
    Replay *replay = data;
    bool known = false;
    if (!delivery_settle_journal(replay->base, replay->run, acceptance->run_id,
                                 acceptance->message_id, acceptance->at, acceptance->reply, &known,
                                 error))
        return false;
    if (!known) {
        g_set_error(error, RUN_ERROR, RUN_ERROR_RESTORED,
                    _("the base does not know the letter <%s>, which a server has accepted: the "
                      "base was restored from a backup; nothing is sent until «ukrcrm-admin "
                      "journal accept»"),
                    acceptance->message_id);
        return false;
    }
    g_array_append_val(replay->runs, acceptance->run_id);
    return true;
}

/* What servers took before somebody died goes into the base first: only then is what is left of
 * dead runs really without an answer. */
static bool catch_up(Replay *replay, MailJournal *journal, int64_t now, RunResult *result,
                     GError **error)
{
    int64_t requeued = 0;
    return mail_journal_read(journal, replay_one, replay, error) &&
           delivery_recover(replay->base, replay->run, now, &requeued, &result->figures.unknown,
                            error);
}

/* --- the pass --------------------------------------------------------------------------------- */

static bool pass_under_lock(Replay *replay, const RunSettings *settings, RunResult *result,
                            GError **error)
{
    int64_t now = settings->now(settings->now_data), id = mailer_run_id(replay->run);
    g_autoptr(MailJournal) journal = mail_journal_open(settings->journal, error);
    if (!journal || !catch_up(replay, journal, now, result, error) ||
        !work_through(replay->base, replay->run, journal, settings, result, error))
        return false;
    g_array_append_val(replay->runs, id);
    return mail_journal_trim(journal, (const int64_t *)(void *)replay->runs->data,
                             replay->runs->len, error);
}

/* The run's row tells the client's status bar and the next run, also when this one failed. */
static bool finish(MailerRun *run, const RunSettings *settings, RunResult *result, GError **failure,
                   GError **error)
{
    const char *alarm = *failure ? (*failure)->message : result->alarm;
    bool finished = mailer_run_finish(run, settings->now(settings->now_data), &result->figures,
                                      alarm, *failure ? NULL : error);
    if (!*failure)
        return finished;
    g_propagate_error(error, g_steal_pointer(failure));
    return false;
}

bool run_pass(Base *base, const RunSettings *settings, RunResult *result, GError **error)
{
    *result = (RunResult){.elsewhere = false};
    g_autoptr(GError) failure = NULL;
    g_autoptr(MailerRun) run =
        mailer_run_start(base, settings->now(settings->now_data), settings->parallel, &failure);
    if (!run) {
        result->elsewhere = !failure;
        if (failure)
            g_propagate_error(error, g_steal_pointer(&failure));
        return result->elsewhere;
    }
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(int64_t));
    Replay replay = {base, run, runs};
    pass_under_lock(&replay, settings, result, &failure);
    return finish(run, settings, result, &failure, error);
}
