#include "tui/action.h"

#include <string.h>

#include "core/layout.h"

const Action *action_find(ActionId id, unsigned contexts)
{
    for (const Action *row = action_table; row->id; row++)
        if (row->id == id && (row->contexts & contexts))
            return row;
    return NULL;
}

/* Whether `name` is one of the words of `keys`. */
static bool has_key(const char *keys, const char *name)
{
    gsize length = strlen(name);
    for (const char *p = keys; (p = strstr(p, name)); p += length) {
        bool starts = p == keys || p[-1] == ' ';
        if (starts && (p[length] == ' ' || !p[length]))
            return true;
    }
    return false;
}

static const Action *find_name(const char *name, unsigned contexts)
{
    for (const Action *row = action_table; row->id && *name; row++)
        if ((row->contexts & contexts) && has_key(row->keys, name))
            return row;
    return NULL;
}

const Action *action_for_key(const Key *key, unsigned contexts)
{
    char name[KEY_NAME_MAX];
    const Action *row = find_name(key_to_name(key, name), contexts);
    gunichar latin = key->sym == K_CHAR && !row ? layout_latin(key->ch) : 0;
    if (!latin)
        return row;
    Key mapped = {.sym = K_CHAR, .ch = latin, .mods = key->mods};
    return find_name(key_to_name(&mapped, name), contexts);
}

const char *action_first_key(const Action *action, char *name)
{
    gsize length = strcspn(action->keys, " ");
    g_snprintf(name, KEY_NAME_MAX, "%.*s", (int)length, action->keys);
    return name;
}

gint64 action_shift(const Action *action, int page)
{
    switch ((int)action->id) {
    case ACT_UP:
        return -1;
    case ACT_DOWN:
        return 1;
    case ACT_PAGE_UP:
        return -page;
    case ACT_PAGE_DOWN:
        return page;
    case ACT_FIRST:
        return -G_MAXINT;
    case ACT_LAST:
        return G_MAXINT;
    default:
        return 0;
    }
}

int action_f_key(const Action *action)
{
    Key key;
    char name[KEY_NAME_MAX];
    if (!key_from_name(action_first_key(action, name), &key))
        return 0;
    return key.sym >= K_F1 && key.sym <= K_F12 ? (int)(key.sym - K_F1) + 1 : 0;
}

char *action_keys_label(const Action *action)
{
    g_auto(GStrv) names = g_strsplit(action->keys, " ", -1);
    GString *out = g_string_new(NULL);
    for (char **name = names; *name && **name; name++)
        g_string_append_printf(out, "%s%s", out->len ? ", " : "", key_label(*name));
    return g_string_free(out, FALSE);
}
