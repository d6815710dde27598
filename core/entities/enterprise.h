/* Rules of enterprises, apart from their descriptor. */
#pragma once

#include "entities.h"
#include "rights_internal.h"

/* Holidays: rows of their own. */
extern const RecordPart enterprise_parts[];

/* A new one gets its owner, its matrix of rights and its choice lists; holidays follow. */
bool enterprise_saved(Base *base, const Actor *actor, Record *record, GError **error);

bool enterprise_check(Base *base, const Actor *actor, Record *record, GError **error);
bool enterprise_derive(Base *base, const Actor *actor, Record *record, GError **error);

/* The built-in rows of a choice list. */
bool choices_seed(Base *base, const Entity *entity, int64_t enterprise_id, GError **error);
