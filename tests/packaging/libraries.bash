#!/usr/bin/env bash
# What the client loads before its first screen: no library that only some screen or another program needs. Each costs
# milliseconds of every start; what a screen needs is loaded by that screen (tui/photo/photo.c).
set -euo pipefail
# shellcheck source=tests/packaging/tap.bash
. "$G_TEST_SRCDIR/packaging/tap.bash"
client=$(realpath "$G_TEST_BUILDDIR/../tui/ukrcrm")

call ldd "$client"
ok 'its libraries can be told' is "$code" 0
ok 'ncurses is one of them' has "$out" libncursesw.so

# shellcheck disable=SC2317 # called by ok
lacks() { ! has "$out" "$1"; }
for library in libgd libchafa libgmime libcurl libxlsxwriter libpq; do
    ok "it starts without $library" lacks "$library"
done
done_testing
