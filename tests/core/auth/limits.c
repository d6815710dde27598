/* What an attacker could count: mails with codes, and hashes (docs/rules.md, "Sending", service
 * mail). */
#include "core/auth.h"
#include "core/when.h"
#include "fixture.h"

#include <sodium.h>

#define PASSWORD "три старі капелюхи"
#define KNOWN "ivan@example.com"
#define UNKNOWN "nobody@example.com"

/* --- hashes are counted between core and libsodium: ld(1), --wrap ----------------------------- */

static int hashes, comparisons;

int __real_crypto_pwhash_str_alg(char *out, const char *secret, unsigned long long length,
                                 unsigned long long passes, size_t memory, int algorithm);
int __wrap_crypto_pwhash_str_alg(char *out, const char *secret, unsigned long long length,
                                 unsigned long long passes, size_t memory, int algorithm);
int __real_crypto_pwhash_str_verify(const char *hash, const char *secret,
                                    unsigned long long length);
int __wrap_crypto_pwhash_str_verify(const char *hash, const char *secret,
                                    unsigned long long length);

int __wrap_crypto_pwhash_str_alg(char *out, const char *secret, unsigned long long length,
                                 unsigned long long passes, size_t memory, int algorithm)
{
    hashes++;
    return __real_crypto_pwhash_str_alg(out, secret, length, passes, memory, algorithm);
}

int __wrap_crypto_pwhash_str_verify(const char *hash, const char *secret, unsigned long long length)
{
    comparisons++;
    return __real_crypto_pwhash_str_verify(hash, secret, length);
}

/* --- acting ----------------------------------------------------------------------------------- */

static SignUp form_of(const char *email)
{
    return (SignUp){.surname = "Іваненко",
                    .first_name = "Іван",
                    .patronymic = "",
                    .email = email,
                    .phone = "",
                    .password = PASSWORD,
                    .language = "uk"};
}

static void add_ivan(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    int64_t profile_id;
    const SignUp form = form_of(KNOWN);
    auth_create_profile(fixture->base, NOW, &form, &profile_id, &error);
    g_assert_no_error(error);
}

typedef enum { SIGN_IN, SIGN_UP, RESET, N_WAYS } Way;

/* What is said; "": it was done. */
static char *ask(Fixture *fixture, Way way, int64_t now, const char *email, const char *source)
{
    g_autoptr(GError) error = NULL;
    int64_t profile_id;
    const SignUp form = form_of(email);
    switch (way) {
    case SIGN_IN:
        auth_sign_in(fixture->base, now, email, "не той пароль", source, &profile_id, &error);
        break;
    case SIGN_UP:
        auth_sign_up(fixture->base, now, &form, source, &error);
        break;
    default:
        auth_request_reset(fixture->base, now, email, source, &error);
    }
    return g_strdup(error ? error->message : "");
}

static int64_t mails(Fixture *fixture)
{
    return fixture_count(fixture, SQL("SELECT count(*) FROM delivery"));
}

/* --- the same words, the same work ------------------------------------------------------------ */

static void test_unknown(Fixture *fixture, const void *data)
{
    add_ivan(fixture);
    for (Way way = SIGN_IN; way < N_WAYS; way++)
        for (int time = 0; time < 5; time++) {                   /* beyond the free ones too */
            int64_t now = NOW + (int)way * 2 * 60 * WHEN_MINUTE; /* each with its free ones */
            g_autofree char *source = g_strdup_printf("%d.%d", (int)way, time);
            hashes = comparisons = 0;
            g_autofree char *known = ask(fixture, way, now, KNOWN, source);
            int known_hashes = hashes, known_comparisons = comparisons;
            hashes = comparisons = 0;
            g_autofree char *unknown = ask(fixture, way, now, UNKNOWN, source);
            g_assert_cmpstr(known, ==, unknown);
            g_assert_cmpint(hashes, ==, known_hashes);
            g_assert_cmpint(comparisons, ==, known_comparisons);
            if (time == 0)
                g_assert_cmpint(hashes + comparisons, >, 0);
        }
}

/* --- mails with codes ------------------------------------------------------------------------- */

/* Sign-up and reset count together: it is one mailbox. */
static void test_address(Fixture *fixture, const void *data)
{
    add_ivan(fixture);
    for (int i = 0; i < 4; i++) {
        g_autofree char *source = g_strdup_printf("10.0.0.%d", i);
        g_autofree char *said = ask(fixture, i % 2 ? SIGN_UP : RESET, NOW, KNOWN, source);
        g_assert_cmpstr(said, ==, "");
    }
    int64_t before = mails(fixture);
    g_autofree char *refused = ask(fixture, RESET, NOW, KNOWN, "10.0.0.9");
    g_assert_nonnull(strstr(refused, "wait 2 seconds"));
    g_autofree char *still = ask(fixture, SIGN_UP, NOW + WHEN_SECOND, " IVAN@example.com ", "");
    g_assert_nonnull(strstr(still, "wait 1 second "));
    g_assert_cmpint(mails(fixture), ==, before);
    g_autofree char *later = ask(fixture, RESET, NOW + 2 * WHEN_SECOND, KNOWN, "10.0.0.9");
    g_assert_cmpstr(later, ==, "");
    g_autofree char *other =
        ask(fixture, RESET, NOW + 2 * WHEN_SECOND, "petro@example.com", "10.0.0.9");
    g_assert_cmpstr(other, ==, "");
    /* An hour without asking, and they are free again. */
    for (int i = 0; i < 3; i++) {
        g_autofree char *free = ask(fixture, RESET, NOW + 2 * 60 * WHEN_MINUTE, KNOWN, "10.0.0.9");
        g_assert_cmpstr(free, ==, "");
    }
}

static void test_source(Fixture *fixture, const void *data)
{
    for (int i = 0; i < 21; i++) {
        g_autofree char *email = g_strdup_printf("n%d@example.com", i);
        g_autofree char *said = ask(fixture, SIGN_UP, NOW, email, "10.0.0.1");
        g_assert_cmpstr(said, ==, "");
    }
    g_autofree char *refused = ask(fixture, SIGN_UP, NOW, "more@example.com", "10.0.0.1");
    g_assert_nonnull(strstr(refused, "wait 2 seconds"));
    g_autofree char *elsewhere = ask(fixture, SIGN_UP, NOW, "more@example.com", "10.0.0.2");
    g_assert_cmpstr(elsewhere, ==, "");
    g_assert_cmpint(mails(fixture), ==, 22);
}

/* Codes and passwords are counted apart: who guesses passwords does not keep the owner from a new
 * one. */
static void test_apart(Fixture *fixture, const void *data)
{
    add_ivan(fixture);
    for (int i = 0; i < 5; i++)
        g_free(ask(fixture, SIGN_IN, NOW, KNOWN, "10.0.0.1"));
    g_autofree char *said = ask(fixture, RESET, NOW, KNOWN, "10.0.0.1");
    g_assert_cmpstr(said, ==, "");
}

/* Of an address that has no profile; who is signed in has a source too, the console has none. */
static void test_invitations(Fixture *fixture, const void *data)
{
    Actor owner = fixture->actors[ROLE_OWNER];
    owner.source = "10.0.0.1";
    int64_t employee_id;
    g_autoptr(GError) error = NULL;
    for (int i = 0; i < 4; i++) {
        auth_add_employee(fixture->base, &owner, UNKNOWN, ROLE_GUEST, "", NULL, &employee_id,
                          &error);
        g_assert_no_error(error);
    }
    g_assert_false(auth_add_employee(fixture->base, &owner, UNKNOWN, ROLE_GUEST, "", NULL,
                                     &employee_id, &error));
    g_assert_error(error, AUTH_ERROR, AUTH_ERROR_THROTTLED);
    g_clear_error(&error);
    g_assert_true(auth_add_employee(fixture->base, &fixture->actors[ROLE_NONE], UNKNOWN, ROLE_GUEST,
                                    "", NULL, &employee_id, &error));
}

static void test_email_change(Fixture *fixture, const void *data)
{
    g_autoptr(GError) error = NULL;
    const Actor *owner = &fixture->actors[ROLE_OWNER];
    for (int i = 0; i < 4; i++) {
        auth_request_email_change(fixture->base, owner, UNKNOWN, &error);
        g_assert_no_error(error);
    }
    g_assert_false(auth_request_email_change(fixture->base, owner, UNKNOWN, &error));
    g_assert_error(error, AUTH_ERROR, AUTH_ERROR_THROTTLED);
}

/* --- parameters that grow --------------------------------------------------------------------- */

static char *stored(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    char *hash = NULL;
    db_get_text(base_db(fixture->base),
                SQL("SELECT password_hash FROM profile WHERE email_key = ?"),
                DB_ARGS(db_text(KNOWN)), &hash, NULL, &error);
    g_assert_no_error(error);
    return hash;
}

static bool store_body(Base *base, void *data, GError **error)
{
    return db_execute(base_db(base),
                      SQL("UPDATE profile SET password_hash = ? WHERE email_key = ?"),
                      DB_ARGS(db_text(data), db_text(KNOWN)), NULL, error);
}

static bool enter(Fixture *fixture, const char *password)
{
    int64_t profile_id;
    return auth_sign_in(fixture->base, NOW, KNOWN, password, "here", &profile_id, NULL);
}

/* As years ago: one pass, 8 MiB. The right password makes it today's, once. */
static void test_rehash(Fixture *fixture, const void *data)
{
    char old[crypto_pwhash_STRBYTES];
    add_ivan(fixture);
    g_assert_cmpint(crypto_pwhash_str_alg(old, PASSWORD, strlen(PASSWORD), 1, 8 << 20,
                                          crypto_pwhash_ALG_ARGON2ID13),
                    ==, 0);
    Actor console = actor_console(0, NOW);
    g_assert_true(base_write(fixture->base, &console, store_body, old, NULL));
    g_assert_false(enter(fixture, "не той пароль"));
    g_autofree char *kept = stored(fixture);
    g_assert_cmpstr(kept, ==, old);
    g_assert_true(enter(fixture, PASSWORD));
    g_autofree char *grown = stored(fixture);
    g_assert_true(g_str_has_prefix(grown, "$argon2id$v=19$m=19456,t=2,p=1$"));
    hashes = 0;
    g_assert_true(enter(fixture, PASSWORD));
    g_assert_cmpint(hashes, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/auth/limits/unknown", test_unknown);
    BASE_TEST("/auth/limits/address", test_address);
    BASE_TEST("/auth/limits/source", test_source);
    BASE_TEST("/auth/limits/apart", test_apart);
    BASE_TEST("/auth/limits/invitations", test_invitations);
    BASE_TEST("/auth/limits/email-change", test_email_change);
    BASE_TEST("/auth/limits/rehash", test_rehash);
    return g_test_run();
}
