#include "filesystem.h"

#include "db/db.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#define FUSE 0x65735546

/* statfs(2), linux/magic.h. A cluster file system counts: its locks cross machines, its shared
 * memory does not. */
static const struct {
    uint32_t f_type;
    const char *name;
} network_types[] = {
    {0x6969, "NFS"},
    {0x517b, "SMB"},
    {0xff534d42, "CIFS"},
    {0xfe534d42, "SMB2"},
    {0x01021997, "9p"},
    {0x00c36400, "Ceph"},
    {0x5346414f, "AFS"},
    {0x6b414653, "AFS"},
    {0x73757245, "Coda"},
    {0x564c, "NCP"},
    {0x0bd00bd0, "Lustre"},
    {0x47504653, "GPFS"},
    {0x19830326, "BeeGFS"},
    {0x20030528, "OrangeFS"},
    {0xaad7aaea, "PanFS"},
    {0x01161970, "GFS2"},
    {0x7461636f, "OCFS2"},
    {0x786f4256, "VirtualBox's shared folder"},
    {0xbacbacbc, "VMware's shared folder"},
};

static const char *const network_fuse[] = {
    "sshfs",  "s3fs",      "rclone",        "glusterfs",        "davfs",
    "davfs2", "curlftpfs", "smbnetfs",      "gcsfuse",          "ceph",
    "mfs",    "juicefs",   "gvfsd-fuse",    "gvfs-fuse-daemon", "goofys",
    "hadoop", "mount.s3",  "mountpoint-s3", "webdavfs",         "seaweedfs",
    NULL};

const char *network_file_system(uint32_t f_type, const char *mounted_as)
{
    for (size_t i = 0; i < G_N_ELEMENTS(network_types); i++)
        if (network_types[i].f_type == f_type)
            return network_types[i].name;
    if (f_type != FUSE || !mounted_as)
        return NULL;
    if (strcmp(mounted_as, "virtiofs") == 0)
        return "virtiofs";
    if (!g_str_has_prefix(mounted_as, "fuse."))
        return NULL;
    const char *program = mounted_as + strlen("fuse.");
    for (const char *const *known = network_fuse; *known; known++)
        if (strcmp(*known, program) == 0)
            return *known;
    return NULL;
}

/* The type in the mountinfo line of a device: what stands after " - " (proc(5)). */
static char *type_in_line(const char *line, dev_t device)
{
    unsigned major_number, minor_number;
    if (sscanf(line, "%*d %*d %u:%u", &major_number, &minor_number) != 2 ||
        makedev(major_number, minor_number) != device)
        return NULL;
    const char *type = strstr(line, " - ");
    return type ? g_strndup(type + 3, strcspn(type + 3, " \n")) : NULL;
}

static char *mounted_type(dev_t device)
{
    g_autofree char *table = NULL;
    if (!g_file_get_contents("/proc/self/mountinfo", &table, NULL, NULL))
        return NULL;
    g_auto(GStrv) lines = g_strsplit(table, "\n", -1);
    for (char **line = lines; *line; line++) {
        char *type = type_in_line(*line, device);
        if (type)
            return type;
    }
    return NULL;
}

/* The file, or the folder it is to be made in. */
static bool look_at(const char *file, struct statfs *system, struct stat *status)
{
    if (statfs(file, system) == 0)
        return stat(file, status) == 0;
    g_autofree char *folder = g_path_get_dirname(file);
    return errno == ENOENT && statfs(folder, system) == 0 && stat(folder, status) == 0;
}

bool file_is_local(const char *file, GError **error)
{
    struct statfs system;
    struct stat status;
    if (!look_at(file, &system, &status)) {
        g_set_error(error, DB_ERROR, DB_ERROR_OPEN, _("cannot open %s: %s"), file,
                    g_strerror(errno));
        return false;
    }
    uint32_t f_type = (uint32_t)system.f_type;
    g_autofree char *mounted_as = f_type == FUSE ? mounted_type(status.st_dev) : NULL;
    const char *network = network_file_system(f_type, mounted_as);
    if (!network)
        return true;
    g_set_error(error, DB_ERROR, DB_ERROR_OPEN,
                _("%s lies on a network file system (%s), where locks between machines cannot be "
                  "trusted and a base gets damaged: move it to a local disk and run the programs "
                  "there"),
                file, network);
    return false;
}
