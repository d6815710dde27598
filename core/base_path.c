#include "core/base.h"

char *base_default_path(void)
{
    return g_build_filename(g_get_user_data_dir(), "ukrcrm", "ukrcrm.db", NULL);
}
