"""The way to a base on a server: TLS, passwords, and what is told when it leads nowhere. Usage: see house.py"""

import contextlib
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import threading

from house import CLIENT, MAILER, OPENING, good, path, refused, run, tap

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "store"))
import store

NAME = "db.firm.example"
# Every test has an address of its own within the machine, so that all servers can listen on the usual port.
ADDRESS = f"127.{os.getpid() >> 16 & 255}.{os.getpid() >> 8 & 255}.{os.getpid() & 255}"
PASSWORD = "слово: з двокрапкою\\"
OWNER = 0o600
LEAKPROOF = "ALTER FUNCTION textlike (text, text) LEAKPROOF"
SOUND = "the base is sound\n"


def at_server(*names):
    return os.path.join(store.folder(), "data", *names)


def give_to_server(file):
    os.chmod(file, OWNER)
    if os.geteuid() == 0:
        shutil.chown(file, 65534, 65534)


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=path())


def make_authority(name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={name}",
            "-keyout", f"{name}.key", "-out", f"{name}.crt")


def make_certificate():
    make_authority("authority")
    make_authority("stranger")
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={NAME}",
            "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", "server.key", "-out", "server.csr")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "authority.crt", "-CAkey", "authority.key", "-CAcreateserial", "-days", "2",
            "-copy_extensions", "copy", "-out", "server.crt")
    for name in "server.key", "server.crt":
        shutil.copy(path(name), at_server(name))
        give_to_server(at_server(name))


def listen():
    """Passwords over the network, trust on the socket."""
    make_certificate()
    with open(at_server("pg_hba.conf"), "w", encoding="utf-8") as rules:
        rules.write("local all all trust\nhost all all 127.0.0.0/8 scram-sha-256\n")
    store.psql("postgres", "postgres", f"ALTER SYSTEM SET listen_addresses = '{ADDRESS}'; ALTER SYSTEM SET ssl = on")
    store.psql("postgres", "postgres", f"ALTER ROLE crm PASSWORD '{PASSWORD}'")
    restart()


def restart():
    store.server("stop")
    store.server("start")


def passfile(name, *lines, mode=OWNER):
    with open(path(name), "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines)
    os.chmod(path(name), mode)
    return path(name)


def url(database="crm", host=NAME, user="crm", authority="authority.crt", **more):
    words = {"hostaddr": ADDRESS, "sslrootcert": path(authority), "passfile": path("pass"), **more}
    return f"postgresql://{user}@{host}/{database}?" + "&".join(f"{name}={value}" for name, value in words.items())


def nowhere(base, *says, code=66, **more):
    """Every program says so, in one line."""
    for words, program in ((("user", "list"), None), ((), MAILER), ((), CLIENT)):
        told = refused(code, *words, base=base, says=says, **({"program": program} if program else {}), **more)
        tap.equal(told.count("\n"), 1, told)
        tap.true(PASSWORD not in told and "FATAL" not in told, told)


listen()
WRITTEN = PASSWORD.replace("\\", "\\\\").replace(":", "\\:")
passfile("pass", f"*:5432:*:crm:{WRITTEN}")
good("init", base=url())


def test_tls():
    """Whoever leaves the machine proves who it is, though the URL says nothing of it."""
    good("user", "list", base=url())
    tap.equal(store.psql("postgres", "postgres", "SHOW ssl").strip(), "on")
    nowhere(url(host="other.firm.example"), NAME, "other.firm.example")
    nowhere(url(authority="stranger.crt"), "certificate verify failed")
    nowhere(url(authority="absent.crt"), path("absent.crt"), "sslrootcert=FILE")
    good("user", "list", base=url(host="other.firm.example", sslmode="verify-ca"))
    here = f"postgresql://crm@{ADDRESS}/crm?passfile={path('pass')}"
    good("user", "list", base=here)
    nowhere(f"{here}&sslrootcert={path('authority.crt')}", NAME, ADDRESS)  # whoever names an authority wants it asked
    store.psql("postgres", "postgres", "ALTER SYSTEM SET ssl = off")
    restart()
    nowhere(url(), "server does not support SSL")
    good("user", "list", base=url(sslmode="disable"))
    store.psql("postgres", "postgres", "ALTER SYSTEM SET ssl = on")
    restart()


def test_passwords():
    nowhere(url(passfile=passfile("wrong", "*:*:*:*:geheim")), path("wrong"), "does not accept the password of crm")
    nowhere(url(passfile=passfile("other", f"{NAME}:5432:*:somebody:x")), path("other"), "asks for the password of crm", "HOST:PORT")
    nowhere(url(passfile=path("absent")), path("absent"), "asks for the password")
    nowhere(url(passfile=passfile("open", "*:*:*:*:x", mode=0o640)), "chmod 600 " + path("open"))
    nowhere(url(user=f"crm:{PASSWORD}".replace("\\", "%5C").replace(" ", "%20")), "passfile")


def test_environment():
    """libpq takes from there what the URL leaves out; a client knows none of it."""
    with_password = {**os.environ, "PGPASSWORD": PASSWORD}
    refused(66, "user", "list", base=url(passfile=path("absent")), says=["PGPASSWORD carries a password"], env=with_password)
    refused(66, program=MAILER, base=url(passfile=path("absent")), says=["PGPASSWORD carries a password"], env=with_password)
    elsewhere = {**os.environ, "HOME": path(), "PGHOST": NAME, "PGHOSTADDR": ADDRESS, "PGPASSFILE": path("pass")}
    refused(66, "user", "list", base="postgresql://crm@/crm", says=[path(".postgresql", "root.crt")], env=elsewhere)
    good("user", "list", base="postgresql://crm@/crm", env={**elsewhere, "PGSSLROOTCERT": path("authority.crt")})
    with open(path("services"), "w", encoding="utf-8") as services:
        services.write(f"[far]\nhost={NAME}\nhostaddr={ADDRESS}\n")
    far = {**os.environ, "HOME": path(), "PGSERVICEFILE": path("services")}
    refused(66, "user", "list", base=f"postgresql://crm@/crm?service=far&passfile={path('pass')}", says=["root.crt"], env=far)


def test_init():
    """It looks into the server's own database which ones there are."""
    refused(66, "init", base=url("new", passfile=passfile("one", f"{NAME}:5432:new:crm:{WRITTEN}")),
            says=['"new"', path("one"), "asks for the password of crm"])
    told = refused(66, "init", base=f"postgresql://crm@{ADDRESS}:1/new", says=["no server answers"])
    tap.equal(told.count("no server answers"), 1, told)
    good("init", base=url("new"))


def test_nowhere():
    nowhere(url(database="absent"), "database", "absent")
    nowhere(f"postgresql://crm@{ADDRESS}:1/crm", f"no server answers at {ADDRESS}:1", "running")
    nowhere(f"postgresql:///crm?host={path()}", f"no server answers at {path('.s.PGSQL.5432')}")
    nowhere("postgresql://crm@nowhere.invalid/crm?sslmode=disable", "nowhere.invalid")
    told = refused(66, "user", "list", base=f"postgresql://crm@{ADDRESS}:1/crm", language="uk")
    tap.true("не відповідає" in told, told)
    store.server("stop")
    nowhere(url(), f"no server answers at {NAME}:5432")
    store.server("start")


def test_other_bases():
    store.psql("crm", "postgres", "CREATE DATABASE empty")
    nowhere(url(database="empty"), "ukrcrm-admin init")
    local = f"postgresql:///crm?host={store.folder()}&user="
    store.psql("postgres", "postgres", "CREATE ROLE stranger LOGIN")
    nowhere(local + "stranger", "the role stranger has no rights", "ukrcrm-admin grant", code=77)
    for version, says in ((1, "pg_dump, then run ukrcrm-admin migrate"), (99, "newer program")):
        before = store.psql("postgres", "crm", "SELECT version FROM ukrcrm_schema").strip()
        store.psql("postgres", "crm", f"UPDATE ukrcrm_schema SET version = {version}")
        nowhere(local + "crm", says, code=65)
        store.psql("postgres", "crm", f"UPDATE ukrcrm_schema SET version = {before}")


# --- a role for each program ------------------------------------------------------------------------

def found(base):
    done = run("check", base=base)
    tap.equal(done.code, 65, done)
    tap.true("do what" in done.err, done.err)
    return done.out.splitlines()


def mend(base, told):
    """By the command at the end of the line."""
    good(*re.search(r"run ukrcrm-admin (.*)", told).group(1).split(), base=base)


def test_grants():
    """What a role lacks, or has beyond its program's rights, is told with what mends it."""
    base = f"postgresql:///granted?host={store.folder()}&user=crm"
    good("init", base=base)
    store.psql("postgres", "granted", "CREATE ROLE g_client LOGIN; CREATE ROLE g_mailer LOGIN;" + LEAKPROOF)
    good("grant", "--client", "g_client", "--mailer", "g_mailer", base=base)
    tap.equal(good("check", base=base), SOUND)
    for damage, roles, says in [
            ("REVOKE UPDATE ON client FROM g_client", "g_client", "g_client lacks rights that its program needs (UPDATE ON client)"),
            ("GRANT UPDATE (old), DELETE ON change TO g_client", "g_client", "may do more than its program needs (DELETE ON change, UPDATE ON change)"),
            ("GRANT SELECT ON profile TO g_mailer", "g_mailer", "(SELECT ON profile.password_hash)"),
            ("CREATE TABLE newer (a bigint, b text)", "g_client g_mailer", "lacks rights that its program needs (SELECT ON newer.a, SELECT ON newer.b)"),
            ("REVOKE ALL ON task, client FROM g_mailer", "g_mailer", ", …): run"),
            ("ALTER TABLE task DISABLE ROW LEVEL SECURITY", "g_client g_mailer", "not locked by enterprise for the role g_"),
            ("DROP POLICY \"adds g_mailer\" ON task", "g_mailer", "(task): run"),
            ("ALTER POLICY \"reads g_client\" ON client USING (true)", "g_client", "(client): run"),
            ("ALTER POLICY \"adds g_client\" ON task WITH CHECK (true)", "g_client", "(task): run"),
            ("ALTER POLICY \"changes g_mailer\" ON delivery WITH CHECK (true)", "g_mailer", "(delivery): run"),
            ("ALTER POLICY \"removes g_client\" ON task TO g_client, g_mailer", "g_client g_mailer", "(task): run"),
            ("CREATE POLICY report ON client FOR SELECT TO g_client USING (true)", "g_client", "(client): run"),
            ("CREATE POLICY closed ON delivery AS RESTRICTIVE FOR UPDATE TO g_mailer USING (false)", "g_mailer", "(delivery): run"),
            ("CREATE POLICY everybody ON task USING (true)", "g_client g_mailer", "(task): run")]:
        store.psql("crm", "granted", damage)
        told = found(base)
        tap.equal([re.search(r"g_\w+", line).group() for line in told], roles.split(), f"{damage}: {told}")
        tap.equal(good("migrate", base=base).splitlines()[1:], told, "after a migration, too")
        for line in told:
            tap.true(says in line, f"{damage}: {line}")
            mend(base, line)
        tap.equal(good("check", base=base), SOUND, damage)
    store.psql("postgres", "granted", "CREATE ROLE g_analyst; CREATE POLICY analyst ON client FOR SELECT TO g_analyst USING (true)")
    tap.equal(good("check", base=base), SOUND, "whom no program runs as is nobody's concern")


def test_as_another_role():
    """What a program's role sees is not all there is: nothing is copied, listed or checked of it as if it were."""
    base = f"postgresql:///partial?host={store.folder()}&user=crm"
    good("demo", base=base)
    store.psql("postgres", "partial", "CREATE ROLE p_client LOGIN; CREATE ROLE p_mailer LOGIN;" + LEAKPROOF)
    good("grant", "--client", "p_client", "--mailer", "p_mailer", base=base)
    for role in "p_client", "p_mailer":
        as_role = base.replace("user=crm", f"user={role}")
        copying = "copy", "--from", as_role, "--to", path("partial.db")
        for words in [*OPENING, ("migrate",), copying]:
            refused(77, *words, base=as_role, says=[f"the role {role} does not own the tables", "owner's name"])
        tap.true(not os.path.exists(path("partial.db")), "made")
    store.psql("postgres", "postgres", "CREATE ROLE deputy LOGIN IN ROLE crm")
    for role in "deputy", "postgres":
        tap.equal(good("check", base=base.replace("user=crm", f"user={role}")), SOUND)


def values(base, user, columns):
    """All that stands in these columns, (table, column), as that role reads them."""
    asked = " UNION ALL ".join(f"SELECT {column}::text FROM {table}" for table, column in columns)
    return set(store.psql(user, store.database_of(base), f"SET ukrcrm.entered = '1'; {asked}").splitlines()) - {"", "t"}


READABLE = ("SELECT relname || ' ' || attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid WHERE relkind = 'r' AND attnum > 0 "
            "AND relnamespace = 'public'::regnamespace AND NOT attisdropped AND has_column_privilege ('g_api', pg_class.oid, attnum, 'SELECT')")
SUPPRESS = ("INSERT INTO suppression (enterprise_id, address, address_key, reason, detail, created_at) "
            "VALUES (1, 'Left@x.example', 'left@x.example', 'hard_bounce', '550 <left@x.example>', 1) ON CONFLICT DO NOTHING;")
OF_PEOPLE = [("client", name) for name in ("surname", "email", "phone", "email_key", "phone_key", "search_text")] + [
    ("client_contact", "value"), ("client_contact", "value_key"), ("profile", "surname"), ("profile", "email"), ("profile", "email_key"),
    ("delivery", "address"), ("delivery", "address_key"), ("suppression", "address_key"), ("suppression", "detail"), ("content", "html"), ("task", "subject")]


def test_stranger():
    """Whoever has the password of the HTTP interface learns nobody's name or address, nor what they were written."""
    base = f"postgresql:///strange?host={store.folder()}&user=crm"
    good("demo", "--clients", 5, base=base)
    store.psql("postgres", "strange", "CREATE ROLE g_api LOGIN;" + LEAKPROOF)
    good("grant", "--api", "g_api", base=base)
    for _ in range(2):  # who has left is not told twice, and stays unread
        store.psql("g_api", "strange", f"SET ukrcrm.entered = '1'; {SUPPRESS}")
    secret = values(base, "postgres", OF_PEOPLE)
    read = values(base, "g_api", [line.split() for line in store.psql("postgres", "strange", READABLE).splitlines()])
    tap.true(len(secret) > 20 and len(read) > 20, f"{len(secret)} {len(read)}")
    tap.equal(secret & read, set())


def test_lost_declaration():
    """Of textlike, which no dump carries; a role that is no longer used is not asked about."""
    base = f"postgresql:///granted?host={store.folder()}&user=crm"
    store.psql("postgres", "granted", "ALTER FUNCTION textlike (text, text) NOT LEAKPROOF")
    told, = found(base)
    tap.true("the role g_client reads all rows" in told, told)
    tap.true("--dbname=granted --command='" + LEAKPROOF + "'" in told, told)
    store.psql("postgres", "granted", LEAKPROOF)
    tap.equal(good("check", base=base), SOUND)
    store.psql("postgres", "granted", "ALTER ROLE g_mailer SUPERUSER")
    told, = found(base)
    tap.true("g_mailer may do more than its program needs, whatever" in told, told)
    store.psql("postgres", "granted", "DROP OWNED BY g_mailer; DROP ROLE g_mailer")
    tap.equal(good("check", base=base), SOUND)


# --- a server of long ago ---------------------------------------------------------------------------

def message(kind, content):
    return kind + struct.pack("!I", len(content) + 4) + content


def answer(connection, version):
    with connection, connection.makefile("rb") as asked:
        connection.settimeout(60)
        size, = struct.unpack("!I", asked.read(4))
        asked.read(size - 4)
        connection.sendall(message(b"R", struct.pack("!I", 0)) + message(b"S", b"server_version\0" + version + b"\0")
                           + message(b"S", b"client_encoding\0UTF8\0") + message(b"Z", b"I"))
        with contextlib.suppress(OSError):
            asked.read()


def serve(listener, version):
    with contextlib.suppress(OSError):
        while True:
            answer(listener.accept()[0], version)


def test_too_old():
    with socket.create_server((ADDRESS, 0)) as listener:
        threading.Thread(target=serve, args=(listener, b"12.22"), daemon=True).start()
        nowhere(f"postgresql://crm@{ADDRESS}:{listener.getsockname()[1]}/crm?sslmode=disable&gssencmode=disable", "PostgreSQL 12",
                "version 13 or newer")


tap.main(globals())
