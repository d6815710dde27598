/* The person's inbox: the one folder of the server that the client reads files from ([client]
 * inbox; a folder per person below it). */
#pragma once

#include "tui/app/app.h"

char *inbox_folder(App *app);
char *inbox_folder_of(const Invocation *invocation, int64_t profile_id);
/* Names of the plain files in it, sorted, without hidden ones. */
GPtrArray *inbox_list(App *app);
/* A plain file of at most `most` bytes; links and devices are refused. */
GBytes *inbox_read(const char *path, gsize most, GError **error);

/* What comes from `file` goes into the folder under this name: whole or not at all. Names with a
 * slash, a leading dot or control characters are refused, so is more than INBOX_MAX_BYTES. */
#define INBOX_MAX_BYTES (256 << 20)
bool inbox_store(const char *folder, const char *name, int file, GError **error);
