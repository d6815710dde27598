/* Clients who may be the one that is being typed. */
#include "core/twin.h"

#include "fixture.h"

#include <string.h>

/* "email 3 a@x.ua|phone 3 050…": what was found, in its order. */
static char *twins(Fixture *f, const Actor *actor, const Record *typed, guint most)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) found = client_twins(f->base, actor, typed, most, &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < found->len; i++) {
        const Twin *twin = found->pdata[i];
        g_ptr_array_add(words,
                        g_strdup_printf("%s %s, %s", twin->field, twin->title, twin->contact));
    }
    g_ptr_array_add(words, NULL);
    return g_strjoinv("|", (char **)words->pdata);
}

#define assert_twins(f, expected, ...)                                                             \
    do {                                                                                           \
        const Actor *actor_ = &(f)->actors[ROLE_GUEST];                                            \
        g_autoptr(Record) typed_ =                                                                 \
            fixture_record((f), &(f)->actors[ROLE_OWNER], &client_entity, __VA_ARGS__, NULL);      \
        g_autofree char *found_ = twins((f), actor_, typed_, 3);                                   \
        g_assert_cmpstr(found_, ==, (expected));                                                   \
    } while (0)

static void add_people(Fixture *f)
{
    const Actor *owner = &f->actors[ROLE_OWNER];
    fixture_save(f, owner, &client_entity, "surname", "Іваненко", "first_name", "Іван", "phone",
                 "050 111-22-33\n067 444 55 66", "email", "ivan@firma.ua\nivan@dim.ua", NULL);
    fixture_save(f, owner, &client_entity, "surname", "Лис'ук", "first_name", "Ольга", "patronymic",
                 "Петрівна", "email", "olha@firma.ua", NULL);
    fixture_save(f, owner, &client_entity, "company", "Фірма", "phone", "+380501112233", NULL);
}

/* Any of one's contacts, however it is spelled, against any of the other's; told as it was typed.
 */
static void test_contacts(Fixture *f, const void *data)
{
    add_people(f);
    assert_twins(f, "phone Іваненко Іван, (050)1112233|phone Фірма, (050)1112233", "surname",
                 "Хтось", "phone", "(050)1112233");
    assert_twins(f, "phone Іваненко Іван, 0674445566", "phone", "0991234567\n0674445566");
    assert_twins(f, "email Іваненко Іван, Ivan@DIM.ua", "email", "Ivan@DIM.ua");
    assert_twins(f,
                 "email Іваненко Іван, ivan@dim.ua|phone Іваненко Іван, 0501112233|"
                 "phone Фірма, 0501112233",
                 "email", "ivan@dim.ua\nivan@firma.ua", "phone", "0501112233");
    assert_twins(f, "", "phone", "0501112234", "email", "ivan@firma.com");
}

/* A number of another kind of contact is no twin, nor is what is not yet one. */
static void test_half_typed(Fixture *f, const void *data)
{
    add_people(f);
    assert_twins(f, "", "phone", "050", "email", "ivan@");
    assert_twins(f, "email Іваненко Іван, ivan@dim.ua", "email", "olha@\nivan@dim.ua");
}

static void test_names(Fixture *f, const void *data)
{
    add_people(f);
    assert_twins(f, "first_name Іваненко Іван, 050 111-22-33", "surname", "ІВАНЕНКО", "first_name",
                 "іван");
    assert_twins(f, "first_name Лис'ук Ольга, olha@firma.ua", "surname", "Лис’ук", "first_name",
                 "Ольга", "patronymic", "Петрівна");
    assert_twins(f, "", "surname", "Іваненко");
    assert_twins(f, "first_name Лис'ук Ольга, olha@firma.ua", "surname", "лисук", "first_name",
                 "ольга");
    assert_twins(f, "first_name Іваненко Іван, 050 111-22-33", "surname", "Іваненко", "first_name",
                 "Іван", "patronymic", "Петрович");
    assert_twins(f, "", "surname", "Лис'ук", "first_name", "Ольга", "patronymic", "Павлівна");
    assert_twins(f, "", "surname", "Лис'ук", "first_name", "Оль");
    assert_twins(f, "", "surname", "Іваненко", "first_name", "Ірина");
}

/* Neither the archived ones nor oneself. */
static void test_who_is_none(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    const Actor *owner = &f->actors[ROLE_OWNER];
    int64_t id =
        fixture_save(f, owner, &client_entity, "surname", "Хтось", "phone", "0501112233", NULL);
    g_autoptr(Record) same = record_load(f->base, owner, &client_entity, id, &error);
    g_autofree char *oneself = twins(f, owner, same, 3);
    g_assert_cmpstr(oneself, ==, "");
    assert_twins(f, "phone Хтось, 0501112233", "phone", "0501112233");
    g_assert_true(record_archive(f->base, owner, &client_entity, id, &error));
    assert_twins(f, "", "phone", "0501112233");
}

static void test_most(Fixture *f, const void *data)
{
    for (int i = 0; i < 5; i++)
        fixture_save(f, &f->actors[ROLE_OWNER], &client_entity, "company", "Фірма", "phone",
                     "0501112233", NULL);
    g_autoptr(Record) typed =
        fixture_record(f, &f->actors[ROLE_OWNER], &client_entity, "phone", "0501112233", NULL);
    g_autofree char *found = twins(f, &f->actors[ROLE_OWNER], typed, 2);
    g_assert_cmpstr(found, ==, "phone Фірма, 0501112233|phone Фірма, 0501112233");
}

/* Who is no member of the enterprise is told of nobody, and nobody is told of other enterprises. */
static void test_enterprises(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    add_people(f);
    int64_t profile = fixture_profile(f, "Чужий", "Хтось");
    Actor stranger = actor_profile(profile, NOW);
    g_autoptr(Record) typed =
        fixture_record(f, &f->actors[ROLE_OWNER], &client_entity, "phone", "0501112233", NULL);
    stranger.enterprise_id = f->enterprise_id;
    g_assert_null(client_twins(f->base, &stranger, typed, 3, &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
    const Actor console = actor_console(0, NOW);
    const Actor foreign = actor_console(
        fixture_save(f, &console, &enterprise_entity, "full_name", "Друга", NULL), NOW);
    fixture_save(f, &foreign, &client_entity, "phone", "0509998877", NULL);
    assert_twins(f, "", "phone", "0509998877");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/twin/contacts", test_contacts);
    BASE_TEST("/twin/half-typed", test_half_typed);
    BASE_TEST("/twin/names", test_names);
    BASE_TEST("/twin/who-is-none", test_who_is_none);
    BASE_TEST("/twin/most", test_most);
    BASE_TEST("/twin/enterprises", test_enterprises);
    return g_test_run();
}
