/* Passwords, codes, tokens. */
#include "core/secret.h"

#include <glib.h>
#include <string.h>
#include <time.h>

static void test_hash(void)
{
    GError *error = NULL;
    g_autofree char *hash = secret_hash("правильный пароль", &error);
    g_autofree char *other = secret_hash("правильный пароль", &error);
    g_assert_no_error(error);
    g_assert_true(g_str_has_prefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$"));
    g_assert_cmpstr(hash, !=, other);
    g_assert_true(secret_verify(hash, "правильный пароль"));
    g_assert_true(
        secret_verify(other, "правильны\xd0\xb8\xcc\x86 пароль")); /* й in two characters */
    g_assert_false(secret_verify(hash, "правильный Пароль"));
    g_assert_false(secret_verify(hash, ""));
    g_assert_false(secret_verify("", "правильный пароль"));
    g_assert_false(secret_verify("plain", "plain"));
    g_assert_false(secret_needs_rehash(hash));
    g_assert_true(secret_needs_rehash("$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$"
                                      "ddac6bl59dLnLvoWCxNEejvB+GzzeiIIlPMQNWvsf1Q"));
}

/* Of the processor, so that a busy machine does not count. */
static clock_t time_of_verify(const char *hash)
{
    clock_t start = clock();
    for (int i = 0; i < 5; i++)
        g_assert_false(secret_verify(hash, "некто"));
    return clock() - start;
}

/* Nobody's hash has the same parameters, so an unknown user costs a hash too. The bound is wide: it
 * tells a hash from none, which is a factor of thousands. */
static void test_unknown_user(void)
{
    g_autofree char *hash = secret_hash("somebody's", NULL);
    g_assert_false(secret_verify(NULL, ""));
    clock_t known = time_of_verify(hash), unknown = time_of_verify(NULL);
    g_assert_cmpint(unknown * 10, >, known);
    g_assert_cmpint(known * 10, >, unknown);
}

static void test_invalid_bytes(void)
{
    g_autofree char *hash = secret_hash("", NULL);
    g_autofree char *longer = g_strnfill(1025, 'a');
    g_autofree char *longest_hash = secret_hash(longer + 1, NULL);
    g_autofree char *longer_hash = secret_hash(longer, NULL);
    g_assert_true(secret_verify(hash, ""));
    g_assert_false(secret_verify(hash, "\xff\xfe"));
    g_assert_true(secret_verify(longest_hash, longer + 1));
    g_assert_false(secret_verify(longer_hash, longer));
}

static void test_rules(void)
{
    g_autofree char *most = g_strnfill(1022, 'a');
    g_autofree char *limit = g_strconcat(most, "бв", NULL);
    g_autofree char *over = g_strconcat(limit, "г", NULL);
    const char *const good[] = {"kobzar-2026", "три слова тут", "8 знаків",
                                "вісімзнк",    limit,           NULL};
    const char *const bad[] = {
        "",         "short",       "сімзнкв",   "password",
        "PASSWORD", "12345678",    "Пароль123", "ЙЦУКЕНГШ",
        "aaaaaaaa", "яяяяяяяяяяя", over,        "\xff\xff\xff\xff\xff\xff\xff\xff",
        "        ", NULL};
    for (const char *const *password = good; *password; password++) {
        GError *error = NULL;
        g_assert_true(secret_check_password(*password, &error));
        g_assert_no_error(error);
    }
    for (const char *const *password = bad; *password; password++) {
        g_autoptr(GError) error = NULL;
        if (secret_check_password(*password, &error))
            g_error("“%s” is taken", *password);
        g_assert_error(error, SECRET_ERROR, SECRET_ERROR_WEAK);
    }
}

static void test_random(char *(*make)(void), size_t length, const char *alphabet)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    size_t counts[256] = {0};
    for (int i = 0; i < 2000; i++) {
        char *text = make();
        g_assert_cmpuint(strlen(text), ==, length);
        g_assert_cmpuint(strspn(text, alphabet), ==, length);
        for (const char *p = text; *p; p++)
            counts[(guchar)*p]++;
        g_hash_table_add(seen, text);
    }
    g_assert_cmpuint(g_hash_table_size(seen), >, 1990);
    size_t expected = 2000 * length / strlen(alphabet);
    for (const char *p = alphabet; *p; p++) {
        g_assert_cmpuint(counts[(guchar)*p], >, expected / 2);
        g_assert_cmpuint(counts[(guchar)*p], <, expected * 2);
    }
}

static void test_token(void)
{
    test_random(secret_token, 26, "abcdefghijkmnpqrstuvwxyz23456789");
}

static void test_code(void)
{
    test_random(secret_code, 8, "0123456789");
}

static void test_fingerprint(void)
{
    g_autofree char *a = secret_fingerprint("abc");
    /* BLAKE2b-256 of "abc" */
    g_assert_cmpstr(a, ==, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    g_assert_true(secret_equal("abc", "abc"));
    g_assert_false(secret_equal("abc", "abd"));
    g_assert_false(secret_equal("abc", "ab"));
    g_assert_true(secret_equal("", ""));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/secret/hash", test_hash);
    g_test_add_func("/secret/unknown-user", test_unknown_user);
    g_test_add_func("/secret/invalid-bytes", test_invalid_bytes);
    g_test_add_func("/secret/rules", test_rules);
    g_test_add_func("/secret/token", test_token);
    g_test_add_func("/secret/code", test_code);
    g_test_add_func("/secret/fingerprint", test_fingerprint);
    return g_test_run();
}
