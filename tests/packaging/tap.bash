# Sourced by the tests of scripts: TAP, a temporary folder, and what a command did.
: "${G_TEST_SRCDIR:?meson test sets it}"
# shellcheck disable=SC2034 # for the tests
root=$(realpath "$G_TEST_SRCDIR/..")
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
number=0 wrong=0

# call COMMAND…: runs it; $code, $out and $err tell what came of it.
call() {
    code=0
    "$@" >"$here/.out" 2>"$here/.err" </dev/null || code=$?
    out=$(cat "$here/.out") err=$(cat "$here/.err")
}

# ok WORDS COMMAND…: a case that passes when COMMAND succeeds.
ok() {
    local words=$1
    shift
    number=$((number + 1))
    if "$@" >"$here/.why" 2>&1; then
        echo "ok $number $words"
    else
        wrong=1
        echo "not ok $number $words"
        printf '%s\n' "failed: $*" "code: ${code-}" "out: ${out-}" "err: ${err-}" | cat - "$here/.why" | sed 's/^/# /'
    fi
}

is() { [ "$1" = "$2" ]; }
has() { [[ $1 == *"$2"* ]]; }
absent() { [ ! -e "$1" ]; }

# To be the last line of a test.
done_testing() {
    echo "1..$number"
    exit $wrong
}
