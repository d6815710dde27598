/* A PostgreSQL server of this test program's own, in a temporary folder, on a socket there. */
#pragma once

/* Who owns the bases: may make databases, nothing else. */
#define SERVER_OWNER "crm"

/* The folder of its socket; the first call starts it. Both end with the program, whatever way that
 * ends. */
const char *server_folder(void);

/* "stop", "crash", "start", "pause", "resume", "full", "room" or "tls", as server.py says; returns
 * when it is so. */
void server_do(const char *word);
