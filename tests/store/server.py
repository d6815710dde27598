#!/usr/bin/env python3
"""A PostgreSQL server for the program that starts this, which talks to it through a pipe:

    server        answers with the folder where the server's socket is, then to each line with "done":
                    stop     as its administrator does: connections end, what they did is kept
                    crash    as when its machine loses its power
                    start    after either
                    pause    it answers nobody, nor does it say so
                    resume
                    full     no table grows any more, as on a full disk (full.c)
                    room     after that
                    tls      starts again and listens with a certificate, too, on the address in the file "address" beside the socket
                  When the pipe ends, whatever way the other program ended, server and folder are removed.
    server CLUSTER.tar
                  makes what each of them starts from, once in a build.

A server runs as nobody when this runs as root, which PostgreSQL refuses.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time

PROGRAMS = "@POSTGRES_BIN@"
CLUSTER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cluster.tar")
NOBODY = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
# What a test writes need not outlive the machine; a minute's vacuum in the middle of a test is noise.
SETTINGS = """
listen_addresses = ''
fsync = off
full_page_writes = off
shared_buffers = 32MB
max_wal_size = 1GB
autovacuum = off
"""
GUARD = "@GUARD@"  # guard.sql
FULL = "@FULL@"  # full.so
ROLES = "CREATE ROLE crm LOGIN CREATEDB;\n"  # owns the bases: may make databases, nothing else


def run(name, *words, **more):
    done = subprocess.run([os.path.join(PROGRAMS, name), *words], capture_output=True, text=True, check=False, cwd="/", **NOBODY, **more)
    if done.returncode:
        sys.exit(f"{name}: {done.stdout}{done.stderr}")


def place():
    """In memory, if there is room: a database is 700 small files, which a disk makes and removes ten times slower."""
    memory, room = "/dev/shm", 1 << 30
    fits = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= room
    return memory if fits else None


@contextlib.contextmanager
def new_folder():
    folder = tempfile.mkdtemp(prefix="ukrcrm-pg-", dir=place())
    try:
        if NOBODY:
            shutil.chown(folder, NOBODY["user"], NOBODY["group"])
        yield folder
    finally:
        shutil.rmtree(folder)


def make_cluster(file):
    with new_folder() as folder:
        data = os.path.join(folder, "data")
        run("initdb", "--pgdata", data, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8",
            "--wal-segsize", "1", "--no-sync", "--no-instructions")
        with open(os.path.join(data, "postgresql.conf"), "a", encoding="utf-8") as settings:
            settings.write(SETTINGS)
        run("postgres", "--single", "-D", data, "postgres", input=ROLES)
        with open(GUARD, encoding="utf-8") as guard:
            run("postgres", "--single", "-j", "-D", data, "template1", input=guard.read())
        with tarfile.open(file, "w") as archive:
            archive.add(data, "data")


class Server:
    def __init__(self, folder):
        self.folder, self.process, self.full_mark = folder, None, os.path.join(folder, "full")
        with open(CLUSTER, "rb") as archive:
            subprocess.run(["tar", "-x", "-C", folder], stdin=archive, check=True, **NOBODY)
        self.start()

    def start(self):
        # Should this program be killed itself, the server ends, too.
        command = ["setpriv", "--pdeathsig", "QUIT", os.path.join(PROGRAMS, "postgres"), "-D", os.path.join(self.folder, "data"),
                   "-c", f"unix_socket_directories={self.folder}"]
        with open(os.path.join(self.folder, "log"), "a+", encoding="utf-8") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=log, cwd="/",
                                            env={**os.environ, "LD_PRELOAD": FULL, "UKRCRM_FULL": self.full_mark}, **NOBODY)
            while subprocess.run([os.path.join(PROGRAMS, "pg_isready"), "--quiet", "--host", self.folder], check=False).returncode:
                if self.process.poll() is not None:
                    log.seek(0)
                    sys.exit("the PostgreSQL server of the test ended as it started:\n" + log.read())
                time.sleep(0.01)

    def end(self, how):
        self.process.send_signal(how)
        self.process.wait()

    def stop(self):
        self.end(signal.SIGINT)

    def crash(self):
        self.end(signal.SIGQUIT)

    def signal_all(self, what):
        """The one that starts the others first, so that no more come."""
        self.process.send_signal(what)
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False)
        for pid in children.stdout.split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), what)

    def pause(self):
        self.signal_all(signal.SIGSTOP)

    def resume(self):
        self.signal_all(signal.SIGCONT)

    def full(self):
        with open(self.full_mark, "w", encoding="utf-8"):
            pass

    def room(self):
        os.unlink(self.full_mark)

    def tls(self):
        data, own = os.path.join(self.folder, "data"), f"127.{os.getpid() >> 16 & 255}.{os.getpid() >> 8 & 255}.{os.getpid() & 255}"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=server",
                        "-keyout", os.path.join(data, "server.key"), "-out", os.path.join(data, "server.crt")],
                       check=True, capture_output=True, **NOBODY)
        for name, line in ("postgresql.conf", f"listen_addresses = '{own}'\nssl = on"), ("pg_hba.conf", f"hostssl all all {own}/32 trust"):
            with open(os.path.join(data, name), "a", encoding="utf-8") as settings:
                settings.write(line + "\n")
        with open(os.path.join(self.folder, "address"), "w", encoding="utf-8") as address:
            address.write(own)
        self.stop()
        self.start()


def serve():
    os.setsid()  # what is sent to the whole group of the test's processes ends the others; the pipe tells this one
    with new_folder() as folder:
        server = Server(folder)
        try:
            print(folder, flush=True)
            for line in sys.stdin:
                getattr(server, line.strip())()
                print("done", flush=True)
        finally:
            server.resume()
            server.crash()


if len(sys.argv) > 1:
    make_cluster(sys.argv[1])
else:
    serve()
