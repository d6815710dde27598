#!/usr/bin/env bash
# scripts/fetch-sqlite with good, damaged, absent and cached tarballs, and with an npm that works,
# lies or fails. The real checksums are exchanged for those of a small tarball made here: no network.
set -euo pipefail
# shellcheck source=tests/packaging/tap.bash
. "$G_TEST_SRCDIR/packaging/tap.bash"

# --- a house with the script, a good tarball, an npm that copies $UKRCRM_TEST_NPM ---------------

sha() { sha256sum <"$1" | cut -d' ' -f1; }
mkdir -p "$here/made/package/deps/sqlite3" "$here/bin"
echo 'int sqlite3;' >"$here/made/package/deps/sqlite3/sqlite3.c"
echo '/* sqlite3 */' >"$here/made/package/deps/sqlite3/sqlite3.h"
good=$here/good.tgz damaged=$here/damaged.tgz
tar -czf "$good" -C "$here/made" package
head -c 100 "$good" >"$damaged"

cat >"$here/bin/npm" <<'NPM'
#!/bin/sh
echo called >>"$UKRCRM_TEST_CALLS"
if [ -z "$UKRCRM_TEST_NPM" ]; then echo 'no route to host' >&2; exit 1; fi
for package in "$@"; do :; done
cp "$UKRCRM_TEST_NPM" "$(echo "$package" | tr @ -).tgz"
NPM
chmod +x "$here/bin/npm"
export UKRCRM_TEST_CALLS=$here/calls UKRCRM_TEST_NPM='' PATH="$here/bin:$PATH" XDG_CACHE_HOME=$here/cache
unset UKRCRM_SQLITE_TARBALL

# A fresh checkout each time.
fresh() {
    rm -rf "$here/house" "$here/cache" "$here/calls"
    mkdir -p "$here/house/scripts"
    sed -e "s/^tarball_sha=.*/tarball_sha=$(sha "$good")/" \
        -e "s/^source_sha=.*/source_sha=$(sha "$here/made/package/deps/sqlite3/sqlite3.c")/" \
        -e "s/^header_sha=.*/header_sha=$(sha "$here/made/package/deps/sqlite3/sqlite3.h")/" \
        "$root/scripts/fetch-sqlite" >"$here/house/scripts/fetch-sqlite"
    chmod +x "$here/house/scripts/fetch-sqlite"
    touch "$here/calls"
}
fetch() { call "$here/house/scripts/fetch-sqlite" "$@"; }
source_file=$here/house/third_party/sqlite3/sqlite3.c
header_file=$here/house/third_party/sqlite3/sqlite3.h
placed() {
    cmp "$source_file" "$here/made/package/deps/sqlite3/sqlite3.c" &&
        cmp "$header_file" "$here/made/package/deps/sqlite3/sqlite3.h"
}
cached() { ls "$here"/cache/ukrcrm/*.tgz; }
cache_file=$here/cache/ukrcrm/$(sed -n 's/^package=//p' "$root/scripts/fetch-sqlite")-$(sed -n 's/^version=//p' "$root/scripts/fetch-sqlite").tgz
npm_calls() { wc -l <"$here/calls"; }

# --- given --------------------------------------------------------------------------------------

fresh
fetch --tarball "$good"
ok 'a given tarball is taken' is "$code" 0
ok 'its sources are placed' placed
ok 'npm is not asked' is "$(npm_calls)" 0
ok 'nothing else is left there' is "$(ls -A "$here/house/third_party/sqlite3" | wc -l)" 2

UKRCRM_TEST_NPM=$good fetch
ok 'what is there is left alone' is "$code$(npm_calls)$out$err" 00

fresh
cp "$good" "$here/house/relative.tgz"
cd "$here/house"
UKRCRM_SQLITE_TARBALL=relative.tgz fetch
cd "$here"
ok 'the variable names a tarball too' is "$code" 0
ok 'and its sources are placed' placed

fresh
UKRCRM_TEST_NPM=$good fetch --tarball "$damaged"
ok 'a damaged given tarball is refused with 65' is "$code" 65
ok 'its name is told' has "$err" "$damaged is damaged"
ok 'nothing is placed' absent "$source_file"
ok 'npm does not jump in for it' is "$(npm_calls)" 0

fresh
fetch --tarball "$here/absent.tgz"
ok 'an absent tarball is refused with 66' is "$code" 66
fetch --tarball
ok '--tarball wants a file' is "$code" 64
fetch --frob
ok 'an unknown option is refused with 64' is "$code" 64

# --- cached -------------------------------------------------------------------------------------

fresh
mkdir -p "$here/cache/ukrcrm"
cp "$good" "$cache_file"
fetch
ok 'a cached tarball serves without a network' is "$code$(npm_calls)" 00
ok 'the cached sources are placed' placed

fresh
mkdir -p "$here/cache/ukrcrm"
cp "$damaged" "$cache_file"
UKRCRM_TEST_NPM=$good fetch
ok 'a damaged cache is fetched anew' is "$code$(npm_calls)" 01
ok 'that is said' has "$err" 'is damaged; removed, fetching it anew'
ok 'the new sources are placed' placed
ok 'the cache is whole again' cmp "$cache_file" "$good"

# --- fetched ------------------------------------------------------------------------------------

fresh
UKRCRM_TEST_NPM=$good fetch
ok 'npm fetches what is nowhere' is "$code$(npm_calls)" 01
ok 'the fetched sources are placed' placed
ok 'the tarball is cached' cmp "$cache_file" "$good"

fresh
UKRCRM_TEST_NPM=$damaged fetch
ok 'a wrong content from npm is refused with 65' is "$code" 65
ok 'that is told' has "$err" 'not the expected file'
ok 'a wrong content is not placed' absent "$source_file"
ok 'a wrong content is not cached' absent "$cache_file"

fresh
fetch
ok 'an npm without a network ends with 69' is "$code" 69
ok 'its words are told' has "$err" 'no route to host'
ok 'the way without a network is told' has "$err" '--tarball FILE'

fresh
fetch --tarball "$good"
echo '/* changed */' >>"$source_file"
fetch --tarball "$good"
ok 'a changed source is replaced' placed

fresh
export XDG_CACHE_HOME=/dev/null/cache
UKRCRM_TEST_NPM=$good fetch
ok 'a cache that cannot be written is no failure' is "$code" 0
done_testing
