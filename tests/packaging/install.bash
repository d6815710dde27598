#!/usr/bin/env bash
# `meson install` of the build this test belongs to: every file in its place, the man pages without
# a warning, the examples such that their readers accept them.
set -euo pipefail
# shellcheck source=tests/packaging/tap.bash
. "$G_TEST_SRCDIR/packaging/tap.bash"
build=$(realpath "$G_TEST_BUILDDIR/..")
tree=$here/tree

call meson install -C "$build" --no-rebuild --destdir "$tree"
ok 'meson install succeeds' is "$code" 0
prefix=$(find "$tree" -path '*/share/man' | sed 's,/share/man$,,')
ok 'all of it is under one prefix' is "$(find "$tree" -type f -not -path "$prefix/*")" ''

# --- every file ---------------------------------------------------------------------------------

mapfile -t programs < <(find "$prefix/bin" -type f -printf '%f\n' 2>/dev/null)
expected() {
    local program
    cat <<'FILES'
lib/systemd/system/ukrcrm-mailer.service
lib/systemd/system/ukrcrm-mailer.timer
lib/sysusers.d/ukrcrm.conf
lib/tmpfiles.d/ukrcrm.conf
share/doc/ukrcrm/examples/authorized_keys
share/doc/ukrcrm/examples/cron
share/doc/ukrcrm/examples/sshd-one-account.conf
share/doc/ukrcrm/examples/sshd-staff-accounts.conf
share/doc/ukrcrm/examples/ukrcrm.conf
share/locale/ru/LC_MESSAGES/ukrcrm.mo
share/locale/uk/LC_MESSAGES/ukrcrm.mo
share/man/man5/ukrcrm.conf.5
FILES
    for program in "${programs[@]}"; do
        printf '%s\n' "bin/$program" "share/man/man1/$program.1" \
            "share/man/ru/man1/$program.1" "share/man/uk/man1/$program.1"
    done
}
find "$prefix" -type f -printf '%P\n' | sed '/^lib.*\/ukrcrm\/ukrcrm-[a-z]*\.so$/d' | sort >"$here/found"
expected | sort >"$here/expected"
ok 'every file is in its place and no other' diff "$here/expected" "$here/found"
ok 'the modules of the client are installed' is \
    "$(find "$prefix" -name 'ukrcrm-*.so' -printf '%f\n' | sort | tr '\n' ' ')" 'ukrcrm-message.so ukrcrm-photo.so '
ok 'no file is for its owner alone' is "$(find "$tree" -type f -not -perm -444)" ''

# --- programs and translations ------------------------------------------------------------------

for program in "${programs[@]}"; do
    call "$prefix/bin/$program" --version
    ok "$program --version succeeds" is "$code" 0
    call "$prefix/bin/$program" --frob
    ok "$program refuses an unknown option with 64" is "$code" 64
    call env LC_ALL=C.UTF-8 LANGUAGE=uk "$prefix/bin/$program" --help
    ok "$program speaks the installed Ukrainian" has "$out" 'Виклик: '"$program"
done

# --- man pages ----------------------------------------------------------------------------------

# Dates are left out on purpose: a page is of its version, which it names. Lines are as long as the
# texts of the option tables.
complaints() { mandoc -Tlint -W warning "$1" 2>&1 | grep -v 'missing date' || true; }
while IFS= read -r page; do
    name=${page#"$prefix/share/man/"}
    ok "mandoc has nothing against $name" is "$(complaints "$page")" ''
    ok "groff has nothing against $name" is "$(groff -K utf8 -man -Tutf8 -ww -z "$page" 2>&1)" ''
done < <(find "$prefix/share/man" -type f | sort)

# --- units and examples -------------------------------------------------------------------------

units=$prefix/lib/systemd/system
target=${prefix#"$tree"}
ok 'the service runs the installed mailer' grep -qx "ExecStart=$target/bin/ukrcrm-mailer" "$units/ukrcrm-mailer.service"
examples=$prefix/share/doc/ukrcrm/examples
ok 'cron runs the installed mailer' grep -q "^\* \* \* \* \* ukrcrm $target/bin/ukrcrm-mailer$" "$examples/cron"

# sshd started as root wants the folder that the service's start makes.
if [ "$(id -u)" -eq 0 ]; then mkdir -p /run/sshd; fi
ssh-keygen -q -t ed25519 -N '' -f "$here/host_key"
for example in sshd-one-account.conf sshd-staff-accounts.conf; do
    printf 'HostKey %s\nInclude %s\n' "$here/host_key" "$examples/$example" >"$here/sshd_config"
    call /usr/sbin/sshd -t -f "$here/sshd_config"
    ok "sshd accepts $example" is "$code$err" 0
done
sed 's/ssh-ed25519 AAAA\.\.\./'"$(cut -d' ' -f1,2 "$here/host_key.pub" | sed 's,/,\\/,g')"'/' \
    "$examples/authorized_keys" >"$here/authorized_keys"
call ssh-keygen -lf "$here/authorized_keys"
ok 'the example keys read as keys' is "$(grep -c ED25519 <<<"$out")" 3

# Every key is there, in a comment, and is accepted once it is set.
ok 'the example configuration sets nothing' is "$(grep -vE '^(#|\[|$)' "$examples/ukrcrm.conf")" ''
grep -oE '^#[a-z_]+=.*|^\[.*' "$examples/ukrcrm.conf" | sed -E 's/^#//; s/=$/=x/' >"$here/all.conf"
if [ -x "$prefix/bin/ukrcrm-admin" ]; then
    call "$prefix/bin/ukrcrm-admin" --config "$here/all.conf" --help
    ok 'the example configuration is accepted' is "$code" 0
fi
done_testing
