/* What the descriptors share. */
#pragma once

#include "core/entity.h"
#include "record_internal.h"

#include <glib/gi18n-lib.h>

/* Who made it and when, at the end of every form. Enterprises are made by profiles. */
#define FIELD_CREATED_BY(entity)                                                                   \
    {                                                                                              \
        .name = "created_by", .label = N_("Created by"), .type = FIELD_REFERENCE,                  \
        .flags = FIELD_DERIVED | FIELD_UNLOGGED, .target = entity                                  \
    }
#define FIELD_CREATED_AT                                                                           \
    {                                                                                              \
        .name = "created_at", .label = N_("Created"), .type = FIELD_INSTANT,                       \
        .flags = FIELD_DERIVED | FIELD_UNLOGGED                                                    \
    }
#define FIELD_UPDATED_AT                                                                           \
    {                                                                                              \
        .name = "updated_at", .label = N_("Changed"), .type = FIELD_INSTANT,                       \
        .flags = FIELD_DERIVED | FIELD_UNLOGGED                                                    \
    }

/* hooks `own`: docs/rules.md, "Roles" */
bool own_by_creator(const Record *record, const Actor *actor);

/* hooks `derive` of what is called by its field "name" */
bool derive_by_name(Base *base, const Actor *actor, Record *record, GError **error);

/* Refuses archiving when `sql` finds names of users; its parameters are enterprise and id. The
 * sentence has one %s for the names. */
bool refuse_if_used(Base *base, const char *sql, int64_t enterprise_id, int64_t id,
                    const char *sentence, GError **error);
