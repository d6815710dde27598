/* What a base's URL says. */
#pragma once

#include <stdbool.h>

bool url_is_server(const char *url); /* postgresql:// or postgres:// */

/* The same URL with its password, if any, replaced by `***`: fit for a message or a log. */
char *url_without_password(const char *url);
