/* The photo: any image becomes a small square PNG; what is damaged or too large is refused before
 * it is decoded. */
#include <gd.h>
#include <glib.h>
#include <string.h>

#include "tui/photo/photo.h"
#include "tui/photo/photo_size.h"

/* Left half red, right half blue. */
static gdImagePtr two_halves(int width, int height)
{
    gdImagePtr image = gdImageCreateTrueColor(width, height);
    gdImageFilledRectangle(image, 0, 0, width / 2 - 1, height - 1, gdTrueColor(255, 0, 0));
    gdImageFilledRectangle(image, width / 2, 0, width - 1, height - 1, gdTrueColor(0, 0, 255));
    return image;
}

typedef struct {
    const char *name;
    void *(*encode)(gdImagePtr image, int *size);
    ImageKind kind;
} Format;

static void *as_jpeg(gdImagePtr image, int *size)
{
    return gdImageJpegPtr(image, size, 90);
}

static void *as_bmp(gdImagePtr image, int *size)
{
    return gdImageBmpPtr(image, size, 0);
}

static const Format formats[] = {{"png", gdImagePngPtr, IMAGE_PNG},
                                 {"jpeg", as_jpeg, IMAGE_JPEG},
                                 {"gif", gdImageGifPtr, IMAGE_GIF},
                                 {"webp", gdImageWebpPtr, IMAGE_WEBP},
                                 {"bmp", as_bmp, IMAGE_BMP}};

static GBytes *encoded(const Format *format, int width, int height)
{
    gdImagePtr image = two_halves(width, height);
    int size;
    void *bytes = format->encode(image, &size);
    gdImageDestroy(image);
    return g_bytes_new_with_free_func(bytes, (gsize)size, gdFree, bytes);
}

static void test_every_format(gconstpointer data)
{
    const Format *format = data;
    g_autoptr(GBytes) file = encoded(format, 600, 300);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) png = photo_prepare(file, &error);
    g_assert_no_error(error);
    guint width, height;
    g_assert_cmpint(
        image_measure(g_bytes_get_data(file, NULL), g_bytes_get_size(file), &width, &height), ==,
        format->kind);
    g_assert_cmpuint(width, ==, 600);
    g_assert_cmpuint(height, ==, 300);
    g_assert_cmpint(
        image_measure(g_bytes_get_data(png, NULL), g_bytes_get_size(png), &width, &height), ==,
        IMAGE_PNG);
    g_assert_cmpuint(width, ==, PHOTO_SIZE);
    g_assert_cmpuint(height, ==, PHOTO_SIZE);
}

static void test_cells(void)
{
    g_autoptr(GBytes) file = encoded(&formats[0], 200, 200);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) png = photo_prepare(file, &error);
    g_assert_no_error(error);
    g_autofree Picture *picture = photo_picture(png, 4, 8, &error);
    g_assert_no_error(error);
    /* 196 and 21 are pure red and pure blue of the 6×6×6 cube; a blank shows its background, a full
     * block its foreground. */
    const PictureCell *left = &picture->cells[8], *right = &picture->cells[15];
    g_assert_true(left->bg == 196 || left->fg == 196);
    g_assert_true(right->bg == 21 || right->fg == 21);
}

static void assert_refused(const void *bytes, gsize size, int code)
{
    g_autoptr(GBytes) file = g_bytes_new(bytes, size);
    g_autoptr(GError) error = NULL;
    g_assert_null(photo_prepare(file, &error));
    g_assert_error(error, PHOTO_ERROR, code);
}

static void test_refused(void)
{
    assert_refused("", 0, PHOTO_ERROR_KIND);
    assert_refused("hello, this is no picture", 25, PHOTO_ERROR_KIND);
    /* A bomb: a header that promises 50 000 × 50 000 pixels. */
    const char bomb[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xc3\x50\0\0\xc3\x50\x08\x02\0\0\0";
    assert_refused(bomb, sizeof bomb - 1, PHOTO_ERROR_SIZE);
    /* Each side is short enough, together they are 400 MB. */
    const char wide[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x27\x10\0\0\x27\x10\x08\x02\0\0\0";
    assert_refused(wide, sizeof wide - 1, PHOTO_ERROR_SIZE);
    g_autofree guint8 *large = g_malloc0(PHOTO_MAX_BYTES + 1);
    assert_refused(large, PHOTO_MAX_BYTES + 1, PHOTO_ERROR_SIZE);
}

/* Every prefix of every format: refused or decoded, never a crash or a read past the end (the
 * sanitizers watch). */
static void test_cut_short(void)
{
    for (gsize f = 0; f < G_N_ELEMENTS(formats); f++) {
        g_autoptr(GBytes) file = encoded(&formats[f], 40, 30);
        gsize size = g_bytes_get_size(file), read = 0, refused = 0;
        for (gsize cut = 0; cut < size; cut += 1 + size / 97) {
            g_autofree void *copy = g_memdup2(g_bytes_get_data(file, NULL), cut);
            g_autoptr(GBytes) part = g_bytes_new_static(copy, cut);
            g_autoptr(GBytes) png = photo_prepare(part, NULL);
            *(png ? &read : &refused) += 1;
        }
        g_assert_cmpuint(refused, >, 0);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
        g_autofree char *path = g_strdup_printf("/photo/format/%s", formats[i].name);
        g_test_add_data_func(path, &formats[i], test_every_format);
    }
    g_test_add_func("/photo/cells", test_cells);
    g_test_add_func("/photo/refused", test_refused);
    g_test_add_func("/photo/cut-short", test_cut_short);
    return g_test_run();
}
