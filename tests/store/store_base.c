#include "store_base.h"

static Base *checked(Base *base, GError *error)
{
    g_assert_no_error(error);
    return base;
}

Base *store_base(const char *folder, int64_t now, char **url)
{
    static char *model;
    GError *error = NULL;
    if (!store_is_server()) {
        *url = store_url(folder, "base.db");
        return checked(base_create(*url, PROGRAM_ADMIN, now, &error), error);
    }
    if (!model) {
        model = store_url(folder, "base.db");
        base_close(checked(base_create(model, PROGRAM_ADMIN, now, &error), error));
    }
    *url = store_url_like(model);
    return checked(base_open(*url, PROGRAM_ADMIN, &error), error);
}
