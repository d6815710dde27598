/* Where a base may lie. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* The name of the network file system that statfs(2)'s f_type tells, or NULL for a local one.
 * `mounted_as` is the type that /proc/self/mountinfo gives it; FUSE has one f_type for all. */
const char *network_file_system(uint32_t f_type, const char *mounted_as);

/* Refuses a file on a network file system: locks there may be lost or lie, and a write-ahead log
 * needs memory that all its users share. `file` or at least its folder must exist. */
bool file_is_local(const char *file, GError **error);
