/* Letters from due to sent, SMTP left out. */
#pragma once

#include "core/delivery.h"

/* The letters of `due` (DueDelivery), 4 KB each: claimed, in_data, sent. `claimed` gets the numbers
 * (int64_t) of those that became this run's. */
bool letters_send(Base *base, MailerRun *run, int64_t now, const GPtrArray *due, GArray *claimed,
                  GError **error);
