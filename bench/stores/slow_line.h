/* A line to a PostgreSQL server that takes its time: a socket in a folder of its own, served by a
 * thread, for one connection after another. */
#pragma once

typedef struct SlowLine SlowLine;

/* `url` has the folder of the server's socket as its host. What goes to the server is so late. */
SlowLine *slow_line_new(const char *url, int delay_ms);
const char *slow_line_url(const SlowLine *line); /* the same base by way of it */
void slow_line_free(SlowLine *line);
