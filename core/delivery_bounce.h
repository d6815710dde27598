/* Refusals of an address: when they are the address's fault (docs/rules.md, "Sending"). */
#pragma once

#include "delivery_internal.h"

/* A row of bounce for a refused RCPT; a hard one suppresses the address, and so do three soft ones
 * in a row over at least seven days. */
bool bounce_record(Settling *settling, const Outcome *outcome, bool policy, GError **error);

/* "hard", "soft" or "policy" by the enhanced status code (RFC 3463), NULL or "": none was given. */
const char *bounce_kind(const char *code);
