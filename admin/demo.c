/* The demo base: one enterprise as it looks after some weeks of work. The same clock makes the same
 * base. */
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "admin.h"
#include "core/auth.h"
#include "core/campaign.h"
#include "core/generate.h"
#include "core/query.h"
#include "core/record.h"
#include "core/when.h"
#include "people.h"

#define RUNNING 40 /* members of the list, who go through its campaign */

typedef struct {
    Base *base;
    Actor owner;                 /* inside the enterprise */
    int today;                   /* local day number */
    GArray *employees, *clients; /* int64_t: ids */
} Demo;

/* --- small words for long acts ---------------------------------------------------------------- */

typedef struct {
    const char *field, *text;
} Pair;

static bool save_new(Demo *demo, const Entity *entity, const Pair *pairs, int64_t *id,
                     GError **error)
{
    g_autoptr(Record) record = record_new(demo->base, &demo->owner, entity);
    for (; pairs->field; pairs++) {
        if (!record_type(demo->base, &demo->owner, record, entity_field(entity, pairs->field),
                         pairs->text, error))
            return false;
    }
    if (!record_save(demo->base, &demo->owner, record, NULL, NULL, error))
        return false;
    *id = record->id;
    return true;
}

#define PAIRS(...) ((const Pair[]){__VA_ARGS__, {NULL, NULL}})

/* --- people ----------------------------------------------------------------------------------- */

static const PersonSpec staff[] = {
    {"owner@demo.example", "Коваленко", "Олена", "Петрівна", "owner", "Директорка"},
    {"admin@demo.example", "Шевчук", "Андрій", "Іванович", "admin", "Офіс-менеджер"},
    {"manager@demo.example", "Бондаренко", "Ірина", "Сергіївна", "manager", "Менеджерка з продажу"},
    {"guest@demo.example", "Мельник", "Тарас", "Олегович", "guest", "Стажер"},
};

static bool make_staff(Demo *demo, GError **error)
{
    for (gsize i = 0; i < G_N_ELEMENTS(staff); i++) {
        int64_t employee_id;
        if (!person_employ(demo->base, &demo->owner, &staff[i], &employee_id, error))
            return false;
        g_array_append_val(demo->employees, employee_id);
    }
    return true;
}

/* --- clients ---------------------------------------------------------------------------------- */

static const char *const sources[] = {"Сайт", "Рекомендація", "Інстаграм", "Виставка", ""};

static bool set_status(Demo *demo, Record *record, const char *field, const char *entity,
                       guint index, GError **error)
{
    g_autoptr(GPtrArray) choices = query_choices(
        demo->base, &demo->owner,
        &(Field){.name = field, .type = FIELD_REFERENCE, .target = entity}, "", 50, error);
    if (!choices || choices->len == 0)
        return false;
    record_set_integer(record, field, ((const Choice *)choices->pdata[index % choices->len])->id);
    return true;
}

static bool make_client(Demo *demo, guint64 number, GError **error)
{
    g_auto(Madeup) person = madeup_person(number);
    g_autoptr(Record) client = record_new(demo->base, &demo->owner, &client_entity);
    record_set_text(client, "surname", person.surname);
    record_set_text(client, "first_name", person.first_name);
    record_set_text(client, "patronymic", person.patronymic);
    record_set_text(client, "company", person.company);
    record_set_text(client, "email", person.email);
    record_set_text(client, "phone", person.phone);
    record_set_text(client, "sex", person.sex);
    record_set_text(client, "source", sources[number % G_N_ELEMENTS(sources)]);
    record_set_integer(client, "employee_id", g_array_index(demo->employees, int64_t, number % 3));
    if (!set_status(demo, client, "status_id", "client_status", (guint)(number * 7), error) ||
        !record_save(demo->base, &demo->owner, client, NULL, NULL, error))
        return false;
    g_array_append_val(demo->clients, client->id);
    return true;
}

static bool make_clients(Demo *demo, int64_t count, GError **error)
{
    for (int64_t i = 0; i < count; i++) {
        if (!make_client(demo, (guint64)i, error))
            return false;
    }
    return true;
}

/* --- tasks: every type, status and priority, before and after today --------------------------- */

static const char *const subjects[] = {"Передзвонити щодо замовлення",
                                       "Надіслати комерційну пропозицію",
                                       "Зустріч у кав'ярні",
                                       "Купити папір і картриджі",
                                       "Продати абонемент",
                                       "Відправити договір поштою",
                                       "Отримати оплату",
                                       "Підготувати звіт за тиждень"};

static bool make_task(Demo *demo, guint i, GError **error)
{
    g_autoptr(Record) task = record_new(demo->base, &demo->owner, &task_entity);
    g_autofree char *due_on = day_to_text(demo->today + (int)(i * 5 % 21) - 7);
    record_set_text(task, "subject", subjects[i % G_N_ELEMENTS(subjects)]);
    record_set_text(task, "due_on", due_on);
    if (i % 3 == 0)
        record_set_integer(task, "due_minute", 540 + i % 9 * 60);
    record_set_integer(task, "assignee_id",
                       g_array_index(demo->employees, int64_t, i % demo->employees->len));
    if (demo->clients->len && i % 4)
        record_set_integer(task, "client_id",
                           g_array_index(demo->clients, int64_t, i * 3 % demo->clients->len));
    return set_status(demo, task, "type_id", "task_type", i, error) &&
           set_status(demo, task, "status_id", "task_status", i, error) &&
           set_status(demo, task, "priority_id", "task_priority", i, error) &&
           record_save(demo->base, &demo->owner, task, NULL, NULL, error);
}

static bool make_tasks(Demo *demo, GError **error)
{
    for (guint i = 0; i < 60; i++) {
        if (!make_task(demo, i, error))
            return false;
    }
    return true;
}

/* --- letters, the campaign, the list ---------------------------------------------------------- */

typedef struct {
    const char *name, *subject, *html;
    int days;
} LetterSpec;

static const LetterSpec letters[] = {
    {"Знакомство 1: приветствие", "Рады знакомству!",
     "<h1>Здравствуйте, {имя|друг}!</h1>\n<p>Спасибо, что оставили нам свои контакты. Мы — <b>{предприятие}</b>, и мы поможем вам "
     "начать.</p>\n<p>Если есть вопросы, просто ответьте на это письмо.</p>\n",
     0},
    {"Знакомство 2: как это работает", "Как это работает",
     "<p>{имя|Здравствуйте}, вот три шага, с которых начинают все:</p>\n<ol><li>выберите программу;</li><li>запишитесь на "
     "встречу;</li><li>приходите!</li></ol>\n",
     2},
    {"Знакомство 3: подарок", "Подарок для вас",
     "<p>{имя|Друг}, до конца недели для вас действует скидка 10&nbsp;%.</p>\n<p>Ждём вас!</p>\n",
     3},
};

static bool make_letter(Demo *demo, const LetterSpec *spec, int64_t signature_id, int64_t *id,
                        GError **error)
{
    int64_t subject_id, body_id;
    if (!save_new(demo, &subject_entity, PAIRS({"text", spec->subject}), &subject_id, error) ||
        !save_new(demo, &body_entity, PAIRS({"name", spec->name}, {"content", spec->html}),
                  &body_id, error))
        return false;
    g_autoptr(Record) letter = record_new(demo->base, &demo->owner, &letter_entity);
    record_set_text(letter, "name", spec->name);
    record_set_integer(letter, "subject_id", subject_id);
    record_set_integer(letter, "body_id", body_id);
    record_set_integer(letter, "signature_id", signature_id);
    if (!record_save(demo->base, &demo->owner, letter, NULL, NULL, error))
        return false;
    *id = letter->id;
    return true;
}

static bool make_campaign(Demo *demo, int64_t *campaign_id, GError **error)
{
    int64_t signature_id;
    CampaignStep steps[G_N_ELEMENTS(letters)] = {0};
    if (!save_new(
            demo, &signature_entity,
            PAIRS({"name", "Общая"},
                  {"content", "<p>С уважением,<br>{сотрудник|команда}<br>{предприятие}</p>\n"}),
            &signature_id, error))
        return false;
    for (gsize i = 0; i < G_N_ELEMENTS(letters); i++) {
        if (!make_letter(demo, &letters[i], signature_id, &steps[i].letter_id, error))
            return false;
        steps[i].days = letters[i].days;
    }
    return save_new(demo, &campaign_entity,
                    PAIRS({"name", "Знакомство"}, {"description", "Три письма новым клиентам"}),
                    campaign_id, error) &&
           campaign_set_steps(demo->base, &demo->owner, *campaign_id, 0, steps,
                              G_N_ELEMENTS(letters), false, NULL, error);
}

static bool make_list(Demo *demo, int64_t campaign_id, GError **error)
{
    int64_t list_id, joined, enrolled;
    gsize members = MIN(RUNNING, demo->clients->len);
    return save_new(demo, &list_entity,
                    PAIRS({"name", "Новые клиенты"},
                          {"description", "Все, кто оставил контакты на сайте"}),
                    &list_id, error) &&
           list_attach(demo->base, &demo->owner, list_id, campaign_id, 0, false, &enrolled,
                       error) &&
           list_join(demo->base, &demo->owner, list_id,
                     (const int64_t *)(const void *)demo->clients->data, members, true, &joined,
                     &enrolled, error);
}

/* --- all of it -------------------------------------------------------------------------------- */

static bool fill(Demo *demo, int64_t clients, GError **error)
{
    int64_t campaign_id;
    return make_staff(demo, error) && make_clients(demo, clients, error) &&
           make_tasks(demo, error) && make_campaign(demo, &campaign_id, error) &&
           make_list(demo, campaign_id, error);
}

bool demo_make(Admin *admin, GError **error)
{
    /* The clock has gone on since --now by what starting took. */
    const int64_t now = admin->now - admin->now % WHEN_MINUTE;
    Base *base = base_create(program_url(admin->invocation), PROGRAM_ADMIN, now, error);
    Demo demo = {.base = base};
    if (!base)
        return false;
    g_autoptr(GTimeZone) zone = zone_open("Europe/Kyiv", NULL);
    demo.today = when_day(now, zone, NULL);
    demo.employees = g_array_new(FALSE, FALSE, sizeof(int64_t));
    demo.clients = g_array_new(FALSE, FALSE, sizeof(int64_t));
    bool made = enterprise_found(base, now, "Демо", &staff[0], &demo.owner, error) &&
                fill(&demo, program_number(admin->invocation, "clients"), error);
    g_array_unref(demo.employees);
    g_array_unref(demo.clients);
    return base_finish(base, made);
}
