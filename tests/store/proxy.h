/* Something between a program and the test's PostgreSQL server that loses what it is told to lose:
 * a socket in a folder of its own, served by a thread. One connection after another, or several. */
#pragma once

#include <stdbool.h>

typedef struct Proxy Proxy;

Proxy *proxy_new(void);
void proxy_free(Proxy *proxy); /* the folder goes with it */

/* The same base by way of it. g_free. */
char *proxy_url(const Proxy *proxy, const char *url);

typedef enum {
    PROXY_PASSES,
    PROXY_LOSES_COMMIT, /* the next COMMIT does not arrive; its connection ends */
    PROXY_LOSES_ANSWER, /* the next COMMIT arrives and is answered; its connection ends instead */
} ProxyTask;

/* Once that is done it passes again; `then_refuses`: nobody gets through. */
void proxy_do(Proxy *proxy, ProxyTask task, bool then_refuses);
/* From now on nobody gets through, until this is taken back. */
void proxy_refuse(Proxy *proxy, bool refuse);
