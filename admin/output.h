/* A file that is replaced once all is written: what was there stays until then. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct Output Output;

/* The new file, empty, in the folder of the one it becomes; without a name there, where the file
 * system has such files. PROGRAM_ERROR_OUTPUT, also for what is no regular
 * file: a device or a pipe would be replaced, not written. */
Output *output_open(const char *path, GError **error);
/* What is written at first, borrowed; by name for libraries that open it themselves. */
const char *output_path(const Output *output);
int output_descriptor(const Output *output);
/* Durable, in its place, and with the mode of what was there. */
bool output_keep(Output *output, GError **error);
/* What was not kept is removed. */
void output_free(Output *output);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Output, output_free)

/* Of what could not be written; says false. */
bool output_failed(const char *path, const char *why, GError **error);
