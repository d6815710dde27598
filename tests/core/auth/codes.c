/* Codes by mail: signing up, a forgotten password, an invitation. */
#include "core/auth.h"
#include "core/payload.h"
#include "core/when.h"
#include "fixture.h"

#define PASSWORD "три старі капелюхи"
#define LIFE (30 * WHEN_MINUTE)

static const SignUp form = {"Іваненко", "Іван", "", "ivan@example.com", "", PASSWORD, "uk"};

/* The code of the newest service mail, as its reader sees it. */
static char *mailed_code(Fixture *fixture, const char *template_name)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *payload = NULL;
    bool found = false;
    db_get_text(
        base_db(fixture->base),
        SQL("SELECT payload FROM delivery WHERE template = ? AND kind = 'service' ORDER BY id DESC LIMIT 1"),
        DB_ARGS(db_text(template_name)), &payload, &found, &error);
    g_assert_no_error(error);
    g_assert_true(found);
    return payload_get(payload, "code");
}

/* Eight digits that are not the code. */
static char *other_code(const char *code)
{
    char *other = g_strdup(code);
    other[0] = other[0] == '9' ? '0' : (char)(other[0] + 1);
    return other;
}

static char *sign_up(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    auth_sign_up(fixture->base, NOW, &form, "here", &error);
    g_assert_no_error(error);
    return mailed_code(fixture, "sign_up");
}

static void assert_confirm(Fixture *fixture, int64_t now, const char *code, bool right)
{
    g_autoptr(GError) error = NULL;
    int64_t profile_id = 0;
    g_assert_cmpint(auth_confirm_sign_up(fixture->base, now, form.email, code, &profile_id, &error),
                    ==, right);
    if (right)
        g_assert_cmpint(profile_id, >, 0);
    else
        g_assert_error(error, AUTH_ERROR, AUTH_ERROR_CODE);
}

static int64_t profiles(Fixture *fixture)
{
    return fixture_count(fixture,
                         SQL("SELECT count(*) FROM profile WHERE email_key = 'ivan@example.com'"));
}

static void test_sign_up(Fixture *fixture, const void *data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *code = sign_up(fixture);
    int64_t profile_id = 0;
    g_assert_cmpuint(strlen(code), ==, 8);
    g_assert_cmpint(profiles(fixture), ==, 0);
    assert_confirm(fixture, NOW + WHEN_MINUTE, code, true);
    g_assert_cmpint(profiles(fixture), ==, 1);
    auth_sign_in(fixture->base, NOW + WHEN_MINUTE, "Ivan@Example.COM", PASSWORD, "here",
                 &profile_id, &error);
    g_assert_no_error(error);
    g_assert_cmpint(profile_id, >, 0);
    /* A code works once, and nothing of the form stays beside it. */
    assert_confirm(fixture, NOW + WHEN_MINUTE, code, false);
    g_assert_cmpint(
        fixture_count(fixture, SQL("SELECT count(*) FROM one_time_code WHERE payload <> ''")), ==,
        0);
}

static void test_tries(Fixture *fixture, const void *data)
{
    g_autofree char *code = sign_up(fixture);
    g_autofree char *wrong = other_code(code);
    for (int i = 0; i < 5; i++)
        assert_confirm(fixture, NOW, wrong, false);
    assert_confirm(fixture, NOW, code, false);
    g_assert_cmpint(profiles(fixture), ==, 0);
    /* A new one starts anew. */
    g_autofree char *next = sign_up(fixture);
    assert_confirm(fixture, NOW, next, true);
}

static void test_expiry(Fixture *fixture, const void *data)
{
    g_autofree char *code = sign_up(fixture);
    assert_confirm(fixture, NOW + LIFE, code, false);
    assert_confirm(fixture, NOW + LIFE - 1, code, true);
}

static void test_exists(Fixture *fixture, const void *data)
{
    g_autofree char *code = sign_up(fixture);
    assert_confirm(fixture, NOW, code, true);
    g_autofree char *again = sign_up(fixture);
    g_assert_cmpstr(again, ==, code); /* no second mail with a code */
    g_assert_cmpint(
        fixture_count(fixture, SQL("SELECT count(*) FROM delivery WHERE template = 'exists'")), ==,
        1);
}

static void test_weak(Fixture *fixture, const void *data)
{
    g_autoptr(GError) error = NULL;
    SignUp weak = form;
    weak.password = "qwerty123";
    g_assert_false(auth_sign_up(fixture->base, NOW, &weak, "here", &error));
    g_assert_error(error, AUTH_ERROR, AUTH_ERROR_PASSWORD);
    g_assert_cmpint(fixture_count(fixture, SQL("SELECT count(*) FROM delivery")), ==, 0);
}

static char *reset_code(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *code = sign_up(fixture);
    assert_confirm(fixture, NOW, code, true);
    auth_request_reset(fixture->base, NOW, form.email, "here", &error);
    g_assert_no_error(error);
    return mailed_code(fixture, "password_reset");
}

static void test_reset(Fixture *fixture, const void *data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *code = reset_code(fixture);
    int64_t profile_id = 0;
    auth_reset(fixture->base, NOW, form.email, code, "четвертий капелюх", &profile_id, &error);
    g_assert_no_error(error);
    g_assert_false(auth_sign_in(fixture->base, NOW, form.email, PASSWORD, "", &profile_id, NULL));
    auth_sign_in(fixture->base, NOW, form.email, "четвертий капелюх", "", &profile_id, &error);
    g_assert_no_error(error);
    /* The address is unknown: no mail, the same answer. */
    g_assert_true(auth_request_reset(fixture->base, NOW, "nobody@example.com", "here", &error));
    g_assert_cmpint(
        fixture_count(fixture,
                      SQL("SELECT count(*) FROM delivery WHERE template = 'password_reset'")),
        ==, 1);
}

/* Who is locked out does not get in by forgetting the password. */
static void test_reset_locked(Fixture *fixture, const void *data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *code = reset_code(fixture);
    int64_t profile_id = 0;
    g_assert_true(auth_lock(fixture->base, NOW, form.email, true, &error));
    g_assert_false(
        auth_reset(fixture->base, NOW, form.email, code, "четвертий капелюх", &profile_id, &error));
    g_assert_error(error, AUTH_ERROR, AUTH_ERROR_LOCKED);
    g_assert_cmpint(profile_id, ==, 0);
}

static void invite(Fixture *fixture, const char *email)
{
    g_autoptr(GError) error = NULL;
    int64_t employee_id = -1;
    auth_add_employee(fixture->base, &fixture->actors[ROLE_OWNER], email, ROLE_MANAGER, "менеджер",
                      "2026-07-01", &employee_id, &error);
    g_assert_no_error(error);
    g_assert_cmpint(employee_id, ==, 0);
}

/* As what was invited above, or nowhere at all. */
static void assert_employed(Fixture *fixture, int64_t profile_id, bool employed)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) memberships = auth_memberships(fixture->base, profile_id, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(memberships->len, ==, employed);
    if (!employed)
        return;
    const Membership *membership = memberships->pdata[0];
    g_assert_cmpint(membership->enterprise_id, ==, fixture->enterprise_id);
    g_assert_cmpint(membership->role, ==, ROLE_MANAGER);
    g_assert_false(membership->dismissed);
}

static void test_invitation(Fixture *fixture, const void *data)
{
    g_autoptr(GError) error = NULL;
    int64_t profile_id = 0;
    invite(fixture, form.email);
    g_autofree char *code = mailed_code(fixture, "invitation");
    auth_accept_invitation(fixture->base, NOW + 13 * WHEN_DAY, &form, code, &profile_id, &error);
    g_assert_no_error(error);
    assert_employed(fixture, profile_id, true);
}

/* Who was invited and signs up as anybody does has shown by the code that the address is theirs. */
static void test_invited_signs_up(Fixture *fixture, const void *data)
{
    int64_t profile_id = 0;
    invite(fixture, form.email);
    g_autofree char *code = sign_up(fixture);
    g_assert_cmpint(
        fixture_count(fixture,
                      SQL("SELECT count(*) FROM invitation WHERE accepted_at IS NOT NULL")),
        ==, 0);
    g_assert_true(auth_confirm_sign_up(fixture->base, NOW, form.email, code, &profile_id, NULL));
    assert_employed(fixture, profile_id, true);
}

/* Two weeks later it is too late, whoever vouches for the address. */
static void test_invitation_ends(Fixture *fixture, const void *data)
{
    const SignUp late = {.first_name = "Іван", .email = "late@example.com", .password = PASSWORD};
    int64_t profile_id = 0;
    invite(fixture, late.email);
    g_assert_true(
        auth_create_profile(fixture->base, NOW + 14 * WHEN_DAY, &late, &profile_id, NULL));
    assert_employed(fixture, profile_id, false);
}

/* --- another address -------------------------------------------------------------------------- */

#define NEW_EMAIL "ivan.new@example.com"

static Actor signed_up(Fixture *fixture)
{
    g_autofree char *code = sign_up(fixture);
    int64_t profile_id = 0;
    g_assert_true(auth_confirm_sign_up(fixture->base, NOW, form.email, code, &profile_id, NULL));
    return actor_profile(profile_id, NOW);
}

static char *change_code(Fixture *fixture, const Actor *actor, const char *email)
{
    g_autoptr(GError) error = NULL;
    auth_request_email_change(fixture->base, actor, email, &error);
    g_assert_no_error(error);
    return mailed_code(fixture, "email_change");
}

static bool signs_in(Fixture *fixture, const char *email)
{
    int64_t profile_id;
    return auth_sign_in(fixture->base, NOW, email, PASSWORD, "", &profile_id, NULL);
}

static void test_email_change(Fixture *fixture, const void *data)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = signed_up(fixture);
    invite(fixture, NEW_EMAIL);
    g_autofree char *code = change_code(fixture, &actor, NEW_EMAIL);
    g_autofree char *wrong = other_code(code);
    g_assert_cmpint(
        fixture_count(fixture,
                      SQL("SELECT count(*) FROM delivery WHERE template = 'email_change' AND "
                          "address = '" NEW_EMAIL "'")),
        ==, 1);
    g_assert_false(auth_confirm_email_change(fixture->base, &actor, wrong, &error));
    g_assert_error(error, AUTH_ERROR, AUTH_ERROR_CODE);
    g_clear_error(&error);
    g_assert_true(signs_in(fixture, form.email)); /* the old one stays until then */
    g_assert_true(auth_confirm_email_change(fixture->base, &actor, code, &error));
    g_assert_true(signs_in(fixture, NEW_EMAIL));
    g_assert_false(signs_in(fixture, form.email));
    assert_employed(fixture, actor.profile_id, true);
    g_assert_false(auth_confirm_email_change(fixture->base, &actor, code, NULL));
}

/* An address that somebody else has, or takes before the code is typed. */
static void test_email_taken(Fixture *fixture, const void *data)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = signed_up(fixture);
    const SignUp other = {.first_name = "Петро", .email = NEW_EMAIL, .password = PASSWORD};
    int64_t other_id;
    g_autofree char *code = change_code(fixture, &actor, NEW_EMAIL);
    g_assert_true(auth_create_profile(fixture->base, NOW, &other, &other_id, NULL));
    g_assert_false(auth_confirm_email_change(fixture->base, &actor, code, &error));
    g_assert_error(error, AUTH_ERROR, AUTH_ERROR_EXISTS);
    g_clear_error(&error);
    g_assert_false(auth_request_email_change(fixture->base, &actor, NEW_EMAIL, &error));
    g_assert_error(error, AUTH_ERROR, AUTH_ERROR_EXISTS);
    g_assert_true(signs_in(fixture, form.email));
}

/* The code of one profile opens nothing for another. */
static void test_email_of_another(Fixture *fixture, const void *data)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = signed_up(fixture);
    g_autofree char *code = change_code(fixture, &actor, NEW_EMAIL);
    g_assert_false(
        auth_confirm_email_change(fixture->base, &fixture->actors[ROLE_GUEST], code, &error));
    g_assert_error(error, AUTH_ERROR, AUTH_ERROR_CODE);
}

/* Only roles below one's own; an owner may add owners; a manager adds nobody. */
static void test_ranks(Fixture *fixture, const void *data)
{
    for (Role as = ROLE_GUEST; as <= ROLE_OWNER; as++) {
        for (Role role = ROLE_GUEST; role <= ROLE_OWNER; role++) {
            g_autoptr(GError) error = NULL;
            int64_t employee_id;
            bool may = as == ROLE_OWNER || (as == ROLE_ADMIN && role < ROLE_ADMIN);
            g_autofree char *email = g_strdup_printf("n%d-%d@example.com", (int)as, (int)role);
            g_assert_cmpint(auth_add_employee(fixture->base, &fixture->actors[as], email, role, "",
                                              NULL, &employee_id, &error),
                            ==, may);
            if (!may)
                g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
        }
    }
}

/* Neither a code nor a hash nor a password is ever in the change log. */
static void test_secrets(Fixture *fixture, const void *data)
{
    g_autofree char *code = reset_code(fixture);
    g_autoptr(GError) error = NULL;
    int64_t leaks = -1;
    db_get_integer(
        base_db(fixture->base),
        SQL("SELECT count(*) FROM change WHERE old LIKE '%argon2%' OR new LIKE '%argon2%' "
            "OR new = ? OR new = ?"),
        DB_ARGS(db_text(code), db_text(PASSWORD)), &leaks, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpint(leaks, ==, 0);
    g_assert_cmpint(fixture_count(fixture, SQL("SELECT count(*) FROM change")), >, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/auth/codes/sign-up", test_sign_up);
    BASE_TEST("/auth/codes/tries", test_tries);
    BASE_TEST("/auth/codes/expiry", test_expiry);
    BASE_TEST("/auth/codes/exists", test_exists);
    BASE_TEST("/auth/codes/weak", test_weak);
    BASE_TEST("/auth/codes/reset", test_reset);
    BASE_TEST("/auth/codes/reset-locked", test_reset_locked);
    BASE_TEST("/auth/codes/invitation", test_invitation);
    BASE_TEST("/auth/codes/invited-signs-up", test_invited_signs_up);
    BASE_TEST("/auth/codes/invitation-ends", test_invitation_ends);
    BASE_TEST("/auth/codes/email-change", test_email_change);
    BASE_TEST("/auth/codes/email-taken", test_email_taken);
    BASE_TEST("/auth/codes/email-of-another", test_email_of_another);
    BASE_TEST("/auth/codes/ranks", test_ranks);
    BASE_TEST("/auth/codes/secrets", test_secrets);
    return g_test_run();
}
