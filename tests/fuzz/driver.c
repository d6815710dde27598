/* Runs a fuzz target over mutations of its seeds, the same ones each time: a smoke run, as a TAP
 * test. `--iterations N --seed S` for longer ones; what crashed stands in the file given by
 * --keep. */
#include "fuzz.h"

#include <glib.h>
#include <string.h>

enum { LARGEST = 1 << 16 };

static const char *random_seed(GRand *random, size_t n)
{
    return fuzz_seeds[g_rand_int_range(random, 0, (gint32)n)];
}

static void overwrite_byte(GRand *random, GByteArray *bytes)
{
    static const char telling[] = "<>{}|&;\"'=/-! \n\r\t\\:,.@\x00\x7f\xd0\xff";
    if (bytes->len == 0)
        return;
    guint at = (guint)g_rand_int_range(random, 0, (gint32)bytes->len);
    bytes->data[at] = g_rand_boolean(random)
                          ? (guint8)telling[g_rand_int_range(random, 0, sizeof(telling))]
                          : (guint8)g_rand_int_range(random, 0, 256);
}

static void cut_piece(GRand *random, GByteArray *bytes)
{
    if (bytes->len == 0)
        return;
    guint from = (guint)g_rand_int_range(random, 0, (gint32)bytes->len);
    guint length = (guint)g_rand_int_range(random, 0, (gint32)MIN(bytes->len - from, 32) + 1);
    g_byte_array_remove_range(bytes, from, length);
}

static void insert_at(GByteArray *bytes, guint at, const guint8 *piece, guint length)
{
    g_autoptr(GByteArray) tail = g_byte_array_new();
    g_byte_array_append(tail, bytes->data + at, bytes->len - at);
    g_byte_array_set_size(bytes, at);
    g_byte_array_append(bytes, piece, length);
    g_byte_array_append(bytes, tail->data, tail->len);
}

/* A piece of a seed, now and then many times: what nests or grows is found that way. */
static void splice(GRand *random, GByteArray *bytes, size_t n_seeds)
{
    const char *seed = random_seed(random, n_seeds);
    gint32 size = (gint32)strlen(seed);
    gint32 from = g_rand_int_range(random, 0, size + 1);
    guint length = (guint)g_rand_int_range(random, 0, size - from + 1);
    int times = g_rand_int_range(random, 0, 20) ? 1 : g_rand_int_range(random, 2, 200);
    guint at = (guint)g_rand_int_range(random, 0, (gint32)bytes->len + 1);
    while (times-- && bytes->len + length < LARGEST)
        insert_at(bytes, at, (const guint8 *)seed + from, length);
}

static void mutate(GRand *random, GByteArray *bytes, size_t n_seeds)
{
    const char *seed = random_seed(random, n_seeds);
    g_byte_array_set_size(bytes, 0);
    g_byte_array_append(bytes, (const guint8 *)seed, (guint)strlen(seed));
    for (int steps = g_rand_int_range(random, 1, 8); steps; steps--) {
        switch (g_rand_int_range(random, 0, 4)) {
        case 0:
            overwrite_byte(random, bytes);
            break;
        case 1:
            cut_piece(random, bytes);
            break;
        default:
            splice(random, bytes, n_seeds);
        }
    }
}

static void run_copy(const guint8 *data, size_t size)
{
    g_autofree guint8 *copy = g_memdup2(data, size); /* so that a sanitizer sees its exact end */
    LLVMFuzzerTestOneInput(copy, size);
}

int main(int argc, char **argv)
{
    gint64 iterations = 3000, start = 1;
    g_autofree char *keep = NULL;
    const GOptionEntry options[] = {
        {"iterations", 0, 0, G_OPTION_ARG_INT64, &iterations, "mutations to run", "N"},
        {"seed", 0, 0, G_OPTION_ARG_INT64, &start, "of the random numbers", "S"},
        {"keep", 0, 0, G_OPTION_ARG_FILENAME, &keep, "file for the input at work", "FILE"},
        {NULL}};
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, options, NULL);
    if (!g_option_context_parse(context, &argc, &argv, NULL))
        return 64;
    size_t n_seeds = 0;
    for (; fuzz_seeds[n_seeds]; n_seeds++)
        run_copy((const guint8 *)fuzz_seeds[n_seeds], strlen(fuzz_seeds[n_seeds]));
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)start);
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    for (gint64 i = 0; i < iterations; i++) {
        mutate(random, bytes, n_seeds);
        if (keep)
            g_file_set_contents(keep, (const char *)bytes->data, bytes->len, NULL);
        run_copy(bytes->data, bytes->len);
    }
    g_print("1..1\nok 1 %" G_GINT64_FORMAT " mutations of %zu seeds\n", iterations, n_seeds);
    return 0;
}
