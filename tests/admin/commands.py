"""What the commands of ukrcrm-admin do, and who may. Usage: see house.py"""

import csv
import io

from house import NETWORK, OPENING, PASSWORD, at, good, path, records, refused, run, store, tap

good("demo")


def test_demo_is_nobodys_news():
    """A mailer that runs on it has nothing to tell of its tasks."""
    tap.equal(store.ask(at("demo.db"), "SELECT (SELECT count(*) FROM task) AS tasks, (SELECT count(*) FROM task_notice) AS noted"), [(60, 0)])


def test_people():
    tap.equal(records("user", "add", "new@firm.example", "--surname", "Коваль", "--first-name", "Іван", given=PASSWORD + "\n"),
              [{"id": 5, "email": "new@firm.example"}])
    refused(65, "user", "add", "new@firm.example", "--first-name", "Іван", given=PASSWORD + "\n", says=["new@firm.example"])
    refused(65, "user", "add", "weak@firm.example", "--first-name", "Іван", given="qwerty123\n", says=["tried first"])
    refused(64, "user", "add", "none@firm.example", "--first-name", "Іван", says=["password"])
    refused(65, "user", "add", "no address", "--first-name", "Іван", given=PASSWORD + "\n", says=["no address"])
    tap.equal([row["email"] for row in records("user", "list") if "demo" not in row["email"]], ["new@firm.example"])
    for act in "passwd", "lock", "unlock", "tie":
        refused(67, "user", act, "nobody@firm.example", says=["nobody@firm.example"], given=PASSWORD + "\n")
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
            if words[0] not in ("import", "enterprise", "figures", "export"):
                refused(64, "--as", person, *words, says=["--as"], given=PASSWORD + "\n")
        tap.equal([row["name"] for row in records("--as", person, "enterprise", "list")], ["Демо"])
    refused(77, "--as", "nobody@demo.example", "enterprise", "list", says=["nobody@demo.example"])


def test_json():
    """Every command that prints records: one object a line, with these names."""
    with open(path("json.csv"), "w", encoding="utf-8") as file:
        file.write("Прізвище,E-mail\nГончар,honchar@client.example\n")
    for words, names in [
            (("enterprise", "list"), {"id", "name", "plan", "working"}), (("user", "list"), {"id", "email", "name"}),
            (("import", path("json.csv"), "--enterprise", 1),
             {"import", "created", "updated", "skipped", "rejected", "members"}),
            (("import", "undo", 1), {"undone", "kept"}), (("check",), {"sound"}), (("why", 1), {"gate"}),
            (("export", "tasks", "--enterprise", 1, "--output", path("json.out")), {"tasks"}),
            (("journal", "accept"), None), (("unknown", "list"), None), (("held", "list"), None),
            (("migrate",), {"from", "to", "derived", "moved", "indexed", "grants"})]:
        found = records(*words)
        tap.true(found or names is None, f"{words} prints nothing")
        for record in found:
            tap.true(names is None or set(record) == names, f"{words}: {record}")
    tap.equal(set(records("init", base="json.db")[0]), {"base"})


def test_figures():
    """CSV and JSON say the same, one figure what all of them say of it; days as asked for."""
    words = ("figures", "--enterprise", 1)
    lines = list(csv.reader(io.StringIO(good(*words), newline="")))
    tap.equal(lines[0], ["figure", "row", "measure", "value"])
    rows = [[row["figure"], row["row"], row["measure"], str(row["value"])] for row in records(*words)]
    tap.equal(lines[1:], rows)
    tap.equal(sum(int(row[3]) for row in rows if row[0] == "flow" and row[2] == "created"), 60, "the demo's tasks")
    tap.equal([row for row in rows if row[0] == "overdue"],
              [["overdue", row["row"], row["measure"], str(row["value"])] for row in records("figures", "overdue", "--enterprise", 1)])
    for days, n in ((), 28), (("--from", "2026-06-30", "--to", "2026-07-01"), 2), (("--to", "2026-06-30"), 28), (("--to", "2027-01-01"), 0):
        tap.equal(len(records("figures", "overdue", "--enterprise", 1, *days)), n, days)
    tap.equal(good("--as", "guest@demo.example", *words), good(*words), "everybody sees them")
    tap.true("Закрыта" in run(*words, language="ru").out, "names in the reader's language")
    refused(77, "--as", "nobody@demo.example", *words, says=["nobody@demo.example"])
    refused(65, "figures", "--enterprise", 99, says=["99"])
    for wrong, says in [(("frob", "--enterprise", 1), "status, employee"), ((), "--enterprise"), (("--enterprise", 1, "--from", "32.13"), "32.13"),
                        (("--enterprise", 1, "--to", ""), "--to"), (("--enterprise", "x"), "--enterprise"), (("status", "more", "--enterprise", 1), "more"),
                        (("--enterprise", 1, "--from", "2026-07-02", "--to", "2026-07-01"), "before it begins"),
                        (("--enterprise", 1, "--from", "1999-01-01"), "1100")]:
        refused(64, "figures", *wrong, says=[says, "Usage:"])


def test_decisions():
    for words in ("unknown", "sent"), ("unknown", "resend"), ("held", "send"), ("held", "shift"), ("held", "skip"), ("import", "undo"):
        refused(65, *words, 999999, says=["999999"])
    refused(65, "why", 999999, says=["999999"])
    refused(65, "import", NETWORK, "--enterprise", 99, says=["99"])
    refused(66, "import", "absent.csv", "--enterprise", 1, says=["absent.csv"])
    refused(65, "import", NETWORK, "--enterprise", 1)


tap.main(globals())
