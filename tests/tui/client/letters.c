/* Letters as text: what a client will get, what was sent, what is being written, and what waits for
 * a decision. */
#include "core/delivery.h"
#include "core/when.h"
#include "stage.h"
#include "tui/widgets/form.h"

#define CLIENT 1 /* goes through the demo's campaign */

static const Entrance owner = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE},
                      guest = {.role = ROLE_GUEST, .level = LEVEL_EMPLOYEE};

/* --- the mailer's part ------------------------------------------------------------------------ */

static const char sent_bytes[] =
    "From: =?utf-8?B?0JrQsNCy0LAn0Y/RgNC90Y8=?= <shop@demo.example>\r\n"
    "To: client0@mail46.example\r\n"
    "Subject: =?utf-8?B?0JTQvtCx0YDQuNC5INC00LXQvdGM?=\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/alternative; boundary=\"b\"\r\n\r\n"
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    "0K/QuiDQsdGD0LvQviDQvdCw0L/QuNGB0LDQvdC+Lgo=\r\n"
    "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>HTML</p>\r\n--b--\r\n";

static const DueDelivery *of_client(const GPtrArray *due, const char *address)
{
    for (guint i = 0; i < due->len; i++)
        if (g_str_equal(((const DueDelivery *)due->pdata[i])->address, address))
            return due->pdata[i];
    g_assert_not_reached();
}

/* The client's letter is claimed, handed over, and ends as `kind`. */
static void send_letter(Stage *stage, OutcomeKind kind)
{
    int64_t now = program_now(stage->invocation) + WHEN_DAY;
    g_autoptr(GError) error = NULL;
    g_autoptr(Base) base = base_open(stage->url, PROGRAM_MAILER, &error);
    g_assert_no_error(error);
    g_autoptr(MailerRun) run = mailer_run_start(base, now, 1, &error);
    g_autoptr(GPtrArray) all =
        delivery_due(base, run, now, DELIVERY_BIT(DELIVERY_LETTER), 100, NULL, &error);
    g_assert_no_error(error);
    const DueDelivery *due = of_client(all, "client0@mail46.example");
    Claim claim = {due, "id@demo.example", now, sent_bytes, sizeof sent_bytes - 1, NULL, NULL};
    bool handed = false;
    const Outcome outcome = {due, kind, now, "250 2.0.0 Ok: queued as 4F2", NULL};
    g_assert_true(delivery_claim(base, run, now, &claim, 1, &error));
    g_assert_true(delivery_in_data(base, run, now, &due, &handed, 1, &error));
    g_assert_true(delivery_settle(base, run, now, &outcome, 1, &error));
    g_assert_true(mailer_run_finish(run, now, &(MailerFigures){0}, NULL, &error));
}

/* --- reading ---------------------------------------------------------------------------------- */

static void press_button(Stage *stage, const char *label)
{
    int y, x;
    g_assert_true(harness_find(stage->h, label, &y, &x));
    harness_mouse(stage->h, MOUSE_PRESS, y, x + 1);
}

static void open_letters(Stage *stage)
{
    stage_card(stage, &client_entity, CLIENT);
    press_button(stage, "[ Letters ]");
    harness_assert_shows(stage->h, "Letters of this client");
}

static void test_due(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    open_letters(stage);
    harness_press(stage->h, "End Enter");
    harness_assert_shows(stage->h, "To: Юлія Тимошенко <client0@mail46.example>");
    harness_assert_shows(stage->h, "State: it is due ");
    harness_assert_shows(stage->h, "Здравствуйте, Юлія!");
    harness_assert_hides(stage->h, "{");
    harness_assert_hides(stage->h, "<p>");
    harness_assert_hides(stage->h, "Enter"); /* nothing there to be opened */
    harness_press(stage->h, "Esc");
    harness_assert_shows(stage->h, "Letters of this client"); /* back where it was chosen */
}

/* As it went out, not as its parts would be today. */
static void test_sent(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    send_letter(stage, OUTCOME_SENT);
    open_letters(stage);
    harness_press(stage->h, "End Enter");
    harness_assert_shows(stage->h, "Subject: Добрий день");
    harness_assert_shows(stage->h, "From: Кава'ярня <shop@demo.example>");
    harness_assert_shows(stage->h, "State: sent 02.07.2026 10:0");
    harness_assert_shows(stage->h, "Server's reply: 250 2.0.0 Ok: queued as 4F2");
    harness_assert_shows(stage->h, "Як було написано.");
    harness_assert_hides(stage->h, "HTML");
}

/* --- deciding --------------------------------------------------------------------------------- */

static void test_decide(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    send_letter(stage, OUTCOME_UNKNOWN);
    open_letters(stage);
    harness_press(stage->h, "End Enter");
    harness_assert_shows(stage->h, "What shall become of it?");
    harness_press(stage->h, "Enter");
    harness_assert_shows(stage->h, "Decided.");
    harness_press(stage->h, "Esc Esc");
    press_button(stage, "[ Letters ]");
    harness_assert_shows(stage->h, "sent ");
    harness_assert_hides(stage->h, "nobody knows");
}

/* All of an enterprise stand together on its card. */
static void test_decide_from_card(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    stage_card(stage, &enterprise_entity, STAGE_ENTERPRISE);
    press_button(stage, "[ To decide ]");
    harness_assert_shows(stage->h, "No letter waits for a decision.");
    send_letter(stage, OUTCOME_UNKNOWN);
    press_button(stage, "[ To decide ]");
    harness_assert_shows(stage->h, "Letters that wait for a decision");
    harness_assert_shows(stage->h, "nobody knows whether it arrived");
    harness_press(stage->h, "Enter End Enter");
    harness_assert_shows(stage->h, "Decided.");
    press_button(stage, "[ To decide ]");
    harness_assert_shows(stage->h, "No letter waits for a decision.");
}

static void test_guest_decides_nothing(void)
{
    g_autoptr(Stage) stage = stage_with(&guest);
    send_letter(stage, OUTCOME_UNKNOWN);
    open_letters(stage);
    harness_press(stage->h, "End Enter");
    harness_assert_shows(stage->h, "nobody knows whether it arrived");
    harness_assert_hides(stage->h, "What shall become of it?");
}

/* --- writing ---------------------------------------------------------------------------------- */

/* What is typed, saved or not, with the fields of a client who is chosen. */
static void test_preview_of_new(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    app_add_record(stage->app, &body_entity);
    harness_settle(stage->h);
    form_set((Form *)ui_top(harness_ui(stage->h)), "content",
             "<h1>Вітаю, {ім'я}!</h1><p>{компанія} і {посада|ми}</p>", NULL);
    harness_settle(stage->h);
    press_button(stage, "[ Preview ]");
    harness_assert_shows(stage->h, "Preview with the fields of a client");
    harness_type(stage->h, "Тимошенко Юлія");
    harness_press(stage->h, "Enter");
    harness_assert_shows(stage->h, "Вітаю, Юлія!");
    harness_assert_shows(stage->h, "Attention: the client has nothing for {company}");
    harness_press(stage->h, "Esc");
    harness_assert_shows(stage->h, "[ Preview ]"); /* the form, as it was */
    harness_assert_shows(stage->h, "{компанія}");
}

static void test_preview_refused(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    app_add_record(stage->app, &body_entity);
    harness_settle(stage->h);
    form_set((Form *)ui_top(harness_ui(stage->h)), "content", "<p>{невідоме}</p>", NULL);
    harness_settle(stage->h);
    press_button(stage, "[ Preview ]");
    harness_press(stage->h, "Enter");
    harness_assert_shows(stage->h, "невідоме");
    harness_assert_hides(stage->h, "To: ");
}

/* Every combination of parts of a letter that is there can be read. */
static void test_preview_of_letter(void)
{
    g_autoptr(Stage) stage = stage_with(&guest);
    stage_card(stage, &letter_entity, 1);
    press_button(stage, "[ Preview ]");
    harness_press(stage->h, "Enter");
    harness_assert_shows(stage->h, "Subject: ");
    harness_assert_shows(stage->h, "Здравствуйте, ");
    harness_assert_shows(stage->h, "С уважением,");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/letters/due", test_due);
    g_test_add_func("/letters/sent", test_sent);
    g_test_add_func("/letters/decide", test_decide);
    g_test_add_func("/letters/decide-from-card", test_decide_from_card);
    g_test_add_func("/letters/guest", test_guest_decides_nothing);
    g_test_add_func("/letters/preview-new", test_preview_of_new);
    g_test_add_func("/letters/preview-refused", test_preview_refused);
    g_test_add_func("/letters/preview-letter", test_preview_of_letter);
    return g_test_run();
}
