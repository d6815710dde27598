"""How ukrcrm-admin and its sisters are called, rightly and wrongly. Usage: see house.py"""

import os
import shutil
import struct
import subprocess

from house import ADMIN, CLIENT, MAILER, NETWORK, good, path, records, refused, run, tap

PASSWORD = "три старі капелюхи"
OPENING = [("user", "list"), ("enterprise", "list"), ("enterprise", "plan", 1, "x"), ("user", "passwd", "owner@demo.example"),
           ("user", "lock", "owner@demo.example"), ("import", "some.csv", "--enterprise", 1), ("import", "undo", 1),
           ("backup", "copy.db"), ("check",), ("unknown", "list"), ("held", "list"), ("journal", "accept"), ("why", 1)]
good("demo")


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
    for words in OPENING:
        refused(66, *words, base="absent.db", says=[path("absent.db"), "ukrcrm-admin init"], given=PASSWORD + "\n")
    refused(66, "migrate", base="absent.db", says=[path("absent.db"), "ukrcrm-admin init"])
    tap.true(not os.path.exists(path("absent.db")), "nothing was made")
    for program in CLIENT, MAILER:
        refused(66, program=program, base="absent.db", says=[path("absent.db"), "ukrcrm-admin init"])


def test_there_already():
    for words in ("init",), ("demo",), ("gen", "--clients", 1):
        refused(73, *words, says=[path("demo.db")])
    tap.equal(good("check"), "the base is sound\n", "and is left alone")


def test_a_file_has_no_roles():
    refused(69, "grant", "--client", "crm_client", says=[path("demo.db"), "mode"])


def changed(name, at, data):
    """A copy of the demo base with these bytes at this place."""
    shutil.copy(path("demo.db"), path(name))
    with open(path(name), "r+b") as file:
        file.seek(at)
        file.write(data)
    return name


def test_newer():
    changed("newer.db", 60, struct.pack(">I", 9999))  # user_version
    for words in OPENING + [("migrate",)]:
        refused(65, *words, base="newer.db", says=[path("newer.db"), "newer"], given=PASSWORD + "\n")
    for program in CLIENT, MAILER:
        refused(65, program=program, base="newer.db", says=[path("newer.db"), "newer"])


def test_no_base():
    with open(path("text.db"), "w", encoding="utf-8") as file:
        file.write("Прізвище;Ім'я\n" * 1000)
    changed("foreign.db", 68, struct.pack(">I", 42))  # application_id
    for base in "text.db", "foreign.db":
        for words in OPENING:
            refused(65, *words, base=base, says=[path(base)], given=PASSWORD + "\n")
        for program in CLIENT, MAILER:
            refused(65, program=program, base=base, says=[path(base)])


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


def test_others_file():
    """A base that this account may not open."""
    root = os.geteuid() == 0
    nobody = {"user": 65534, "group": 65534, "extra_groups": []} if root else {}
    os.chmod(path("demo.db"), 0o600 if root else 0)
    for program, words in (ADMIN, ["user", "list"]), (CLIENT, []):
        copy = shutil.copy(program, path())  # where the build stands, nobody may not be let in
        refused(66, *words, program=copy, says=[path("demo.db"), "Permission denied"], **nobody)
    os.chmod(path("demo.db"), 0o660)


def test_settings():
    with open(path("wrong.conf"), "w", encoding="utf-8") as file:
        file.write("[mailer]\nsmpt=smtp://relay.example\n")
    for program, words in (ADMIN, ["check"]), (CLIENT, []), (MAILER, []):
        refused(78, "--config", path("wrong.conf"), *words, program=program, says=[path("wrong.conf"), "smpt"])
        refused(78, "--config", path("absent.conf"), *words, program=program, says=[path("absent.conf")])


def test_relative_settings():
    """A relative --config, and in it a base beside it."""
    with open(path("beside.conf"), "w", encoding="utf-8") as file:
        file.write("[database]\nurl=demo.db\n")
    words = [ADMIN, "--config", "beside.conf", "--lang", "en", "check"]
    done = subprocess.run(words, cwd=path(), capture_output=True, text=True, check=False)
    tap.equal((done.stdout, done.stderr), ("the base is sound\n", ""))


def test_languages():
    for language, says in ("ru", "нет"), ("uk", "немає"):
        for program, words in (ADMIN, ("user", "list")), (CLIENT, ()), (MAILER, ()):
            refused(66, *words, program=program, base="absent.db", language=language, says=[says, path("absent.db")])


def test_people():
    tap.equal(records("user", "add", "new@firm.example", "--surname", "Коваль", "--first-name", "Іван", given=PASSWORD + "\n"),
              [{"id": 5, "email": "new@firm.example"}])
    refused(65, "user", "add", "new@firm.example", "--first-name", "Іван", given=PASSWORD + "\n", says=["new@firm.example"])
    refused(65, "user", "add", "weak@firm.example", "--first-name", "Іван", given="qwerty123\n", says=["tried first"])
    refused(64, "user", "add", "none@firm.example", "--first-name", "Іван", says=["password"])
    refused(65, "user", "add", "no address", "--first-name", "Іван", given=PASSWORD + "\n", says=["no address"])
    tap.equal([row["email"] for row in records("user", "list") if "demo" not in row["email"]], ["new@firm.example"])
    for act in "passwd", "lock", "unlock", "tie":
        refused(77, "user", act, "nobody@firm.example", says=["nobody@firm.example"], given=PASSWORD + "\n")
        good("user", act, "new@firm.example", given="четвертий капелюх\n")


def test_accounts():
    good("user", "tie", "manager@demo.example", "iryna")
    refused(65, "user", "tie", "guest@demo.example", "iryna", says=["iryna", "manager@demo.example"])
    good("user", "tie", "manager@demo.example", "iryna")
    for account in "", "a b", "a\tb", "ірина":
        refused(65, "user", "tie", "guest@demo.example", account, says=["account"])
    good("user", "tie", "manager@demo.example")
    good("user", "tie", "guest@demo.example", "iryna")
    good("user", "tie", "guest@demo.example")


def test_checked_before_the_password():
    for email in "no address", "a@b@c":
        refused(65, "user", "add", email, "--first-name", "Іван", says=[email])
    for words in ("--language", "de"), ("--surname", "x" * 5000):
        refused(65, "user", "add", "long@firm.example", "--first-name", "Іван", *words, given=PASSWORD + "\n")
    tap.true("long@firm.example" not in good("user", "list"), "nothing is half made")


def test_password_is_no_argument():
    for words in ("user", "add"), ("user", "passwd"):
        refused(64, *words, "new@firm.example", PASSWORD)
        tap.true("password" not in " ".join(word for word in good(*words, "--help").split() if word.startswith("-")), words)


def test_plan():
    for plan in "Start", "team":
        good("enterprise", "plan", 1, plan)
        tap.equal(records("enterprise", "list"), [{"id": 1, "name": "Демо", "plan": plan.capitalize(), "working": 4}])
    for plan in "Небесний", "":
        refused(65, "enterprise", "plan", 1, plan, says=[f"“{plan}”", "Start", "Team"])
    refused(65, "enterprise", "plan", 99, "Start", says=["99"])
    good("enterprise", "plan", 1, "Start", "--as", "admin@demo.example")
    for role in "manager", "guest":
        refused(77, "enterprise", "plan", 1, "Team", "--as", f"{role}@demo.example")
    tap.equal(records("enterprise", "list")[0]["plan"], "Start")


def test_a_new_enterprise_has_a_plan():
    tap.equal(records("gen", "--clients", 1, base="fresh.db")[:0], [])
    tap.equal([row["plan"] for row in records("enterprise", "list", base="fresh.db")], ["Start"])


def test_as():
    with open(path("two.csv"), "w", encoding="utf-8") as file:
        file.write("Прізвище,E-mail\nГончар,honchar@client.example\nБезадресний,\n")
    words = ("import", path("two.csv"), "--enterprise", 1, "--dry-run")
    refused(77, "--as", "guest@demo.example", *words, says=["Guest", "Import"])
    refused(77, "--as", "nobody@demo.example", *words, says=["nobody@demo.example"])
    tap.equal(good("--as", "manager@demo.example", *words), "created=2 updated=0 skipped=0 rejected=0 members=0\n")


def test_as_where_it_means_nothing():
    """What concerns the whole installation is nobody's right but the console's."""
    for role in "owner", "admin", "manager", "guest":
        person = f"{role}@demo.example"
        for words in OPENING + [("migrate",), ("init",), ("restore", "copy.db"), ("user", "add", "a@b.example")]:
            if words[0] not in ("import", "enterprise"):
                refused(64, "--as", person, *words, says=["--as"], given=PASSWORD + "\n")
        tap.equal([row["name"] for row in records("--as", person, "enterprise", "list")], ["Демо"])
    refused(77, "--as", "nobody@demo.example", "enterprise", "list", says=["nobody@demo.example"])


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


def test_json():
    """Every command that prints records: one object a line, with these names."""
    with open(path("json.csv"), "w", encoding="utf-8") as file:
        file.write("Прізвище,E-mail\nГончар,honchar@client.example\n")
    for words, names in [
            (("enterprise", "list"), {"id", "name", "plan", "working"}), (("user", "list"), {"id", "email", "name"}),
            (("import", path("json.csv"), "--enterprise", 1),
             {"import", "created", "updated", "skipped", "rejected", "members"}),
            (("import", "undo", 1), {"undone", "kept"}), (("check",), {"sound"}), (("why", 1), {"gate"}),
            (("journal", "accept"), None), (("unknown", "list"), None), (("held", "list"), None), (("migrate",), {"from", "to", "derived", "indexed"})]:
        found = records(*words)
        tap.true(found or names is None, f"{words} prints nothing")
        for record in found:
            tap.true(names is None or set(record) == names, f"{words}: {record}")
    tap.equal(set(records("init", base="json.db")[0]), {"base"})


def test_decisions():
    for words in ("unknown", "sent"), ("unknown", "resend"), ("held", "send"), ("held", "shift"), ("held", "skip"), ("import", "undo"):
        refused(65, *words, 999999, says=["999999"])
    refused(65, "why", 999999, says=["999999"])
    refused(65, "import", path("demo.db"), "--enterprise", 99, says=["99"])
    refused(66, "import", "absent.csv", "--enterprise", 1, says=["absent.csv"])
    refused(65, "import", path("demo.db"), "--enterprise", 1)


tap.main(globals())
