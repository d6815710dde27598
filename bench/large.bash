# Sourced by the benchmarks that read a large base: takes `--clients N` and `--build FOLDER` from the arguments, builds, and
# makes the base once. Leaves $build, $base, and what is left of the arguments in $rest.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
clients=1000000 build=$here/build/bench rest=()

while [ $# -gt 0 ]; do
    case $1 in
    --clients) clients=${2:?--clients needs a number} && shift ;;
    --build) build=${2:?--build needs a folder} && shift ;;
    *) rest+=("$1") ;;
    esac
    shift
done

if [ ! -d "$build" ]; then meson setup "$build" "$here" --buildtype=release -Dbench=true >/dev/null; fi
ninja -C "$build" >/dev/null
# shellcheck disable=SC2034 # for who sources this
base=$build/clients-$clients.db
if [ ! -f "$base" ]; then "$build/admin/ukrcrm-admin" --db "$base" gen --clients "$clients"; fi
