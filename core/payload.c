#include "core/payload.h"

#include <jansson.h>

char *payload_of(const char *name, ...)
{
    json_t *object = json_object();
    va_list args;
    va_start(args, name);
    for (; name; name = va_arg(args, const char *)) {
        const char *value = va_arg(args, const char *);
        json_object_set_new(object, name, json_string(value ? value : ""));
    }
    va_end(args);
    char *text = json_dumps(object, JSON_COMPACT);
    json_decref(object);
    return text;
}

char *payload_get(const char *payload, const char *name)
{
    json_t *object = json_loads(payload, 0, NULL);
    const char *value = object ? json_string_value(json_object_get(object, name)) : NULL;
    char *copy = g_strdup(value ? value : "");
    json_decref(object);
    return copy;
}
