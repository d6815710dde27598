#include "query_set.h"

#define WORD_BITS 64
#define MOST_WORDS ((gsize)1 << 22) /* 32 MiB: a range of 268 million ids */

bool id_set_init(IdSet *set, const GArray *ids)
{
    *set = (IdSet){.n = ids->len};
    if (ids->len == 0)
        return true;
    set->first = g_array_index(ids, int64_t, 0);
    guint64 range = (guint64)(g_array_index(ids, int64_t, ids->len - 1) - set->first);
    set->n_words = range / WORD_BITS + 1;
    if (set->n_words > MOST_WORDS)
        return false;
    set->words = g_new0(guint64, set->n_words);
    for (guint i = 0; i < ids->len; i++) {
        guint64 bit = (guint64)(g_array_index(ids, int64_t, i) - set->first);
        set->words[bit / WORD_BITS] |= G_GUINT64_CONSTANT(1) << bit % WORD_BITS;
    }
    return true;
}

void id_set_clear(IdSet *set)
{
    g_clear_pointer(&set->words, g_free);
}

bool id_set_take(IdSet *set, int64_t id)
{
    guint64 bit = (guint64)(id - set->first);
    guint64 mask = G_GUINT64_CONSTANT(1) << bit % WORD_BITS;
    if (id < set->first || bit / WORD_BITS >= set->n_words || !(set->words[bit / WORD_BITS] & mask))
        return false;
    set->words[bit / WORD_BITS] &= ~mask;
    set->n--;
    return true;
}

GArray *id_set_rest(const IdSet *set)
{
    GArray *ids = g_array_sized_new(FALSE, FALSE, sizeof(int64_t), (guint)set->n);
    for (gsize i = 0; i < set->n_words; i++)
        for (int bit = 0; bit < WORD_BITS && set->words[i] >> bit; bit++)
            if (set->words[i] >> bit & 1) {
                int64_t id = set->first + (int64_t)(i * WORD_BITS) + bit;
                g_array_append_val(ids, id);
            }
    return ids;
}
