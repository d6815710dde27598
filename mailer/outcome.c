#include "outcome.h"

#include <string.h>

enum { POLICY_DOMAINS = 5, LOST_LETTERS = 3 };

const char *smtp_step_name(SmtpStep step)
{
    static const char *const names[] = {"connect", "tls",  "greeting", "ehlo", "starttls", "auth",
                                        "mail",    "rcpt", "data",     "body", "dot"};
    return names[step];
}

/* "5.7" of "5.7.1"; RFC 3463 has the subject in the second place. */
static bool is_about(const SmtpReport *report, const char *subject)
{
    size_t length = strlen(subject);
    return strncmp(report->enhanced, subject, length) == 0 &&
           (report->enhanced[length] == '.' || report->enhanced[length] == '\0');
}

/* 530, 534, 535 and 538 (RFC 4954) say so without an enhanced code. */
static bool is_policy(const SmtpReport *report)
{
    return report->code / 100 == 5 &&
           (is_about(report, "5.7") || report->code == 530 || report->code == 534 ||
            report->code == 535 || report->code == 538);
}

/* Too large, or content that cannot be carried: another letter may well go. */
static bool is_about_this_letter(const SmtpReport *report)
{
    return report->code == 552 ||
           (report->code / 100 == 5 && (is_about(report, "5.3.4") || is_about(report, "5.6")));
}

/* The enterprise's own address is refused; some servers say so only at RCPT. */
static bool is_about_sender(const SmtpReport *report)
{
    return report->code / 100 == 5 && (is_about(report, "5.1.7") || is_about(report, "5.1.8"));
}

/* Answers of one class, wherever the step gives them their usual meaning. */
static Verdict judge_refusal(const SmtpReport *report, OutcomeKind permanent)
{
    if (report->code / 100 == 4)
        return (Verdict){OUTCOME_DEFERRED, RUN_GOES_ON};
    if (is_about_this_letter(report))
        return (Verdict){OUTCOME_FAILED, RUN_GOES_ON};
    if (is_about_sender(report))
        return (Verdict){OUTCOME_HELD, RUN_GOES_ON};
    if (is_policy(report))
        return (Verdict){OUTCOME_POLICY, RUN_GOES_ON};
    if (report->code / 100 == 5)
        return (Verdict){permanent, RUN_GOES_ON};
    return (Verdict){OUTCOME_REQUEUE, RUN_RELAY_FAILED};
}

static Verdict judge_mail(const SmtpReport *report)
{
    Verdict verdict = judge_refusal(report, OUTCOME_HELD);
    if (verdict.kind == OUTCOME_POLICY)
        return (Verdict){OUTCOME_REQUEUE, RUN_REFUSED};
    return verdict;
}

/* After the 354 only an answer says that the letter was not taken. */
static Verdict judge_dot(const SmtpReport *report)
{
    if (report->code / 100 == 2)
        return (Verdict){OUTCOME_SENT, RUN_GOES_ON};
    if (report->code / 100 == 4 || report->code / 100 == 5)
        return judge_refusal(report, OUTCOME_FAILED);
    return (Verdict){OUTCOME_UNKNOWN, RUN_GOES_ON};
}

Verdict outcome_judge(const SmtpReport *report)
{
    if (report->no_smtputf8)
        return (Verdict){OUTCOME_FAILED, RUN_GOES_ON};
    if (report->code == 421)
        return (Verdict){OUTCOME_REQUEUE, RUN_RELAY_FAILED};
    switch (report->step) {
    case STEP_MAIL:
        return judge_mail(report);
    case STEP_RCPT:
        return judge_refusal(report, OUTCOME_BOUNCED);
    case STEP_DATA:
        return judge_refusal(report, OUTCOME_FAILED);
    case STEP_BODY:
    case STEP_DOT:
        return judge_dot(report);
    default:
        return (Verdict){OUTCOME_REQUEUE, is_policy(report) ? RUN_REFUSED : RUN_RELAY_FAILED};
    }
}

/* --- in a row --------------------------------------------------------------------------------- */

struct OutcomeStreak {
    GHashTable *domains; /* of policy refusals since the last letter that was judged otherwise */
    int lost;
};

OutcomeStreak *outcome_streak_new(void)
{
    OutcomeStreak *streak = g_new0(OutcomeStreak, 1);
    streak->domains = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return streak;
}

void outcome_streak_free(OutcomeStreak *streak)
{
    if (!streak)
        return;
    g_hash_table_unref(streak->domains);
    g_free(streak);
}

RunEffect outcome_streak_add(OutcomeStreak *streak, OutcomeKind kind, const char *recipient)
{
    const char *at = strrchr(recipient, '@');
    if (kind == OUTCOME_POLICY)
        g_hash_table_add(streak->domains, g_ascii_strdown(at ? at + 1 : recipient, -1));
    else
        g_hash_table_remove_all(streak->domains);
    streak->lost = kind == OUTCOME_UNKNOWN ? streak->lost + 1 : 0;
    if (g_hash_table_size(streak->domains) >= POLICY_DOMAINS)
        return RUN_REFUSED;
    return streak->lost >= LOST_LETTERS ? RUN_RELAY_FAILED : RUN_GOES_ON;
}
