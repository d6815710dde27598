#include "core/secret.h"
#include "core/text.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#define PASSES 2
#define MEMORY (19u << 20) /* OWASP's first choice of argon2id parameters that spare memory */
#define LONGEST 1024
#define CODE_LIMIT 100000000u /* eight digits */
#define TOKEN_LENGTH 26

/* The hash of a random password nobody keeps, with the parameters above. */
static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$LJIQ7Xn1rtGfo5AeAFcqNA$"
                             "ddac6bl59dLnLvoWCxNEejvB+GzzeiIIlPMQNWvsf1Q";

G_DEFINE_QUARK(secret_error, secret_error)

void secret_free(char *secret)
{
    if (secret)
        sodium_memzero(secret, strlen(secret));
    g_free(secret);
}

/* Idempotent and thread-safe; without it libsodium has chosen no implementation yet. */
static void start_sodium(void)
{
    if (sodium_init() < 0)
        g_error("libsodium cannot be started");
}

char *secret_hash(const char *secret, GError **error)
{
    start_sodium();
    char hash[crypto_pwhash_STRBYTES];
    g_auto(SecretText) composed = text_nfc(secret);
    if (crypto_pwhash_str_alg(hash, composed, strlen(composed), PASSES, MEMORY,
                              crypto_pwhash_ALG_ARGON2ID13) == 0)
        return g_strdup(hash);
    g_set_error_literal(error, SECRET_ERROR, SECRET_ERROR_MEMORY,
                        _("there is not enough memory to hash a password; try again later"));
    return NULL;
}

bool secret_verify(const char *hash, const char *secret)
{
    start_sodium();
    /* Bytes that cannot be a password cost as much as a wrong one. */
    bool is_text = g_utf8_validate(secret, -1, NULL) && text_length(secret) <= LONGEST;
    g_auto(SecretText) composed = text_nfc(is_text ? secret : "");
    char stored[crypto_pwhash_STRBYTES] = ""; /* what libsodium declares that it reads */
    g_strlcpy(stored, hash ? hash : nobody, sizeof stored);
    bool is_right = crypto_pwhash_str_verify(stored, composed, strlen(composed)) == 0;
    return is_right && hash && is_text;
}

bool secret_needs_rehash(const char *hash)
{
    start_sodium();
    return crypto_pwhash_str_needs_rehash(hash, PASSES, MEMORY) != 0;
}

char *secret_code(void)
{
    start_sodium();
    return g_strdup_printf("%08u", randombytes_uniform(CODE_LIMIT));
}

char *secret_token(void)
{
    static const char alphabet[] = "abcdefghijkmnpqrstuvwxyz23456789"; /* 32: no l, o, 0, 1 */
    start_sodium();
    char *token = g_malloc(TOKEN_LENGTH + 1);
    randombytes_buf(token, TOKEN_LENGTH);
    for (int i = 0; i < TOKEN_LENGTH; i++)
        token[i] = alphabet[token[i] & 31];
    token[TOKEN_LENGTH] = '\0';
    return token;
}

/* BLAKE2b, 256 bits. */
static void digest(const char *text, unsigned char out[crypto_generichash_BYTES])
{
    start_sodium();
    crypto_generichash(out, crypto_generichash_BYTES, (const unsigned char *)text, strlen(text),
                       NULL, 0);
}

char *secret_fingerprint(const char *token)
{
    unsigned char bytes[crypto_generichash_BYTES];
    char hex[2 * crypto_generichash_BYTES + 1];
    digest(token, bytes);
    return g_strdup(sodium_bin2hex(hex, sizeof hex, bytes, sizeof bytes));
}

bool secret_equal(const char *a, const char *b)
{
    unsigned char left[crypto_generichash_BYTES], right[crypto_generichash_BYTES];
    digest(a, left);
    digest(b, right);
    return sodium_memcmp(left, right, sizeof left) == 0;
}
