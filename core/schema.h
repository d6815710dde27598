/* schema.sql, as the build put it into the program, and how a base of each older version becomes
 * one of it. A change of schema.sql that a base has to follow is a new version: its step here, and
 * the schema as it was in tests/core/schema. */
#pragma once

#include "db/db.h"

#define SCHEMA_VERSION 4

extern const char schema_sql[];
extern const DbMigration schema_migrations[];
