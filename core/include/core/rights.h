/* What a role may do: the 17 actions of the founding FAQ, kept as data per enterprise (table
 * role_right), with the default matrix here. */
#pragma once

#include "core/actor.h"

typedef enum {
    RIGHT_CREATE_ENTERPRISE, /* global: any profile */
    RIGHT_EDIT_ENTERPRISE,
    RIGHT_ADD_EMPLOYEE,
    RIGHT_EDIT_EMPLOYEE,
    RIGHT_ADD_CLIENT,
    RIGHT_EDIT_CLIENT,
    RIGHT_ADD_TASK,
    RIGHT_EDIT_TASK,
    RIGHT_CLOSE_TASK,
    RIGHT_ADD_CONTENT, /* subjects, bodies, signatures */
    RIGHT_EDIT_CONTENT,
    RIGHT_CREATE_LETTER,
    RIGHT_EDIT_LETTER,
    RIGHT_CREATE_CAMPAIGN,
    RIGHT_EDIT_CAMPAIGN,
    RIGHT_ENROLL,          /* add campaigns to clients */
    RIGHT_EDIT_ENROLLMENT, /* pause, resume, move; stopping is free to every role */
    /* Beyond the 17 (docs/rules.md, "Roles"): */
    RIGHT_CREATE_LIST,
    RIGHT_EDIT_LIST,
    RIGHT_FILL_LIST,
    RIGHT_IMPORT,
    RIGHT_EXPORT,
    RIGHT_ARCHIVE,
    RIGHT_SEE_SECRETS, /* API hash, audit, mail settings */
    RIGHT_LIFT_SUPPRESSION,
    RIGHT_SHARE_VIEW, /* saved views that others see */
    N_RIGHTS,
} Right;

typedef enum { EXTENT_NONE, EXTENT_OWN, EXTENT_ALL } Extent;

const char *right_code(Right action);  /* as stored: "edit_client" */
const char *right_label(Right action); /* translated */
Extent right_default(Role role, Right action);

#define RIGHTS_ERROR (rights_error_quark())
GQuark rights_error_quark(void);
typedef enum { RIGHTS_ERROR_REFUSED } RightsError;

/* The enterprise's own matrix (kept by Base until the base changes). EXTENT_NONE also where it
 * cannot be read: right_check tells that apart. */
Extent right_extent(Base *base, const Actor *actor, Right action);

/* Refuses with a sentence that names the role and the action; what cannot be read refuses nobody,
 * but fails as it did (BASE_ERROR). `own`: whether the record is the
 * actor's own in the action's sense. */
bool right_check(Base *base, const Actor *actor, Right action, bool own, GError **error);

/* Owner only; not the owner's column, not the first row. */
bool right_set(Base *base, const Actor *actor, Role role, Right action, Extent extent,
               GError **error);
