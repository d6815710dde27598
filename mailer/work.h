/* The middle of a pass: claim, send, settle, many letters at once. */
#pragma once

#include "core/mail_journal.h"
#include "pool.h"
#include "run.h"

/* `journal` and `run` are borrowed. Fills figures, effect, alarm and stopped of `result`. No letter
 * is on its way when it returns, whatever it returns. */
bool work_through(Base *base, MailerRun *run, MailJournal *journal, const RunSettings *settings,
                  RunResult *result, GError **error);
