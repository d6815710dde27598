/* The journal of acceptances of a base: where it is, and how far the base has it. */
#include "delivery_internal.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define STATE_FOLDER "/var/lib/ukrcrm"

bool delivery_is_on_server(const Base *base)
{
    return strstr(base_url(base), "://") != NULL;
}

/* --- where it is ------------------------------------------------------------------------------ */

/* systemd says; else what it would say, where that is; else the person's own. */
static char *state_folder(void)
{
    const char *given = g_getenv("STATE_DIRECTORY");
    if (given && *given)
        return g_strndup(given, strcspn(given, ":"));
    return g_file_test(STATE_FOLDER, G_FILE_TEST_IS_DIR)
               ? g_strdup(STATE_FOLDER)
               : g_build_filename(g_get_user_state_dir(), "ukrcrm", NULL);
}

/* By what the base itself is called: a server has many names, and many bases. */
char *delivery_journal_path(Base *base, GError **error)
{
    if (!delivery_is_on_server(base))
        return mail_journal_default_path(base_url(base));
    g_autofree char *uuid = base_uuid(base, error);
    if (!uuid)
        return NULL;
    g_autofree char *folder = state_folder(), *name = g_strconcat(uuid, ".accepted", NULL);
    g_mkdir_with_parents(folder, 0700);
    return g_build_filename(folder, name, NULL);
}

/* --- how far ---------------------------------------------------------------------------------- */

/* A base on a server may have mailers on several machines, each with a journal of its own. */
static char *place_name(const Base *base)
{
    return delivery_is_on_server(base) ? g_strconcat("journal ", g_get_host_name(), NULL)
                                       : g_strdup("journal");
}

char *delivery_fact(Base *base, const char *name, GError **error)
{
    char *value = NULL;
    bool found;
    if (!db_get_text(base_db(base), SQL("SELECT value FROM base_fact WHERE name = ?"),
                     DB_ARGS(db_text(name)), &value, &found, error))
        return NULL;
    return found ? value : g_strdup("");
}

bool delivery_set_fact(Base *base, const char *name, const char *value, GError **error)
{
    return db_execute(base_db(base),
                      SQL("INSERT INTO base_fact (name, value) VALUES (?, ?) "
                          "ON CONFLICT (name) DO UPDATE SET value = excluded.value"),
                      DB_ARGS(db_text(name), db_text(value)), NULL, error);
}

char *delivery_journal_place(Base *base, GError **error)
{
    g_autofree char *name = place_name(base);
    return delivery_fact(base, name, error);
}

static bool place_body(Base *base, void *data, GError **error)
{
    const char *place = data;
    g_autofree char *name = place_name(base);
    return delivery_set_fact(base, name, place, error);
}

bool delivery_journal_settled(Base *base, int64_t now, const char *place, GError **error)
{
    Actor actor = mailer_actor(now);
    g_autofree char *text = g_strdup(place);
    return base_write(base, &actor, place_body, text, error);
}
