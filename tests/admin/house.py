"""A folder with bases, and the programs over them. Arguments of each test: UKRCRM-ADMIN UKRCRM UKRCRM-MAILER NETWORK.so"""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import namedtuple

for part in "mailer", "store", "story":
    sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, part))
import store
import tap

ADMIN, CLIENT, MAILER, NETWORK = map(os.path.abspath, sys.argv[1:5])
NOW = "2026-07-01T10:00:00+03:00"
FOLDER = tempfile.mkdtemp(prefix="admin-")
os.chmod(FOLDER, 0o755)
atexit.register(shutil.rmtree, FOLDER)
SETTINGS = os.path.join(FOLDER, "ukrcrm.conf")
with open(SETTINGS, "w", encoding="utf-8") as settings:
    if store.IS_SERVER:
        settings.write("[mailer]\njournal=journal\n")
PASSWORD = "три старі капелюхи"
# Of every command that opens the base, a call.
OPENING = [("user", "list"), ("enterprise", "list"), ("enterprise", "plan", 1, "x"), ("user", "passwd", "owner@demo.example"),
           ("user", "lock", "owner@demo.example"), ("import", "some.csv", "--enterprise", 1), ("import", "undo", 1),
           ("backup", "copy.db"), ("check",), ("unknown", "list"), ("held", "list"), ("journal", "accept"), ("why", 1),
           ("grant", "--client", "crm_client"), ("figures", "--enterprise", 1), ("export", "tasks", "--enterprise", 1)]

Ended = namedtuple("Ended", "code out err")


def path(*names):
    return os.path.join(FOLDER, *names)


def at(base):
    """Where the base of this name is, or would be; an address is one by itself."""
    return base if os.path.isabs(base) or "://" in base else store.place(FOLDER, base)


def command(program, base, *words, language="en"):
    return [program, "--config", SETTINGS, "--db", at(base), "--now", NOW, "--lang", language, *map(str, words)]


def run(*words, base="demo.db", program=ADMIN, given="", language="en", **more):
    done = subprocess.run(command(program, base, *words, language=language), input=given, capture_output=True, text=True,
                          cwd=FOLDER, check=False, **more)
    return Ended(done.returncode, done.stdout, done.stderr)


def good(*words, **more):
    """What a command that succeeds prints; it complains of nothing."""
    done = run(*words, **more)
    tap.equal((done.code, done.err), (0, ""), f"{words}")
    return done.out


def records(*words, **more):
    return [json.loads(line) for line in good("--json", *words, **more).splitlines()]


def refused(code, *words, says=(), **more):
    """Exits with `code`, prints nothing but one complaint that has these words."""
    done = run(*words, **more)
    tap.equal((done.code, done.out), (code, ""), f"{words}: {done.err}")
    for word in says:
        tap.true(word in done.err, f"{words} does not say {word!r}: {done.err}")
    tap.true(done.err.startswith("ukrcrm") and "Sanitizer" not in done.err, done.err)
    return done.err
