/* A base in a folder of its own, with one enterprise and somebody in each role. */
#pragma once

#include "base_internal.h"
#include "core/query.h"
#include "core/record.h"
#include "save.h"

#define NOW (INT64_C(1782900000) * 1000000) /* 2026-07-01 10:00 UTC, a Wednesday */

typedef struct {
    char *folder, *url;
    Base *base;
    int64_t enterprise_id;
    int64_t profiles[ROLE_OWNER + 1];
    Actor actors[ROLE_OWNER + 1]; /* by role; ROLE_NONE: the console */
} Fixture;

void fixture_up(Fixture *fixture, const void *data);
void fixture_down(Fixture *fixture, const void *data);

/* A test with a base of its own. */
#define BASE_TEST(path, function)                                                                  \
    g_test_add(path, Fixture, NULL, fixture_up, function, fixture_down)

/* A profile as sign-up makes it. */
int64_t fixture_profile(Fixture *fixture, const char *surname, const char *first_name);
/* An employee of the enterprise with a new profile. */
Actor fixture_employee(Fixture *fixture, Role role, const char *surname);

/* A record with the given fields ("surname", "Іваненко", …, NULL), not saved. */
Record *fixture_record(Fixture *fixture, const Actor *actor, const Entity *entity,
                       ...) G_GNUC_NULL_TERMINATED;
/* The same, saved; its id. */
int64_t fixture_save(Fixture *fixture, const Actor *actor, const Entity *entity,
                     ...) G_GNUC_NULL_TERMINATED;
/* A minimal valid record of any kind, with what it refers to, made by `actor`. */
Record *fixture_sample(Fixture *fixture, const Actor *actor, const Entity *entity);

int64_t fixture_count(Fixture *fixture, const char *sql);
/* Every row's columns with `|` between them, the rows with blanks; bytes in hexadecimal. */
char *fixture_rows(Fixture *fixture, const char *sql);
