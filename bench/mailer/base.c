/* bench-mailer-base FILE CLIENTS DUE PARAGRAPHS: a base whose clients are all enrolled in one
 * campaign; the first letter of DUE of them is due at 2026-07-01 13:00 in Kyiv. Its text has
 * PARAGRAPHS paragraphs: with 5 it is 4 KB as a message. */
#include "db/db.h"
#include "people.h"

#include <stdio.h>
#include <stdlib.h>

#define NOW (INT64_C(1782900000) * 1000000)

int main(int argc, char **argv)
{
    if (argc != 5)
        return 64;
    People people = {.paragraphs = argc == 5 ? atoi(argv[4]) : 0};
    g_autoptr(GError) error = NULL;
    g_autoptr(Base) base = base_create(argv[1], PROGRAM_ADMIN, NOW, &error);
    if (base && people_make(base, NOW, g_ascii_strtoll(argv[2], NULL, 10),
                            g_ascii_strtoll(argv[3], NULL, 10), &people, &error))
        return 0;
    fprintf(stderr, "%s\n", error->message);
    return 1;
}
