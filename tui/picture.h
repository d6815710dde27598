/* A picture as character cells, for terminals of 256 colours. */
#pragma once

#include <glib.h>
#include <stdint.h>

/* Colours are indices of the 256-colour palette. */
typedef struct {
    uint32_t glyph;
    int16_t fg, bg;
} PictureCell;

typedef struct {
    int rows, columns;
    PictureCell cells[]; /* row by row */
} Picture;

static inline Picture *picture_new(int rows, int columns)
{
    Picture *picture =
        g_malloc0(sizeof *picture + (gsize)rows * (gsize)columns * sizeof picture->cells[0]);
    picture->rows = rows;
    picture->columns = columns;
    return picture;
}
