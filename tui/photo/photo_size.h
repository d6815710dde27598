/* Width and height of an image from its first bytes, so that a bomb is refused before a decoder
 * allocates for it. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum { IMAGE_UNKNOWN, IMAGE_PNG, IMAGE_JPEG, IMAGE_GIF, IMAGE_WEBP, IMAGE_BMP } ImageKind;

/* IMAGE_UNKNOWN: none of these, or cut off before the size. Sources: PNG (ISO/IEC 15948) 11.2.2,
 * JPEG (ITU-T T.81) B.2.2, GIF89a 18, WebP (RFC 9649) 2.5-2.7, BMP's BITMAPINFOHEADER. */
ImageKind image_measure(const guint8 *bytes, gsize size, guint *width, guint *height);
