"""`ukrcrm-admin copy`: from a file to a server and back, with the same rows; killed and called again; what it refuses.
Arguments as house.py has them, then CRASH.so."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time

import house
import store
import tap

CRASH = os.path.abspath(sys.argv[5])
PHOTO = bytes(range(256)) * 20
WAITING = "SELECT count (*) FROM pg_locks WHERE NOT granted"


file = house.path


def database():
    return store.create(store.new_place())


def copy(source, target, **more):
    return house.run("copy", "--from", source, "--to", target, base=source, **more)


def copied(source, target, *words):
    return house.good(*words, "copy", "--from", source, "--to", target, base=source)


def refused(code, source, target, *says):
    return house.refused(code, "copy", "--from", source, "--to", target, base=source, says=says)


def rows_of(base):
    """Every table of a base in a file, by its name: all rows, whatever their order."""
    with contextlib.closing(sqlite3.connect(f"file:{base}?mode=ro", uri=True)) as connection:
        tables = [name for name, in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' AND name NOT LIKE '%search%' "
            "AND name NOT LIKE 'sqlite_%'")]
        return {table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in tables}


def same(base, other):
    there, here = rows_of(base), rows_of(other)
    tap.equal(sorted(here), sorted(there), "tables")
    for table, rows in there.items():
        tap.equal(here[table], rows, table)


def back(base):
    """What stands in a server's base, as a file."""
    target = file(f"back{len(os.listdir(house.FOLDER))}.db")
    copied(base, target)
    return target


def made(name, *words):
    base = file(name)
    tap.equal(house.run(*words, base=base).code, 0, name)
    return base


def demo():
    """With one of everything that is special: bytes, a draft, texts that a server could take for something else."""
    base = made("demo.db", "demo", "--clients", 200)
    with contextlib.closing(sqlite3.connect(base)) as connection:
        connection.execute("INSERT INTO profile_photo VALUES (1, ?, 'image/png', 64, 64, 1)", (PHOTO,))
        connection.execute("INSERT INTO profile_photo VALUES (2, ?, 'image/png', 1, 1, 1)", (b"",))
        connection.execute("INSERT INTO draft VALUES (1, 9, 1, 'client', 0, 0, '{\"comment\":\"a\tb\\\\N\"}', 5)")
        connection.execute("UPDATE client SET comment = ? WHERE id = 7", ("NULL\n\\x41\t\"{}'",))
        connection.commit()
    return base


# --- there and back -------------------------------------------------------------------------------

def test_there_and_back():
    base, server, again = demo(), database(), file("again.db")
    told = house.records("copy", "--from", base, "--to", server, base=base)
    tap.equal(house.records("copy", "--from", server, "--to", again, base=server), told, "what is told of both ways")
    same(base, again)
    for place in server, again:
        tap.equal(house.good("check", base=place), "the base is sound\n", place)
        tap.equal(house.good("user", "list", base=place), house.good("user", "list", base=base), place)
    rows = {line["table"]: line for line in told[:-1]}
    tap.equal([rows["client"]["rows"], rows["profile_photo"]["rows"], len(rows)], [200, 2, told[-1]["tables"]], "told")
    tap.equal(told[-1]["rows"], sum(len(table) for table in rows_of(base).values()), "all rows")
    tap.true(rows["client"]["checksum"] != rows["client_contact"]["checksum"], "two tables, one sum")


def test_same_store():
    base = file("demo.db")
    copied(base, file("twin.db"))
    same(base, file("twin.db"))
    first, second = database(), database()
    copied(base, first)
    copied(first, second)
    same(base, back(second))


def test_goes_on_as_the_first():
    """New rows get the numbers that they would have got there."""
    clients = file("clients.csv")
    with open(clients, "w", encoding="utf-8") as text:
        text.write("surname;email\n" + "".join(f"Новий{i};new{i}@mail.example\n" for i in range(3)))
    bases = [file("demo.db"), file("again.db"), database()]
    copied(file("twin.db"), bases[2])
    found = []
    for base in bases:
        house.good("import", clients, "--enterprise", 1, base=base)
        found.append(store.ask(base, "SELECT id, surname FROM client WHERE surname LIKE 'Новий%' ORDER BY id"))
    tap.equal(found[1:], [found[0]] * 2, "numbers")
    tap.equal(len(found[0]), 3, "new clients")


# --- killed ---------------------------------------------------------------------------------------

def killed(source, target, step):
    """True: before its step-th write. Else it came to its end."""
    preload = {"LD_PRELOAD": CRASH, "CRASH_AT": str(step), "CRASH_ALL": "1",
               "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}
    done = copy(source, target, env={**os.environ, **preload})
    tap.true(done.code in (-9, 0), done.err)
    return done.code == -9


def unfinished(base):
    tap.true("copy" in house.refused(65, "check", base=base), "which command is to be called again")


def is_whole(base):
    return house.run("check", base=base).code == 0


def large():
    return file("large.db") if os.path.exists(file("large.db")) else made("large.db", "gen", "--clients", 2600)


def killed_all_along(source, target):
    """Each time a little later, until it is whole."""
    steps, deaths = 4, 0
    while killed(source, target, steps):
        steps, deaths = steps + steps // 2 + 1, deaths + 1
        if deaths > 6 if store.on_a_server(target) else os.path.exists(target):  # by now there is something
            if is_whole(target):  # only what it tells of it was left
                break
            unfinished(target)
    tap.true(deaths > 7, f"killed {deaths} times")


def test_killed():
    base, server, copy_ = large(), database(), file("killed.db")
    killed_all_along(base, server)
    tap.equal(house.good("check", base=server), "the base is sound\n", "server")
    killed_all_along(server, copy_)
    tap.equal(house.good("check", base=copy_), "the base is sound\n", "file")
    same(base, copy_)


def half(source, target):
    """A copy that was killed in the midst of the clients' contacts."""
    tap.true(killed(source, target, 60), "not killed")
    unfinished(target)
    return target


def test_source_changed():
    """Before the rest is copied what is there already is compared."""
    base = shutil.copy(large(), file("changed.db"))
    server = half(base, database())
    house.good("user", "lock", "owner@demo.example", base=base)
    done = copy(base, server)
    tap.equal(done.code, 0, done.err)
    tap.true("copied anew" in done.err, done.err)
    same(base, back(server))


# --- beside others --------------------------------------------------------------------------------

WRITING = "SELECT pg_advisory_lock (1430475341, 0)"


@contextlib.contextmanager
def held(database, lock=WRITING):
    """By default nobody writes to the base meanwhile."""
    command = ["psql", "--no-psqlrc", "--quiet", "--tuples-only", f"--host={store.folder()}", "--username=postgres", f"--dbname={database}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        print(f"BEGIN; {lock};\n\\echo held", file=holder.stdin, flush=True)
        while holder.stdout.readline() != "held\n":
            pass
        yield
        holder.stdin.close()


def waiting(database, all_=1):
    while int(store.psql("postgres", database, WAITING)) < all_:
        time.sleep(0.01)


def started(base, *words):
    return subprocess.Popen(house.command(house.ADMIN, base, *words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_written_meanwhile():
    """The copy is of the state in which it began; a second one to the same place is refused."""
    base = shutil.copy(file("twin.db"), file("busy.db"))
    before = shutil.copy(base, file("before.db"))
    server = database()
    tap.true(killed(base, server, 40), "not killed")
    with held(store.database_of(server)):
        with started(base, "copy", "--from", base, "--to", server) as first:
            waiting("postgres")
            refused(75, base, server, "another copy")
            house.good("user", "lock", "guest@demo.example", base=base)
            store.ask(server, "SELECT pg_terminate_backend (pid) FROM pg_locks WHERE locktype = 'advisory' AND granted "
                              "AND classid = 1430475341 AND objsubid = 2")
            out, err = first.communicate()
    tap.equal(first.returncode, 0, err)
    tap.true("meanwhile" in err, err)
    tap.true(out.endswith("on both sides\n"), out)
    same(before, back(server))


def test_killed_while_the_server_works():
    """Who died is not waited for, whatever the server still had to do for it."""
    def log():
        with open(os.path.join(store.folder(), "log"), encoding="utf-8") as file_:
            return file_.read()
    server, before = database(), len(log())
    tap.true(killed(large(), server, 60), "not killed")
    with held(store.database_of(server)):
        with started(large(), "copy", "--from", large(), "--to", server) as first:
            waiting("postgres")
            first.kill()
        while int(store.psql("postgres", "postgres", WAITING)):
            time.sleep(0.01)
    tap.true("connection to client lost" in log()[before:] and "timeout" not in log()[before:], log()[before:])
    copied(large(), server)


def two_at_once(base, code, says, words, database, lock):
    """Both have seen that nothing is there before one of them makes it."""
    with held(database, lock):
        both = [started(base, *words) for _ in range(2)]
        waiting("postgres", 2)
    ended = sorted((process.communicate()[1], process.returncode) for process in both)
    tap.equal([(ended[0]), ended[1][1]], [("", 0), code], f"{words}")
    tap.true(says in ended[1][0], ended[1][0])
    tap.equal(house.good("check", base=base), "the base is sound\n")


def test_two_at_once():
    making = "LOCK TABLE pg_catalog.{} IN SHARE MODE"
    source = file("demo.db")
    for code, says, words in (73, "not empty", ["init"]), (75, "another copy", ["copy", "--from", source, "--to"]):
        absent, empty = store.new_place(), database()
        for place, where, lock in (absent, "postgres", making.format("pg_database")), (empty, store.database_of(empty), making.format("pg_class")):
            two_at_once(place, code, says, [*words, place] if len(words) > 1 else words, where, lock)


# --- what it refuses ------------------------------------------------------------------------------

def test_wrong_words():
    base = file("demo.db")
    house.refused(64, "copy", "--from", base, base=base, says=["--to"])
    house.refused(64, "copy", "--to", base, base=base, says=["--from"])
    refused(64, base, base, "itself")
    refused(64, base, os.path.join(house.FOLDER, ".", "demo.db"), "itself")
    house.refused(64, "copy", base, file("x.db"), base=base)
    house.refused(64, "--as", "owner@demo.example", "copy", "--from", base, "--to", file("x.db"), base=base, says=["--as"])
    tap.true(not os.path.exists(file("x.db")), "made")


def test_wrong_source():
    refused(66, file("absent.db"), file("x.db"), "absent.db")
    refused(66, database().replace("postgresql:///t", "postgresql:///absent"), file("x.db"), "absent")
    refused(66, database(), file("x.db"), "no base")
    old = shutil.copy(file("demo.db"), file("old.db"))
    store_tell(old, "PRAGMA user_version = 1")
    refused(65, old, file("x.db"), "migrate, which makes a backup first")
    store_tell(old, "PRAGMA user_version = 99")
    refused(65, old, file("x.db"), "newer")
    tap.true(not os.path.exists(file("x.db")), "made")


def store_tell(base, sql):
    with contextlib.closing(sqlite3.connect(base)) as connection:
        connection.execute(sql)


def test_wrong_target():
    base, server = file("demo.db"), database()
    copied(base, server)
    refused(73, base, server, "already")
    refused(73, base, file("again.db"), "already")
    refused(66, base, file("absent", "x.db"), "x.db")
    with open(file("other"), "w", encoding="utf-8") as other:
        other.write("something else" * 100)
    refused(65, base, file("other"))
    foreign = database()
    store.tell(foreign, "CREATE TABLE something (a integer)")
    refused(65, base, foreign, "no base")
    with open(file("other"), encoding="utf-8") as other:
        tap.equal(other.read(), "something else" * 100, "left alone")


def test_half_a_copy_of_another():
    server = database()
    tap.true(killed(large(), server, 60), "not killed")
    refused(73, file("demo.db"), server, "another base")


def test_no_rights():
    store.psql("postgres", "postgres", "CREATE ROLE stranger LOGIN")
    server = database()
    refused(77, file("demo.db"), server.replace("user=crm", "user=stranger"), "may make no tables")


def test_letters_of_english_only():
    name = f"c{os.getpid()}"
    store.psql("postgres", "postgres", f"CREATE DATABASE {name} LOCALE 'C' TEMPLATE template0 OWNER crm")
    refused(66, file("demo.db"), f"postgresql:///{name}?host={store.folder()}&user=crm", "LC_CTYPE C")


def test_text_that_a_server_cannot_keep():
    base = shutil.copy(file("twin.db"), file("zero.db"))
    store_tell(base, "PRAGMA journal_mode = DELETE")
    with contextlib.closing(sqlite3.connect(base)) as connection:
        connection.execute("UPDATE client SET comment = 'a' || char(0) || 'b' WHERE id = 3")
        connection.commit()
    server = database()
    done = copy(base, server)
    tap.true(done.code == 70 and "client" in done.err, f"{done}")
    unfinished(server)


if __name__ == "__main__":
    tap.main(globals())
