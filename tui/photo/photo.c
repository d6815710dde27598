/* The door to the photo module. */
#include "tui/photo/photo.h"

#include <glib/gi18n-lib.h>

#include "tui/module.h"
#include "tui/photo/photo_module.h"

static const PhotoModule *module_functions(GError **error)
{
    const PhotoModule *module = module_open("photo", "photo_module_functions");
    if (!module)
        g_set_error_literal(
            error, PHOTO_ERROR, PHOTO_ERROR_MODULE,
            _("photos cannot be shown or changed: the photo module of UkrCRM is not installed"));
    return module;
}

GBytes *photo_prepare(GBytes *file, GError **error)
{
    const PhotoModule *module = module_functions(error);
    return module ? module->prepare(file, error) : NULL;
}

Picture *photo_picture(GBytes *png, int rows, int columns, GError **error)
{
    const PhotoModule *module = module_functions(error);
    return module ? module->picture(png, rows, columns, error) : NULL;
}
