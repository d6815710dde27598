#!/usr/bin/env bash
# scripts/pictures: the README's pictures come from the real client, and always the same ones.
set -euo pipefail
# shellcheck source=tests/packaging/tap.bash
. "$G_TEST_SRCDIR/packaging/tap.bash"
build=$(realpath "$G_TEST_BUILDDIR/..")
shots=$here/shots

# level FILE CHIP COLOUR…: the picture shows the level by text, in its colours.
level() {
    local file=$1 text=$2 colour
    shift 2
    grep -qF ">[$text]<" "$file" || return 1
    for colour; do grep -qF "fill=\"$colour\"" "$file" || return 1; done
}

call "$root/scripts/pictures" "$build" "$shots"
ok 'three pictures are taken' is "$code$(cd "$shots" && echo *)" '0employee.svg enterprise.svg global.svg'
ok 'the global level is blue' level "$shots/global.svg" ГЛОБАЛЬНЫЙ '#00005f'
ok 'the enterprise level is teal' level "$shots/enterprise.svg" ПРЕДПРИЯТИЕ '#005f5f'
ok 'the employee level is green, its plus blue' level "$shots/employee.svg" СОТРУДНИК '#005f00' '#005fff'
call "$root/scripts/pictures" "$build" --check "$shots"
ok 'taken again they are the same' is "$code$out" 0
echo '<svg/>' >"$shots/global.svg"
call "$root/scripts/pictures" "$build" --check "$shots"
ok 'another one is told' is "$code$out" '1stale: global.svg'
pictures=$root/docs/pictures
ok "the README's picture of the global level" level "$pictures/global.svg" ГЛОБАЛЬНЫЙ '#00005f'
ok "the README's picture of the enterprise level" level "$pictures/enterprise.svg" ПРЕДПРИЯТИЕ '#005f5f'
ok "the README's picture of the employee level" level "$pictures/employee.svg" СОТРУДНИК '#005f00'
done_testing
