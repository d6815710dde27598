#!/usr/bin/env bash
# ./check with the tools replaced: the last line and the exit code whatever happens, and what a
# second run leaves out.
set -euo pipefail
# shellcheck source=tests/packaging/tap.bash
. "$G_TEST_SRCDIR/packaging/tap.bash"

house=$here/house
mkdir -p "$house/scripts" "$house/core" "$here/bin"
cp "$root/check" "$root/.clang-format" "$house/"
cp "$root"/scripts/{steps.bash,test-summary} "$house/scripts/"
echo 'int a;' >"$house/core/a.c"
echo build >"$house/.gitignore"
git -C "$house" init -q .
export PATH="$here/bin:$PATH" UKRCRM_TEST=$here
program() { # FILE: a script whose body is standard input
    { echo '#!/bin/bash'; cat; } >"$1"
    chmod +x "$1"
}
# Each tool writes its name down, and fails when a file of its name with .fails is there.
for tool in clang-format shellcheck gcovr; do
    program "$here/bin/$tool" <<'TOOL'
echo "$(basename "$0")" >>"$UKRCRM_TEST/calls"
[ ! -e "$UKRCRM_TEST/$(basename "$0").fails" ] || { echo "$(basename "$0") has something against it"; exit 1; }
TOOL
done
for script in install-packages fetch-sqlite; do
    program "$house/scripts/$script" <<<'[ ! -e "$UKRCRM_TEST/$(basename "$0").fails" ]'
done
program "$house/scripts/lint" <<<'echo "ok 1 a"; [ ! -e "$UKRCRM_TEST/lint.fails" ] || { echo "core/a.c:1: breach"; echo "not ok 2 b"; exit 1; }; echo "ok 2 b"'
program "$house/scripts/analyse" <<<':'
program "$house/scripts/update-po" <<<'echo "ok - ru"; echo "1..1"'
program "$here/bin/ninja" <<'NINJA'
case "$*" in *targets*) echo 'core/a.c.o: c_COMPILER'; exit ;; esac
echo "ninja $2" >>"$UKRCRM_TEST/calls"
[ ! -e "$UKRCRM_TEST/ninja.fails" ] || { echo 'the compiler has something against it'; exit 1; }
NINJA
program "$here/bin/meson" <<'MESON'
if [ "$1" = setup ]; then mkdir -p "$2/meson-logs" && touch "$2/build.ninja"; exit; fi
case "$*" in *--list*) printf '%s\n' 'ukrcrm:fuzz / sample-one' 'ukrcrm / sample/two' 'ukrcrm / other'; exit ;; esac
echo "meson $*" >>"$UKRCRM_TEST/calls"
if [ -e "$UKRCRM_TEST/meson.fails" ]; then exit 1; fi
cp "$UKRCRM_TEST/testlog.json" "$3/meson-logs/testlog.json"
MESON
tests_end() { # RESULT OUTPUT
    python3 -c 'import json, sys; print(json.dumps(dict(name="sample", result=sys.argv[1], stdout=sys.argv[2], stderr="", duration=0.1)))' \
        "$1" "$2" >"$here/testlog.json"
}
check() {
    : >"$here/calls"
    call "$house/check" "$@"
    last=$(tail -n 1 <<<"$out")
}
# Two packages and sources, four builds, two of lint, format, analysis, scripts, a language; tests.
steps=12
tests_end OK $'ok 1 a\nok 2 b\nok 3 c\n'

check
ok 'all well: the last line counts every case' is "$last" "$((steps + 3)) passed, 0 failed"
ok 'all well: exit code 0' is "$code" 0
ok 'all well: nothing on standard error' is "$err" ''
ok 'each tool is asked' is "$(grep -cE '^(clang-format|shellcheck)$' "$here/calls")" 2

check
ok 'again: the same cases' is "$last" "$((steps + 3)) passed, 0 failed"
ok 'again: sources that passed are not read again' is "$(grep -cE '^(clang-format|shellcheck)$' "$here/calls")" 0
ok 'again: the tests run all the same' grep -q '^meson test' "$here/calls"
echo 'int b;' >"$house/core/b.c"
check
ok 'a new source is read, tracked or not' is "$(grep -cE '^clang-format$' "$here/calls")" 1

touch "$here/clang-format.fails"
echo 'int c;' >"$house/core/c.c"
check
ok 'a step that fails is counted' is "$last$code" "$((steps + 2)) passed, 1 failed1"
ok 'it is named' has "$out" 'FAILED: Formatting'
ok 'its words are told' has "$err" 'clang-format has something against it'
check
ok 'what failed is tried again' is "$last" "$((steps + 2)) passed, 1 failed"
rm "$here/clang-format.fails"

touch "$here/lint.fails"
check
ok 'a rule that is broken is counted' is "$last$code" "$((steps + 2)) passed, 1 failed1"
ok 'the breach is told' has "$out" 'core/a.c:1: breach'
rm "$here/lint.fails"

tests_end FAIL $'ok 1 a\nnot ok 2 b\nnot ok 3 c\n'
check
ok 'failing cases are counted' is "$last$code" "$((steps + 1)) passed, 2 failed1"
ok 'they are told' has "$out" $'\nnot ok 2 b'
touch "$here/meson.fails"
check
ok 'tests that cannot run are one failure' is "$last$code" "$steps passed, 1 failed1"
rm "$here/meson.fails"

touch "$here/ninja.fails"
check
ok 'a build that fails ends the check' is "$last$code" '3 passed, 1 failed1'
ok 'the compiler is heard' has "$err" 'the compiler has something against it'
ok 'no test runs then' is "$(grep -c '^meson' "$here/calls")" 0
rm "$here/ninja.fails"
touch "$here/install-packages.fails"
check
ok 'missing packages end the check' is "$last$code" '0 passed, 1 failed1'
rm "$here/install-packages.fails"

tests_end OK $'ok 1 a\n'
check --only 'sample*'
ok '--only builds and runs the named tests' is "$(grep -v ninja "$here/calls")" "meson test -C build/check/tree --no-rebuild --num-processes $(nproc) sample-one sample/two"
ok '--only has the same last line' is "$last$code" '5 passed, 0 failed0'
check --only 'nothing*'
ok '--only of no test is a wrong call' is "$code" 64
ok 'it is told' has "$err" 'no test'"'"'s name matches "nothing*"'
check --coverage
ok '--coverage writes a report' grep -qx gcovr "$here/calls"
done_testing
