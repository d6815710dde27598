/* A PostgreSQL server of this test program's own, in a temporary folder, on a socket there. */
#pragma once

/* Who owns the bases: may make databases, nothing else. */
#define SERVER_OWNER "crm"

/* The folder of its socket; the first call starts it. It ends with the program, whatever way that
 * ends, and the folder goes with it unless the program is killed. */
const char *server_folder(void);
