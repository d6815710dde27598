#include "libpq.h"

#include "db/db.h"

#include <dlfcn.h>
#include <glib/gi18n-lib.h>
#include <string.h>

static const struct {
    const char *name;
    size_t place;
} functions[] = {
#define LIBPQ_ROW(function) {#function, offsetof(Libpq, function)},
    LIBPQ_FUNCTIONS(LIBPQ_ROW)
#undef LIBPQ_ROW
};

bool libpq_open(Libpq *libpq, GError **error)
{
    void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    for (size_t i = 0; i < G_N_ELEMENTS(functions); i++) {
        void *function = library ? dlsym(library, functions[i].name) : NULL;
        if (!function) {
            g_set_error(error, DB_ERROR, DB_ERROR_OPEN,
                        _("PostgreSQL's library cannot be used: %s; install the package libpq5"),
                        dlerror());
            return false;
        }
        memcpy((char *)libpq + functions[i].place, &function, sizeof function);
    }
    return true;
}
