/* Saves records as the client does, for tests about people and their tasks: office-tool BASE NOW
 * makes the base unless it is there and reads lines of fields between tabs: enterprise (0: none)
 * for the console, or "enterprise:profile" for that person; entity, record (0: a new one), then
 * FIELD=VALUE as stored.
 * "\n" in a value is a line break. #comment=WORDS goes with the save; #archive= archives instead;
 * #watch=EMPLOYEE and #unwatch=EMPLOYEE change who watches the task, #check=WORDS its checklist.
 * Prints the number of each record. */
#include "core/base.h"
#include "core/checklist.h"
#include "core/record.h"
#include "core/task.h"
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

static Actor actor_of(Base *base, int64_t now, const char *who)
{
    g_autoptr(GError) error = NULL;
    int64_t enterprise_id = g_ascii_strtoll(who, NULL, 10);
    const char *colon = strchr(who, ':');
    if (!colon)
        return actor_console(enterprise_id, now);
    const Actor person = actor_profile(g_ascii_strtoll(colon + 1, NULL, 10), now);
    Actor inside = person;
    actor_enter(base, &person, enterprise_id, &inside, &error);
    check(error);
    return inside;
}

static void save(Base *base, const Actor *actor, const Entity *entity, int64_t *id, char **fields)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *comment = NULL;
    g_autoptr(Record) record =
        *id ? record_load(base, actor, entity, *id, &error) : record_new(base, actor, entity);
    check(error);
    for (char **pair = fields; *pair; pair++)
        if (g_str_has_prefix(*pair, "#comment="))
            comment = g_strcompress(strchr(*pair, '=') + 1);
        else
            set_field(record, *pair);
    record_save(base, actor, record, comment, NULL, &error);
    check(error);
    *id = record->id;
}

/* What is no save. */
static bool act(Base *base, const Actor *actor, const Entity *entity, int64_t id, const char *what)
{
    g_autoptr(GError) error = NULL;
    const char *value = what ? strchr(what, '=') + 1 : "";
    int64_t number = g_ascii_strtoll(value, NULL, 10);
    if (!what || *what != '#' || g_str_has_prefix(what, "#comment="))
        return false;
    if (g_str_has_prefix(what, "#archive="))
        record_archive(base, actor, entity, id, &error);
    else if (g_str_has_prefix(what, "#check="))
        checklist_add(base, actor, id, value, NULL, &error);
    else
        task_watch(base, actor, id, number, g_str_has_prefix(what, "#watch="), &error);
    check(error);
    return true;
}

static void take_line(Base *base, int64_t now, const char *line)
{
    g_auto(GStrv) parts = g_strsplit(line, "\t", -1);
    const Actor actor = actor_of(base, now, parts[0]);
    const Entity *entity = entity_find(parts[1]);
    int64_t id = g_ascii_strtoll(parts[2], NULL, 10);
    if (!act(base, &actor, entity, id, parts[3]))
        save(base, &actor, entity, &id, parts + 3);
    printf("%" G_GINT64_FORMAT "\n", id);
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    int64_t now = 0;
    if (argc != 3)
        return 64;
    when_parse(argv[2], &now, &error);
    check(error);
    Base *base = base_open(argv[1], PROGRAM_CLIENT, NULL);
    if (!base) {
        base_close(base_create(argv[1], PROGRAM_ADMIN, now, &error));
        check(error);
        base = base_open(argv[1], PROGRAM_CLIENT, &error);
    }
    check(error);
    char *line = NULL;
    size_t size = 0;
    for (ssize_t length; (length = getline(&line, &size, stdin)) > 0;) {
        line[length - 1] = '\0';
        take_line(base, now, line);
    }
    free(line);
    base_close(base);
    return EXIT_SUCCESS;
}
