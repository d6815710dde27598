/* What makes two clients one: a contact that both have. */
#pragma once

#include "entities/client.h"

/* Their ids, oldest first: a statement that ends in how many. Takes the enterprise, the key as
 * bytes, the enterprise, the key, the kind. Both halves come in the order of their index, which
 * spares a table to sort them in. */
#define CLIENT_FIND(column)                                                                        \
    "SELECT id FROM client WHERE enterprise_id = ? AND " column " = ? AND archived_at IS NULL "    \
    "UNION ALL SELECT client_contact.client_id FROM client_contact JOIN client "                   \
    "ON client.enterprise_id = client_contact.enterprise_id "                                      \
    "AND client.id = client_contact.client_id WHERE client_contact.enterprise_id = ? "             \
    "AND client_contact.value_key = ? AND client_contact.kind = ? "                                \
    "AND client_contact.position > 0 AND client.archived_at IS NULL ORDER BY 1 LIMIT "

/* Appends the ids of at most `most` clients, oldest first, that are not archived and have the
 * contact of this key (client_contact_key). */
bool client_find_contact(Base *base, int64_t enterprise_id, const char *kind, const char *key,
                         guint most, GArray *ids, GError **error);
