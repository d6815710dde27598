"""An installed client over a copy of the demo base, for people at real terminals."""

import atexit
import functools
import os
import select
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path += [os.path.join(HERE, os.pardir, "mailer"), os.path.join(HERE, os.pardir, "story")]
import tap
from terminal import Terminal

BUILD, DEMO = sys.argv[1], sys.argv[2]
NOW = "2026-07-01T10:00:00+03:00"
PASSWORD = "demo"
PATIENCE = 120


@functools.cache
def installed():
    """The folder of the programs, installed for all tests of this run."""
    tree = tempfile.mkdtemp(prefix="installed-")
    atexit.register(shutil.rmtree, tree)
    os.chmod(tree, 0o755)
    subprocess.run(["meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", tree], check=True, capture_output=True)
    return next(root for root, _, files in os.walk(tree) if "ukrcrm" in files and root.endswith("bin"))


class Place:
    """Programs, a base, its configuration; with `at_home` the base stands where nobody needs to name it."""

    def __init__(self, at_home=False):
        self.folder = tempfile.mkdtemp(prefix="terminal-")
        os.chmod(self.folder, 0o711)
        self.people = 0
        self.programs = installed()
        self.home = self.make_folder("home")
        data = self.make_folder("home", ".local", "share", "ukrcrm") if at_home else self.folder
        self.base = os.path.join(data, "ukrcrm.db")
        shutil.copy(DEMO, self.base)
        os.chmod(self.base, 0o600)
        # The panel library never frees what stands for the screen itself.
        self.write("suppressions", "leak:new_panel\n")
        self.write("ukrcrm.conf", f"[database]\nurl={self.base}\n")
        self.environment = {**os.environ, "HOME": self.home, "LSAN_OPTIONS": f"print_suppressions=0:suppressions={self.path('suppressions')}"}
        for name in ("XDG_DATA_HOME", "UKRCRM_DB", "SSH_ORIGINAL_COMMAND", "SSH_CONNECTION"):
            self.environment.pop(name, None)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def make_folder(self, *names):
        os.makedirs(self.path(*names))
        return self.path(*names)

    def write(self, name, text, mode=0o644):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path(name), mode)
        return self.path(name)

    def program(self, name):
        return os.path.join(self.programs, name)

    def client(self, *arguments, configured=True):
        where = ["--config", self.path("ukrcrm.conf")] if configured else []
        return [self.program("ukrcrm"), *where, "--now", NOW, "--lang", "uk", *arguments]

    def admin(self, *arguments, text=None):
        done = subprocess.run([self.program("ukrcrm-admin"), "--config", self.path("ukrcrm.conf"), "--now", NOW, "--lang", "en", *arguments],
                              input=text, capture_output=True, text=True, env=self.environment)
        tap.equal((done.returncode, done.stderr), (0, ""), f"ukrcrm-admin {arguments}")
        return done.stdout

    def call(self, command, **environment):
        """Runs without a terminal; returns the exit code and what it said."""
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                              env={**self.environment, **environment})
        return done.returncode, done.stderr

    def sit(self, command, **environment):
        """Somebody at a terminal of their own."""
        self.people += 1
        given = {name: self.environment[name] for name in ("HOME", "LSAN_OPTIONS")}
        return Seat(self.make_folder(f"seat-{self.people}"), command, {**given, **environment})


class Seat(Terminal):
    def __enter__(self):
        return self

    def __exit__(self, *_):
        """Hangs up, and waits until the client has gone."""
        shell = self.tmux("display-message", "-p", "#{pane_pid}").strip()
        with open(f"/proc/{shell}/task/{shell}/children", encoding="ascii") as file:
            clients = [os.pidfd_open(int(child)) for child in file.read().split()]
        self.close()
        for client in clients:
            gone, _, _ = select.select([client], [], [], PATIENCE)
            os.close(client)
            tap.true(gone, "the client goes when its terminal does")
