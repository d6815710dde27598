"""`ukrcrm-admin import` as an admin runs it: what it prints, its exit codes, the file of rejected rows, lists with campaigns,
undo, and death at any moment. Usage: command.py UKRCRM-ADMIN CRASH.so [--every N] [test_NAME …]

--every N: killed at each Nth write of the whole import."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../mailer"))
import tap  # noqa: E402

ADMIN, CRASH = (os.path.abspath(path) for path in sys.argv[1:3])
EVERY = int(sys.argv[sys.argv.index("--every") + 1]) if "--every" in sys.argv else 0
NOW = "2026-07-01T10:00:00+03:00"
LIST = "Новые клиенты"  # of the demo; it has a campaign
HEADER = "Прізвище;Ім'я;E-mail;Телефон\n"
PEOPLE = HEADER + "".join(f"Коваль{i};Іван;k{i}@mail.example;067{i:07d}\n" for i in range(300))


class Folder:
    """A folder with a demo base, copied from one that is made once."""

    made = None

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="import-")
        self.base = self.file("base.db")
        if not Folder.made:
            Folder.made = tempfile.mkdtemp(prefix="import-")
            self.base = os.path.join(Folder.made, "base.db")
            tap.equal(self.admin("demo")[0], 0)
            self.base = self.file("base.db")
        shutil.copy(os.path.join(Folder.made, "base.db"), self.base)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path)

    def file(self, name, content=None):
        path = os.path.join(self.path, name)
        if content is not None:
            with open(path, "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def admin(self, *arguments, **environment):
        done = subprocess.run([ADMIN, "--db", self.base, "--now", NOW, "--lang", "en", *arguments], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, env={**os.environ, **environment})
        return done.returncode, done.stdout.strip(), done.stderr.strip()

    def import_(self, content, *options, name="people.csv", **environment):
        return self.admin("import", self.file(name, content), "--enterprise", "1", *options, **environment)

    def ask(self, sql):
        with sqlite3.connect(self.base) as base:
            return base.execute(sql).fetchone()[0]

    def counts(self):
        return {name: self.ask(sql) for name, sql in {
            "clients": "SELECT count(*) FROM client WHERE archived_at IS NULL",
            "members": "SELECT count(*) FROM list_member WHERE left_at IS NULL",
            "enrollments": "SELECT count(*) FROM enrollment",
            "waiting": "SELECT count(*) FROM delivery WHERE state = 'queued'"}.items()}

    def assert_sound(self, what=""):
        tap.equal(self.admin("check"), (0, "the base is sound", ""), what)


def line(created=0, updated=0, skipped=0, rejected=0, members=0):
    return f"created={created} updated={updated} skipped={skipped} rejected={rejected} members={members}"


def test_exit_codes():
    with Folder() as folder:
        tap.equal(folder.import_(PEOPLE), (0, line(300), ""))
        code, out, err = folder.import_(HEADER + "Добрий;Я;;\n;;;\n;Хибний;не адреса;\n")
        tap.equal((code, out), (65, line(1, rejected=1)), err)
        tap.true(err.startswith("row 4: the field “E-mail”"), err)
        tap.equal(folder.import_(HEADER)[:2], (0, line()))


def test_no_csv():
    files = {"book.csv": (b"PK\x03\x04\x14\x00\x06\x00", "save the sheet as CSV"),
             "picture.csv": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x01\x00", "no table of text"),
             "empty.csv": (b"", "the file is empty"),
             "page.csv": (b"<html><body>Nothing</body></html>", "an HTML page"),
             "nameless.csv": (b"1;2\n3;4\n", "--map")}
    with Folder() as folder:
        for name, (content, words) in files.items():
            code, out, err = folder.import_(content, name=name)
            tap.equal((code, out), (65, ""), err)
            tap.true(words in err, err)
        code, _, err = folder.admin("import", folder.file("absent.csv"), "--enterprise", "1")
        tap.true(code == 66 and "absent.csv" in err, (code, err))
        people = folder.file("people.csv", PEOPLE)
        code, _, err = folder.admin("import", people, "--enterprise", "1", "--errors", people)
        tap.true(code == 73 and "people.csv" in err, (code, err))
        for option, value in (("--encoding", "CP9999"), ("--on-duplicate", "both"), ("--color", "red")):
            tap.equal(folder.admin("import", people, "--enterprise", "1", option, value)[0], 64)
        tap.equal(folder.ask("SELECT count(*) FROM import"), 0)


def test_who_may():
    with Folder() as folder:
        code, out, err = folder.import_(PEOPLE, "--as", "guest@demo.example")
        tap.equal((code, out), (77, ""), err)
        tap.equal(folder.import_(PEOPLE, "--as", "manager@demo.example")[:2], (0, line(300)))


def test_encodings():
    for name in ("utf-8", "utf-8-sig", "cp1251", "koi8-u", "utf-16", "utf-16-le", "utf-16-be"):
        with Folder() as folder:
            tap.equal(folder.import_(PEOPLE.encode(name))[:2], (0, line(300)), name)
            tap.equal(folder.ask("SELECT first_name FROM client WHERE surname = 'Коваль7'"), "Іван", name)


def test_rejected_come_back():
    with Folder() as folder:
        errors = folder.file("errors.csv")
        bad = HEADER + "Іваненко;\"Пе\nтро\";не адреса;\nДобрий;Я;d@x.example;\nПетренко;Олена;;3.80501E+11\n"
        tap.equal(folder.import_(bad, "--errors", errors)[:2], (65, line(1, rejected=2)))
        with open(errors, encoding="utf-8-sig", newline="") as file:
            rejected = file.read()
        tap.true(rejected.startswith(HEADER.rstrip() + ";"), rejected)
        tap.equal(folder.import_(rejected)[:2], (65, line(rejected=2)))
        mended = rejected.replace("не адреса", "i@x.example").replace("3.80501E+11", "0501112233")
        tap.equal(folder.import_(mended)[:2], (0, line(2)))
        tap.equal(folder.ask("SELECT first_name FROM client WHERE email = 'i@x.example'"), "Пе тро")


def test_campaigns_start_when_told():
    with Folder() as folder:
        before = folder.counts()
        tap.equal(folder.import_(PEOPLE, "--list", LIST), (0, line(300, members=300), ""))
        tap.equal(folder.counts(), {**before, "clients": before["clients"] + 300, "members": before["members"] + 300})
    with Folder() as folder:
        options = ("--list", LIST, "--start-campaigns")
        tap.equal(folder.import_(PEOPLE, "--dry-run", *options), (0, line(300, members=300), ""))
        tap.equal(folder.counts(), before)
        tap.equal(folder.import_(PEOPLE, *options), (0, line(300, members=300), ""))
        tap.equal(folder.counts(), {name: count + 300 for name, count in before.items()})
        tap.equal(folder.import_(PEOPLE, "--list", "Ще один"), (0, line(skipped=300, members=300), ""))


def test_undo():
    with Folder() as folder:
        folder.import_(HEADER + "Давній;Іван;k5@mail.example;\n")
        before = folder.counts()
        options = ("--list", LIST, "--start-campaigns", "--on-duplicate", "overwrite")
        tap.equal(folder.import_(PEOPLE, *options), (0, line(299, 1, members=300), ""))
        folder.assert_sound()
        folder.import_(HEADER + "Інша;Рука;k9@mail.example;\n", "--on-duplicate", "overwrite")
        code, out, err = folder.admin("import", "undo", "2")
        tap.equal((code, err), (0, "Інша Рука"), out)
        after = folder.counts()
        tap.equal((after["clients"], after["members"], after["waiting"]),
                  (before["clients"] + 1, before["members"], before["waiting"]))
        tap.equal(folder.ask("SELECT surname FROM client WHERE email = 'k5@mail.example' AND archived_at IS NULL"), "Давній")
        folder.assert_sound()
        tap.equal(folder.admin("import", "undo", "2")[0], 65)
        tap.equal(folder.admin("import", "undo", "99")[0], 65)
        tap.equal(folder.admin("import", "undo", "1", "--as", "guest@demo.example")[0], 77)


def test_stopped_is_told():
    with Folder() as folder:
        text = "x" * 20000 + "\n"
        code, out, err = folder.import_(PEOPLE + '"Довгий;' + text * 200)
        tap.equal((code, out), (65, ""), err[:300])
        tap.true("import undo 1" in err and "no table of text" in err, err[:300])
        tap.equal(folder.admin("import", "undo", "1")[0], 0)
        folder.assert_sound()


def killed_at(step, after):
    """Killed before its step-th write; then the file goes in again, or what is there is taken back. False: it ended before."""
    preload = {"LD_PRELOAD": CRASH, "CRASH_AT": str(step), "CRASH_ALL": "1",
               "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}
    options = ("--list", LIST, "--start-campaigns")
    with Folder() as folder:
        before = folder.counts()
        killed = folder.import_(PEOPLE, *options, **preload)[0] == -9
        there = folder.counts()
        n = there["clients"] - before["clients"]
        tap.equal(there, {name: count + n for name, count in before.items()}, f"step {step}")
        started = folder.ask("SELECT coalesce(max(id), 0) FROM import")
        if after == "undo" and started:
            tap.equal(folder.admin("import", "undo", str(started))[0], 0, f"step {step}")
            gone = folder.counts()
            tap.equal({**gone, "enrollments": 0}, {**before, "enrollments": 0}, f"step {step}")
        else:
            tap.equal(folder.import_(PEOPLE, *options), (0, line(300 - n, skipped=n, members=300 - n), ""), f"step {step}")
            tap.equal(folder.counts(), {name: count + 300 for name, count in before.items()}, f"step {step}")
        folder.assert_sound(f"step {step}")
        return killed


def test_killed():
    if EVERY:
        step = 1
        while killed_at(step, "again") and killed_at(step, "undo"):
            step += EVERY
        print(f"# {step} steps", flush=True)
        return
    steps, step = 0, 3
    while killed_at(step, ("again", "undo")[steps % 2]):
        steps, step = steps + 1, step * 3 // 2 + 1
    print(f"# {steps} deaths, the last before write {step}", flush=True)
    tap.true(steps > 10, f"only {steps} deaths: is the library loaded?")


sys.argv = sys.argv[:1] + [argument for argument in sys.argv if re.match("test_", argument)]
try:
    tap.main(globals())
finally:
    if Folder.made:
        shutil.rmtree(Folder.made)
