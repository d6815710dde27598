"""What other tests rely on: what they learn of a base, and that a server ends with the test whatever way that ends."""

import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "mailer"))
import store
import tap

FOLDER = tempfile.mkdtemp(prefix="store-")
TABLE = "CREATE TABLE firm (id bigint, name text, photo blob); INSERT INTO firm VALUES (1, 'Їжак' || char(10), x'00ff'), (2, NULL, NULL)"


def new_base():
    base = store.url(FOLDER, "base.db")
    script = TABLE.replace("blob", "bytea").replace("char(", "chr(").replace("x'00ff'", "'\\x00ff'") if store.IS_SERVER else TABLE
    store.tell(base, script)
    return base


def test_rows():
    base = new_base()
    tap.equal(store.ask(base, "SELECT id, name, photo, id + 1 AS id FROM firm ORDER BY firm.id DESC"),
              [(2, None, None, 3), (1, "Їжак\n", b"\0\xff", 2)])
    tap.equal(store.ask(base, "SELECT id FROM firm WHERE id > 2"), [])
    for question, what in (store.ask, "SELECT frob FROM firm"), (store.tell, "DELETE FROM firm; DELETE FROM frob"):
        try:
            question(base, what)
        except Exception as error:
            tap.true("frob" in str(error), error)
        else:
            raise AssertionError(f"nobody complains of {what}")
    tap.equal(store.ask(base, "SELECT count(*) FROM firm"), [(2,)])


def states():
    """Of the server's processes: T is stopped."""
    first = subprocess.run(["pgrep", "-f", f"unix_socket_directories={store.folder()}"], capture_output=True, text=True, check=False)
    found = subprocess.run(["ps", "-o", "stat=", "--pid", first.stdout.split()[0], "--ppid", first.stdout.split()[0]],
                           capture_output=True, text=True, check=False)
    return {line[0] for line in found.stdout.splitlines()}


@store.on_server
def test_words():
    base = new_base()
    copy = store.url_like(base)
    for word in "stop", "crash":
        store.server(word)
        try:
            store.ask(base, "SELECT 1")
        except RuntimeError as error:
            tap.true("Is the server running" in str(error), error)
        store.server("start")
        tap.equal(store.ask(base, "SELECT count(*) FROM firm"), [(2,)])
    store.server("full")
    try:
        store.tell(base, "INSERT INTO firm SELECT n, repeat('x', 900), NULL FROM generate_series(3, 20) AS n")
    except RuntimeError as error:
        tap.true("No space left on device" in str(error), error)
    else:
        raise AssertionError("there is room")
    store.server("room")
    tap.equal(store.ask(base, "SELECT count(*) FROM firm"), [(2,)])
    store.server("pause")
    tap.true(states() <= set("TZ"), "none runs; what had ended is left for the first to see")
    store.server("resume")
    tap.true("T" not in states(), "all run again")
    with subprocess.Popen(["psql", "--quiet", base, "--command", "LISTEN a", "--command", "\\! echo here; cat"],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        other.stdout.readline()
        tap.equal((store.connections(base), store.cut(base), store.connections(base)), (1, 1, 0))
    store.remove(base)
    tap.equal(store.ask(copy, "SELECT count(*) FROM firm"), [(2,)])


@store.on_server
def test_the_end():
    """However a test ends; C's keep the same program at the end of a pipe."""
    for how in signal.SIGKILL, signal.SIGABRT, signal.SIGTERM, None:
        program = f"import store; store.server('pause'); print(store.supervisor().pid, store.folder(), flush=True); {'' if how is None else 'input()'}"
        with subprocess.Popen([sys.executable, "-c", program], cwd=os.path.dirname(os.path.abspath(store.__file__)),
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True) as test:
            pid, folder = test.stdout.readline().split()
            supervisor = os.pidfd_open(int(pid))
            if how:
                os.killpg(test.pid, how)
            test.wait()
        select.select([supervisor], [], [])
        tap.true(not os.path.exists(folder), f"{how}: {folder} is left")
        left = subprocess.run(["pgrep", "-f", f"unix_socket_directories={folder}"], check=False)
        tap.equal(left.returncode, 1, f"{how}: the server is left")


try:
    tap.main(globals())
finally:
    shutil.rmtree(FOLDER)
