/* Clients who may be the one that is being typed: duplicates are pointed out, never forbidden. */
#pragma once

#include "core/record.h"

typedef struct {
    const char
        *field; /* in which the two are alike: "first_name" (with the surname), "email", "phone" */
    int64_t id;
    char *title;
    char *contact; /* the one that is the same, else the first number or address; "": none */
} Twin;
void twin_free(Twin *twin);

/* Those of the actor's enterprise, not archived, who have one of the record's addresses or numbers,
 * or its name; by field, oldest first, at most `most` of each. What is no address or number yet is
 * passed over, and a name counts with surname and first name only. */
GPtrArray *client_twins(Base *base, const Actor *actor, const Record *typed, guint most,
                        GError **error); /* of Twin */
