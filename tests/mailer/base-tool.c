/* Makes and reads bases for tests of the mailer: base-tool BASE NOW COMMAND [ARGUMENT…]
 *
 *   make CLIENTS LETTERS BYTES   an enterprise with a campaign of LETTERS letters a day apart, of
 *                                about BYTES each, and CLIENTS clients enrolled at once:
 *                                client-1@one.example, client-2@two.example, …
 *   enrol ADDRESS                one more client, enrolled at once
 *   service ADDRESS COUNT        queues sign-up codes
 *   digest ADDRESS               an employee of this address with a task that is due
 *   notice ADDRESS               an employee of this address whom a colleague gives a task
 *   suppress ADDRESS             by hand
 *   pause on|off                 the enterprise
 *   states                       a line per delivery: id, kind, state, reason, tries, Message-ID,
 *                                address, reply, how many times it became unknown; tabs between
 *   secrets                      how many service mails still have their code, how many their bytes
 *   unsubscribe                  the fingerprint of each letter sent, by which its reader leaves
 *   run                          of the last run: sent, deferred, failed, unknown, held, alarm
 *   migrate                      to a version that is not made yet
 */
#include "base_internal.h"
#include "core/campaign.h"
#include "core/delivery.h"
#include "core/payload.h"
#include "core/record.h"
#include "core/when.h"
#include "schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(const GError *error)
{
    if (!error)
        return;
    fprintf(stderr, "base-tool: %s\n", error->message);
    exit(EXIT_FAILURE);
}

/* --- make ------------------------------------------------------------------------------------- */

typedef struct {
    Base *base;
    Actor actor;
    int clients, letters, bytes;
} Making;

typedef struct {
    const char *field, *text;
} Pair;

/* Values end with a field NULL. */
static int64_t save(Making *making, const Entity *entity, const Pair *pairs)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) record = record_new(making->base, &making->actor, entity);
    for (; pairs->field; pairs++)
        record_set_text(record, pairs->field, pairs->text);
    record_save(making->base, &making->actor, record, NULL, NULL, &error);
    check(error);
    return record->id;
}

static char *make_body(int bytes)
{
    GString *html = g_string_new("<p>Добрый день, {имя|друг}!</p>\n");
    while ((int)html->len < bytes)
        g_string_append(html, "<p>Мы открываем <b>вторую кофейню</b>, и вы первый, кто узнаёт об "
                              "этом. <a href=\"https://example.com/map\">Как пройти</a></p>\n");
    g_string_append(html, "<p><a href=\"{отписаться}\">Отписаться</a></p>\n");
    return g_string_free(html, FALSE);
}

static int64_t make_letter(Making *making, int number)
{
    g_autofree char *name = g_strdup_printf("Письмо %d", number);
    g_autofree char *html = make_body(making->bytes);
    g_autofree char *heading = g_strdup_printf("{имя}, письмо %d для вас", number);
    g_autofree char *subject =
        g_strdup_printf("%" G_GINT64_FORMAT,
                        save(making, &subject_entity, (const Pair[]){{"text", heading}, {NULL}}));
    g_autofree char *body = g_strdup_printf(
        "%" G_GINT64_FORMAT,
        save(making, &body_entity, (const Pair[]){{"name", name}, {"content", html}, {NULL}}));
    g_autofree char *signature = g_strdup_printf(
        "%" G_GINT64_FORMAT,
        save(making, &signature_entity,
             (const Pair[]){{"name", name}, {"content", "<p>«Зерно»</p>"}, {NULL}}));
    return save(making, &letter_entity,
                (const Pair[]){{"name", name},
                               {"subject_id", subject},
                               {"body_id", body},
                               {"signature_id", signature},
                               {NULL}});
}

static int64_t make_campaign(Making *making)
{
    g_autoptr(GError) error = NULL;
    g_autofree CampaignStep *steps = g_new0(CampaignStep, making->letters);
    int64_t id = save(making, &campaign_entity, (const Pair[]){{"name", "Знакомство"}, {NULL}});
    for (int i = 0; i < making->letters; i++)
        steps[i] = (CampaignStep){.letter_id = make_letter(making, i + 1), .days = i > 0};
    campaign_set_steps(making->base, &making->actor, id, 0, steps, making->letters, false, NULL,
                       &error);
    check(error);
    return id;
}

static void enrol_client(Making *making, const char *address, int64_t campaign)
{
    g_autoptr(GError) error = NULL;
    int64_t id = save(
        making, &client_entity,
        (const Pair[]){{"surname", "Коваль"}, {"first_name", "Олена"}, {"email", address}, {NULL}});
    Enrolled enrolled;
    enrollment_start(making->base, &making->actor, id, campaign, NULL, true, false, SOURCE_CARD,
                     &enrolled, &error);
    check(error);
}

static void make_client(Making *making, int number, int64_t campaign)
{
    static const char *const domains[] = {"one", "two", "three", "four", "five", "six", "seven"};
    g_autofree char *address =
        g_strdup_printf("client-%d@%s.example", number, domains[number % G_N_ELEMENTS(domains)]);
    enrol_client(making, address, campaign);
}

/* All in one transaction, for a large base is wanted soon. */
static bool make_body_of_base(Base *base, void *data, GError **error)
{
    Making *making = data;
    making->actor.enterprise_id = save(making, &enterprise_entity,
                                       (const Pair[]){{"full_name", "Кав'ярня «Зерно»"},
                                                      {"sender_name", "Зерно"},
                                                      {"sender_address", "hello@zerno.example"},
                                                      {NULL}});
    int64_t campaign = make_campaign(making);
    for (int i = 1; i <= making->clients; i++)
        make_client(making, i, campaign);
    return true;
}

static void make(const char *path, int64_t now, char **arguments)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Base) base = base_create(path, PROGRAM_ADMIN, now, &error);
    check(error);
    Making making = {base, actor_console(0, now), atoi(arguments[0]), atoi(arguments[1]),
                     atoi(arguments[2])};
    base_write(base, &making.actor, make_body_of_base, &making, &error);
    check(error);
}

/* --- change ----------------------------------------------------------------------------------- */

static int64_t enterprise_of(Base *base)
{
    g_autoptr(GError) error = NULL;
    int64_t id = 0;
    db_get_integer(base_db(base), SQL("SELECT min(enterprise_id) FROM campaign"), DB_NO_ARGS, &id,
                   NULL, &error);
    check(error);
    return id;
}

static void enrol(Base *base, int64_t now, const char *address)
{
    g_autoptr(GError) error = NULL;
    Making making = {.base = base, .actor = actor_console(enterprise_of(base), now)};
    int64_t campaign = 0;
    db_get_integer(base_db(base), SQL("SELECT min(id) FROM campaign"), DB_NO_ARGS, &campaign, NULL,
                   &error);
    check(error);
    enrol_client(&making, address, campaign);
}

static void give_task(Making *making, int64_t employee_id, const char *due_on)
{
    g_autofree char *employee = g_strdup_printf("%" G_GINT64_FORMAT, employee_id);
    save(making, &task_entity,
         (const Pair[]){
             {"subject", "Позвонить"}, {"due_on", due_on}, {"assignee_id", employee}, {NULL}});
}

/* Who they are, as an actor. */
static Actor employ(Making *making, const char *address)
{
    g_autoptr(GError) error = NULL;
    int64_t id = save(making, &profile_entity,
                      (const Pair[]){{"first_name", "Олена"}, {"email", address}, {NULL}});
    g_autofree char *profile = g_strdup_printf("%" G_GINT64_FORMAT, id);
    save(making, &employee_entity, (const Pair[]){{"profile_id", profile}, {NULL}});
    const Actor person = actor_profile(id, making->actor.now);
    Actor inside = person;
    actor_enter(making->base, &person, making->actor.enterprise_id, &inside, &error);
    check(error);
    return inside;
}

static void make_digest(Base *base, int64_t now, const char *address)
{
    Making making = {.base = base, .actor = actor_console(enterprise_of(base), now)};
    give_task(&making, employ(&making, address).employee_id, "2026-07-01");
}

static void make_notice(Base *base, int64_t now, const char *address)
{
    Making making = {.base = base, .actor = actor_console(enterprise_of(base), now)};
    g_autofree char *colleague = g_strconcat("colleague-of-", address, NULL);
    int64_t employee_id = employ(&making, address).employee_id;
    making.actor = employ(&making, colleague);
    give_task(&making, employee_id, "2026-07-09");
}

typedef struct {
    const Actor *actor;
    char **arguments;
} Change;

static bool queue_service(Base *base, void *data, GError **error)
{
    const Change *change = data;
    for (int i = atoi(change->arguments[1]); i > 0; i--) {
        g_autofree char *payload = payload_of("code", "12345678", NULL);
        if (!service_mail_queue(base, change->actor, "sign_up", change->arguments[0], "ru", payload,
                                error))
            return false;
    }
    return true;
}

static bool suppress(Base *base, void *data, GError **error)
{
    const Change *change = data;
    return db_execute(base_db(base),
                      SQL("INSERT INTO suppression (enterprise_id, address_key, address, reason, "
                          "created_at) VALUES (?, ?, ?, 'manual', ?)"),
                      DB_ARGS(db_integer(change->actor->enterprise_id),
                              db_text(change->arguments[0]), db_text(change->arguments[0]),
                              db_integer(change->actor->now)),
                      NULL, error);
}

static bool pause_enterprise(Base *base, void *data, GError **error)
{
    const Change *change = data;
    bool on = g_str_equal(change->arguments[0], "on");
    return db_execute(base_db(base), SQL("UPDATE enterprise SET paused_at = ? WHERE id = ?"),
                      DB_ARGS(on ? db_integer(change->actor->now) : DB_NOTHING,
                              db_integer(change->actor->enterprise_id)),
                      NULL, error);
}

/* --- read ------------------------------------------------------------------------------------- */

static void print_rows(Base *base, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DbRows) rows = db_query(base_db(base), sql, DB_NO_ARGS, &error);
    check(error);
    while (db_next(rows, &error)) {
        for (int i = 0; i < db_column_count(rows); i++) {
            const char *text = db_column_text(rows, i);
            printf("%s%s", i ? "\t" : "", text ? text : "");
        }
        putchar('\n');
    }
    check(error);
}

#define STATES                                                                                     \
    SQL("SELECT CAST (id AS TEXT), kind, state, reason, CAST (tries AS TEXT), message_id, "        \
        "address, reply, CAST ((SELECT count(*) FROM delivery_event AS event "                     \
        "WHERE event.enterprise_id = delivery.enterprise_id "                                      \
        "AND event.delivery_id = delivery.id AND event.state = 'unknown') AS TEXT) "               \
        "FROM delivery ORDER BY id")
#define SECRETS                                                                                    \
    SQL("SELECT CAST ((SELECT count(*) FROM delivery WHERE kind = 'service' AND payload <> '') "   \
        "AS TEXT), CAST ((SELECT count(*) FROM delivery_message AS message JOIN delivery "         \
        "ON delivery.enterprise_id = message.enterprise_id AND delivery.id = message.id "          \
        "WHERE delivery.kind = 'service') AS TEXT)")
#define LAST_RUN                                                                                   \
    SQL("SELECT CAST (sent AS TEXT), CAST (deferred AS TEXT), CAST (failed AS TEXT), "             \
        "CAST (unknown AS TEXT), CAST (held AS TEXT), alarm FROM mailer_run "                      \
        "ORDER BY id DESC LIMIT 1")

#define UNSUBSCRIBE                                                                                \
    SQL("SELECT unsubscribe_hash FROM delivery WHERE kind = 'letter' AND state = 'sent' "          \
        "AND unsubscribe_hash IS NOT NULL")

/* By a newer program: what a mailer is at work with is changed. */
static void migrate(const char *url)
{
    static const DbMigration steps[] = {
        {SCHEMA_VERSION + 1, "letters of the next version",
         SQL("ALTER TABLE delivery ADD COLUMN colour TEXT NOT NULL DEFAULT 'red';\n"
             "DROP INDEX delivery_sent;\n"
             "CREATE INDEX delivery_coloured ON delivery (enterprise_id, colour, sent_at);\n")},
        {0}};
    const DbOptions options = {
        .schema = schema_sql, .version = SCHEMA_VERSION + 1, .migrations = steps};
    g_autoptr(GError) error = NULL;
    int from;
    db_migrate(url, &options, &from, &error);
    check(error);
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    int64_t now = 0;
    if (argc < 4)
        return 64;
    when_parse(argv[2], &now, &error);
    check(error);
    if (g_str_equal(argv[3], "make")) {
        make(argv[1], now, argv + 4);
        return EXIT_SUCCESS;
    }
    if (g_str_equal(argv[3], "migrate")) {
        migrate(argv[1]);
        return EXIT_SUCCESS;
    }
    /* What the console does is told to nobody. */
    const Program program = g_str_equal(argv[3], "notice") ? PROGRAM_CLIENT : PROGRAM_ADMIN;
    g_autoptr(Base) base = base_open(argv[1], program, &error);
    check(error);
    const Actor actor =
        actor_console(g_str_equal(argv[3], "service") ? 0 : enterprise_of(base), now);
    Change change = {&actor, argv + 4};
    if (g_str_equal(argv[3], "states"))
        print_rows(base, STATES);
    else if (g_str_equal(argv[3], "secrets"))
        print_rows(base, SECRETS);
    else if (g_str_equal(argv[3], "unsubscribe"))
        print_rows(base, UNSUBSCRIBE);
    else if (g_str_equal(argv[3], "run"))
        print_rows(base, LAST_RUN);
    else if (g_str_equal(argv[3], "enrol"))
        enrol(base, now, argv[4]);
    else if (g_str_equal(argv[3], "digest"))
        make_digest(base, now, argv[4]);
    else if (g_str_equal(argv[3], "notice"))
        make_notice(base, now, argv[4]);
    else
        base_write(base, &actor,
                   g_str_equal(argv[3], "service")    ? queue_service
                   : g_str_equal(argv[3], "suppress") ? suppress
                                                      : pause_enterprise,
                   &change, &error);
    check(error);
    return EXIT_SUCCESS;
}
