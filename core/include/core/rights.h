/* What a role may do: the 17 actions of the founding FAQ, kept as data per enterprise (table
 * role_right), with the default matrix here. */
#pragma once

#include "core/actor.h"

typedef enum {
    ACTION_CREATE_ENTERPRISE, /* global: any profile */
    ACTION_EDIT_ENTERPRISE,
    ACTION_ADD_EMPLOYEE,
    ACTION_EDIT_EMPLOYEE,
    ACTION_ADD_CLIENT,
    ACTION_EDIT_CLIENT,
    ACTION_ADD_TASK,
    ACTION_EDIT_TASK,
    ACTION_CLOSE_TASK,
    ACTION_ADD_CONTENT, /* subjects, bodies, signatures */
    ACTION_EDIT_CONTENT,
    ACTION_CREATE_LETTER,
    ACTION_EDIT_LETTER,
    ACTION_CREATE_CAMPAIGN,
    ACTION_EDIT_CAMPAIGN,
    ACTION_ENROLL,          /* add campaigns to clients */
    ACTION_EDIT_ENROLLMENT, /* pause, resume, move; stopping is free to every role */
    /* Beyond the 17 (docs/rules.md, "Roles"): */
    ACTION_CREATE_LIST,
    ACTION_EDIT_LIST,
    ACTION_FILL_LIST,
    ACTION_IMPORT,
    ACTION_EXPORT,
    ACTION_ARCHIVE,
    ACTION_SEE_SECRETS, /* API hash, audit, mail settings */
    ACTION_LIFT_SUPPRESSION,
    N_ACTIONS,
} RightAction;

typedef enum { EXTENT_NONE, EXTENT_OWN, EXTENT_ALL } Extent;

const char *right_code(RightAction action);  /* as stored: "edit_client" */
const char *right_label(RightAction action); /* translated */
Extent right_default(Role role, RightAction action);

#define RIGHTS_ERROR (rights_error_quark())
GQuark rights_error_quark(void);
typedef enum { RIGHTS_ERROR_REFUSED } RightsError;

/* The enterprise's own matrix (kept by Base until the base changes). */
Extent right_extent(Base *base, const Actor *actor, RightAction action);

/* Refuses with a sentence that names the role and the action. `own`: whether the record is the
 * actor's own in the action's sense. */
bool right_check(Base *base, const Actor *actor, RightAction action, bool own, GError **error);

/* Owner only; not the owner's column, not the first row. */
bool right_set(Base *base, const Actor *actor, Role role, RightAction action, Extent extent,
               GError **error);
