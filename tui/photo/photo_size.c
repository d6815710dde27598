#include "tui/photo/photo_size.h"

#include <string.h>

#include "tui/photo/photo.h"

/* Here, because client and module both link this file; equal strings are one quark. */
G_DEFINE_QUARK(photo_error, photo_error)

static guint big16(const guint8 *at)
{
    return (guint)at[0] << 8 | at[1];
}

static guint big32(const guint8 *at)
{
    return big16(at) << 16 | big16(at + 2);
}

static guint little16(const guint8 *at)
{
    return (guint)at[1] << 8 | at[0];
}

static guint little24(const guint8 *at)
{
    return (guint)at[2] << 16 | little16(at);
}

static bool starts(const guint8 *bytes, gsize size, const char *mark, gsize length, gsize needed)
{
    return size >= needed && memcmp(bytes, mark, length) == 0;
}

/* Walks the marker segments to the first frame header (SOF0…SOF15 without DHT, JPG, DAC). */
static bool jpeg_measure(const guint8 *bytes, gsize size, guint *width, guint *height)
{
    gsize at = 2;
    while (at + 9 <= size && bytes[at] == 0xFF) {
        guint8 marker = bytes[at + 1];
        if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 &&
            marker != 0xCC) {
            *height = big16(bytes + at + 5);
            *width = big16(bytes + at + 7);
            return true;
        }
        bool alone = marker == 0xFF || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
        at += marker == 0xFF ? 1 : alone ? 2 : 2 + (gsize)big16(bytes + at + 2);
    }
    return false;
}

static bool webp_measure(const guint8 *bytes, guint *width, guint *height)
{
    if (memcmp(bytes + 12, "VP8X", 4) == 0) {
        *width = little24(bytes + 24) + 1;
        *height = little24(bytes + 27) + 1;
    } else if (memcmp(bytes + 12, "VP8L", 4) == 0) {
        guint32 packed = little16(bytes + 21) | (guint32)little16(bytes + 23) << 16;
        *width = (packed & 0x3FFF) + 1;
        *height = (packed >> 14 & 0x3FFF) + 1;
    } else if (memcmp(bytes + 12, "VP8 ", 4) == 0) {
        *width = little16(bytes + 26) & 0x3FFF;
        *height = little16(bytes + 28) & 0x3FFF;
    } else {
        return false;
    }
    return true;
}

static guint magnitude(guint32 two_complement)
{
    gint32 value = (gint32)two_complement;
    return value == G_MININT32 ? G_MAXUINT : (guint)ABS(value);
}

ImageKind image_measure(const guint8 *bytes, gsize size, guint *width, guint *height)
{
    if (starts(bytes, size, "\x89PNG\r\n\x1a\n", 8, 24)) {
        *width = big32(bytes + 16);
        *height = big32(bytes + 20);
        return IMAGE_PNG;
    }
    if (starts(bytes, size, "GIF8", 4, 10)) {
        *width = little16(bytes + 6);
        *height = little16(bytes + 8);
        return IMAGE_GIF;
    }
    if (starts(bytes, size, "BM", 2, 26)) {
        *width = magnitude(little16(bytes + 18) | (guint32)little16(bytes + 20) << 16);
        *height = magnitude(little16(bytes + 22) | (guint32)little16(bytes + 24) << 16);
        return IMAGE_BMP;
    }
    if (starts(bytes, size, "RIFF", 4, 30) && memcmp(bytes + 8, "WEBP", 4) == 0)
        return webp_measure(bytes, width, height) ? IMAGE_WEBP : IMAGE_UNKNOWN;
    if (starts(bytes, size, "\xff\xd8", 2, 4))
        return jpeg_measure(bytes, size, width, height) ? IMAGE_JPEG : IMAGE_UNKNOWN;
    return IMAGE_UNKNOWN;
}
