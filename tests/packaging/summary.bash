#!/usr/bin/env bash
# scripts/test-summary: what counts as passed and as failed, and what is shown.
set -euo pipefail
# shellcheck source=tests/packaging/tap.bash
. "$G_TEST_SRCDIR/packaging/tap.bash"

# counts WORDS EXPECTED RESULT OUTPUT: one test program that ended so.
counts() {
    python3 - "$3" "$4" >"$here/log.json" <<'PY'
import json, sys
print(json.dumps({"name": "sample", "result": sys.argv[1], "stdout": sys.argv[2], "stderr": "last words",
                  "duration": 1.5, "returncode": 0}))
PY
    call "$root/scripts/test-summary" "$here/log.json"
    ok "$1" is "$(tail -n 1 <<<"$out")" "$2"
}

counts 'cases that pass' '3 0' OK $'TAP version 13\nok 1 /a\nok 2 /b\n# ok 7 no case\nok 3 /c\n1..3\n'
ok 'a passing program is not shown' is "$out" '3 0'
counts 'a case that fails' '1 1' FAIL $'ok 1 /a\nnot ok 2 /b\n1..2\n'
ok 'a failing program is shown by name' has "$out" '--- sample: FAIL after 1.5 s'
ok 'with its failing cases' has "$out" $'\nnot ok 2 /b'
ok 'with its last words' has "$out" 'last words'
counts 'a crash after a case' '1 1' ERROR $'ok 1 /a\n'
counts 'a crash before any case' '0 1' ERROR ''
counts 'a crash and a failing case' '0 2' ERROR $'not ok 1 /a\n'
counts 'a time-out' '2 1' TIMEOUT $'ok 1 /a\nok 2 /b\n'
counts 'a skipped case is a failure' '1 1' OK $'ok 1 /a\nok 2 /b # SKIP no server\n1..2\n'
counts 'a case left open is a failure' '0 1' OK $'not ok 1 /a # TO''DO later\n1..1\n'
counts 'a failure that no case shows' '1 1' FAIL $'ok 1 /a\n1..1\n'
counts 'a program without TAP that passes' '1 0' OK ''
counts 'a program without TAP that fails' '0 1' FAIL 'words'
counts 'a program that skips itself' '0 1' SKIP ''
counts 'words that begin like a case' '1 0' OK $'okay then\nok 1 /a\n1..1\n'
cat "$here/log.json" "$here/log.json" >"$here/two.json"
call "$root/scripts/test-summary" "$here/two.json" "$here/log.json"
ok 'programs and logs add up' is "$out" '3 0'
done_testing
