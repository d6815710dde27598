# Sourced by start and check: one line said per step, the tools' output in a log that is shown only
# when a step fails.
: "${log:?the caller names its log}"

# run WORDS COMMAND…: says WORDS (none if empty), runs COMMAND; on failure the log's end and name.
run() {
    local words=$1
    shift
    if [ -n "$words" ]; then echo "$words"; fi
    mkdir -p "$(dirname "$log")"
    printf '\n$ %s\n' "$*" >>"$log"
    local code=0
    "$@" >>"$log" 2>&1 </dev/null || code=$?
    if [ $code -ne 0 ]; then
        tail -n 25 "$log" >&2
        echo "$(basename "$0"): $1 failed (exit $code); all of its output is in $log" >&2
        return $code
    fi
}

# configured FOLDER OPTION…: a meson build folder with exactly these options; does nothing if it is
# there, and starts anew if it was made with others or was left half-made.
configured() {
    local folder=$1 options=$1/.options
    shift
    if [ -e "$folder/build.ninja" ] && [ "$(cat "$options" 2>/dev/null)" = "$*" ]; then return 0; fi
    rm -rf "$folder"
    run '' meson setup "$folder" "$@" || return
    printf '%s' "$*" >"$options"
}

# only_one FOLDER: waits until no other start or check works in FOLDER (until this shell ends).
only_one() {
    mkdir -p "$1"
    exec 8>"$1/.lock"
    if ! flock -n 8; then
        echo "Waiting for another run in $1"
        flock 8
    fi
}
