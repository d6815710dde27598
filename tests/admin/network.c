/* Preloaded into a program: everything lies on NFS, as statfs sees it. */
#define _FILE_OFFSET_BITS 64 /* as the programs are built: they call statfs64 */
#include <dlfcn.h>
#include <sys/vfs.h>

#define NFS_SUPER_MAGIC 0x6969

int statfs(const char *file, struct statfs *system)
{
    int result = (__extension__(__typeof__(&statfs)) dlsym(RTLD_NEXT, "statfs64"))(file, system);
    if (result == 0)
        system->f_type = NFS_SUPER_MAGIC;
    return result;
}
