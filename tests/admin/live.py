"""A base in use: copied while others write, put back while a client is open. Usage: see house.py"""

import csv
import os
import re
import subprocess

from house import ADMIN, CLIENT, command, good, path, refused, run, tap
from person import Person

good("demo")


def write_clients(name, rows, word):
    with open(path(name), "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["Прізвище", "E-mail"])
        table.writerows([f"{word}-{n}", f"{word}{n}@client.example".lower()] for n in range(rows))
    return path(name)


def test_backup_while_others_write():
    file = write_clients("many.csv", 4000, "Many")
    backups = []
    with subprocess.Popen(command(ADMIN, "demo.db", "import", file, "--enterprise", 1), stdout=subprocess.PIPE, text=True) as writer:
        while writer.poll() is None:
            backups.append(f"backup-{len(backups)}.db")
            good("backup", path(backups[-1]))
        tap.equal(writer.stdout.read(), "created=4000 updated=0 skipped=0 rejected=0 members=0\n")
    tap.true(backups, "one at least")
    for backup in backups:
        # The search index follows the rows in slices of its own, so a copy from between the two lacks some in it.
        done = run("check", base=backup)
        tap.true(re.fullmatch(r"the base is sound\n|\d+ rows? (is|are) not in the search index client_search\n", done.out), done)
    tap.equal(good("check"), "the base is sound\n")


def test_backup_refused():
    refused(73, "backup", path("demo.db"), says=[path("demo.db"), "exists"])
    refused(73, "backup", path("nowhere", "copy.db"), says=[path("nowhere", "copy.db")])
    tap.true(not [name for name in os.listdir(path()) if ".new-" in name], "nothing half-made is left")


def test_restore_refused():
    with open(path("text.db"), "w", encoding="utf-8") as file:
        file.write("no base\n" * 1000)
    refused(66, "restore", path("absent.db"), says=[path("absent.db")])
    refused(65, "restore", path("text.db"), says=[path("text.db")])
    tap.equal(good("check"), "the base is sound\n", "the live one is as it was")


def test_restore_beside_an_open_client():
    good("demo", base="live.db")
    good("backup", path("before.db"), base="live.db")
    good("import", write_clients("new.csv", 3, "Яяя"), "--enterprise", 1, base="live.db")
    os.mkdir(path("terminal"))
    with open(path("suppressions"), "w", encoding="utf-8") as file:
        file.write("leak:new_panel\n")
    person = Person(path("terminal"), command(CLIENT, "live.db", "--user", "owner@demo.example", "clients", "1"),
                    {"LSAN_OPTIONS": f"print_suppressions=0:suppressions={file.name}"})
    try:
        person.sees("/ 253")
        tap.equal(run("restore", path("before.db"), base="live.db").code, 0)
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
