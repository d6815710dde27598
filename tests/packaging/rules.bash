#!/usr/bin/env bash
# scripts/lint: a clean house passes, and each rule finds its breach.
set -euo pipefail
# shellcheck source=tests/packaging/tap.bash
. "$G_TEST_SRCDIR/packaging/tap.bash"

mkdir -p "$here/house"/{core,db,tui,mailer,admin,tests,docs}
cd "$here/house"
git init -q .

# All samples stand in one house, each in a file of its own, and are judged in one go.
samples=0
sample() { # FILE TEXT: writes TEXT into a FILE of a new name, $file
    samples=$((samples + 1))
    file=${1%.*}$samples.${1##*.}
    echo "$2" >"$file"
}

# breach RULE FILE TEXT: RULE finds it.
expectations=()
breach() {
    sample "$2" "$3"
    expectations+=("breach" "$1" "$file" "$3")
}

# allowed FILE TEXT: no rule minds.
allowed() {
    sample "$1" "$2"
    expectations+=("allowed" '' "$file" "$2")
}

# What RULE said, up to its verdict.
said_by() { awk -v rule="$1" '/^(not )?ok / { if ($NF == rule) printf "%s", said; said = ""; next } { said = said $0 "\n" }' "$here/.out"; }
judge() {
    call "$root/scripts/lint"
    ok 'breaches make it fail' is "$code" 1
    local i kind rule file text
    for ((i = 0; i < ${#expectations[@]}; i += 4)); do
        kind=${expectations[i]} rule=${expectations[i + 1]} file=${expectations[i + 2]} text=${expectations[i + 3]%%$'\n'*}
        if [ "$kind" = breach ]; then
            ok "$rule finds: $text" has "$(said_by "$rule")" "$file:1: "
        else
            ok "nobody minds in $file: $text" is "$(grep -cF "$file:" "$here/.out")" 0
        fi
    done
    rm -r "$here"/house/{core,db,tui,mailer,admin,tests,docs}
}

call "$root/scripts/lint"
ok 'a clean house passes' is "$code" 0
ok 'every rule is a case' is "$(grep -c '^ok ' "$here/.out")" 11

breach walls_engine core/a.c '#include <sqlite3.h>'
breach walls_engine tui/a.c '#include <postgresql/libpq-fe.h>'
allowed db/a.c '#include <sqlite3.h>'
breach walls_curses core/a.h '#include <ncursesw/panel.h>'
breach walls_curses admin/a.c '#  include "curses.h"'
allowed tui/a.c '#include <curses.h>'
breach walls_db tui/a.c '#include "db/db.h"'
allowed core/a.c '#include "db/db.h"'
allowed tests/a.c '#include "db/db.h"'
breach walls_back db/a.c '#include "core/record.h"'
breach walls_back core/a.c '#include "tui/list.h"'
breach walls_back mailer/a.c '#include "admin/user.h"'
allowed admin/a.c '#include "core/record.h"'

breach sql_in_core tui/a.c 'x = "SELECT id FROM client";'
breach sql_in_core mailer/a.c 'x = "UPDATE " "delivery" " SET state = 1";'
breach sql_in_core admin/a.c 'x = "PRAGMA integrity_check";'
allowed core/a.c 'x = SQL("SELECT id FROM client");'
allowed tui/a.c '/* SELECT id FROM client */ x = _("Select a client from the list");'

breach banned core/a.c 'int f(void) { return system("ls"); }'
breach banned tui/a.c 'x = popen (command, "r");'
breach banned mailer/a.c 'execvp(argv[0], argv);'
breach banned admin/a.c 'g_spawn_command_line_sync(line, NULL, NULL, NULL, NULL);'
breach banned db/a.c 'strcpy(to, from);'
breach banned db/a.c 'sprintf(to, "%d", n);'
breach translated tui/a.c 'g_strdup_printf(ngettext("%d day", "%d days", n), n);'
allowed tui/a.c 'g_dngettext(GETTEXT_PACKAGE, "%d day", "%d days", n);'
allowed core/a.c 'app->system(app); db_exec(db); my_strcpy(a); /* system() */ x = "system()";'
allowed tests/a.c 'system("ls");'

breach finished core/a.c "/* TO""DO: later */"
breach finished docs/a.md "This is a st""ub."
breach no_machine_paths docs/a.md "see /wo""rk/main"
breach stands_alone docs/a.md "see SEMA""NTICS.md"
breach stands_alone core/a.c "/* as iss""ue 2 says */"
allowed core/a.c '/* issued in 2 parts */'

# A house of one function (or file): none may be longer than the measure.
lines() { for ((i = 0; i < $1; i++)); do echo "    f();"; done; }
breach sizes core/a.c "$(printf 'void f(void)\n{\n%s\n}' "$(lines 56)")"
judge

# --- variables that change, from object files ---------------------------------------------------

mkdir -p objects/core/libcore.a.p
compile() {
    gcc -c -O0 -fPIE -o objects/core/libcore.a.p/a.c.o -xc - <<<"$1"
    call "$root/scripts/lint" --objects objects
}
compile 'static int counter; int f(void) { return ++counter; }'
ok 'a variable of a file is found' has "$out" 'counter can change'
compile 'int f(void) { static int calls = 1; return ++calls; }'
ok 'a variable that outlives its function is found' has "$out" 'calls'
compile 'static const char *names[] = {"a"}; const char *f(int i) { return names[i]; }'
ok 'a table whose rows can be exchanged is found' has "$out" 'names can change'
compile 'static const char *const names[] = {"a"}; const char *f(int i) { return names[i]; }'
ok 'a constant table is none' is "$code" 0
rm objects/core/libcore.a.p/a.c.o
call "$root/scripts/lint" --objects objects
ok 'no objects at all is a breach' has "$out" 'there are no object files'
done_testing
