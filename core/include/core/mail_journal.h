/* The journal of acceptances: a file outside the base that says which letters a server has taken
 * (docs/rules.md, "Sending"). A line is on disk after the 250 and before the base's own commit, so
 * that neither a crash between the two nor a base restored from a backup makes a letter go twice.
 *
 * It only grows, one line an acceptance, with a checksum; lines that cannot be read are passed
 * over: a torn one was never acknowledged, its delivery is still `in_data` in the base and becomes
 * `unknown`. The base remembers the place up to which it has everything; a base restored from a
 * backup remembers an earlier one. Several mailers may share the file; each call locks it for its
 * own time. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define MAIL_JOURNAL_ERROR (mail_journal_error_quark())
GQuark mail_journal_error_quark(void);

typedef enum {
    MAIL_JOURNAL_ERROR_OPEN,
    MAIL_JOURNAL_ERROR_READ,
    MAIL_JOURNAL_ERROR_WRITE,  /* nothing was added */
    MAIL_JOURNAL_ERROR_FORMAT, /* lines of another version of the program */
} MailJournalError;

typedef struct {
    int64_t run_id;
    int64_t at;             /* instant of the answer */
    const char *message_id; /* without blanks */
    const char *address;    /* to whom, as it was claimed */
    const char *trace;      /* delivery_trace: knows the letter again in a restored base */
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

const char *mail_journal_path(const MailJournal *journal);

/* All of them, in one write, on disk when this returns. */
bool mail_journal_append(MailJournal *journal, const Acceptance *acceptances, size_t n,
                         GError **error);

/* Is `place` ("": the beginning) one that mail_journal_read gave for this file? If not, the file
 * was lost, replaced or cut. */
bool mail_journal_knows(MailJournal *journal, const char *place, bool *knows, GError **error);

/* The lines after `place`, which the file knows, in the order they were written. `visit` returning
 * false ends it before that line; with its error, as a failure. *until (may be NULL): the place
 * after the last line that was visited to its end. Free with g_free. */
typedef bool (*MailJournalVisit)(const Acceptance *acceptance, void *data, GError **error);
bool mail_journal_read(MailJournal *journal, const char *place, MailJournalVisit visit, void *data,
                       char **until, GError **error);
