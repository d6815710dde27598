#include "run.h"

#include "core/mail_journal.h"
#include "core/task_zone.h"
#include "work.h"

#include <glib/gi18n-lib.h>
#include <poll.h>

G_DEFINE_QUARK(run_error, run_error)

void run_result_clear(RunResult *result)
{
    g_clear_pointer(&result->alarm, g_free);
    g_clear_pointer(&result->unreached, g_ptr_array_unref);
}

/* --- the journal ------------------------------------------------------------------------------ */

typedef struct {
    Base *base;
    MailerRun *run;
    char *place;   /* in the journal, as the base remembers it */
    char *reached; /* the base has what lies before it */
    guint lost;    /* acceptances that the base does not know */
    char *example; /* the Message-ID of the first of them */
} Replay;

static void replay_clear(Replay *replay)
{
    g_free(replay->place);
    g_free(replay->reached);
    g_free(replay->example);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Replay, replay_clear)

static bool replay_one(const Acceptance *acceptance, void *data, GError **error)
{
    Replay *replay = data;
    bool known = false;
    if (!delivery_settle_journal(replay->base, acceptance, &known, error))
        return false;
    if (!known && !replay->lost++)
        replay->example = g_strdup(acceptance->message_id);
    return true;
}

static bool refuse_restored(const Replay *replay, GError **error)
{
    g_set_error(
        error, RUN_ERROR, RUN_ERROR_RESTORED,
        g_dngettext(GETTEXT_PACKAGE,
                    "the base was restored from a backup: it does not know %u letter that a "
                    "server has accepted since (<%s>); nothing is sent until «ukrcrm-admin "
                    "journal accept»",
                    "the base was restored from a backup: it does not know %u letters that "
                    "servers have accepted since (the first is <%s>); nothing is sent until "
                    "«ukrcrm-admin journal accept»",
                    replay->lost),
        replay->lost, replay->example);
    return false;
}

static bool refuse_journal(const MailJournal *journal, GError **error)
{
    g_set_error(error, RUN_ERROR, RUN_ERROR_JOURNAL,
                _("the journal of accepted letters %s is not the one the base remembers: it was "
                  "lost, replaced or cut, or the base was restored on another machine; put the "
                  "right file there, or, if there is none, see that no letter was sent since the "
                  "backup and say «ukrcrm-admin journal accept»; until then nothing is sent"),
                mail_journal_path(journal));
    return false;
}

static bool refuse_put_back(GError **error)
{
    g_set_error_literal(
        error, RUN_ERROR, RUN_ERROR_RESTORED,
        _("the base was restored from a backup, or moved: the last passes of this machine's mailer "
          "are not in it, or passes were counted in another place; what the mailers of other "
          "machines have sent since a backup stands in their journals only; nothing is sent until "
          "«ukrcrm-admin journal accept», which is to be said on all of these machines, here "
          "last"));
    return false;
}

/* A machine whose journal knows nothing new may still know that the base was put back. */
static bool count_pass(const Replay *replay, const MailJournal *journal, int64_t now,
                       GError **error)
{
    bool put_back;
    return delivery_count_pass(replay->base, journal, now, &put_back, error) &&
           (!put_back || refuse_put_back(error));
}

static bool replay_journal(Replay *replay, MailJournal *journal, GError **error)
{
    bool knows;
    replay->place = delivery_journal_place(replay->base, error);
    if (!replay->place || !mail_journal_knows(journal, replay->place, &knows, error))
        return false;
    if (!knows)
        return refuse_journal(journal, error);
    return mail_journal_read(journal, replay->place, replay_one, replay, &replay->reached, error) &&
           (!replay->lost || refuse_restored(replay, error));
}

/* What servers took before somebody died goes into the base first: only then is what is left of
 * dead runs really without an answer. */
static bool catch_up(Replay *replay, MailJournal *journal, int64_t now, RunResult *result,
                     GError **error)
{
    int64_t requeued = 0;
    return replay_journal(replay, journal, error) && count_pass(replay, journal, now, error) &&
           delivery_recover(replay->base, replay->run, now, &requeued, &result->figures.unknown,
                            error);
}

/* What another mailer has written since the replay may not be in the base yet. */
static bool is_own(const Acceptance *acceptance, void *data, GError **error)
{
    return acceptance->run_id == mailer_run_id(data);
}

/* The next pass, and a base restored from a backup, see by the place what is new to them. */
static bool remember_place(const Replay *replay, MailJournal *journal, int64_t now, GError **error)
{
    g_autofree char *until = NULL;
    return mail_journal_read(journal, replay->reached, is_own, replay->run, &until, error) &&
           (g_str_equal(until, replay->place) ||
            delivery_journal_settled(replay->base, now, until, error));
}

/* --- the pass --------------------------------------------------------------------------------- */

static bool goes_on(void *data)
{
    const RunSettings *settings = data;
    struct pollfd signals = {.fd = settings->signals, .events = POLLIN};
    return settings->signals < 0 || poll(&signals, 1, 0) == 0;
}

/* What is due this morning goes by the clock that an enterprise has by now. */
static bool follow_zones(Base *base, const RunSettings *settings, int64_t now, GError **error)
{
    int64_t moved;
    return tasks_follow_zones(base, now, goes_on, (void *)(uintptr_t)settings, &moved, error);
}

static bool pass_under_lock(Replay *replay, const RunSettings *settings, RunResult *result,
                            GError **error)
{
    int64_t now = settings->now(settings->now_data);
    g_autoptr(MailJournal) journal = mail_journal_open(settings->journal, error);
    return journal && catch_up(replay, journal, now, result, error) &&
           follow_zones(replay->base, settings, now, error) &&
           work_through(replay->base, replay->run, journal, settings, result, error) &&
           remember_place(replay, journal, now, error);
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
    g_auto(Replay) replay = {.base = base, .run = run};
    pass_under_lock(&replay, settings, result, &failure);
    return finish(run, settings, result, &failure, error);
}
