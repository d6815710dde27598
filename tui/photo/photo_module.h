/* What the photo module exports: one table of functions under one name. */
#pragma once

#include "tui/photo/photo.h"

typedef struct {
    GBytes *(*prepare)(GBytes *file, GError **error);
    Picture *(*picture)(GBytes *png, int rows, int columns, GError **error);
} PhotoModule;

extern const PhotoModule photo_module_functions;
