#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/program.h"

struct Output {
    char *path;
    char *beside;  /* its name until it is kept; NULL: it has none, or is in its place */
    char *written; /* the name by which it can be opened until then */
    int descriptor;
};

bool output_failed(const char *path, const char *why, GError **error)
{
    g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_OUTPUT, _("%s cannot be written: %s"), path,
                why);
    return false;
}

/* Where a link leads, so that it stays one. */
static char *follow_links(const char *path)
{
    char *real = realpath(path, NULL), *followed = g_strdup(real ? real : path);
    free(real);
    return followed;
}

static bool may_replace(const char *path, GError **error)
{
    GStatBuf there;
    return g_stat(path, &there) != 0 || S_ISREG(there.st_mode) ||
           output_failed(path, _("it is no file that could be replaced"), error);
}

/* Without a name nothing of it is left if the program is killed. */
static bool open_unnamed(Output *output)
{
    g_autofree char *folder = g_path_get_dirname(output->path);
    output->descriptor = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0660);
    output->written = g_strdup_printf("/proc/self/fd/%d", output->descriptor);
    if (output->descriptor >= 0 && access(output->written, F_OK) == 0)
        return true;
    if (output->descriptor >= 0)
        close(output->descriptor);
    return false;
}

/* Network file systems have no files without one. */
static bool open_named(Output *output)
{
    g_free(output->written);
    output->written = g_strconcat(output->path, ".XXXXXX", NULL);
    output->descriptor = g_mkstemp_full(output->written, O_WRONLY | O_CLOEXEC, 0660);
    output->beside = output->descriptor < 0 ? NULL : g_strdup(output->written);
    return output->beside != NULL;
}

Output *output_open(const char *path, GError **error)
{
    if (!may_replace(path, error))
        return NULL;
    g_autoptr(Output) output = g_new0(Output, 1);
    output->path = follow_links(path);
    if (open_unnamed(output) || open_named(output))
        return g_steal_pointer(&output);
    output_failed(path, g_strerror(errno), error);
    return NULL;
}

const char *output_path(const Output *output)
{
    return output->written;
}

int output_descriptor(const Output *output)
{
    return output->descriptor;
}

/* Who may read the file goes on reading it: another program may serve it. Its owner only root can
 * keep. */
static bool keep_mode(const Output *output)
{
    GStatBuf there;
    if (g_stat(output->path, &there) != 0)
        return true;
    return (geteuid() != 0 || fchown(output->descriptor, there.st_uid, there.st_gid) == 0) &&
           fchmod(output->descriptor, there.st_mode & 0777) == 0;
}

/* A link replaces no file: it gets a name beside it, and that is moved. */
static bool give_name(Output *output)
{
    while (!output->beside) {
        g_autofree char *name = g_strdup_printf("%s.%08x", output->path, g_random_int());
        if (linkat(AT_FDCWD, output->written, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0)
            output->beside = g_steal_pointer(&name);
        else if (errno != EEXIST)
            return false;
    }
    return true;
}

bool output_keep(Output *output, GError **error)
{
    if (!keep_mode(output) || fsync(output->descriptor) != 0 || !give_name(output) ||
        g_rename(output->beside, output->path) != 0)
        return output_failed(output->path, g_strerror(errno), error);
    g_clear_pointer(&output->beside, g_free);
    return true;
}

void output_free(Output *output)
{
    if (!output)
        return;
    if (output->beside)
        g_unlink(output->beside);
    if (output->descriptor >= 0)
        close(output->descriptor);
    g_free(output->beside);
    g_free(output->written);
    g_free(output->path);
    g_free(output);
}
