#include "fault_vfs.h"

#include <glib.h>
#include <sqlite3.h>
#include <string.h>

typedef struct {
    sqlite3_file file;
    sqlite3_file *real;
} FaultFile;

static struct {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    int left, code, struck;
} fault;

void fault_vfs_arm(int n, int code)
{
    fault.left = n;
    fault.code = code;
    fault.struck = 0;
}

int fault_vfs_struck(void)
{
    return fault.struck;
}

static int strike(void)
{
    if (fault.left == 0 || (fault.left > 1 && fault.left--))
        return SQLITE_OK;
    fault.struck = 1;
    return fault.code;
}

#ifdef __clang__
#pragma clang diagnostic ignored "-Wgnu-zero-variadic-macro-arguments"
#endif
#define REAL(file) (((FaultFile *)(file))->real)
#define PASS(file, method, ...) REAL(file)->pMethods->method(REAL(file), ##__VA_ARGS__)

static int file_close(sqlite3_file *file)
{
    int code = PASS(file, xClose);
    g_free(REAL(file));
    return code;
}

static int file_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 at)
{
    return PASS(file, xRead, bytes, size, at);
}

static int file_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
    int code = strike();
    return code ? code : PASS(file, xWrite, bytes, size, at);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return PASS(file, xTruncate, size);
}

static int file_sync(sqlite3_file *file, int flags)
{
    int code = strike();
    return code ? code : PASS(file, xSync, flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return PASS(file, xFileSize, size);
}

static int file_lock(sqlite3_file *file, int level)
{
    return PASS(file, xLock, level);
}

static int file_unlock(sqlite3_file *file, int level)
{
    return PASS(file, xUnlock, level);
}

static int file_check_reserved(sqlite3_file *file, int *reserved)
{
    return PASS(file, xCheckReservedLock, reserved);
}

static int file_control(sqlite3_file *file, int what, void *data)
{
    return PASS(file, xFileControl, what, data);
}

static int file_sector_size(sqlite3_file *file)
{
    return PASS(file, xSectorSize);
}

static int file_characteristics(sqlite3_file *file)
{
    return PASS(file, xDeviceCharacteristics);
}

static int file_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **at)
{
    int code = extend ? strike() : SQLITE_OK;
    return code ? SQLITE_IOERR_SHMSIZE : PASS(file, xShmMap, region, size, extend, at);
}

static int file_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return PASS(file, xShmLock, offset, n, flags);
}

static void file_shm_barrier(sqlite3_file *file)
{
    PASS(file, xShmBarrier);
}

static int file_shm_unmap(sqlite3_file *file, int remove)
{
    return PASS(file, xShmUnmap, remove);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags,
                    int *got_flags)
{
    sqlite3_file *real = g_malloc0((gsize)fault.real->szOsFile);
    int code = fault.real->xOpen(fault.real, name, real, flags, got_flags);
    file->pMethods = real->pMethods ? &methods : NULL;
    REAL(file) = real;
    if (!real->pMethods)
        g_free(real);
    return code;
}

void fault_vfs_install(void)
{
    fault.real = sqlite3_vfs_find(NULL);
    fault.vfs = *fault.real;
    fault.vfs.zName = "fault";
    fault.vfs.szOsFile = sizeof(FaultFile);
    fault.vfs.xOpen = vfs_open;
    g_assert_cmpint(sqlite3_vfs_register(&fault.vfs, 1), ==, SQLITE_OK);
}
