/* Made-up people, deterministic: for the demo base and for bases to measure with. */
#pragma once

#include "core/actor.h"

/* One made-up client, by number from 0: the same number is the same person on every machine. Names
 * are Ukrainian and Russian, e-mails end in example domains (RFC 2606), one number in ten has a
 * company. Owned; free with madeup_clear. */
typedef struct {
    char *surname, *first_name, *patronymic, *company, *email, *phone;
    const char *sex;
} Madeup;
Madeup madeup_person(guint64 number);
void madeup_clear(Madeup *person);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Madeup, madeup_clear)

/* Substrings of company names that a generated base is searched by: of every 1 000 000 clients in a
 * row they match 1, 1 000 and 100 000. */
#define GENERATE_RARE "жовтогарячий"
#define GENERATE_SOME "зіркопад"
#define GENERATE_MANY "торг"

/* `count` clients into the actor's enterprise, in slices, the search index afterwards. `progress`
 * gets the clients done; false cancels. */
bool generate_clients(Base *base, const Actor *actor, int64_t count,
                      bool (*progress)(int64_t done, void *data), void *data, GError **error);
