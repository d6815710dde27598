/* One parser under random bytes. A target defines these two; tests/fuzz/driver.c is its `main` (or
 * clang's -fsanitize=fuzzer, which brings its own). */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Aborts (g_assert, or a sanitizer) when the parser does wrong. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the mutations start from; ends with NULL. Its pieces are also spliced into each other. */
extern const char *const fuzz_seeds[];
