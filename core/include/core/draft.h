/* Drafts of open forms, and how a person likes a screen. JSON is the client's; core only keeps it.
 */
#pragma once

#include "core/actor.h"

typedef struct {
    char *content;
    int64_t record_version, saved_at;
} Draft;
void draft_clear(Draft *draft);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Draft, draft_clear)

/* Quick and small: also called in the half second after a hang-up. record_id 0: a new record. */
bool draft_save(Base *base, const Actor *actor, const char *entity, int64_t record_id,
                int64_t record_version, const char *content, GError **error);
bool draft_find(Base *base, const Actor *actor, const char *entity, int64_t record_id, Draft *draft,
                bool *found, GError **error);
bool draft_remove(Base *base, const Actor *actor, const char *entity, int64_t record_id,
                  GError **error);

bool screen_setting_save(Base *base, const Actor *actor, const char *screen, const char *content,
                         GError **error);
char *screen_setting_find(Base *base, const Actor *actor, const char *screen,
                          GError **error); /* NULL: none */
