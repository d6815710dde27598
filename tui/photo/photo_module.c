/* The photo module itself: libgd decodes and scales, libchafa turns pixels into cells. */
#include "tui/photo/photo_module.h"

#include <chafa.h>
#include <gd.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tui/photo/photo_size.h"

static void image_free(gdImagePtr image)
{
    gdImageDestroy(image);
}
G_DEFINE_AUTO_CLEANUP_FREE_FUNC(gdImagePtr, image_free, NULL)

static gdImagePtr decode(ImageKind kind, int size, void *bytes)
{
    switch (kind) {
    case IMAGE_PNG:
        return gdImageCreateFromPngPtr(size, bytes);
    case IMAGE_JPEG:
        return gdImageCreateFromJpegPtr(size, bytes);
    case IMAGE_GIF:
        return gdImageCreateFromGifPtr(size, bytes);
    case IMAGE_WEBP:
        return gdImageCreateFromWebpPtr(size, bytes);
    case IMAGE_BMP:
        return gdImageCreateFromBmpPtr(size, bytes);
    case IMAGE_UNKNOWN:
        break;
    }
    return NULL;
}

/* libgd prints warnings of damaged files to stderr, which is the user's screen. */
static void stay_silent(int priority, const char *format, va_list args)
{
}

static gdImagePtr open_image(GBytes *file, GError **error)
{
    gsize size;
    const guint8 *bytes = g_bytes_get_data(file, &size);
    guint width = 0, height = 0;
    if (size > PHOTO_MAX_BYTES) {
        g_set_error(error, PHOTO_ERROR, PHOTO_ERROR_SIZE,
                    _("the picture has %zu MB; at most %d are read: make it smaller"), size >> 20,
                    PHOTO_MAX_BYTES >> 20);
        return NULL;
    }
    ImageKind kind = image_measure(bytes, size, &width, &height);
    if (width > PHOTO_MAX_SIDE || height > PHOTO_MAX_SIDE ||
        (guint64)width * height > PHOTO_MAX_PIXELS) {
        g_set_error(error, PHOTO_ERROR, PHOTO_ERROR_SIZE,
                    _("the picture is %u × %u pixels; at most %d a side and %d million in all are "
                      "read: make it smaller"),
                    width, height, PHOTO_MAX_SIDE, PHOTO_MAX_PIXELS / 1000000);
        return NULL;
    }
    gdSetErrorMethod(stay_silent);
    gdImagePtr image = width && height ? decode(kind, (int)size, (void *)bytes) : NULL;
    if (!image)
        g_set_error_literal(
            error, PHOTO_ERROR, PHOTO_ERROR_KIND,
            _("this is no picture that can be read: choose a PNG, JPEG, GIF, WebP or BMP file"));
    return image;
}

static GBytes *prepare(GBytes *file, GError **error)
{
    g_auto(gdImagePtr) image = open_image(file, error);
    if (!image)
        return NULL;
    int side = MIN(gdImageSX(image), gdImageSY(image));
    g_auto(gdImagePtr) square = gdImageCreateTrueColor(PHOTO_SIZE, PHOTO_SIZE);
    gdImageFilledRectangle(square, 0, 0, PHOTO_SIZE, PHOTO_SIZE, gdTrueColor(255, 255, 255));
    gdImageCopyResampled(square, image, 0, 0, (gdImageSX(image) - side) / 2,
                         (gdImageSY(image) - side) / 2, PHOTO_SIZE, PHOTO_SIZE, side, side);
    int size;
    void *png = gdImagePngPtr(square, &size);
    return g_bytes_new_with_free_func(png, (gsize)size, gdFree, png);
}

static ChafaCanvas *canvas_of(int columns, int rows)
{
    ChafaSymbolMap *symbols = chafa_symbol_map_new();
    chafa_symbol_map_add_by_tags(symbols, CHAFA_SYMBOL_TAG_SPACE | CHAFA_SYMBOL_TAG_HALF |
                                              CHAFA_SYMBOL_TAG_QUAD);
    ChafaCanvasConfig *config = chafa_canvas_config_new();
    chafa_canvas_config_set_geometry(config, columns, rows);
    chafa_canvas_config_set_canvas_mode(config, CHAFA_CANVAS_MODE_INDEXED_240);
    chafa_canvas_config_set_symbol_map(config, symbols);
    ChafaCanvas *canvas = chafa_canvas_new(config);
    chafa_canvas_config_unref(config);
    chafa_symbol_map_unref(symbols);
    return canvas;
}

static guint8 *pixels_of(gdImagePtr image)
{
    int width = gdImageSX(image), height = gdImageSY(image);
    guint8 *pixels = g_malloc((gsize)width * (gsize)height * 4), *out = pixels;
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            int colour = gdImageGetTrueColorPixel(image, x, y);
            *out++ = (guint8)gdTrueColorGetRed(colour);
            *out++ = (guint8)gdTrueColorGetGreen(colour);
            *out++ = (guint8)gdTrueColorGetBlue(colour);
            *out++ = 255;
        }
    }
    return pixels;
}

static Picture *picture(GBytes *png, int rows, int columns, GError **error)
{
    g_auto(gdImagePtr) image = open_image(png, error);
    if (!image)
        return NULL;
    g_autofree guint8 *pixels = pixels_of(image);
    ChafaCanvas *canvas = canvas_of(columns, rows);
    chafa_canvas_draw_all_pixels(canvas, CHAFA_PIXEL_RGBA8_UNASSOCIATED, pixels, gdImageSX(image),
                                 gdImageSY(image), gdImageSX(image) * 4);
    Picture *result = picture_new(rows, columns);
    for (int i = 0; i < columns * rows; i++) {
        int fg, bg;
        chafa_canvas_get_raw_colors_at(canvas, i % columns, i / columns, &fg, &bg);
        result->cells[i] =
            (PictureCell){.glyph = chafa_canvas_get_char_at(canvas, i % columns, i / columns),
                          .fg = (int16_t)MAX(fg, 0),
                          .bg = (int16_t)MAX(bg, 0)};
    }
    chafa_canvas_unref(canvas);
    return result;
}

const PhotoModule photo_module_functions = {.prepare = prepare, .picture = picture};
