/* Saves records as the console does, for tests about people and their tasks: office-tool BASE NOW
 * makes the base unless it is there and reads lines of fields between tabs: enterprise (0: none),
 * entity, record (0: a new one), then FIELD=VALUE as stored. "\n" in a value is a line break.
 * Prints the number of each record. */
#include "core/base.h"
#include "core/record.h"
#include "core/when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(const GError *error)
{
    if (!error)
        return;
    fprintf(stderr, "office-tool: %s\n", error->message);
    exit(EXIT_FAILURE);
}

static void set_field(Record *record, const char *pair)
{
    const char *equals = strchr(pair, '=');
    g_autofree char *field = g_strndup(pair, (gsize)(equals - pair));
    g_autofree char *value = g_strcompress(equals + 1);
    record_set_text(record, field, value);
}

static void save(Base *base, int64_t now, const char *line)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) parts = g_strsplit(line, "\t", -1);
    const Actor actor = actor_console(g_ascii_strtoll(parts[0], NULL, 10), now);
    const Entity *entity = entity_find(parts[1]);
    int64_t id = g_ascii_strtoll(parts[2], NULL, 10);
    g_autoptr(Record) record =
        id ? record_load(base, &actor, entity, id, &error) : record_new(base, &actor, entity);
    check(error);
    for (char **pair = parts + 3; *pair; pair++)
        set_field(record, *pair);
    record_save(base, &actor, record, NULL, NULL, &error);
    check(error);
    printf("%" G_GINT64_FORMAT "\n", record->id);
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    int64_t now = 0;
    if (argc != 3)
        return 64;
    when_parse(argv[2], &now, &error);
    check(error);
    Base *base = base_open(argv[1], PROGRAM_ADMIN, NULL);
    if (!base)
        base = base_create(argv[1], PROGRAM_ADMIN, now, &error);
    check(error);
    char *line = NULL;
    size_t size = 0;
    for (ssize_t length; (length = getline(&line, &size, stdin)) > 0;) {
        line[length - 1] = '\0';
        save(base, now, line);
    }
    free(line);
    base_close(base);
    return EXIT_SUCCESS;
}
