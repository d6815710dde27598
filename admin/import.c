/* Importing a file of clients, and taking an import back. */
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin.h"
#include "core/import.h"

const ProgramOption import_options[] = {
    {.name = "enterprise",
     .kind = OPTION_NUMBER,
     .value = "E",
     .help = N_("into which enterprise"),
     .least = 1,
     .most = G_MAXINT64},
    {.name = "list",
     .kind = OPTION_TEXT,
     .value = "NAME",
     .help = N_("into this list too; made when there is none of that name")},
    {.name = "start-campaigns",
     .kind = OPTION_FLAG,
     .help = N_("start the list's campaigns for those who join")},
    {.name = "map",
     .kind = OPTION_TEXT,
     .value = "FIELD=COLUMN,…",
     .help = N_("which column is which field, by header or number; auto: found"),
     .fallback = "auto"},
    {.name = "encoding",
     .kind = OPTION_TEXT,
     .value = "NAME",
     .help = N_("encoding of the file; otherwise found")},
    {.name = "on-duplicate",
     .kind = OPTION_TEXT,
     .value = "WHAT",
     .help = N_("who is there already: skip, fill, overwrite or create"),
     .fallback = "skip"},
    {.name = "dry-run", .kind = OPTION_FLAG, .help = N_("say what would happen and write nothing")},
    {.name = "errors",
     .kind = OPTION_TEXT,
     .value = "FILE",
     .help = N_("rejected rows, with their reason, in the same layout")},
    {.name = NULL},
};

static bool read_policy(const char *word, DuplicatePolicy *policy, GError **error)
{
    static const char *const words[] = {[DUPLICATE_SKIP] = "skip",
                                        [DUPLICATE_FILL] = "fill",
                                        [DUPLICATE_OVERWRITE] = "overwrite",
                                        [DUPLICATE_CREATE] = "create"};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        if (g_str_equal(word, words[i])) {
            *policy = (DuplicatePolicy)i;
            return true;
        }
    }
    g_set_error(error, PROGRAM_ERROR, PROGRAM_ERROR_USAGE,
                _("--on-duplicate is skip, fill, overwrite or create, not «%s»"), word);
    return false;
}

static bool show_progress(int64_t rows, int64_t bytes, int64_t total, void *data)
{
    fprintf(stderr, "\r%lld  %d %%", (long long)rows, total ? (int)(bytes * 100 / total) : 100);
    return true;
}

static void print_report(const Admin *admin, const ImportReport *report)
{
    g_autofree char *text = g_strdup_printf(
        "created=%lld updated=%lld skipped=%lld rejected=%lld members=%lld",
        (long long)report->created, (long long)report->updated, (long long)report->skipped,
        (long long)report->rejected, (long long)report->members);
    for (guint i = 0; report->rejects && i < report->rejects->len; i++)
        fprintf(stderr, "%s\n", (const char *)report->rejects->pdata[i]);
    admin_print(admin,
                json_pack("{s:I,s:I,s:I,s:I,s:I,s:I}", "import", (json_int_t)report->import_id,
                          "created", (json_int_t)report->created, "updated",
                          (json_int_t)report->updated, "skipped", (json_int_t)report->skipped,
                          "rejected", (json_int_t)report->rejected, "members",
                          (json_int_t)report->members),
                text);
}

bool import_file(Admin *admin, GError **error)
{
    const Invocation *invocation = admin->invocation;
    ImportOptions options = {.file = admin->arguments[0],
                             .encoding = program_text(invocation, "encoding"),
                             .header = -1,
                             .map = program_text(invocation, "map"),
                             .list = program_text(invocation, "list"),
                             .start_campaigns = program_flag(invocation, "start-campaigns"),
                             .dry_run = program_flag(invocation, "dry-run"),
                             .errors = program_text(invocation, "errors"),
                             .progress = isatty(STDERR_FILENO) ? show_progress : NULL};
    Actor actor;
    if (!program_number(invocation, "enterprise")) {
        g_set_error_literal(
            error, PROGRAM_ERROR, PROGRAM_ERROR_USAGE,
            _("--enterprise is missing: ukrcrm-admin enterprise list shows their numbers"));
        return false;
    }
    if (options.start_campaigns && !options.list) {
        g_set_error_literal(error, PROGRAM_ERROR, PROGRAM_ERROR_USAGE,
                            _("--start-campaigns starts the campaigns of a list: name it with "
                              "--list"));
        return false;
    }
    if (!read_policy(program_text(invocation, "on-duplicate"), &options.on_duplicate, error) ||
        !admin_actor(admin, program_number(invocation, "enterprise"), &actor, error))
        return false;
    g_auto(ImportReport) report = {0};
    bool done = import_csv(admin->base, &actor, &options, &report, error);
    if (options.progress)
        fputc('\n', stderr);
    if (!done && report.import_id)
        g_prefix_error(error,
                       _("the import stopped, what is in so far is taken back by "
                         "“ukrcrm-admin import undo %lld”: "),
                       (long long)report.import_id);
    if (!done)
        return false;
    print_report(admin, &report);
    admin->exit_code = report.rejected ? 65 : 0; /* EX_DATAERR: the rest is in */
    return true;
}

bool import_take_back(Admin *admin, GError **error)
{
    Actor actor;
    int64_t id, enterprise_id, undone;
    g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);
    if (!admin_number(admin->arguments[0], "N", &id, error) ||
        !import_enterprise(admin->base, id, &enterprise_id, error) ||
        !admin_actor(admin, enterprise_id, &actor, error) ||
        !import_undo(admin->base, &actor, id, &undone, kept, error))
        return false;
    g_autofree char *text =
        g_strdup_printf(_("taken back: %lld; left, because somebody has changed them since: %u"),
                        (long long)undone, kept->len);
    for (guint i = 0; i < kept->len; i++)
        fprintf(stderr, "%s\n", (const char *)kept->pdata[i]);
    admin_print(admin,
                json_pack("{s:I,s:I}", "undone", (json_int_t)undone, "kept", (json_int_t)kept->len),
                text);
    return true;
}
