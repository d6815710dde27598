#include "core/auth.h"
#include "core/copy.h"
#include "core/import.h"
#include "core/mail_journal.h"
#include "core/program_call.h"
#include "core/secret.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sysexits.h>

/* Domains are found by name: an error of a part that a program does not link cannot reach it. */
typedef struct {
    const char *domain;
    int code; /* -1: every code of the domain */
    int exit;
} Exit;

static const Exit exits[] = {
    {"program_error", PROGRAM_ERROR_USAGE, EX_USAGE},
    {"program_error", PROGRAM_ERROR_CONFIG, EX_CONFIG},
    {"program_error", PROGRAM_ERROR_INPUT, EX_NOINPUT},
    {"program_error", PROGRAM_ERROR_DATA, EX_DATAERR},
    {"program_error", PROGRAM_ERROR_OUTPUT, EX_CANTCREAT},
    {"program_error", PROGRAM_ERROR_UNKNOWN, EX_NOUSER},
    {"db_error", BASE_ERROR_OPEN, EX_NOINPUT},
    {"db_error", BASE_ERROR_MAKE, EX_CANTCREAT},
    {"db_error", BASE_ERROR_NOT_A_BASE, EX_DATAERR},
    {"db_error", BASE_ERROR_TOO_NEW, EX_DATAERR},
    {"db_error", BASE_ERROR_OLD, EX_DATAERR},
    {"db_error", BASE_ERROR_FORBIDDEN, EX_NOPERM},
    {"db_error", BASE_ERROR_BUSY, EX_TEMPFAIL},
    {"db_error", BASE_ERROR_LOST, EX_TEMPFAIL},
    {"db_error", BASE_ERROR_UNKNOWN_COMMIT, EX_TEMPFAIL},
    {"db_error", BASE_ERROR_FULL, EX_IOERR},
    {"db_error", BASE_ERROR_UNSUPPORTED, EX_UNAVAILABLE},
    {"copy_error", COPY_ERROR_SAME, EX_USAGE},
    {"copy_error", COPY_ERROR_OTHER, EX_CANTCREAT},
    {"copy_error", COPY_ERROR_AT_WORK, EX_TEMPFAIL},
    {"copy_error", COPY_ERROR_DIFFERS, EX_DATAERR},
    {"rights_error", -1, EX_NOPERM},
    {"auth_error", AUTH_ERROR_PASSWORD, EX_DATAERR},
    {"auth_error", AUTH_ERROR_EXISTS, EX_DATAERR},
    {"auth_error", AUTH_ERROR_ACCOUNT, EX_DATAERR},
    {"auth_error", AUTH_ERROR_ABSENT, EX_NOUSER},
    {"auth_error", -1, EX_NOPERM},
    {"secret_error", SECRET_ERROR_WEAK, EX_DATAERR},
    {"secret_error", -1, EX_TEMPFAIL},
    {"contact_error", -1, EX_DATAERR},
    {"record_error", -1, EX_DATAERR},
    {"campaign_error", -1, EX_DATAERR},
    {"delivery_error", -1, EX_DATAERR},
    {"list_error", -1, EX_DATAERR},
    {"schedule_error", -1, EX_DATAERR},
    {"when_error", -1, EX_DATAERR},
    {"text_error", -1, EX_DATAERR},
    {"html_error", -1, EX_DATAERR},
    {"merge_error", -1, EX_DATAERR},
    {"import_error", IMPORT_ERROR_ABSENT, EX_NOINPUT},
    {"import_error", IMPORT_ERROR_OUTPUT, EX_CANTCREAT},
    {"import_error", -1, EX_DATAERR},
    {"charset_error", -1, EX_USAGE},
    {"term_error", -1, EX_UNAVAILABLE},
    {"relay_error", -1, EX_CONFIG},
    {"render_error", -1, EX_CONFIG},
    {"run_error", -1, EX_CONFIG},
    {"mail_journal_error", MAIL_JOURNAL_ERROR_FORMAT, EX_DATAERR},
    {"mail_journal_error", -1, EX_CANTCREAT},
    {"g-option-context-error-quark", -1, EX_USAGE},
};

int program_exit_code(const GError *error)
{
    const char *domain = g_quark_to_string(error->domain);
    for (size_t i = 0; i < G_N_ELEMENTS(exits); i++) {
        bool same_code = exits[i].code < 0 || exits[i].code == error->code;
        if (same_code && strcmp(exits[i].domain, domain) == 0)
            return exits[i].exit;
    }
    return EX_SOFTWARE;
}

char *program_failure(const ProgramInfo *info, const GError *error)
{
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "%s: %s\n", info->name, error->message);
    if (program_exit_code(error) == EX_USAGE) {
        g_autofree char *usage = program_usage(info, NULL);
        g_string_append_printf(text, _("Usage: %s"), usage);
        g_string_append_printf(text, "\n");
        g_string_append_printf(text, _("“%s --help” tells more"), info->name);
        g_string_append_c(text, '\n');
    }
    return g_string_free(text, FALSE);
}
