/* A large base to measure with: enterprises of one owner, each with its share of made-up clients.
 */
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

#include "admin.h"
#include "core/generate.h"
#include "people.h"

typedef struct {
    int64_t before, all; /* clients of the enterprises done, and wanted */
    bool terminal;
} Progress;

static bool show_progress(int64_t done, void *data)
{
    const Progress *progress = data;
    int64_t total = progress->before + done;
    if (progress->terminal && (total % 10000 == 0 || total == progress->all))
        fprintf(stderr, "\r%lld / %lld", (long long)total, (long long)progress->all);
    return true;
}

static bool fill(Base *base, Admin *admin, const char *name, int64_t clients, Progress *progress,
                 GError **error)
{
    static const PersonSpec owner = {"owner@demo.example", "Коваленко", "Олена",
                                     "Петрівна",           "owner",     "Директорка"};
    Actor actor;
    return enterprise_found(base, admin->now, name, &owner, &actor, error) &&
           generate_clients(base, &actor, clients, show_progress, progress, error);
}

bool gen_make(Admin *admin, GError **error)
{
    int64_t clients = program_number(admin->invocation, "clients"),
            enterprises = program_number(admin->invocation, "enterprises");
    Base *base = base_create(program_url(admin->invocation), PROGRAM_ADMIN, admin->now, error);
    Progress progress = {.all = clients, .terminal = isatty(STDERR_FILENO)};
    if (!base)
        return false;
    bool made = true;
    for (int64_t i = 0; made && i < enterprises; i++) {
        int64_t share = clients / enterprises + (i < clients % enterprises);
        g_autofree char *name = g_strdup_printf("Підприємство %" G_GINT64_FORMAT, i + 1);
        made = fill(base, admin, name, share, &progress, error);
        progress.before += share;
    }
    if (progress.terminal)
        fputc('\n', stderr);
    return base_finish(base, made);
}
