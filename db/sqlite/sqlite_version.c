#include "sqlite_version.h"

bool sqlite_wal_is_sound(int library)
{
    int branch = library / 1000;
    int patch = library % 1000;
    if (branch == 3044)
        return patch >= 6;
    if (branch == 3050)
        return patch >= 7;
    return library >= 3051003;
}
