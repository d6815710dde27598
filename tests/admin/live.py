"""A base in use: copied while others write, put back while a client is open. Usage: see house.py"""

import csv
import os
import re
import subprocess

from house import ADMIN, CLIENT, at, command, good, path, records, refused, run, store, tap
from person import Person

good("demo")


def write_clients(name, rows, word):
    with open(path(name), "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["Прізвище", "E-mail"])
        table.writerows([f"{word}-{n}", f"{word}{n}@client.example".lower()] for n in range(rows))
    return path(name)


def by_the_message(message):
    """Runs the line that the message ends with, as somebody does who pastes it into a shell."""
    done = subprocess.run(["sh", "-c", message.rsplit("itself: ", 1)[1]], capture_output=True, text=True, cwd=path(), check=False)
    tap.equal((done.returncode, done.stdout, done.stderr), (0, "", ""), message)


def back_up(name, base="demo.db"):
    """Into that file; on a server by what its refusal tells."""
    if store.IS_SERVER:
        by_the_message(refused(69, "backup", path(name), base=base, says=["pg_dump"]))
    else:
        good("backup", path(name), base=base)


def put_back(name, base):
    if store.IS_SERVER:
        by_the_message(refused(69, "restore", path(name), base=base, says=["pg_restore"]))
    else:
        good("restore", path(name), base=base)


def opened(backup):
    """The name of the base that the backup is, or is put into."""
    if not store.IS_SERVER:
        return path(backup)
    store.create(at(backup))
    put_back(backup, backup)
    return backup


def test_backup_while_others_write():
    file = write_clients("many.csv", 4000, "Many")
    backups = []
    with subprocess.Popen(command(ADMIN, "demo.db", "import", file, "--enterprise", 1), stdout=subprocess.PIPE, text=True) as writer:
        while writer.poll() is None:
            backups.append(f"backup-{len(backups)}.db")
            back_up(backups[-1])
        tap.equal(writer.stdout.read(), "created=4000 updated=0 skipped=0 rejected=0 members=0\n")
    tap.true(backups, "one at least")
    for backup in backups[-10:]:
        base = opened(backup)
        # The search index follows the rows in slices of its own, so a copy from between the two lacks some in it, as a
        # base does whose import was killed.
        done = run("check", base=base)
        tap.true(re.fullmatch(r"the base is sound\n|\d+ rows are not in the search index client_search: run `ukrcrm-admin migrate`\n", done.out), done)
        good("migrate", base=base)
        tap.equal(good("check", base=base), "the base is sound\n")
    tap.equal(good("check"), "the base is sound\n")


@store.on_server
def test_full_disk():
    """In the middle of an import; what is in is not brought again."""
    rows = 3000
    file = write_clients("full.csv", rows, "Full")
    brought = "SELECT id FROM client WHERE surname LIKE 'Full-%'"
    with subprocess.Popen(command(ADMIN, "demo.db", "import", file, "--enterprise", 1), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as importer:
        while not store.ask(at("demo.db"), brought):
            tap.equal(importer.poll(), None, "it is at work")
        store.server("full")
        out, err = importer.communicate()
    tap.equal((importer.returncode, out), (74, ""), err)
    for says in "import undo", f"the disk of {at('demo.db')} is full", "make room and try again":
        tap.true(says in err, err)
    before = len(store.ask(at("demo.db"), brought))
    refused(74, "import", file, "--enterprise", 1, says=["is full"])
    store.server("room")
    again = records("import", file, "--enterprise", 1)[0]
    tap.equal((again["created"] + again["skipped"], again["rejected"]), (rows, 0))
    tap.true(0 < before <= again["skipped"] < rows, again)
    tap.equal(len(store.ask(at("demo.db"), brought)), rows)
    good("migrate")
    tap.equal(good("check"), "the base is sound\n")


def test_another_collation():
    """Sort keys of another version of the library's order are made anew, all of them."""
    def keys():
        return [store.ask(at("demo.db"), f"SELECT id, sort_key FROM {table} ORDER BY id") for table in tables]

    tables = ("client", "task", "letter", "employee", "profile")
    before = keys()
    store.tell(at("demo.db"), "UPDATE base_fact SET value = '0' WHERE name = 'collation';" +
               "".join(f"UPDATE {table} SET sort_key = substr(sort_key, 1, 1);" for table in tables))
    tap.true("run `ukrcrm-admin migrate`" in run("check").out, "the keys are found to be old")
    tap.true(int(re.search(r"sort keys made anew: (\d+)", good("migrate")).group(1)) >= sum(map(len, before)), "each record")
    tap.equal(keys(), before)
    tap.equal(good("check"), "the base is sound\n")
    tap.true(good("migrate").startswith("nothing to do: "), "made anew once")


@store.on_files
def test_backup_refused():
    refused(73, "backup", path("demo.db"), says=[path("demo.db"), "exists"])
    refused(73, "backup", path("nowhere", "copy.db"), says=[path("nowhere", "copy.db")])
    tap.true(not [name for name in os.listdir(path()) if ".new-" in name], "nothing half-made is left")


@store.on_files
def test_restore_refused():
    with open(path("text.db"), "w", encoding="utf-8") as file:
        file.write("no base\n" * 1000)
    refused(66, "restore", path("absent.db"), says=[path("absent.db")])
    refused(65, "restore", path("text.db"), says=[path("text.db")])
    tap.equal(good("check"), "the base is sound\n", "the live one is as it was")


def test_restore_beside_an_open_client():
    good("demo", base="live.db")
    back_up("before.db", "live.db")
    good("import", write_clients("new.csv", 3, "Яяя"), "--enterprise", 1, base="live.db")
    os.mkdir(path("terminal"))
    with open(path("suppressions"), "w", encoding="utf-8") as file:
        file.write("leak:new_panel\n")
    person = Person(path("terminal"), command(CLIENT, "live.db", "--user", "owner@demo.example", "clients", "1"),
                    {"LSAN_OPTIONS": f"print_suppressions=0:suppressions={file.name}"})
    try:
        person.sees("/ 253")
        put_back("before.db", "live.db")
        person.press("F5")
        person.sees("/ 250")
        person.press("Enter")
        person.sees("Surname")
        person.press("End", "Z", "F2")
        person.look_for("Surname", absent=True)
        tap.equal(good("check", base="live.db"), "the base is sound\n")
    finally:
        person.close()


tap.main(globals())
