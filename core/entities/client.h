/* Rules of clients, apart from their descriptor. */
#pragma once

#include "entities.h"

/* E-mails, phones and tags: rows of their own. */
bool client_load(Base *base, Record *record, GError **error);
bool client_saved(Base *base, const Actor *actor, Record *record, GError **error);

bool client_check(Base *base, const Actor *actor, Record *record, GError **error);
bool client_derive(Base *base, const Actor *actor, Record *record, GError **error);
