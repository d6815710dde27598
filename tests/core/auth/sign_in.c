/* Signing in with a password: throttled, logged, silent about who exists. */
#include "core/auth.h"
#include "core/when.h"
#include "fixture.h"

#define PASSWORD "три старі капелюхи"

static void add_ivan(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    int64_t profile_id;
    const SignUp form = {.surname = "Іваненко",
                         .first_name = "Іван",
                         .email = "ivan@example.com",
                         .password = PASSWORD};
    auth_create_profile(fixture->base, NOW, &form, &profile_id, &error);
    g_assert_no_error(error);
}

/* AuthError, or -1: signed in. */
static int try(Fixture *fixture, int64_t now, const char *email, const char *password,
               const char *source)
{
    g_autoptr(GError) error = NULL;
    int64_t profile_id;
    if (auth_sign_in(fixture->base, now, email, password, source, &profile_id, &error))
        return -1;
    g_assert_cmpuint(error->domain, ==, AUTH_ERROR);
    return error->code;
}

static void test_account(Fixture *fixture, const void *data)
{
    add_ivan(fixture);
    for (int i = 0; i < 4; i++) {
        g_autofree char *source = g_strdup_printf("10.0.0.%d", i);
        g_assert_cmpint(try(fixture, NOW, "ivan@example.com", "не той", source), ==,
                        AUTH_ERROR_WRONG);
    }
    /* Another source does not help, the right password neither; two seconds do. */
    g_assert_cmpint(try(fixture, NOW, "ivan@example.com", PASSWORD, "10.0.0.9"), ==,
                    AUTH_ERROR_THROTTLED);
    g_assert_cmpint(try(fixture, NOW + 2 * WHEN_SECOND, "ivan@example.com", PASSWORD, "10.0.0.9"),
                    ==, -1);
    g_assert_cmpint(
        fixture_count(fixture, SQL("SELECT count(*) FROM sign_in WHERE outcome = 'throttled'")), ==,
        1);
    g_assert_cmpint(fixture_count(fixture, SQL("SELECT count(*) FROM sign_in")), ==, 6);
}

static void test_source(Fixture *fixture, const void *data)
{
    add_ivan(fixture);
    for (int i = 0; i < 4; i++) {
        g_autofree char *email = g_strdup_printf("n%d@example.com", i);
        g_assert_cmpint(try(fixture, NOW, email, "не той", "10.0.0.1"), ==, AUTH_ERROR_WRONG);
    }
    g_assert_cmpint(try(fixture, NOW, "ivan@example.com", PASSWORD, "10.0.0.1"), ==,
                    AUTH_ERROR_THROTTLED);
    g_assert_cmpint(try(fixture, NOW, "ivan@example.com", PASSWORD, "10.0.0.2"), ==, -1);
}

/* Who has one account of their own does not wipe out, with it, what they tried on others. */
static void test_source_keeps_failures(Fixture *fixture, const void *data)
{
    add_ivan(fixture);
    for (int i = 0; i < 4; i++) {
        g_autofree char *email = g_strdup_printf("n%d@example.com", i);
        g_assert_cmpint(try(fixture, NOW, "ivan@example.com", PASSWORD, "10.0.0.1"), ==, -1);
        g_assert_cmpint(try(fixture, NOW, email, "не той", "10.0.0.1"), ==, AUTH_ERROR_WRONG);
    }
    g_assert_cmpint(try(fixture, NOW, "ivan@example.com", PASSWORD, "10.0.0.1"), ==,
                    AUTH_ERROR_THROTTLED);
    /* Once the wait is over, a right password does not start another one. */
    int64_t later = NOW + 2 * WHEN_SECOND;
    g_assert_cmpint(try(fixture, later, "ivan@example.com", PASSWORD, "10.0.0.1"), ==, -1);
    g_assert_cmpint(try(fixture, later, "n9@example.com", "не той", "10.0.0.1"), ==,
                    AUTH_ERROR_WRONG);
    g_assert_cmpint(try(fixture, later + 3 * WHEN_SECOND, "ivan@example.com", PASSWORD, "10.0.0.1"),
                    ==, AUTH_ERROR_THROTTLED);
}

/* A whole office signs in from one address. */
static void test_right_ones_cost_nothing(Fixture *fixture, const void *data)
{
    add_ivan(fixture);
    for (int i = 0; i < 8; i++)
        g_assert_cmpint(try(fixture, NOW, "ivan@example.com", PASSWORD, "10.0.0.1"), ==, -1);
}

static char *words(Fixture *fixture, const char *email)
{
    g_autoptr(GError) error = NULL;
    int64_t profile_id;
    g_assert_false(
        auth_sign_in(fixture->base, NOW, email, "не той пароль", "", &profile_id, &error));
    return g_strdup(error->message);
}

static void test_unknown(Fixture *fixture, const void *data)
{
    add_ivan(fixture);
    g_autofree char *known = words(fixture, "ivan@example.com");
    g_autofree char *unknown = words(fixture, "nobody@example.com");
    g_autofree char *none = words(fixture, "not an address");
    g_assert_cmpstr(known, ==, unknown);
    g_assert_cmpstr(known, ==, none);
}

static void test_locked(Fixture *fixture, const void *data)
{
    g_autoptr(GError) error = NULL;
    add_ivan(fixture);
    g_assert_true(auth_lock(fixture->base, NOW, "ivan@example.com", true, &error));
    g_assert_cmpint(try(fixture, NOW, "ivan@example.com", "не той", ""), ==, AUTH_ERROR_WRONG);
    g_assert_cmpint(try(fixture, NOW, "ivan@example.com", PASSWORD, ""), ==, AUTH_ERROR_LOCKED);
    g_assert_true(auth_lock(fixture->base, NOW, "ivan@example.com", false, &error));
    g_assert_cmpint(try(fixture, NOW, "ivan@example.com", PASSWORD, ""), ==, -1);
}

static void test_os_account(Fixture *fixture, const void *data)
{
    g_autoptr(GError) error = NULL;
    int64_t profile_id = -1;
    add_ivan(fixture);
    g_assert_true(auth_tie_os_account(fixture->base, NOW, "ivan@example.com", "ivan", &error));
    g_assert_true(auth_sign_in_os_account(fixture->base, NOW, "petro", "", &profile_id, &error));
    g_assert_cmpint(profile_id, ==, 0);
    g_assert_true(auth_sign_in_os_account(fixture->base, NOW, "ivan", "", &profile_id, &error));
    g_assert_cmpint(profile_id, >, 0);
    g_assert_true(auth_tie_os_account(fixture->base, NOW, "ivan@example.com", NULL, &error));
    g_assert_true(auth_sign_in_os_account(fixture->base, NOW, "ivan", "", &profile_id, &error));
    g_assert_cmpint(profile_id, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/auth/sign-in/account", test_account);
    BASE_TEST("/auth/sign-in/source", test_source);
    BASE_TEST("/auth/sign-in/source-keeps-failures", test_source_keeps_failures);
    BASE_TEST("/auth/sign-in/right-ones-cost-nothing", test_right_ones_cost_nothing);
    BASE_TEST("/auth/sign-in/unknown", test_unknown);
    BASE_TEST("/auth/sign-in/locked", test_locked);
    BASE_TEST("/auth/sign-in/os-account", test_os_account);
    return g_test_run();
}
