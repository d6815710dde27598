"""How ukrcrm-admin and its sisters are called, rightly and wrongly. Usage: see house.py"""

import os
import shutil
import struct
import subprocess

from house import ADMIN, CLIENT, MAILER, NETWORK, OPENING, PASSWORD, SETTINGS, at, good, path, records, refused, run, store, tap

good("demo")


@store.on_files
def test_usage():
    for words, says in [
            ((), "command"), (("frob",), "frob"), (("user",), "user"), (("user", "frob"), "frob"), (("--frob",), "--frob"),
            (("user", "add"), "EMAIL"), (("user", "list", "more"), "more"), (("demo", "--clients", "0"), "--clients"),
            (("demo", "--clients", "many"), "many"), (("gen", "--enterprises", "-1"), "--enterprises"),
            (("import", "x.csv"), "--enterprise"), (("import", "x.csv", "--enterprise", 1, "--on-duplicate", "frob"), "frob"),
            (("import", "undo", "x"), "«x»"), (("unknown", "sent", "0"), "«0»"), (("why", "x"), "«x»"), (("user", "list", "--list", "x"), "--list"),
            (("--now", "yesterday", "user", "list"), "yesterday"), (("--lang", "de", "user", "list"), "de"),
            (("import", "x.csv", "--enterprise", 1, "--start-campaigns"), "--list"), (("user", "add", "a@b.example"), "--first-name"),
            (("enterprise", "plan", "x", "y"), "«x»"), (("grant",), "--mailer"),
            (("grant", "--client", "crm_a", "--mailer", "crm_a"), "crm_a")]:
        tap.true("ukrcrm-admin" in refused(64, *words, says=[says, "Usage:", "--help"]), words)


def test_absent():
    """libpq says in its words that there is no such database."""
    says = [at("absent.db"), "absent_db" if store.IS_SERVER else "ukrcrm-admin init"]
    for words in OPENING + [("migrate",)]:
        refused(66, *words, base="absent.db", says=says, given=PASSWORD + "\n")
    for program in CLIENT, MAILER:
        refused(66, program=program, base="absent.db", says=says)
    tap.true(not os.path.exists(path("absent.db")), "nothing was made")


@store.on_files
def test_no_address():
    for words in ("init",), ("check",):
        told = refused(66, *words, base="mysql://u:geheim@host/crm", says=["mysql:// ", "postgresql://"])
        tap.true("geheim" not in told, told)


def test_there_already():
    for words in ("init",), ("demo",), ("gen", "--clients", 1):
        refused(73, *words, says=[at("demo.db")])
    tap.equal(good("check"), "the base is sound\n", "and is left alone")


@store.on_files
def test_a_file_has_no_roles():
    refused(69, "grant", "--client", "crm_client", says=[path("demo.db"), "mode"])


def changed(name, place, data):
    """A copy of the demo base with these bytes at this place."""
    shutil.copy(path("demo.db"), path(name))
    with open(path(name), "r+b") as file:
        file.seek(place)
        file.write(data)
    return name


def test_newer():
    if store.IS_SERVER:
        good("init", base="newer.db")
        store.tell(at("newer.db"), "UPDATE ukrcrm_schema SET version = 9999")
    else:
        changed("newer.db", 60, struct.pack(">I", 9999))  # user_version
    for words in OPENING + [("migrate",)]:
        refused(65, *words, base="newer.db", says=[at("newer.db"), "newer"], given=PASSWORD + "\n")
    for program in CLIENT, MAILER:
        refused(65, program=program, base="newer.db", says=[at("newer.db"), "newer"])


def no_base():
    """What others keep."""
    if store.IS_SERVER:
        good("init", base="foreign.db")
        store.tell(at("foreign.db"), "DROP TABLE ukrcrm_schema")
        return ["foreign.db"]
    with open(path("text.db"), "w", encoding="utf-8") as file:
        file.write("Прізвище;Ім'я\n" * 1000)
    return ["text.db", changed("foreign.db", 68, struct.pack(">I", 42))]  # application_id


def test_no_base():
    for base in no_base():
        for words in OPENING:
            refused(65, *words, base=base, says=[at(base)], given=PASSWORD + "\n")
        for program in CLIENT, MAILER:
            refused(65, program=program, base=base, says=[at(base)])
        refused(73, "init", base=base, says=[at(base)])


@store.on_files
def test_damaged():
    """Page by page: it may be found sound only where nothing of it is used; it never crashes and never says nothing."""
    size = os.path.getsize(path("demo.db"))
    damaged = 0
    for page in range(1, size // 4096, max(1, size // 4096 // 40)):
        changed("damaged.db", page * 4096, b"\xa5" * 4096)
        done = run("check", base="damaged.db")
        tap.true(done.code in (0, 65), f"page {page}: {done}")
        tap.true(done.code == 0 or "backup" in done.err, f"page {page}: {done.err}")
        damaged += done.code != 0
    tap.true(damaged > 30, f"{damaged} of 40")


@store.on_files
def test_network():
    preload = {"LD_PRELOAD": NETWORK, "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}
    environment = {**os.environ, **preload}
    for words in OPENING + [("migrate",), ("restore", path("demo.db"))]:
        refused(66, *words, says=[path("demo.db"), "network file system (NFS)", "local disk"], env=environment,
                given=PASSWORD + "\n")
    refused(66, "init", base="new.db", says=["network file system"], env=environment)
    tap.true(not os.path.exists(path("new.db")), "nothing was made")
    for program in CLIENT, MAILER:
        refused(66, program=program, says=["network file system"], env=environment)


@store.on_files
def test_others_file():
    """A base that this account may not open."""
    root = os.geteuid() == 0
    nobody = {"user": 65534, "group": 65534, "extra_groups": []} if root else {}
    os.chmod(path("demo.db"), 0o600 if root else 0)
    for program, words in (ADMIN, ["user", "list"]), (CLIENT, []):
        copy = shutil.copy(program, path())  # where the build stands, nobody may not be let in
        refused(66, *words, program=copy, says=[path("demo.db"), "Permission denied"], **nobody)
    os.chmod(path("demo.db"), 0o660)


@store.on_server
def test_settings_that_others_may_write():
    """They lead to the base, so they are what a person is let in by without a password."""
    os.chmod(SETTINGS, 0o666)
    refused(77, "--user", "owner@demo.example", program=CLIENT, says=["--user", SETTINGS])
    os.chmod(SETTINGS, 0o644)


@store.on_files
def test_settings():
    with open(path("wrong.conf"), "w", encoding="utf-8") as file:
        file.write("[mailer]\nsmpt=smtp://relay.example\n")
    for program, words in (ADMIN, ["check"]), (CLIENT, []), (MAILER, []):
        refused(78, "--config", path("wrong.conf"), *words, program=program, says=[path("wrong.conf"), "smpt"])
        refused(78, "--config", path("absent.conf"), *words, program=program, says=[path("absent.conf")])


@store.on_files
def test_relative_settings():
    """A relative --config, and in it a base beside it."""
    with open(path("beside.conf"), "w", encoding="utf-8") as file:
        file.write("[database]\nurl=demo.db\n")
    words = [ADMIN, "--config", "beside.conf", "--lang", "en", "check"]
    done = subprocess.run(words, cwd=path(), capture_output=True, text=True, check=False)
    tap.equal((done.stdout, done.stderr), ("the base is sound\n", ""))


@store.on_files
def test_languages():
    for language, says in ("ru", "нет"), ("uk", "немає"):
        for program, words in (ADMIN, ("user", "list")), (CLIENT, ()), (MAILER, ()):
            refused(66, *words, program=program, base="absent.db", language=language, says=[says, path("absent.db")])


@store.on_files
def test_other_files():
    """What was saved as .csv and is none: told as what it is."""
    for start, says in [
            (b"\n <!DOCTYPE html>\n<html><body>a,b</body></html>", "HTML"), (b"<HTML>\n<table>", "HTML"), (b"\xef\xbb\xbf<table><tr>", "HTML"),
            (b"<?xml version='1.0'?>\n<Workbook/>", "XML"), (b"{\\rtf1\\ansi a}", "RTF"), (b'{"email": "a@b.example"}', "JSON"),
            (b'[{"email": 1}]', "JSON"), (b"PK\x03\x04 xlsx", "workbook"), (b"\xd0\xcf\x11\xe0\xa1\xb1", "Excel"), (b"%PDF-1.7\n", "PDF"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no table of text"), (b"\x7fELF\2\1\1" + bytes(64), "no table of text"), (b"\n \n", "empty")]:
        with open(path("other.csv"), "wb") as file:
            file.write(start)
        refused(65, "import", path("other.csv"), "--enterprise", 1, says=["other.csv", says])
    with open(path("other.csv"), "wb") as file:
        file.write("Компанія,E-mail\n<html>,a@html.example\n".encode())
    tap.equal(records("import", path("other.csv"), "--enterprise", 1, "--dry-run")[0]["created"], 1)


tap.main(globals())
