/* Saved views: what a list shows, kept under a name by a person, for themselves or shared with the
 * enterprise (docs/rules.md, "Saved views"). What a view is made of is the client's; core keeps it,
 * and who may. */
#pragma once

#include "core/actor.h"

#define SAVED_VIEW_NAME_MOST 60       /* characters */
#define SAVED_VIEW_CONTENT_MOST 16384 /* bytes */
#define SAVED_VIEWS_MOST 200          /* of one person for one screen */

typedef struct {
    int64_t id, version; /* 0: not saved yet */
    int64_t profile_id;  /* whose it is; 0: the actor's */
    char *name, *content;
    char *author; /* the name of whose it is, as saved_views gives it */
    bool shared;
} SavedView;

SavedView *saved_view_copy(const SavedView *view);
void saved_view_free(SavedView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SavedView, saved_view_free)

/* Those of a screen that the actor sees, by name: their own, and what others of the enterprise
 * share. SavedView, owned by the array. */
GPtrArray *saved_views(Base *base, const Actor *actor, const char *screen, GError **error);

/* A new view (id 0), or name, content and sharing of one that there is, if it is still at this
 * version. On success the view has its id, its new version and its name as stored. One that was
 * deleted comes back as a new one of its author's.
 *
 * RECORD_ERROR_INVALID: name or content is refused, or the name is taken. RECORD_ERROR_NOT_FOUND,
 * RECORD_ERROR_CONFLICT: somebody was quicker. RIGHTS_ERROR_REFUSED. */
bool saved_view_save(Base *base, const Actor *actor, const char *screen, SavedView *view,
                     GError **error);
bool saved_view_delete(Base *base, const Actor *actor, const SavedView *view, GError **error);

/* For menus: what saved_view_save and saved_view_delete decide. `why` (may be NULL): free with
 * g_free. */
bool saved_view_may_share(Base *base, const Actor *actor, char **why);
bool saved_view_may_delete(Base *base, const Actor *actor, const SavedView *view, char **why);
