/* Tasks into a file of some format. */
#pragma once

#include <stdio.h>

#include "core/task_file.h"
#include "output.h"

typedef struct {
    Output *output;   /* NULL: standard output */
    const char *path; /* as it was named, for messages */
    GTimeZone *zone;
    TaskCalendar calendar;
    FILE *file; /* of formats that are text */
    void *book; /* of the one that is not */
    guint tasks;
} Export;

/* Each false with an error. `end` also after one that failed (then with error NULL). */
typedef struct {
    const char *name;
    bool text; /* may go to standard output */
    bool (*begin)(Export *export, GError **error);
    bool (*take)(const TaskRow *row, Export *export, GError **error);
    bool (*end)(Export *export, GError **error);
} ExportFormat;

extern const ExportFormat export_ics, export_csv, export_xlsx;
