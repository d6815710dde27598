/* What schema.sql says of its tables. Private to db/. */
#pragma once

#include "db/db.h"

/* Of DbTable, in the script's order. Free with g_ptr_array_unref. */
GPtrArray *tables_read(const char *schema);
