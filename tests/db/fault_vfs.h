/* A disk that fails when it is told to: SQLite's own file system with a counter in front. */
#pragma once

/* Puts it in front of the default one, for all bases that are opened from now on. */
void fault_vfs_install(void);

/* The n-th write, sync or growth of a file from now on (1: the next), and each after it, ends with
 * `code` (SQLITE_FULL, SQLITE_IOERR_FSYNC, …). 0: none does. */
void fault_vfs_arm(int n, int code);

/* Whether that point was reached. */
int fault_vfs_struck(void);
