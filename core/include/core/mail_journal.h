/* The journal of acceptances: a file outside the base that says which letters a server has taken
 * (docs/rules.md, "Sending"). A line is on disk after the 250 and before the base's own commit, so
 * that neither a crash between the two nor a base restored from a backup makes a letter go twice.
 *
 * One line an acceptance, with a checksum; lines that cannot be read are passed over: a torn one
 * was never acknowledged, its delivery is still `in_data` in the base and becomes `unknown`.
 * Several mailers may share the file; each call locks it for its own time. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define MAIL_JOURNAL_ERROR (mail_journal_error_quark())
GQuark mail_journal_error_quark(void);

typedef enum {
    MAIL_JOURNAL_ERROR_OPEN,
    MAIL_JOURNAL_ERROR_READ,
    MAIL_JOURNAL_ERROR_WRITE, /* nothing was added */
} MailJournalError;

typedef struct {
    int64_t run_id, delivery_id;
    int64_t at;             /* instant of the answer */
    const char *message_id; /* without blanks */
    const char *reply;      /* the server's words, on one line */
} Acceptance;

/* Where it is when no setting says: `<base>.accepted`. NULL: the base at `url` is no file. Free
 * with g_free. */
char *mail_journal_default_path(const char *url);

typedef struct MailJournal MailJournal;

/* Makes the file (mode 0660) if it is absent. */
MailJournal *mail_journal_open(const char *path, GError **error);
void mail_journal_close(MailJournal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailJournal, mail_journal_close)

/* All of them, in one write, on disk when this returns. */
bool mail_journal_append(MailJournal *journal, const Acceptance *acceptances, size_t n,
                         GError **error);

/* In the order they were written. `visit` returning false with its error ends it. */
typedef bool (*MailJournalVisit)(const Acceptance *acceptance, void *data, GError **error);
bool mail_journal_read(MailJournal *journal, MailJournalVisit visit, void *data, GError **error);

/* The base has all of these runs' acceptances: their lines go, but for the newest one, which stays
 * to tell a restored base from a base that knows it. */
bool mail_journal_trim(MailJournal *journal, const int64_t *runs, size_t n, GError **error);

/* The base was restored, and its admin knows which letters that concerns: the file is put aside as
 * `<path>.<now in seconds>`. *aside (may be NULL) gets that name; NULL: there was none. */
bool mail_journal_accept(const char *path, int64_t now, char **aside, GError **error);
