/* Rules of clients, apart from their descriptor. */
#pragma once

#include "entities.h"

/* E-mails, phones and tags: rows of their own. */
extern const RecordPart client_parts[];
bool client_saved(Base *base, const Actor *actor, Record *record, GError **error);

bool client_check(Base *base, const Actor *actor, Record *record, GError **error);
bool client_derive(Base *base, const Actor *actor, Record *record, GError **error);

bool client_insert_tag(Base *base, int64_t enterprise_id, int64_t client_id, const char *name,
                       GError **error);
/* What makes two contacts of a kind the same. Free with g_free. */
char *client_contact_key(Base *base, int64_t enterprise_id, const char *kind, const char *value,
                         GError **error);
