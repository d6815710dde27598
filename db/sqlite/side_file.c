#include "side_file.h"

#include "db/db.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* As SQLite does with -wal and -shm: who may write the base may also stand in its queue, and a
 * queue first made by root does not lock the base's owner out. */
static void take_after(int fd, const struct stat *base)
{
    if (geteuid() != 0 || fchown(fd, base->st_uid, base->st_gid) == 0)
        (void)!fchmod(fd, base->st_mode & 0777);
}

int side_file_open(const char *base, const char *suffix, GError **error)
{
    g_autofree char *name = g_strconcat(base, suffix, NULL);
    struct stat of_base;
    int fd = stat(base, &of_base) == 0 ? open(name, O_RDWR | O_CLOEXEC | O_NOFOLLOW) : -1;
    if (fd < 0 && errno == ENOENT) {
        fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, of_base.st_mode & 0777);
        if (fd >= 0)
            take_after(fd, &of_base);
        else if (errno == EEXIST) /* another program was faster */
            fd = open(name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    }
    if (fd < 0)
        g_set_error(error, DB_ERROR, DB_ERROR_OPEN,
                    _("cannot open %s: %s; the program needs the right to write it and its folder"),
                    name, g_strerror(errno));
    return fd;
}

static struct flock one_byte(short type, int64_t byte)
{
    return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
}

bool side_file_lock(int fd, int64_t byte, bool wait)
{
    struct flock lock = one_byte(F_WRLCK, byte);
    int result;
    do
        result = fcntl(fd, wait ? F_OFD_SETLKW : F_OFD_SETLK, &lock);
    while (result != 0 && errno == EINTR);
    return result == 0;
}

void side_file_unlock(int fd, int64_t byte)
{
    struct flock lock = one_byte(F_UNLCK, byte);
    fcntl(fd, F_OFD_SETLK, &lock);
}

bool side_file_is_locked(int fd, int64_t byte)
{
    struct flock lock = one_byte(F_WRLCK, byte);
    return fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}
