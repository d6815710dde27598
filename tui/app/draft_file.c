#include "tui/app/draft_file.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tui/app/person_files.h"

enum { MOST_BYTES = 64 << 20 };

/* Of the version of the record, and when it was written. */
#define HEAD "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n"

void draft_file_prepare(App *app)
{
    if (app->drafts)
        return;
    g_autofree char *uuid = base_uuid(app->base, NULL);
    if (uuid)
        app->drafts = g_build_filename(g_get_user_state_dir(), "ukrcrm", "drafts", uuid, NULL);
}

static char *path_of(const DraftPlace *place)
{
    const App *app = place->app;
    g_autofree char *name = g_strdup_printf(
        "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", app->actor.profile_id,
        app->actor.enterprise_id, place->record_id, place->word);
    g_strdelimit(name, " ", '-');
    return app->drafts ? g_build_filename(app->drafts, name, NULL) : NULL;
}

/* --- as the person -----------------------------------------------------------------------------*/

static char *read_file(const char *path)
{
    struct stat info;
    int file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return NULL;
    bool plain = fstat(file, &info) == 0 && S_ISREG(info.st_mode) && info.st_size <= MOST_BYTES;
    g_autofree char *text = plain ? g_malloc0((gsize)info.st_size + 1) : NULL;
    bool whole = text && read(file, text, (gsize)info.st_size) == info.st_size;
    close(file);
    return whole ? g_steal_pointer(&text) : NULL;
}

/* Whole or not at all; that the machine loses power at the same time is not thought of. */
static void write_file(const char *path, const char *text)
{
    g_autofree char *folder = g_path_get_dirname(path), *part = g_strconcat(path, ".XXXXXX", NULL);
    g_mkdir_with_parents(folder, 0700);
    int file = g_mkstemp(part); /* mode 0600 */
    if (file < 0)
        return;
    size_t size = strlen(text);
    bool written = write(file, text, size) == (ssize_t)size;
    if (close(file) < 0 || !written || g_rename(part, path) < 0)
        g_unlink(part);
}

/* --- drafts ----------------------------------------------------------------------------------- */

static bool parse(const char *text, Draft *draft)
{
    int64_t version, saved_at;
    const char *end = text ? strchr(text, '\n') : NULL;
    if (!end || !g_utf8_validate(text, -1, NULL) || sscanf(text, HEAD, &version, &saved_at) != 2)
        return false;
    *draft = (Draft){g_strdup(end + 1), version, saved_at};
    return true;
}

bool draft_file_read(const DraftPlace *place, Draft *draft)
{
    g_autofree char *path = path_of(place);
    gid_t group = as_person();
    g_autofree char *text = path ? read_file(path) : NULL;
    as_program(group);
    return parse(text, draft);
}

/* What stands there already is not written again: the base is tried every few seconds. */
void draft_file_write(const DraftPlace *place, int64_t record_version, const char *content)
{
    g_auto(Draft) before = {0};
    g_autofree char *path = path_of(place);
    if (!path || (draft_file_read(place, &before) && g_str_equal(before.content, content)))
        return;
    g_autofree char *text =
        g_strdup_printf(HEAD "%s", record_version, app_actor(place->app)->now, content);
    gid_t group = as_person();
    write_file(path, text);
    as_program(group);
}

void draft_file_remove(const DraftPlace *place)
{
    g_autofree char *path = path_of(place);
    gid_t group = as_person();
    if (path)
        g_unlink(path);
    as_program(group);
}
