#include "outcome.h"

#include <string.h>

typedef struct {
    SmtpStep step;
    int code;
    const char *enhanced;
    OutcomeKind kind;
    RunEffect effect;
} Row;

static const Row rows[] = {
    /* a relay that cannot be reached or used */
    {STEP_CONNECT, 0, "", OUTCOME_REQUEUE, RUN_RELAY_FAILED},
    {STEP_TLS, 0, "", OUTCOME_REQUEUE, RUN_RELAY_FAILED},
    {STEP_GREETING, 0, "", OUTCOME_REQUEUE, RUN_RELAY_FAILED},
    {STEP_GREETING, 554, "", OUTCOME_REQUEUE, RUN_RELAY_FAILED},
    {STEP_GREETING, 450, "4.7.1", OUTCOME_REQUEUE, RUN_RELAY_FAILED},
    {STEP_EHLO, 502, "5.5.1", OUTCOME_REQUEUE, RUN_RELAY_FAILED},
    {STEP_STARTTLS, 454, "4.7.0", OUTCOME_REQUEUE, RUN_RELAY_FAILED},
    {STEP_AUTH, 454, "4.7.0", OUTCOME_REQUEUE, RUN_RELAY_FAILED},
    {STEP_AUTH, 0, "", OUTCOME_REQUEUE, RUN_RELAY_FAILED},
    {STEP_MAIL, 0, "", OUTCOME_REQUEUE, RUN_RELAY_FAILED},
    {STEP_RCPT, 0, "", OUTCOME_REQUEUE, RUN_RELAY_FAILED},
    {STEP_DATA, 0, "", OUTCOME_REQUEUE, RUN_RELAY_FAILED},
    {STEP_DATA, 250, "2.0.0", OUTCOME_REQUEUE, RUN_RELAY_FAILED},
    /* policy before the recipient is named */
    {STEP_GREETING, 554, "5.7.1", OUTCOME_REQUEUE, RUN_REFUSED},
    {STEP_AUTH, 535, "5.7.8", OUTCOME_REQUEUE, RUN_REFUSED},
    {STEP_AUTH, 535, "", OUTCOME_REQUEUE, RUN_REFUSED},
    {STEP_MAIL, 550, "5.7.1", OUTCOME_REQUEUE, RUN_REFUSED},
    {STEP_MAIL, 530, "", OUTCOME_REQUEUE, RUN_REFUSED},
    {STEP_MAIL, 550, "5.7.26", OUTCOME_REQUEUE, RUN_REFUSED},
    /* the sender's address */
    {STEP_MAIL, 553, "", OUTCOME_HELD, RUN_GOES_ON},
    {STEP_MAIL, 550, "5.1.8", OUTCOME_HELD, RUN_GOES_ON},
    {STEP_RCPT, 554, "5.1.8", OUTCOME_HELD, RUN_GOES_ON},
    {STEP_RCPT, 553, "5.1.7", OUTCOME_HELD, RUN_GOES_ON},
    /* later */
    {STEP_MAIL, 451, "", OUTCOME_DEFERRED, RUN_GOES_ON},
    {STEP_RCPT, 450, "4.2.0", OUTCOME_DEFERRED, RUN_GOES_ON},
    {STEP_RCPT, 451, "4.7.1", OUTCOME_DEFERRED, RUN_GOES_ON},
    {STEP_RCPT, 450, "5.1.1", OUTCOME_DEFERRED, RUN_GOES_ON},
    {STEP_DATA, 451, "", OUTCOME_DEFERRED, RUN_GOES_ON},
    {STEP_DOT, 452, "4.3.1", OUTCOME_DEFERRED, RUN_GOES_ON},
    /* the recipient */
    {STEP_RCPT, 550, "5.1.1", OUTCOME_BOUNCED, RUN_GOES_ON},
    {STEP_RCPT, 550, "", OUTCOME_BOUNCED, RUN_GOES_ON},
    {STEP_RCPT, 551, "", OUTCOME_BOUNCED, RUN_GOES_ON},
    {STEP_RCPT, 550, "5.1.10", OUTCOME_BOUNCED, RUN_GOES_ON},
    /* policy about a recipient or a content */
    {STEP_RCPT, 550, "5.7.1", OUTCOME_POLICY, RUN_GOES_ON},
    {STEP_RCPT, 554, "5.7.606", OUTCOME_POLICY, RUN_GOES_ON},
    {STEP_DATA, 550, "5.7.1", OUTCOME_POLICY, RUN_GOES_ON},
    {STEP_DOT, 550, "5.7.1", OUTCOME_POLICY, RUN_GOES_ON},
    /* this letter alone */
    {STEP_MAIL, 552, "5.3.4", OUTCOME_FAILED, RUN_GOES_ON},
    {STEP_MAIL, 550, "5.3.4", OUTCOME_FAILED, RUN_GOES_ON},
    {STEP_RCPT, 552, "5.2.2", OUTCOME_FAILED, RUN_GOES_ON},
    {STEP_RCPT, 550, "5.6.7", OUTCOME_FAILED, RUN_GOES_ON},
    {STEP_DOT, 552, "", OUTCOME_FAILED, RUN_GOES_ON},
    {STEP_DOT, 554, "5.6.0", OUTCOME_FAILED, RUN_GOES_ON},
    {STEP_DOT, 554, "", OUTCOME_FAILED, RUN_GOES_ON},
    {STEP_DATA, 554, "5.5.1", OUTCOME_FAILED, RUN_GOES_ON},
    /* taken, or nobody knows */
    {STEP_DOT, 250, "2.0.0", OUTCOME_SENT, RUN_GOES_ON},
    {STEP_DOT, 299, "", OUTCOME_SENT, RUN_GOES_ON},
    {STEP_DOT, 0, "", OUTCOME_UNKNOWN, RUN_GOES_ON},
    {STEP_BODY, 0, "", OUTCOME_UNKNOWN, RUN_GOES_ON},
    {STEP_DOT, 354, "", OUTCOME_UNKNOWN, RUN_GOES_ON},
};

static Verdict judge(SmtpStep step, int code, const char *enhanced)
{
    SmtpReport report = {.step = step, .code = code};
    g_strlcpy(report.enhanced, enhanced, sizeof report.enhanced);
    return outcome_judge(&report);
}

static void test_table(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Row *row = &rows[i];
        Verdict verdict = judge(row->step, row->code, row->enhanced);
        g_test_message("%s %d %s", smtp_step_name(row->step), row->code, row->enhanced);
        g_assert_cmpint(verdict.kind, ==, row->kind);
        g_assert_cmpint(verdict.effect, ==, row->effect);
    }
}

/* Over every step and code: `sent` by a 2xx to the dot alone, `unknown` after the 354 alone,
 * nothing that may have been taken is queued again without an answer, 421 always gives back. */
static void test_every_code(void)
{
    static const char *const codes[] = {"", "5.1.1", "5.7.1", "5.6.0", "5.3.4", "5.1.8", "4.7.1"};
    for (SmtpStep step = STEP_CONNECT; step <= STEP_DOT; step++)
        for (int code = 0; code < 600; code = code ? code + 1 : 200)
            for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
                Verdict verdict = judge(step, code, codes[i]);
                bool given = step >= STEP_BODY;
                g_assert_true((verdict.kind == OUTCOME_SENT) == (given && code / 100 == 2));
                g_assert_true((verdict.kind == OUTCOME_UNKNOWN) ==
                              (given && (code == 0 || code / 100 == 3)));
                g_assert_true(verdict.kind != OUTCOME_BOUNCED || step == STEP_RCPT);
                g_assert_true(code != 421 || verdict.kind == OUTCOME_REQUEUE);
                g_assert_true((verdict.kind == OUTCOME_REQUEUE) == (verdict.effect != RUN_GOES_ON));
            }
}

static void test_no_smtputf8(void)
{
    const SmtpReport report = {.step = STEP_EHLO, .no_smtputf8 = true};
    Verdict verdict = outcome_judge(&report);
    g_assert_cmpint(verdict.kind, ==, OUTCOME_FAILED);
    g_assert_cmpint(verdict.effect, ==, RUN_GOES_ON);
}

static RunEffect add(OutcomeStreak *streak, OutcomeKind kind, const char *recipient, int times)
{
    RunEffect effect = RUN_GOES_ON;
    for (int i = 0; i < times; i++) {
        g_autofree char *address = g_strdup_printf(recipient, i);
        effect = outcome_streak_add(streak, kind, address);
    }
    return effect;
}

static void test_policy_streak(void)
{
    g_autoptr(OutcomeStreak) streak = outcome_streak_new();
    g_assert_cmpint(add(streak, OUTCOME_POLICY, "a%d@one.example", 50), ==, RUN_GOES_ON);
    g_assert_cmpint(add(streak, OUTCOME_POLICY, "a@ONE%d.example", 3), ==, RUN_GOES_ON);
    g_assert_cmpint(add(streak, OUTCOME_POLICY, "b@one%d.example", 4), ==, RUN_REFUSED);
    g_assert_cmpint(add(streak, OUTCOME_SENT, "a%d@one.example", 1), ==, RUN_GOES_ON);
    g_assert_cmpint(add(streak, OUTCOME_POLICY, "b@one%d.example", 4), ==, RUN_GOES_ON);
    g_assert_cmpint(add(streak, OUTCOME_POLICY, "b@two%d.example", 1), ==, RUN_REFUSED);
}

static void test_lost_streak(void)
{
    g_autoptr(OutcomeStreak) streak = outcome_streak_new();
    g_assert_cmpint(add(streak, OUTCOME_UNKNOWN, "a%d@one.example", 2), ==, RUN_GOES_ON);
    g_assert_cmpint(add(streak, OUTCOME_DEFERRED, "a%d@one.example", 1), ==, RUN_GOES_ON);
    g_assert_cmpint(add(streak, OUTCOME_UNKNOWN, "a%d@one.example", 2), ==, RUN_GOES_ON);
    g_assert_cmpint(add(streak, OUTCOME_UNKNOWN, "a%d@one.example", 1), ==, RUN_RELAY_FAILED);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/outcome/table", test_table);
    g_test_add_func("/outcome/every-code", test_every_code);
    g_test_add_func("/outcome/no-smtputf8", test_no_smtputf8);
    g_test_add_func("/outcome/policy-streak", test_policy_streak);
    g_test_add_func("/outcome/lost-streak", test_lost_streak);
    return g_test_run();
}
