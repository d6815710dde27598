/* Files that stand beside a base and are only locked, never written. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Opens `<base><suffix>`, made with the base's mode and owner where it is missing. -1 on error. */
int side_file_open(const char *base, const char *suffix, GError **error);

/* Locks one byte for this open file alone; the kernel frees it when the file is closed or its
 * process ends. false: somebody else holds it (only when not told to wait). */
bool side_file_lock(int fd, int64_t byte, bool wait);
void side_file_unlock(int fd, int64_t byte);
/* Whether somebody else holds it. */
bool side_file_is_locked(int fd, int64_t byte);
