/* A whole base into a new one: from a file to a server, or back. */
#include "core/copy.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

#include "admin.h"

const ProgramOption copy_options[] = {
    {.name = "from", .kind = OPTION_TEXT, .value = "URL", .help = N_("the base to copy")},
    {.name = "to",
     .kind = OPTION_TEXT,
     .value = "URL",
     .help = N_("a file that is not there yet, or an empty database")},
    {.name = NULL},
};

/* --- how far it is ---------------------------------------------------------------------------- */

enum { BETWEEN_NEWS_US = 200000 };

typedef struct {
    CopyStage stage;
    int64_t began, first, told; /* of the stage: when, with how many done; the last line */
} Watch;

static void print_line(CopyStage stage, int64_t done, int64_t all, double rate)
{
    static const char *const lines[] = {
        [COPY_LOOKING] = N_("looking at what is there"),
        [COPY_ROWS] = N_("copying"),
        [COPY_CHECKING] = N_("comparing"),
        [COPY_FINISHING] = N_("making the indexes"),
    };
    int64_t left = rate > 0 ? (int64_t)((double)(all - done) / rate) : 0;
    fprintf(stderr, "\r\033[K%s: %lld / %lld", _(lines[stage]), (long long)done, (long long)all);
    if (stage != COPY_FINISHING && rate > 0) {
        fprintf(stderr, ", ");
        fprintf(stderr, _("%lld rows a second, %lld:%02lld left"), (long long)rate,
                (long long)left / 60, (long long)left % 60);
    }
}

static void show_progress(CopyStage stage, int64_t done, int64_t all, void *data)
{
    Watch *watch = data;
    int64_t now = g_get_monotonic_time();
    if (watch->began == 0 || watch->stage != stage)
        *watch = (Watch){stage, now, done, 0};
    if (now - watch->told < BETWEEN_NEWS_US)
        return;
    watch->told = now;
    double seconds = (double)(now - watch->began) / G_USEC_PER_SEC;
    print_line(stage, done, all, seconds > 0 ? (double)(done - watch->first) / seconds : 0);
}

/* --- what came of it -------------------------------------------------------------------------- */

static void print_tables(const Admin *admin, const CopyReport *report)
{
    for (guint i = 0; i < report->tables->len; i++) {
        const CopyTable *table = &g_array_index(report->tables, CopyTable, i);
        g_autofree char *text =
            g_strdup_printf("%-18s %10lld  %s", table->name, (long long)table->rows, table->sum);
        admin_print(admin,
                    json_pack("{s:s,s:I,s:s}", "table", table->name, "rows",
                              (json_int_t)table->rows, "checksum", table->sum),
                    text);
    }
}

static void print_note(const char *sentence, const char *from)
{
    g_autofree char *text = g_strdup_printf(sentence, from);
    fprintf(stderr, "ukrcrm-admin: %s\n", text);
}

static void print_notes(const CopyReport *report, const char *from)
{
    if (report->anew)
        print_note(_("%s has changed since half of it was copied: all was copied anew"), from);
    if (report->overtaken)
        print_note(_("somebody wrote to %s meanwhile: the copy is of the state in which it began"),
                   from);
}

static void print_report(const Admin *admin, const CopyReport *report)
{
    g_autofree char *text = g_strdup_printf(
        _("copied: %u tables, %lld rows; counts and checksums are equal on both sides"),
        report->tables->len, (long long)report->rows);
    print_tables(admin, report);
    admin_print(admin,
                json_pack("{s:i,s:I,s:b,s:b,s:b}", "tables", (int)report->tables->len, "rows",
                          (json_int_t)report->rows, "continued", report->continued, "anew",
                          report->anew, "overtaken", report->overtaken),
                text);
}

bool copy_base(Admin *admin, GError **error)
{
    const char *from = program_text(admin->invocation, "from"),
               *to = program_text(admin->invocation, "to");
    if (!from || !to) {
        g_set_error_literal(error, PROGRAM_ERROR, PROGRAM_ERROR_USAGE,
                            _("name both bases: --from URL --to URL"));
        return false;
    }
    Watch watch = {0};
    bool terminal = isatty(STDERR_FILENO);
    g_auto(CopyReport) report = {0};
    bool done = base_copy(from, to, terminal ? show_progress : NULL, &watch, &report, error);
    if (terminal && watch.began)
        fprintf(stderr, "\r\033[K");
    if (!done)
        return false;
    print_notes(&report, from);
    print_report(admin, &report);
    return true;
}
