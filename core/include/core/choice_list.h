/* A list of choices that an enterprise may change (Entity.choices): adding, renaming and deleting
 * are saves of its rows like any other; its order and its default concern several rows at once.
 * Both take the right to edit the enterprise. */
#pragma once

#include "core/entity.h"

/* Trades places with the row above it, or below. *moved: false where there is none. */
bool choice_move(Base *base, const Actor *actor, const Entity *entity, int64_t id, bool up,
                 bool *moved, GError **error);

/* New records get it from now on. */
bool choice_make_default(Base *base, const Actor *actor, const Entity *entity, int64_t id,
                         GError **error);
