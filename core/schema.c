#include "schema.h"

const char schema_sql[] =
#include "schema.inc"
    ;
