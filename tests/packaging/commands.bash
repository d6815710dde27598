#!/usr/bin/env bash
# ./start and ./check as called wrongly, and asked for help.
set -euo pipefail
# shellcheck source=tests/packaging/tap.bash
. "$G_TEST_SRCDIR/packaging/tap.bash"
cd "$here"

for command in start check; do
    call "$root/$command" --help
    ok "$command --help succeeds" is "$code" 0
    ok "$command --help is on standard output" has "$out" "usage: ./$command"
    ok "$command --help says nothing on standard error" is "$err" ''

    call "$root/$command" --frob
    ok "$command refuses an unknown option with 64" is "$code" 64
    ok "$command names the unknown option" has "$err" '"--frob"'
    ok "$command shows its usage on standard error" has "$err" "usage: ./$command"
    ok "$command keeps standard output clean" is "$out" ''

    call "$root/$command" --help more
    ok "$command --help wins over what follows" is "$code" 0
done

call "$root/start" --install
ok 'start --install wants a folder' is "$code" 64
ok 'start --install says so' has "$err" '--install needs the folder'
call "$root/start" --install /nowhere too
ok 'start --install takes one folder' is "$code" 64
call "$root/check" --only
ok 'check --only wants a name' is "$code" 64
call "$root/check" --coverage too
ok 'check --coverage takes nothing' is "$code" 64
call "$root/scripts/install-packages"
ok 'install-packages wants a set' is "$code" 64
call "$root/scripts/install-packages" build frob
ok 'install-packages refuses an unknown set' is "$code" 64
ok 'install-packages names it' has "$err" '"frob"'
done_testing
