/* The steps of a save (docs/architecture.md, "The way of one save"). */
#pragma once

#include "record_internal.h"
#include "save.h"

/* --- save_rights.c ---------------------------------------------------------------------------- */

/* The actor as the record's own enterprise knows it now: with today's role, and inside it, because
 * the card of an enterprise is edited from the global level too. */
Actor save_actor(Base *base, const Actor *actor, const Entity *entity, int64_t id);

bool save_may_add(Base *base, const Actor *actor, const Record *record, GError **error);
/* `current`: the state in the base, so that nobody makes a record their own by typing. */
bool save_may_edit(Base *base, const Actor *actor, const Record *current, GError **error);
bool save_may_edit_field(Base *base, const Actor *actor, const Record *current, int field);
bool save_may_archive(Base *base, const Actor *actor, const Record *current, GError **error);

/* --- save_merge.c ----------------------------------------------------------------------------- */

/* Takes over into `work` what others changed since `mine` was loaded; work->loaded becomes
 * `current`. false: both changed a field; *current is handed over to the report. */
bool save_merge(Base *base, const Record *mine, Record *work, Record **current, SaveReport *report,
                GError **error);

/* --- save_write.c ----------------------------------------------------------------------------- */

bool save_insert(Base *base, const Actor *actor, Record *work, GError **error);
bool save_update(Base *base, const Actor *actor, Record *work, GError **error);
/* The derived columns only. */
bool save_derived(Base *base, const Record *work, GError **error);
bool save_search_index(Base *base, const Record *work, const char *old_text, bool defer,
                       GError **error);

/* --- journal.c -------------------------------------------------------------------------------- */

bool journal_write(Base *base, const Actor *actor, const Record *work, SaveBatch *batch,
                   GError **error);
