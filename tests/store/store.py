"""Where a test's base lives, as store.h has it for tests in C: in a file, or in a database of a PostgreSQL server that the
test program starts for itself. UKRCRM_TEST_STORE=postgresql, which meson sets in the second of a program's two tests,
chooses the server."""

import functools
import itertools
import json
import os
import re
import sqlite3
import subprocess
from contextlib import closing

IS_SERVER = os.environ.get("UKRCRM_TEST_STORE") == "postgresql"
OWNER = "crm"
OTHERS = "FROM pg_stat_activity WHERE datname = current_database () AND pid <> pg_backend_pid ()"
SERVER_COLUMNS = ("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
                  "AND table_name NOT LIKE 'ukrcrm%' ORDER BY ordinal_position")
# What a search index consists of is named after it, and begins with its name.
FILE_COLUMNS = ("SELECT found.name, columns.name FROM sqlite_schema AS found, pragma_table_info (found.name) AS columns "
                "WHERE found.type = 'table' AND found.name NOT LIKE 'sqlite_%' AND NOT EXISTS (SELECT 1 FROM sqlite_schema AS search "
                "WHERE search.sql LIKE 'CREATE VIRTUAL %' AND found.name LIKE search.name || '%') ORDER BY columns.cid")
numbers = itertools.count(1)


def on_files(test):
    """Decorates a test that is none on the other store."""
    return None if IS_SERVER else test


def on_server(test):
    return test if IS_SERVER else None


# --- the server -------------------------------------------------------------------------------------

@functools.cache
def supervisor():
    """server.py; it ends with this program, whatever way that ends."""
    program = os.path.join(os.environ["G_TEST_BUILDDIR"], "store", "server")
    process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.folder = process.stdout.readline().strip()
    if not process.folder:
        raise RuntimeError("the PostgreSQL server of the test cannot be used")
    return process


def folder():
    """Of the server's socket."""
    return supervisor().folder


def server(word):
    """stop, crash, start, pause, resume, full or room; returns when it is so."""
    process = supervisor()
    print(word, file=process.stdin, flush=True)
    answer = process.stdout.readline()
    if answer != "done\n":
        raise RuntimeError(f"the server did not {word}: {answer}")


def psql(user, database, sql):
    command = ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", f"--host={folder()}",
               f"--username={user}", f"--dbname={database}"]
    done = subprocess.run(command, input=sql, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{sql}: {done.stderr}")
    return done.stdout


def database_of(url):
    return re.match(r"postgresql:///(\w+)\?", url).group(1)


# --- bases ------------------------------------------------------------------------------------------

def on_a_server(base):
    return base.startswith("postgresql:")


def place(where, name):
    """Where a base called so is or would be: a file in the folder `where`, or a database. Nothing is made."""
    return f"postgresql:///{re.sub('[^a-z0-9]', '_', name)}?host={folder()}&user={OWNER}" if IS_SERVER else os.path.join(where, name)


def create(base, model="template1"):
    """Makes a database; server only. Copying files takes half the work that writing them into the log does."""
    psql(OWNER, "postgres", f"CREATE DATABASE {database_of(base)} TEMPLATE {model} STRATEGY file_copy")
    return base


def new_place():
    return place("", f"t{os.getpid()}_{next(numbers)}")


def url(where, name):
    """A place for a new base: where that file is to be, or a new, empty database."""
    return create(new_place()) if IS_SERVER else os.path.join(where, name)


def url_like(model):
    """A new database with what stands in the base at `model`, which nobody has open; server only."""
    return create(new_place(), database_of(model))


def remove(base):
    """Whoever has it open; of a file nothing is done."""
    if on_a_server(base):
        psql("postgres", "postgres", f"DROP DATABASE {database_of(base)} WITH (FORCE)")


def value_of(value):
    return bytes.fromhex(value[2:]) if isinstance(value, str) and value.startswith("\\x") else value


def ask(base, sql):
    """Rows of a SELECT in the dialect of both stores, as the one who may do everything: tuples of None, int, str, bytes."""
    if not on_a_server(base):
        with closing(sqlite3.connect(f"file:{base}?mode=ro", uri=True)) as connection:
            return connection.execute(sql).fetchall()
    rows = psql("postgres", database_of(base), f"SELECT row_to_json (found) FROM ({sql}) AS found")
    return [tuple(value_of(value) for _, value in json.loads(row, object_pairs_hook=list)) for row in rows.splitlines()]


def tell(base, script):
    """Statements of which nothing is asked, all of them or none."""
    if on_a_server(base):
        psql("postgres", database_of(base), f"BEGIN; {script}; COMMIT")
    else:
        with closing(sqlite3.connect(base)) as connection:
            connection.executescript(f"BEGIN; {script}; COMMIT")


def tables(base):
    """{table: [column, …]} of what schema.sql makes, in order."""
    found = ask(base, SERVER_COLUMNS if on_a_server(base) else FILE_COLUMNS)
    return {table: [column for name, column in found if name == table] for table in sorted({name for name, _ in found})}


# --- who is connected; server only --------------------------------------------------------------------

def connections(base):
    return ask(base, f"SELECT count (*) {OTHERS}")[0][0]


def cut(base):
    """Ends every connection to the base, and waits until they are gone; returns how many."""
    return ask(base, f"SELECT count (pg_terminate_backend (pid, 60000)) {OTHERS}")[0][0]
