/* E-mail addresses and phone numbers. */
#include "core/contact.h"

#include <glib.h>
#include <string.h>

static void test_email(void)
{
    static const struct {
        const char *typed, *key;
    } rows[] = {
        {" Petro@Example.COM \n", "petro@example.com"},
        {"a@b.ua", "a@b.ua"},
        {"first.last+tag@sub.example.com.ua", "first.last+tag@sub.example.com.ua"},
        {"o'brien_%#!$&*-/=?^`{|}~@example.com", "o'brien_%#!$&*-/=?^`{|}~@example.com"},
        {"ПОШТА@приклад.укр", "пошта@xn--80aikifvh.xn--j1amh"},
        {"пошта@XN--80AIKIFVH.xn--j1amh", "пошта@xn--80aikifvh.xn--j1amh"},
        {"и\xcc\x86@example.com", "й@example.com"},
        {"a@faß.example.de", "a@xn--fa-hia.example.de"},
        {"a@EXAMPLE。com", "a@example.com"},
        {"1@2.com", "1@2.com"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        GError *error = NULL;
        g_autofree char *key = email_normalise(rows[i].typed, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(key, ==, rows[i].key);
        g_autofree char *again = email_normalise(key, NULL);
        g_assert_cmpstr(again, ==, key);
    }
    g_autofree char *clean = email_clean("  Petro@Example.COM ", NULL);
    g_assert_cmpstr(clean, ==, "Petro@Example.COM");
}

/* Into SMTP and headers: a domain in A-labels, but Petro's capital is the server's to judge. */
static void test_email_wire(void)
{
    static const struct {
        const char *typed, *wire;
    } rows[] = {
        {" Petro@Example.COM \n", "Petro@example.com"},
        {"Пошта@приклад.УКР", "Пошта@xn--80aikifvh.xn--j1amh"},
        {"a@b\r\nRCPT TO:<c@d.ua>", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *wire = email_wire(rows[i].typed, NULL);
        g_assert_cmpstr(wire, ==, rows[i].wire);
    }
}

static void test_email_refused(void)
{
    static const char *const bad[] = {
        "",
        "@",
        "a",
        "a@",
        "@b.ua",
        "a@b",
        "a@localhost",
        "a b@c.ua",
        "a@b c.ua",
        "a@@b.ua",
        "a@b@c.ua",
        ".a@b.ua",
        "a.@b.ua",
        "a..b@c.ua",
        "\"a\"@b.ua",
        "\"a b\"@c.ua",
        "a(x)@b.ua",
        "<a@b.ua>",
        "Petro <a@b.ua>",
        "a@b.ua, c@d.ua",
        "a@[127.0.0.1]",
        "a@127.0.0.1",
        "a@b..ua",
        "a@.ua",
        "a@b.ua.",
        "a@-b.ua",
        "a@b-.ua",
        "a@b_c.ua",
        "a@b.ua\r\nBcc: x@y.z",
        "a\n@b.ua",
        "a\x01@b.ua",
        "a\\@b.ua",
        ("a\xc2\xa0"
         "b@c.ua"),
        "a\xe2\x80\x8b@b.ua",
        "a\xe2\x80\xae@b.ua",
        "a\xff@b.ua",
        "a@xn--a.ua",
        "a@\xcc\x81x.укр",
        "a@a_b.укр",
        "a@אa.укр",
        "a@xn--.ua",
        "a:b@c.ua",
        "a;b@c.ua",
        "a,b@c.ua",
        "mailto:a@b.ua",
        "a@b.123",
        "a@\xe2\x80\x8b.ua",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *key = email_normalise(bad[i], &error);
        if (key)
            g_error("“%s” is taken as “%s”", bad[i], key);
        g_assert_error(error, CONTACT_ERROR, CONTACT_ERROR_EMAIL);
        g_assert_null(email_clean(bad[i], NULL));
    }
}

static void test_email_limits(void)
{
    g_autofree char *local = g_strnfill(64, 'a');
    g_autofree char *label = g_strnfill(63, 'b');
    g_autofree char *good = g_strdup_printf("%s@%s.ua", local, label);
    g_autofree char *long_local = g_strdup_printf("%sa@b.ua", local);
    g_autofree char *long_label = g_strdup_printf("a@%sb.ua", label);
    g_autofree char *most = g_strdup_printf("%s@%s.%s.%.*s.ua", local, label, label, 58, label);
    g_autofree char *more = g_strdup_printf("%s@%s.%s.%.*s.ua", local, label, label, 59, label);
    g_autofree char *key = email_normalise(good, NULL);
    g_assert_cmpstr(key, ==, good);
    g_assert_null(email_normalise(long_local, NULL));
    g_assert_null(email_normalise(long_label, NULL));
    g_assert_cmpuint(strlen(most), ==, 254);
    g_autofree char *longest = email_normalise(most, NULL);
    g_assert_cmpstr(longest, ==, most);
    g_assert_null(email_normalise(more, NULL));
}

static void test_phone(void)
{
    static const struct {
        const char *typed, *country, *key;
    } rows[] = {
        {"0501112233", "UA", "+380501112233"},
        {"050 111-22-33", "UA", "+380501112233"},
        {"(050) 111 22 33", "UA", "+380501112233"},
        {"8 050 111 22 33", "UA", "+380501112233"},
        {"80501112233", "UA", "+380501112233"},
        {"380501112233", "UA", "+380501112233"},
        {"+380501112233", "UA", "+380501112233"},
        {"+38 (050) 111.22.33", "UA", "+380501112233"},
        {"+380 (0)50 111 22 33", "UA", "+380501112233"},
        {"00380501112233", "UA", "+380501112233"},
        {"501112233", "UA", "+380501112233"},
        {"\xe2\x80\xaa+380501112233\xe2\x80\xac", "UA", "+380501112233"},
        {"050\xc2\xa0"
         "111–22–33",
         "UA", "+380501112233"},
        {"０５０１１１２２３３", "UA", "+380501112233"},
        {"0 800 500 123", "UA", "+380800500123"},
        {"+48 501 234 567", "UA", "+48501234567"},
        {"48501234567", "UA", "+48501234567"},
        {"89161234567", "RU", "+79161234567"},
        {"+7 (916) 123-45-67", "UA", "+79161234567"},
        {"9161234567", "RU", "+79161234567"},
        {"8 10 380 50 111 22 33", "RU", "+380501112233"},
        {"87011234567", "KZ", "+77011234567"},
        {"501 234 567", "PL", "+48501234567"},
        {"0048501234567", "PL", "+48501234567"},
        {"030 1234567", "DE", "+49301234567"},
        {"+49 (0) 30 1234567", "UA", "+49301234567"},
        {"49301234567", "DE", "+49301234567"},
        {"(212) 555-0123", "US", "+12125550123"},
        {"1-212-555-0123", "US", "+12125550123"},
        {"011 380 50 111 22 33", "US", "+380501112233"},
        {"020 7946 0018", "GB", "+442079460018"},
        {"022 123 456", "MD", "+37322123456"},
        {"06 698 12345", "IT", "+390669812345"},
        {"+39 06 698 12345", "UA", "+390669812345"},
        {"+971 50 123 4567", "UA", "+971501234567"},
        {"044 123-45-67 доб. 12", "UA", "+380441234567;ext=12"},
        {"044 123-45-67 вн.12", "UA", "+380441234567;ext=12"},
        {"044 123-45-67 EXT 12", "UA", "+380441234567;ext=12"},
        {"044 123-45-67x12", "UA", "+380441234567;ext=12"},
        {"044 123-45-67 # 12", "UA", "+380441234567;ext=12"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        GError *error = NULL;
        g_autofree char *key = phone_key(rows[i].typed, rows[i].country, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(key, ==, rows[i].key);
        g_autofree char *again = phone_key(key, "UA", NULL);
        g_assert_cmpstr(again, ==, key);
    }
}

static void test_phone_refused(void)
{
    static const char *const bad[] = {
        "",
        "+",
        "-",
        "abc",
        "0800FLOWERS",
        "123",
        "1234567",
        "05011122",
        "050111223344",
        "38050111223",
        "+38050111223",
        "+3805011122334",
        "+0501112233",
        "++380501112233",
        "380+501112233",
        "+123456",
        "+1234567890123456",
        "050 111 22 33, 067 111 22 33",
        "050 111 22 33 доб.",
        "тел 0501112233",
        "044 123-45-67 доб. 12345678",
        "12345678901234567890",
        "050111223३x",
        "050\n11122:33",
        "\xff",
        "+380012345678",
        "0000000000000",
        "4512345678", /* would be Danish, but shorter than what is taken for foreign */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *key = phone_key(bad[i], "UA", &error);
        if (key)
            g_error("“%s” is taken as “%s”", bad[i], key);
        g_assert_error(error, CONTACT_ERROR, CONTACT_ERROR_PHONE);
    }
    g_autoptr(GError) error = NULL;
    g_assert_null(phone_key("0501112233", "XX", &error));
    g_assert_error(error, CONTACT_ERROR, CONTACT_ERROR_COUNTRY);
}

/* Whatever is typed: a key is + and 7 to 15 digits, perhaps an extension, and keys to itself. */
static void test_phone_property(void)
{
    static const char alphabet[] = "0123456789001133888+ -().x#";
    g_auto(GStrv) countries = phone_countries();
    guint n_countries = g_strv_length(countries);
    for (int i = 0; i < 50000; i++) {
        char typed[24] = "";
        for (int n = g_test_rand_int_range(0, 20), k = 0; k < n; k++)
            typed[k] = alphabet[g_test_rand_int_range(0, sizeof alphabet - 1)];
        const char *country = countries[g_test_rand_int_range(0, (int)n_countries)];
        g_autofree char *key = phone_key(typed, country, NULL);
        if (!key)
            continue;
        size_t digits = strspn(key + 1, "0123456789");
        g_assert_cmpint(key[0], ==, '+');
        g_assert_cmpuint(digits, >=, 7);
        g_assert_cmpuint(digits, <=, 15);
        g_assert_true(!key[1 + digits] || g_str_has_prefix(key + 1 + digits, ";ext="));
        g_autofree char *again = phone_key(key, country, NULL);
        g_assert_cmpstr(again, ==, key);
    }
}

static void test_countries(void)
{
    g_auto(GStrv) countries = phone_countries();
    for (char **code = countries; code[0] && code[1]; code++)
        g_assert_cmpstr(code[0], <, code[1]);
    for (const char *const *code = (const char *const[]){"UA", "PL", "DE", "US", "KZ", "MD", NULL};
         *code; code++)
        g_assert_true(g_strv_contains((const char *const *)countries, *code));
}

static void test_hostile_bytes(void)
{
    for (int i = 0; i < 50000; i++) {
        char typed[16] = "";
        for (int n = g_test_rand_int_range(0, 15), k = 0; k < n; k++)
            typed[k] = (char)g_test_rand_int_range(1, 256);
        g_autofree char *email = email_normalise(typed, NULL);
        g_autofree char *phone = phone_key(typed, "UA", NULL);
        g_assert_true(!email || g_utf8_validate(email, -1, NULL));
        g_assert_true(!phone || phone[0] == '+');
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/email/accepted", test_email);
    g_test_add_func("/email/wire", test_email_wire);
    g_test_add_func("/email/refused", test_email_refused);
    g_test_add_func("/email/limits", test_email_limits);
    g_test_add_func("/phone/accepted", test_phone);
    g_test_add_func("/phone/refused", test_phone_refused);
    g_test_add_func("/phone/property", test_phone_property);
    g_test_add_func("/phone/countries", test_countries);
    g_test_add_func("/contact/hostile-bytes", test_hostile_bytes);
    return g_test_run();
}
