/* What the server's answer means for the letter and for the run: a pure function of where the
 * dialogue ended and with which words (docs/rules.md, "Sending"). */
#pragma once

#include "core/delivery.h"
#include "smtp.h"

typedef enum {
    RUN_GOES_ON,
    RUN_RELAY_FAILED, /* the relay cannot be used now: the run ends with an alarm */
    RUN_REFUSED,      /* it does not want us: policy, login; the run ends with an alarm */
} RunEffect;

typedef struct {
    OutcomeKind kind;
    RunEffect effect;
} Verdict;

/* Not for a letter that `go` stopped: nobody but its new owner says what becomes of it. */
Verdict outcome_judge(const SmtpReport *report);

/* A name for tables and messages: "rcpt". Static. */
const char *smtp_step_name(SmtpStep step);

/* Signs that it is us whom servers refuse, or the relay that loses letters: five policy refusals in
 * a row from five domains, three letters in a row without an answer after the 354. */
typedef struct OutcomeStreak OutcomeStreak;
OutcomeStreak *outcome_streak_new(void);
void outcome_streak_free(OutcomeStreak *streak);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OutcomeStreak, outcome_streak_free)
RunEffect outcome_streak_add(OutcomeStreak *streak, OutcomeKind kind, const char *recipient);
