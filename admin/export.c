/* Tasks for calendars and spreadsheets. */
#include "export.h"

#include <glib/gi18n-lib.h>

#include "admin.h"
#include "core/record.h"
#include "core/when.h"

const ProgramOption export_options[] = {
    {.name = "enterprise",
     .kind = OPTION_NUMBER,
     .value = "E",
     .help = N_("of which enterprise"),
     .least = 1,
     .most = G_MAXINT64},
    {.name = "format",
     .kind = OPTION_TEXT,
     .value = "ics|csv|xlsx",
     .help = N_("for a calendar (iCalendar) or for a spreadsheet"),
     .fallback = "csv"},
    {.name = "employee",
     .kind = OPTION_TEXT,
     .value = "EMAIL",
     .help = N_("only what is assigned to whoever signs in with this address")},
    {.name = "open", .kind = OPTION_FLAG, .help = N_("only what is not closed")},
    {.name = "output",
     .kind = OPTION_PATH,
     .value = "FILE",
     .help = N_("into this file, replaced once all is written; otherwise to standard output")},
    {.name = NULL},
};

/* --- what is asked for ------------------------------------------------------------------------ */

static const ExportFormat *read_format(const Admin *admin, GError **error)
{
    static const ExportFormat *const formats[] = {&export_ics, &export_csv, &export_xlsx};
    const char *name = program_text(admin->invocation, "format");
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
        if (g_str_equal(formats[i]->name, name))
            return formats[i];
    admin_refuse(error, g_strdup_printf(_("--format is ics, csv or xlsx, not “%s”"), name));
    return NULL;
}

/* What goes to standard output leaves no room there for a record of it. */
static bool check_output(const Admin *admin, const ExportFormat *format, GError **error)
{
    if (program_text(admin->invocation, "output"))
        return true;
    if (!format->text)
        return admin_refuse(
            error, g_strdup_printf(_("%s needs a file: name it with --output"), format->name));
    return !admin->json ||
           admin_refuse(error, g_strdup(_("--json tells of the file that --output names")));
}

static bool read_filter(const Admin *admin, const Actor *actor, TaskFilter *filter, GError **error)
{
    const char *employee = program_text(admin->invocation, "employee");
    *filter = (TaskFilter){0, program_flag(admin->invocation, "open")};
    return !employee ||
           employee_by_address(admin->base, actor, employee, &filter->assignee_id, error);
}

/* --- writing ---------------------------------------------------------------------------------- */

typedef struct {
    Export export;
    const ExportFormat *format;
    Record *enterprise;
} Job;

static bool take_task(const TaskRow *row, void *data, GError **error)
{
    Job *job = data;
    job->export.tasks++;
    return job->format->take(row, &job->export, error);
}

static bool write_tasks(const Admin *admin, const Actor *actor, const TaskFilter *filter, Job *job,
                        GError **error)
{
    bool written = job->format->begin(&job->export, error) &&
                   tasks_each(admin->base, actor, filter, take_task, job, error);
    bool ended = job->format->end(&job->export, written ? error : NULL);
    return written && ended;
}

static bool write_file(const Admin *admin, const Actor *actor, const TaskFilter *filter, Job *job,
                       GError **error)
{
    const char *path = program_text(admin->invocation, "output");
    g_autoptr(Output) output = path ? output_open(path, error) : NULL;
    if (path && !output)
        return false;
    job->export.output = output;
    job->export.path = path ? path : _("standard output");
    return write_tasks(admin, actor, filter, job, error) && (!output || output_keep(output, error));
}

static void print_count(const Admin *admin, guint tasks)
{
    g_autofree char *text = g_strdup_printf("tasks=%u", tasks);
    admin_print(admin, json_pack("{s:I}", "tasks", (json_int_t)tasks), text);
}

static bool export_as(const Admin *admin, const Actor *actor, const TaskFilter *filter,
                      const ExportFormat *format, GError **error)
{
    g_autoptr(Record) enterprise =
        record_load(admin->base, actor, &enterprise_entity, actor->enterprise_id, error);
    g_autofree char *uuid = enterprise ? base_uuid(admin->base, error) : NULL;
    g_autoptr(GTimeZone) zone = uuid ? zone_open(record_text(enterprise, "zone"), error) : NULL;
    if (!zone)
        return false;
    Job job = {
        .format = format,
        .export = {.zone = zone,
                   .calendar = {.uuid = uuid,
                                .name = record_text(enterprise, "full_name"),
                                .zone_name = record_text(enterprise, "zone"),
                                .zone = zone,
                                .now = admin->now,
                                .links = {program_text(admin->invocation, "client.ssh"),
                                          program_text(admin->invocation, "api.base_url")}}}};
    if (!write_file(admin, actor, filter, &job, error))
        return false;
    if (program_text(admin->invocation, "output"))
        print_count(admin, job.export.tasks);
    return true;
}

bool export_tasks(Admin *admin, GError **error)
{
    Actor actor;
    TaskFilter filter;
    int64_t enterprise_id = program_number(admin->invocation, "enterprise");
    if (!enterprise_id)
        return admin_refuse(error,
                            g_strdup(_("--enterprise says whose tasks: “ukrcrm-admin enterprise "
                                       "list” has the numbers")));
    const ExportFormat *format = read_format(admin, error);
    return format && check_output(admin, format, error) &&
           admin_actor(admin, enterprise_id, &actor, error) &&
           right_check(admin->base, &actor, RIGHT_EXPORT, false, error) &&
           read_filter(admin, &actor, &filter, error) &&
           export_as(admin, &actor, &filter, format, error);
}
