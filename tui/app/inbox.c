#include "tui/app/inbox.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tui/app/person_files.h"

char *inbox_folder_of(const Invocation *invocation, int64_t profile_id)
{
    const char *configured = program_text(invocation, "client.inbox");
    g_autofree char *person = g_strdup_printf("%" G_GINT64_FORMAT, profile_id);
    return configured ? g_build_filename(configured, person, NULL)
                      : g_build_filename(g_get_user_data_dir(), "ukrcrm", "inbox", person, NULL);
}

char *inbox_folder(App *app)
{
    return inbox_folder_of(app->invocation, app->actor.profile_id);
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return g_utf8_collate(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *inbox_list(App *app)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *folder = inbox_folder(app);
    gid_t group = as_person();
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        GStatBuf info;
        if (*name != '.' && g_utf8_validate(name, -1, NULL) && g_lstat(path, &info) == 0 &&
            S_ISREG(info.st_mode))
            g_ptr_array_add(names, g_strdup(name));
    }
    as_program(group);
    g_ptr_array_sort(names, compare_names);
    return names;
}

/* `size` bytes of an open file; fewer when it shrinks meanwhile. */
static GBytes *read_open(int file, gsize size, const char *path, GError **error)
{
    g_autofree guint8 *bytes = g_malloc(size + 1);
    gsize got = 0;
    while (got < size) {
        ssize_t n = read(file, bytes + got, size - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, _("%s cannot be read: %s"), path,
                        g_strerror(errno));
            return NULL;
        }
        if (n == 0)
            break;
        got += (gsize)n;
    }
    return g_bytes_new_take(g_steal_pointer(&bytes), got);
}

GBytes *inbox_read(const char *path, gsize most, GError **error)
{
    struct stat info;
    gid_t group = as_person();
    int file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    as_program(group);
    if (file < 0 || fstat(file, &info) < 0 || !S_ISREG(info.st_mode)) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, _("%s cannot be read: %s"), path,
                    file < 0 ? g_strerror(errno) : _("no plain file"));
        if (file >= 0)
            close(file);
        return NULL;
    }
    GBytes *bytes = NULL;
    if ((gsize)info.st_size > most)
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, _("%s has %d MB; at most %d are read"),
                    path, (int)(info.st_size >> 20), (int)(most >> 20));
    else
        bytes = read_open(file, (gsize)info.st_size, path, error);
    close(file);
    return bytes;
}

static bool is_good_name(const char *name)
{
    if (!*name || *name == '.' || strlen(name) > NAME_MAX || !g_utf8_validate(name, -1, NULL))
        return false;
    for (const char *p = name; *p; p = g_utf8_next_char(p)) {
        if (*p == '/' || g_unichar_iscntrl(g_utf8_get_char(p)))
            return false;
    }
    return true;
}

static bool copy_all(int from, int to, GError **error)
{
    guint8 bytes[65536];
    gsize total = 0;
    for (;;) {
        ssize_t got = read(from, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR)
            continue;
        if (got == 0)
            return true;
        total += (gsize)MAX(got, 0);
        if (got < 0 || total > INBOX_MAX_BYTES || write(to, bytes, (gsize)got) != got) {
            g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, _("the upload is not stored: %s"),
                        total > INBOX_MAX_BYTES ? _("it is larger than 256 MB")
                                                : g_strerror(errno));
            return false;
        }
    }
}

static bool store(const char *folder, const char *name, int file, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *part = g_build_filename(folder, ".upload-XXXXXX", NULL);
    g_mkdir_with_parents(folder, 0700);
    int to = g_mkstemp(part);
    if (to < 0) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, _("%s cannot be written: %s"), folder,
                    g_strerror(errno));
        return false;
    }
    bool done = copy_all(file, to, error);
    if (close(to) < 0 && done) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, _("the upload is not stored: %s"),
                    g_strerror(errno));
        done = false;
    }
    if (done && g_rename(part, path) < 0) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, _("%s cannot be written: %s"), path,
                    g_strerror(errno));
        done = false;
    }
    if (!done)
        g_unlink(part);
    return done;
}

bool inbox_store(const char *folder, const char *name, int file, GError **error)
{
    if (!is_good_name(name)) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                    _("«%s» cannot be a file's name here: no slash, no dot at its start"), name);
        return false;
    }
    gid_t group = as_person();
    bool stored = store(folder, name, file, error);
    as_program(group);
    return stored;
}
