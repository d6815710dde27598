/* Cells as spreadsheets and people write them, made into what a form would get typed. */
#pragma once

#include "core/entity.h"

/* Free with g_free; "" for a cell without content. */
char *cell_clean(const Field *field, const char *cell);
/* Did a spreadsheet take the number for a quantity and drop its last digits? */
bool cell_is_damaged(const Field *field, const char *cell);

/* «Іваненко Петро Олегович», "John Smith" → parts; each may be "". Free each with g_free. */
void cell_split_name(const char *cell, char **surname, char **first_name, char **patronymic);
