/* «Почему не отправлено»: the state of a letter in words. */
#include "delivery_internal.h"
#include "rows.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- codes with their words ------------------------------------------------------------------- */

typedef struct {
    const char *code;
    const char *sentence;
} Phrase;

static const char *find_phrase(const Phrase *phrases, const char *code)
{
    size_t length = strcspn(code, ":");
    for (; phrases->code; phrases++)
        if (strlen(phrases->code) == length && strncmp(phrases->code, code, length) == 0)
            break;
    return _(phrases->sentence);
}

/* What stands behind the colon of a reason: "empty:first_name". */
static const char *detail_of(const char *reason)
{
    const char *colon = strchr(reason, ':');
    return colon ? colon + 1 : "";
}

static const Phrase cancelled_phrases[] = {
    {"stopped", N_("cancelled: the client's campaign was stopped")},
    {"left_list", N_("cancelled: the client left the list")},
    {"unsubscribed", N_("cancelled: the client unsubscribed")},
    {"undone", N_("cancelled: the import that added the client was undone")},
    {"restarted", N_("cancelled: the campaign was started anew for this client")},
    {"step_removed", N_("cancelled: the letter was taken out of the campaign")},
    {NULL, N_("cancelled")},
};

static const Phrase skipped_phrases[] = {
    {"duplicate", N_("skipped: this address has had this letter through another client")},
    {"decided", N_("skipped by decision")},
    {NULL, N_("skipped")},
};

static const Phrase suppression_phrases[] = {
    {"unsubscribed", N_("has unsubscribed")},
    {"hard_bounce", N_("does not exist any more, by its server's word")},
    {"complaint", N_("has complained about a letter")},
    {"manual", N_("was barred by hand")},
    {NULL, N_("is barred")},
};

/* --- states ----------------------------------------------------------------------------------- */

static char *held_sentence(const GateFacts *facts, const SendingRules *rules)
{
    const char *detail = detail_of(facts->reason);
    g_autofree char *due = when_show(facts->due_at, rules->zone);
    if (g_str_equal(facts->reason, HOLD_EMPTY ":employee"))
        return g_strdup(_("held: nobody is responsible for the client, and the letter's field "
                          "{employee} has no fallback; choose an employee in the client's card or "
                          "write {employee|we}, then send the letter"));
    if (g_str_has_prefix(facts->reason, HOLD_EMPTY))
        return g_strdup_printf(_("held: the client has nothing for the field {%s}, and the letter "
                                 "has no fallback for it; fill it in, then send the letter"),
                               detail);
    if (g_str_has_prefix(facts->reason, HOLD_ADDRESS))
        return g_strdup_printf(_("held: the address is no valid one (%s); correct it, "
                                 "then send the letter"),
                               detail);
    if (g_str_has_prefix(facts->reason, HOLD_SENDER))
        return g_strdup_printf(_("held: the server refuses the enterprise's sender address (%s); "
                                 "correct it in the enterprise's card, then send the letter"),
                               detail);
    if (g_str_has_prefix(facts->reason, HOLD_CONTENT))
        return g_strdup_printf(_("held: the letter cannot be composed (%s); correct it, then send "
                                 "it"),
                               detail);
    return g_strdup_printf(_("held: it was due %s, more than seven days before the mailer came to "
                             "it; send it, shift it or skip it"),
                           due);
}

static char *failed_sentence(const GateFacts *facts)
{
    static const Phrase phrases[] = {
        {"bounced", N_("failed: the server does not accept the address: %s")},
        {"policy", N_("failed: the server refuses mail from us: %s")},
        {NULL, N_("failed: the server refused the letter: %s")},
    };
    return g_strdup_printf(find_phrase(phrases, facts->reason), facts->reply);
}

static char *unknown_sentence(const GateFacts *facts, const SendingRules *rules)
{
    g_autofree char *at = when_show(facts->in_data_at, rules->zone);
    return g_strdup_printf(_("nobody knows whether it arrived: the connection ended while the "
                             "letter was handed over, %s; mark it as sent or send it once more"),
                           at);
}

static char *sent_sentence(const GateFacts *facts, const SendingRules *rules)
{
    g_autofree char *at = when_show(facts->sent_at, rules->zone);
    return g_strdup_printf(_("sent %s"), at);
}

static char *state_sentence(const GateFacts *facts, const SendingRules *rules)
{
    if (strcmp(facts->state, "sent") == 0)
        return sent_sentence(facts, rules);
    if (strcmp(facts->state, "held") == 0)
        return held_sentence(facts, rules);
    if (strcmp(facts->state, "failed") == 0)
        return failed_sentence(facts);
    if (strcmp(facts->state, "unknown") == 0)
        return unknown_sentence(facts, rules);
    if (strcmp(facts->state, "skipped") == 0)
        return g_strdup(find_phrase(skipped_phrases, facts->reason));
    if (strcmp(facts->state, "cancelled") == 0)
        return g_strdup(find_phrase(cancelled_phrases, facts->reason));
    return g_strdup(_("on its way to the server just now"));
}

/* --- gates ------------------------------------------------------------------------------------ */

static char *since(const char *format, int64_t at, const SendingRules *rules)
{
    g_autofree char *when = when_show(at, rules->zone);
    return g_strdup_printf(format, when);
}

static char *not_due_sentence(const GateFacts *facts, const SendingRules *rules)
{
    g_autofree char *at = when_show(facts->next_at, rules->zone);
    if (strcmp(facts->state, "deferred") == 0)
        return g_strdup_printf(_("the server put it off (%s); the next try is not before %s"),
                               facts->reply, at);
    return g_strdup_printf(_("it is due %s"), at);
}

static char *window_sentence(const SendingRules *rules, int64_t now)
{
    if (rules->no_window)
        return g_strdup(rules->no_window);
    g_autofree char *opening = when_show(rules_opening(rules, now), rules->zone);
    return g_strdup_printf(_("the sending window is closed; it opens %s"), opening);
}

static char *suppressed_sentence(const GateFacts *facts, const SendingRules *rules)
{
    g_autofree char *at = when_show(facts->suppressed_at, rules->zone);
    return g_strdup_printf(_("%s gets no letters since %s: the address %s"), facts->address, at,
                           find_phrase(suppression_phrases, facts->suppressed));
}

static const char *const plain_sentences[N_GATES] = {
    [GATE_OPEN] = N_("it is due and goes with the mailer's next pass"),
    [GATE_STOPPED] = N_("the client's campaign was stopped"),
    [GATE_STEP_REMOVED] = N_("the letter was taken out of the campaign"),
    [GATE_ENTERPRISE_ARCHIVED] = N_("the enterprise is archived; restore it to go on"),
    [GATE_CAMPAIGN_ARCHIVED] = N_("the campaign is archived; restore it to go on"),
    [GATE_CLIENT_ARCHIVED] = N_("the client is archived; restore the client to go on"),
    [GATE_NO_ADDRESS] = N_("the client has no e-mail address; add one"),
    [GATE_TODAY] = N_("this campaign has sent the client a letter today; the next one can go "
                      "tomorrow"),
    [GATE_DUPLICATE] = N_("this address has had this letter through another client: it will be "
                          "skipped"),
    [GATE_LATE] = N_("it is more than seven days late: it will be held for a decision"),
    [GATE_HOURLY] = N_("the enterprise's hourly limit is reached; it goes on as soon as an hour "
                       "has passed"),
    [GATE_DAILY] = N_("the enterprise's daily limit is reached; it goes on tomorrow"),
};

char *delivery_sentence(const GateFacts *facts, Gate gate, const SendingRules *rules, int64_t now)
{
    switch (gate) {
    case GATE_STATE:
        return state_sentence(facts, rules);
    case GATE_ENTERPRISE_PAUSED:
        return since(_("all letters of the enterprise are paused since %s"), rules->paused_at,
                     rules);
    case GATE_CAMPAIGN_PAUSED:
        return since(_("the campaign is paused since %s"), facts->campaign_paused_at, rules);
    case GATE_ENROLLMENT_PAUSED:
        return since(_("the client's campaign is paused since %s"), facts->enrollment_paused_at,
                     rules);
    case GATE_STRAY:
        return since(_("this address had the letter %s, before the base was restored: it will not "
                       "go again"),
                     facts->stray_at, rules);
    case GATE_LIST_PAUSED:
        return g_strdup_printf(_("the list “%s”, which started the campaign for this client, is "
                                 "paused"),
                               facts->paused_list);
    case GATE_SUPPRESSED:
        return suppressed_sentence(facts, rules);
    case GATE_NOT_DUE:
        return not_due_sentence(facts, rules);
    case GATE_WINDOW:
        return window_sentence(rules, now);
    default:
        return g_strdup(_(plain_sentences[gate]));
    }
}
