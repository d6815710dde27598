#!/usr/bin/env bash
# ./start with the tools replaced: what it does first, again, after a failure, and with --install.
set -euo pipefail
# shellcheck source=tests/packaging/tap.bash
. "$G_TEST_SRCDIR/packaging/tap.bash"

# --- a house whose build makes programs that tell how they were called --------------------------

house="$here/a house" data=$here/data/ukrcrm
mkdir -p "$house/scripts" "$here/bin" "$here/elsewhere"
cp "$root/start" "$house/"
cp "$root/scripts/steps.bash" "$house/scripts/"
export PATH="$here/bin:$PATH" UKRCRM_TEST=$here XDG_DATA_HOME=$here/data
program() { # FILE: a script whose body is standard input
    { echo '#!/bin/bash'; cat; } >"$1"
    chmod +x "$1"
}
program "$house/scripts/install-packages" <<<'echo "packages $*" >>"$UKRCRM_TEST/calls"'
program "$house/scripts/fetch-sqlite" <<<'echo "sqlite $*" >>"$UKRCRM_TEST/calls"'
program "$here/bin/meson" <<'MESON'
echo "meson $*" >>"$UKRCRM_TEST/calls"
if [ "$1" = setup ]; then mkdir -p "$2" && touch "$2/build.ninja"; fi
MESON
program "$here/bin/ninja" <<'NINJA'
if [ "$3" = -n ]; then
    if [ -e "$2/built" ]; then echo 'ninja: no work to do.'; fi
    exit 0
fi
echo "ninja $*" >>"$UKRCRM_TEST/calls"
if [ -e "$UKRCRM_TEST/broken" ]; then echo 'the compiler has something against it'; exit 1; fi
mkdir -p "$2/admin" "$2/tui" && touch "$2/built"
cp "$UKRCRM_TEST/admin" "$2/admin/ukrcrm-admin"
cp "$UKRCRM_TEST/client" "$2/tui/ukrcrm"
NINJA
program "$here/admin" <<'ADMIN'
echo "admin $*" >>"$UKRCRM_TEST/calls"
if [ "$3" = demo ]; then
    [ ! -e "$2" ] || exit 73
    echo half >"$2"
    [ ! -e "$UKRCRM_TEST/full" ] || { echo 'the disk is full'; exit 74; }
    echo whole >"$2"
fi
ADMIN
program "$here/client" <<<'echo "client $*" >>"$UKRCRM_TEST/calls"; [ ! -e /proc/$$/fd/8 ] || echo "the lock came along"'

start() {
    : >"$here/calls"
    call "$house/start" "$@"
    calls=$(cat "$here/calls")
}
# start_on_terminal: the same with a terminal, as a person has.
start_on_terminal() {
    : >"$here/calls"
    code=0
    script -qec "'$house/start'" /dev/null >"$here/.out" </dev/null || code=$?
    out=$(cat "$here/.out") err='' calls=$(cat "$here/calls")
}

# --- first, again -------------------------------------------------------------------------------

cd "$here/elsewhere"
start
ok 'a first start succeeds' is "$code$err" 0
ok 'it installs, fetches, configures, builds, makes the demo base, in this order' is "$calls" "packages build run
sqlite $()
meson setup build/start/tree --buildtype release -Dtests=false
ninja -C build/start/tree
admin --db $data/unfinished/demo.db demo"
ok 'it says so, a line a step' is "$(wc -l <<<"$out")" 3
ok 'the base is whole' is "$(cat "$data/demo.db")" whole
ok 'nothing lies beside it' is "$(ls "$data")" demo.db
ok 'without a terminal it says how to open it' has "$out" "--db $data/demo.db --user owner@demo.example"
ok 'nothing is left where it was called' is "$(ls -A "$here/elsewhere")" ''

start
ok 'a second start builds nothing and keeps the base' is "$calls" "packages build run
sqlite $()
admin --db $data/demo.db migrate"
ok 'it has only the last line to say' is "$(wc -l <<<"$out")" 1

start_on_terminal
ok 'on a terminal the client is opened as the demo owner' is "$code$(tail -n 1 <<<"$calls")" "0client --db $data/demo.db --user owner@demo.example"
ok 'the lock stays behind' is "$(grep -c 'lock came' <<<"$out")" 0

# --- failures -----------------------------------------------------------------------------------

rm "$data/demo.db"
touch "$here/full"
start
ok 'a demo base that cannot be made ends the start' is "$code" 74
ok 'the words of the program are told' has "$err" 'the disk is full'
ok 'the log is named' has "$err" "$house/build/log/start.log"
ok 'no half base is taken for one' absent "$data/demo.db"
rm "$here/full"
start
ok 'the next start makes it anew' is "$code$(cat "$data/demo.db")" 0whole

rm "$house/build/start/tree/built"
touch "$here/broken"
start
ok 'a build that fails ends the start' is "$code" 1
ok 'the compiler is heard' has "$err" 'the compiler has something against it'
ok 'the client is not opened' is "$(grep -c client <<<"$calls")" 0
rm "$here/broken"

echo '--buildtype other' >"$house/build/start/tree/.options"
start
ok 'a folder made with other options is made anew' has "$calls" 'meson setup build/start/tree'

program "$house/scripts/install-packages" <<<'echo "no right to" >&2; exit 77'
start
ok 'missing packages end the start with their code' is "$code" 77
program "$house/scripts/install-packages" <<<':'

# --- --install ----------------------------------------------------------------------------------

start --install "$here/target dir"
ok '--install succeeds' is "$code$err" 0
ok '--install makes a release and installs it' has "$calls" "meson setup build/install/tree --prefix $here/target dir --buildtype release"
ok '--install makes no demo' is "$(grep -c admin <<<"$calls")" 0
ok '--install does not rebuild as root' has "$calls" 'meson install -C build/install/tree --no-rebuild'
ok '--install says what is next' has "$out" "$here/target dir/bin/ukrcrm-admin init"
start --install=relative
ok 'a relative folder is meant where it was called' has "$calls" "--prefix $here/elsewhere/relative"
done_testing
