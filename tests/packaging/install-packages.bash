#!/usr/bin/env bash
# scripts/install-packages where nothing, something and everything is missing, with the system's
# tools replaced: what would be installed, and how services are kept from starting.
set -euo pipefail
# shellcheck source=tests/packaging/tap.bash
. "$G_TEST_SRCDIR/packaging/tap.bash"

mkdir -p "$here/bin" "$here/house/scripts" "$here/sbin"
tool() { # NAME: a replacement whose body is standard input
    { echo '#!/bin/sh'; cat; } >"$here/bin/$1"
    chmod +x "$here/bin/$1"
}
printf '# sets\nbuild gcc\nbuild meson\nbuild ninja-build\ncheck gcc\ncheck postfix\n' >"$here/house/scripts/packages"
# The one path that is not taken from PATH leads into the temporary folder.
sed -e "s,^policy=.*,policy=$here/sbin/policy-rc.d," -e "s,/run/ukrcrm-install,$here/install," \
    "$root/scripts/install-packages" >"$here/house/scripts/install-packages"
chmod +x "$here/house/scripts/install-packages"

export PATH="$here/bin:$PATH" UKRCRM_TEST=$here UKRCRM_LOG=$here/log
tool dpkg-query <<<'cat "$UKRCRM_TEST/installed"'
tool dpkg <<<'echo /lib/systemd/system/postfix.service'
tool systemctl <<<'echo "$*" >>"$UKRCRM_TEST/systemctl"'
tool update-rc.d <<<':'
tool apt-get <<'APT'
echo "$*" >>"$UKRCRM_TEST/apt"
case "$*" in *install*) cat "$UKRCRM_TEST/sbin/policy-rc.d" >"$UKRCRM_TEST/policy-seen" ;; esac
[ ! -e "$UKRCRM_TEST/broken" ] || { echo 'E: Unable to locate package'; exit 100; }
APT
tool id <<<'echo "${UKRCRM_TEST_UID:-0}"'
tool sudo <<<'exit 1'

install() { # INSTALLED SET…
    printf '%s\n' "$1" >"$here/installed"
    rm -f "$here/apt" "$here/systemctl" "$here/policy-seen"
    shift
    call "$here/house/scripts/install-packages" "$@"
}
all=$'installed gcc\ninstalled meson\ninstalled ninja-build'

install "$all" build
ok 'nothing to do succeeds' is "$code" 0
ok 'nothing to do is silent' is "$out$err" ''
ok 'nothing to do asks apt nothing' absent "$here/apt"

install $'installed gcc\nconfig-files meson' build check
ok 'what is missing is installed' is "$code" 0
ok 'one line says what' is "$out" 'Installing Debian packages: meson ninja-build postfix'
ok 'the lists are brought up first' has "$(head -n 1 "$here/apt")" update
ok 'in one go, removing nothing' has "$(tail -n 1 "$here/apt")" 'install --no-install-recommends --no-remove meson ninja-build postfix'
ok 'services are kept from starting meanwhile' grep -q '^exit 101$' "$here/policy-seen"
ok 'the policy is gone afterwards' absent "$here/sbin/policy-rc.d"
ok 'what came in does not start at boot' grep -q 'disable postfix.service' "$here/systemctl"

printf '#!/bin/sh\nexit 0\n' >"$here/sbin/policy-rc.d"
install '' build
ok "the machine's own policy comes back" is "$(cat "$here/sbin/policy-rc.d")" $'#!/bin/sh\nexit 0'
ok 'meanwhile it was ours' grep -q '^exit 101$' "$here/policy-seen"
cp "$here/policy-seen" "$here/sbin/policy-rc.d"
cp "$here/policy-seen" "$here/sbin/policy-rc.d.before-ukrcrm"
echo '# own' >"$here/sbin/policy-rc.d.before-ukrcrm"
install '' build
ok 'what a killed run left is put right' is "$(cat "$here/sbin/policy-rc.d")" '# own'

touch "$here/broken"
install '' build
ok 'a failing apt ends with 69' is "$code" 69
ok 'its words are told' has "$err" 'Unable to locate package'
ok 'the log is named' has "$err" "$here/log"
ok 'the policy comes back after a failure' is "$(cat "$here/sbin/policy-rc.d")" '# own'
rm "$here/broken"

UKRCRM_TEST_UID=1000 install '' check
ok 'neither root nor sudo ends with 77' is "$code" 77
ok 'the packages are named' has "$err" 'gcc postfix'
ok 'what to run as root is told' has "$err" "run as root: $here/house/scripts/install-packages check"
ok 'apt is not called' absent "$here/apt"

tool sudo <<<'[ "$1" != -n ] || exit 0; shift; echo "sudo" >>"$UKRCRM_TEST/apt"; exec "$@"'
UKRCRM_TEST_UID=1000 install '' check
ok 'sudo does it for an ordinary user' is "$code$(head -n 1 "$here/apt")" 0sudo
done_testing
