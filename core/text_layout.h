/* Text typed in the wrong keyboard layout. */
#pragma once

/* The same keys in the other layout: Latin text as a Ukrainian or, where the keys differ, Russian
 * keyboard types it is Ukrainian («sdfytyrj» → «іваненко»); Cyrillic text becomes Latin. NULL: no
 * letter would change. Free with g_free. */
char *text_swap_layout(const char *text);
