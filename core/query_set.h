/* A set of record ids, asked a million times in a row: bits, not a tree. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    int64_t first;
    guint64 *words;
    gsize n_words;
    gsize n; /* ids in the set */
} IdSet;

/* From ascending ids (int64_t). false: they lie too far apart for bits (a gap of billions). */
bool id_set_init(IdSet *set, const GArray *ids);
void id_set_clear(IdSet *set);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(IdSet, id_set_clear)

/* true: it was in the set, and is no more. */
bool id_set_take(IdSet *set, int64_t id);

/* What is left, ascending. Free with g_array_unref. */
GArray *id_set_rest(const IdSet *set);
