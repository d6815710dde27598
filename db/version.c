/* What the number in a base says of it. */
#include "engine.h"
#include "url.h"

#include <glib/gi18n-lib.h>

int db_unfinished(int version)
{
    return -version;
}

bool db_is_unfinished(int64_t version)
{
    return version < 0;
}

bool db_fits(const char *url, int64_t version, int wanted, GError **error)
{
    if (version == wanted)
        return true;
    if (db_is_unfinished(version))
        g_set_error(error, DB_ERROR, DB_ERROR_NOT_A_BASE,
                    _("%s is a copy that is not finished: call ukrcrm-admin copy again as before"),
                    url);
    else if (db_is_unfinished(wanted))
        g_set_error(error, DB_ERROR, DB_ERROR_MAKE,
                    _("%s is a base already: a copy needs a place where nothing is"), url);
    else if (version > wanted)
        g_set_error(error, DB_ERROR, DB_ERROR_TOO_NEW,
                    _("%s is a base of version %d, made by a newer program; this one knows "
                      "version %d: install the newer program"),
                    url, (int)version, wanted);
    else
        g_set_error(error, DB_ERROR, DB_ERROR_OLD,
                    url_is_server(url)
                        ? _("%s is a base of version %d, this program needs version %d: make a "
                            "copy with pg_dump, then run ukrcrm-admin migrate")
                        : _("%s is a base of version %d, this program needs version %d: run "
                            "ukrcrm-admin migrate, which makes a backup first"),
                    url, (int)version, wanted);
    return false;
}
