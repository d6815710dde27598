/* An open base: one connection with what core keeps beside it (the role matrix, collation,
 * choices). Used by one thread at a time; a worker thread opens its own. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Base Base;

/* Which program speaks: decides which tables it may write at all (the second lock behind rights).
 */
typedef enum { PROGRAM_CLIENT, PROGRAM_MAILER, PROGRAM_API, PROGRAM_ADMIN } Program;

/* Codes are those of db (a base that is absent, newer, damaged, busy …), re-exported for callers
 * that do not see db. */
#define BASE_ERROR (base_error_quark())
GQuark base_error_quark(void); /* the same quark as DB_ERROR */
typedef enum {
    BASE_ERROR_OPEN,
    BASE_ERROR_MAKE,
    BASE_ERROR_NOT_A_BASE,
    BASE_ERROR_TOO_NEW,
    BASE_ERROR_OLD,
    BASE_ERROR_BUSY,
    BASE_ERROR_CONSTRAINT,
    BASE_ERROR_UNIQUE,
    BASE_ERROR_FORBIDDEN,
    BASE_ERROR_INTERRUPTED,
    BASE_ERROR_FULL,
    BASE_ERROR_LOST,
    BASE_ERROR_UNKNOWN_COMMIT,
    BASE_ERROR_UNSUPPORTED,
    BASE_ERROR_FAILED,
} BaseError;

Base *base_open(const char *url, Program program, GError **error);
/* The same for a thread that answers keys: it waits seconds for a server, not longer, and what is
 * lost then stays so until base_replace. */
Base *base_open_for_keys(const char *url, Program program, GError **error);
/* A new base with its installation rows (plans, enterprise 0). `now`: instant. */
Base *base_create(const char *url, Program program, int64_t now, GError **error);
bool base_migrate(const char *url, int *from, int *to, GError **error);
void base_close(Base *base);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Base, base_close)

/* For a base on a server: gives an existing role there what `program` needs, and takes what it has
 * beyond that; done by the tables' owner, at any time, and again after a migration. */
bool base_grant(Base *base, Program program, const char *role, int64_t now, GError **error);

/* What the roles that base_grant knows lack of their rights now, or have beyond them: sentences as
 * base_check has them, each with the command that mends it. */
bool base_check_grants(Base *base, GPtrArray *problems, GError **error);

/* Who is signed in at this connection, 0: nobody. A server whose roles base_grant made shows it the
 * rows of this person's enterprises alone. */
void base_set_person(Base *base, int64_t profile_id);

/* What ukrcrm-… it is: a literal. */
const char *base_program_name(Program program);

/* What the base is called, wherever it is: its copies and backups have the same. g_free. */
char *base_uuid(Base *base, GError **error);
const char *base_url(const Base *base);    /* borrowed; without a password */
const char *base_notice(const Base *base); /* borrowed, translated; NULL: nothing to tell */
Program base_program(const Base *base);

bool base_backup(Base *base, const char *file, GError **error);
bool base_restore(const char *url, const char *file, GError **error);
/* Integrity, foreign keys, search indexes, rights of roles, descriptors against the schema, derived
 * columns. Each problem: a translated sentence. */
bool base_check(Base *base, GPtrArray *problems, GError **error);

/* What is derived from the records: sort keys and search texts are made anew when the collation has
 * another version than they have, due instants of tasks when their enterprise has another clock
 * (task_zone.h), and what a bulk load that was killed left out of the search indexes goes in.
 * Others may work meanwhile; killed, it is simply called again. */
typedef struct {
    int64_t derived, moved, indexed; /* records */
} BaseRenewal;
bool base_renew(Base *base, int64_t now, BaseRenewal *renewal, GError **error);

/* By whose clock an enterprise lives, as it was read last: no way to the base while it is known.
 * Free with g_time_zone_unref. */
GTimeZone *base_zone(Base *base, int64_t enterprise_id);

/* Whether the connection to a server is known to be gone; nothing is sent to find out. */
bool base_is_lost(Base *base);
/* Takes over the connection of another one that was opened in its place (by whatever thread), and
 * frees that. */
void base_replace(Base *base, Base *fresh);
/* What became of a write that ended in BASE_ERROR_UNKNOWN_COMMIT: its key until the next write
 * begins (borrowed; NULL: there is none), and the answer, from any connection to that base. */
const char *base_unsettled(const Base *base);
bool base_outcome(Base *base, const char *key, bool *saved, GError **error);

/* True once after each commit by somebody else; a server that is silent is not waited for. */
bool base_changed(Base *base, bool *changed, GError **error);
/* From any thread: what is being read ends with BASE_ERROR_INTERRUPTED, and whatever is read next
 * too, until base_resume. */
void base_interrupt(Base *base);
void base_resume(Base *base);

/* Where the base lives when nobody says: $XDG_DATA_HOME/ukrcrm/ukrcrm.db. Free with g_free. */
char *base_default_path(void);
