/* schema.sql, as the build put it into the program. */
#pragma once

#define SCHEMA_VERSION 1

extern const char schema_sql[];
