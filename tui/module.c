#include "tui/module.h"

#include <gio/gio.h>
#include <gmodule.h>

#include "config.h"

/* Beside the program (a build tree), then where it is installed. Never from the environment: the
 * program may be setgid. Tests, which stand elsewhere in the build tree, say where it is. */
static char *build_folder(void)
{
#ifdef MODULE_BUILD_FOLDER
    return g_strdup(MODULE_BUILD_FOLDER);
#else
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    return g_path_get_dirname(program ? program : "/");
#endif
}

static GModule *find(const char *name)
{
    g_autofree char *folder = build_folder();
    g_autofree char *file = g_strdup_printf("ukrcrm-%s.so", name);
    g_autofree char *built = g_build_filename(folder, name, file, NULL);
    g_autofree char *installed = g_build_filename(UKRCRM_MODULEDIR, file, NULL);
    GModule *module = g_module_open(built, G_MODULE_BIND_LOCAL);
    return module ? module : g_module_open(installed, G_MODULE_BIND_LOCAL);
}

gpointer module_open(const char *name, const char *symbol)
{
    GModule *module = find(name);
    gpointer functions = NULL;
    if (module && !g_module_symbol(module, symbol, &functions))
        g_module_close(module);
    return functions;
}
