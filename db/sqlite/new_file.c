#include "new_file.h"

#include "db/db.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool cannot_make(const char *name, int cause, GError **error)
{
    g_set_error(error, DB_ERROR, cause == ENOSPC || cause == EDQUOT ? DB_ERROR_FULL : DB_ERROR_MAKE,
                cause == EEXIST ? _("%s exists already (%s): give another name or move it away")
                                : _("cannot make %s: %s"),
                name, g_strerror(cause));
    return false;
}

char *new_file_begin(const char *name, GError **error)
{
    struct stat status;
    if (lstat(name, &status) == 0) {
        cannot_make(name, EEXIST, error);
        return NULL;
    }
    g_autofree char *temporary = g_strconcat(name, ".new-XXXXXX", NULL);
    int fd = mkostemp(temporary, O_CLOEXEC);
    /* SQLite gives -wal and -shm the mode that it finds here; the umask must not take from it. */
    bool made = fd >= 0 && fchmod(fd, 0660) == 0;
    int cause = errno;
    if (fd >= 0)
        close(fd);
    if (made)
        return g_steal_pointer(&temporary);
    cannot_make(name, cause, error);
    return NULL;
}

static bool sync_path(const char *path, int flags)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
    if (fd < 0)
        return false;
    bool done = fsync(fd) == 0;
    close(fd);
    return done;
}

static bool rename_if_free(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return true;
    return errno == EINVAL && link(from, to) == 0 && unlink(from) == 0;
}

bool new_file_finish(const char *temporary, const char *name, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(name);
    if (sync_path(temporary, 0) && rename_if_free(temporary, name) &&
        sync_path(folder, O_DIRECTORY))
        return true;
    int cause = errno;
    new_file_discard(temporary);
    return cannot_make(name, cause, error);
}

void new_file_discard(const char *temporary)
{
    static const char *const suffixes[] = {"", "-journal", "-wal", "-shm"};
    for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *path = g_strconcat(temporary, suffixes[i], NULL);
        unlink(path);
    }
}
