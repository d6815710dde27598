"""The demo base: what is in it, and that the same clock makes the same one. Usage: see house.py"""

from collections import Counter

from house import at, good, path, run, store, tap

# What is drawn by lot on purpose: salts, hashes, identifiers that nobody may guess.
SECRET = {"profile.password_hash", "list.api_hash", "enterprise.api_hash", "delivery.token", "base_fact.value"}
good("demo")


def rows(name, sql):
    """Read by a library that is not ours."""
    return store.ask(at(name), sql)


def content(base):
    found = {}
    for table, columns in store.tables(base).items():
        names = ", ".join(column for column in columns if f"{table}.{column}" not in SECRET)
        found[table] = sorted(store.ask(base, f"SELECT {names} FROM {table}"), key=repr)
    return found


def compare(one, other):
    first, second = content(at(one)), content(at(other))
    tap.equal(list(first), list(second))
    tap.true(sum(map(len, first.values())) > 1500, "that is a base")
    for table, found in first.items():
        tap.equal(found, second[table], table)


def test_deterministic():
    good("demo", base="again.db")
    compare("demo.db", "again.db")


@store.on_server
def test_like_a_file():
    good("demo", base=path("file.db"))
    compare("demo.db", path("file.db"))


def test_enterprise():
    tap.equal(rows("demo.db", "SELECT id, short_name, zone FROM enterprise WHERE id > 0"), [(1, "Демо", "Europe/Kyiv")])
    tap.equal(rows("demo.db", "SELECT profile.email, employee.role FROM employee JOIN profile ON profile.id = employee.profile_id "
                              "ORDER BY employee.id"),
              [(f"{role}@demo.example", role) for role in ("owner", "admin", "manager", "guest")])


def test_clients():
    tap.equal(rows("demo.db", "SELECT count(*), count(DISTINCT status_id) FROM client"), [(250, 4)])
    good("demo", "--clients", 7, base="seven.db")
    tap.equal(rows("seven.db", "SELECT count(*) FROM client"), [(7,)])


def test_tasks():
    """In every state, of every type and priority; some overdue, some of each assignee."""
    for name, number in ("task_status", 7), ("task_type", 8), ("task_priority", 5):
        used = rows("demo.db", f"SELECT count(DISTINCT {name[5:]}_id), (SELECT count(*) FROM {name}) FROM task")
        tap.equal(used, [(number, number)], name)
    late, = rows("demo.db", "SELECT count(*) FROM task WHERE due_on < '2026-07-01'")[0]
    tap.true(late > 0, "some are overdue")


def test_letters():
    tap.equal(rows("demo.db", "SELECT list.name, campaign.name FROM list_campaign JOIN list ON list.id = list_id "
                              "JOIN campaign ON campaign.id = campaign_id"), [("Новые клиенты", "Знакомство")])
    tap.equal(rows("demo.db", "SELECT days FROM campaign_step ORDER BY position"), [(0,), (2,), (3,)])
    running = Counter(state for state, in rows("demo.db", "SELECT state FROM delivery WHERE kind = 'letter'"))
    tap.true(running["queued"] > 0, f"the campaign runs: {running}")


def test_people_sign_in():
    """With the password demo: the hash is one of it."""
    tap.equal(rows("demo.db", "SELECT count(*) FROM profile WHERE password_hash LIKE '$argon2id$v=19$m=19456,t=2,p=1$%'"), [(4,)])
    tap.equal(len(good("user", "list").splitlines()), 4)
    tap.equal(run("check").out, "the base is sound\n")


def test_gen():
    """Clients of many enterprises, whose texts match as the manual says."""
    good("gen", "--clients", 2000, "--enterprises", 3, base="large.db")
    tap.equal(rows("large.db", "SELECT enterprise_id, count(*) FROM client GROUP BY 1 ORDER BY 1"), [(1, 667), (2, 667), (3, 666)])
    tap.equal(rows("large.db", "SELECT count(*) FROM client WHERE search_text LIKE '%торг%'"), [(201,)])
    tap.equal(good("check", base="large.db"), "the base is sound\n")


tap.main(globals())
