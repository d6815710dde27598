/* The clients of the base that rows change, read together. */
#include "import_known.h"
#include "entities/client.h"

void known_free(RecordState *state)
{
    if (state)
        record_state_clear(state);
    g_free(state);
}

static void keep(Import *import, const RecordState *state)
{
    RecordState *own = g_memdup2(state, sizeof *state);
    if (own->record)
        g_hash_table_replace(import->known, &own->record->id, own);
    else
        known_free(own);
}

bool known_read(Import *import, const int64_t *ids, size_t n, GError **error)
{
    g_autofree RecordState *states = g_new(RecordState, n);
    known_forget(import);
    if (!record_read_many(import->base, &client_entity, import->actor.enterprise_id, ids, n, states,
                          error))
        return false;
    import->known =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, (GDestroyNotify)known_free);
    for (size_t i = 0; i < n; i++)
        keep(import, &states[i]);
    return true;
}

void known_forget(Import *import)
{
    g_clear_pointer(&import->known, g_hash_table_unref);
}

RecordState *known_take(Import *import, int64_t id)
{
    RecordState *state = NULL;
    if (import->known)
        g_hash_table_steal_extended(import->known, &id, NULL, (gpointer *)&state);
    return state;
}
