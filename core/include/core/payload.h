/* A few values by name, as one text: what a service mail or a one-time code carries through the
 * base.
 */
#pragma once

#include <glib.h>

/* {"name": value, …}, a JSON object of strings; ends with PAYLOAD_END. A value that is NULL is "".
 * Free with g_free. */
#define PAYLOAD_END ((const char *)NULL)
char *payload_of(const char *name, ...) G_GNUC_NULL_TERMINATED;

/* The value, "" when there is none. Free with g_free. */
char *payload_get(const char *payload, const char *name);
