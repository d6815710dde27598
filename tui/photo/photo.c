/* The door to the photo module: opened on the first use, kept until the process ends. */
#include "tui/photo/photo.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <gmodule.h>

#include "config.h"
#include "tui/photo/photo_module.h"

/* Tests load the module from their build tree. */
#ifndef PHOTO_MODULE_FOLDER
#define PHOTO_MODULE_FOLDER UKRCRM_MODULEDIR
#endif

/* Beside the program (a build tree), then where it is installed. Never from the environment: the
 * program may be setgid. */
static GModule *find_module(void)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(program ? program : "/");
    g_autofree char *beside = g_build_filename(folder, "photo", PHOTO_MODULE_FILE, NULL);
    GModule *module = g_module_open(beside, G_MODULE_BIND_LOCAL);
    return module ? module
                  : g_module_open(PHOTO_MODULE_FOLDER "/" PHOTO_MODULE_FILE, G_MODULE_BIND_LOCAL);
}

/* Opened anew each time: the loader counts, and keeps what is there. */
static const PhotoModule *module_functions(GError **error)
{
    GModule *module = find_module();
    gpointer functions = NULL;
    if (module && g_module_symbol(module, "photo_module_functions", &functions))
        return functions;
    if (module)
        g_module_close(module);
    g_set_error_literal(
        error, PHOTO_ERROR, PHOTO_ERROR_MODULE,
        _("photos cannot be shown or changed: the photo module of UkrCRM is not installed"));
    return NULL;
}

GBytes *photo_prepare(GBytes *file, GError **error)
{
    const PhotoModule *module = module_functions(error);
    return module ? module->prepare(file, error) : NULL;
}

PhotoCell *photo_cells(GBytes *png, int columns, int rows, GError **error)
{
    const PhotoModule *module = module_functions(error);
    return module ? module->cells(png, columns, rows, error) : NULL;
}
