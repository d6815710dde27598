/* A named lock is one byte of `<base>.locks`: its place is the name's hash, of 62 bits, so that no
 * file per name is left behind. The kernel frees it with its holder (side_file.h). */
#include "lock.h"

#include "side_file.h"

#include <unistd.h>

typedef struct {
    DbLock lock;
    int fd;
} SqliteLock;

static int64_t byte_of(const char *name)
{
    uint8_t digest[32];
    gsize size = sizeof digest;
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, (const guchar *)name, -1);
    g_checksum_get_digest(checksum, digest, &size);
    uint64_t place = 0;
    for (size_t i = 0; i < sizeof place; i++)
        place = place << 8 | digest[i];
    return (int64_t)(place >> 2);
}

static void release(DbLock *lock)
{
    close(((SqliteLock *)lock)->fd);
    g_free(lock);
}

bool sqlite_lock(Db *db, const char *name, DbLock **lock, GError **error)
{
    int fd = side_file_open(((Sqlite *)db)->file, ".locks", error);
    if (fd < 0)
        return false;
    if (!side_file_lock(fd, byte_of(name), false)) {
        close(fd);
        return false;
    }
    SqliteLock *held = g_new0(SqliteLock, 1);
    held->lock.release = release;
    held->fd = fd;
    *lock = &held->lock;
    return true;
}
