/* What the system itself writes to people, in their language. */
#pragma once

#include <glib.h>

enum { SERVICE_LANGUAGES = 3 }; /* in the order of service_mail_language */

typedef struct {
    const char *name;
    const char *required[3]; /* values without which there is no such mail; NULL-terminated */
    struct {
        const char *subject;
        const char *text; /* {value}; a line with a value that is absent is left out */
    } in[SERVICE_LANGUAGES];
} ServiceTemplate;

extern const ServiceTemplate service_templates[]; /* ends with name NULL */

/* "en", "ru" or "uk" → 0, 1, 2; -1: none of them. */
int service_mail_language(const char *language);

/* What a role is called; the code itself where it is none. */
const char *service_mail_role(const char *code, int language);
