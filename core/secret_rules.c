/* What a password may be. */
#include "core/secret.h"
#include "core/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SHORTEST 8
#define LONGEST 1024

/* What is tried first, folded, of eight characters and more: the heads of published lists, and the
 * same habits in Cyrillic layouts. */
static const char *const common[] = {
    "12345678",   "123456789",     "1234567890", "0123456789",  "87654321",     "987654321",
    "0987654321", "12341234",      "11223344",   "12121212",    "123123123",    "123321123",
    "147258369",  "159753456",     "1q2w3e4r",   "1q2w3e4r5t",  "1qaz2wsx",     "qwertyui",
    "qwertyuiop", "qwerty12",      "qwerty123",  "qwerty1234",  "asdfghjk",     "asdfghjkl",
    "zxcvbnm1",   "qazwsxedc",     "password",   "password1",   "password12",   "password123",
    "passw0rd",   "p@ssw0rd",      "p@ssword",   "iloveyou",    "sunshine",     "princess",
    "football",   "baseball",      "superman",   "welcome1",    "trustno1",     "letmein1",
    "admin123",   "administrator", "abcd1234",   "abc12345",    "a1b2c3d4",     "aa123456",
    "changeme",   "computer",      "internet",   "starwars",    "whatever",     "michelle",
    "jennifer",   "samsung1",      "marina123",  "natasha1",    "vladimir",     "alexander",
    "aleksandr",  "privet123",     "ukraine1",   "ukraine2022", "slavaukraini", "ukrcrm123",
    "йцукенгш",   "йцукенгшщз",    "йцукен12",   "йцукен123",   "фывапролд",    "фівапролд",
    "пароль12",   "пароль123",     "пароль1234", "пароль12345", "мойпароль",    "мійпароль",
    "привет123",  "привіт123",     "украина1",   "україна1",    "славаукраїні", "слава україні",
    "любовь123",  "наташа123",     "александр",  "владимир",    "володимир",    "олександр",
};

static bool refuse(GError **error, const char *why)
{
    g_set_error_literal(error, SECRET_ERROR, SECRET_ERROR_WEAK, why);
    return false;
}

static bool is_common(const char *folded)
{
    for (size_t i = 0; i < G_N_ELEMENTS(common); i++)
        if (g_str_equal(common[i], folded))
            return true;
    return false;
}

static bool is_one_character(const char *text)
{
    gunichar first = g_utf8_get_char(text);
    while (*text && g_utf8_get_char(text) == first)
        text = g_utf8_next_char(text);
    return !*text;
}

bool secret_check_password(const char *password, GError **error)
{
    if (!g_utf8_validate(password, -1, NULL))
        return refuse(error, _("the password is not valid UTF-8; type it again"));
    g_auto(SecretText) composed = text_nfc(password);
    size_t length = text_length(composed);
    if (length < SHORTEST || length > LONGEST)
        return refuse(error, _("the password must have 8 to 1024 characters; choose another one"));
    g_auto(SecretText) folded = text_fold(composed);
    if (is_common(folded) || is_one_character(folded))
        return refuse(error, _("the password is one of those that are tried first; choose a less "
                               "common one, such as three words"));
    return true;
}
