"""The two ways to deploy over SSH (docs/admin.md), with a real sshd on loopback and its own keys.

ssh.py BUILD-FOLDER DEMO-BASE [TEST…]

A: one account whose keys are tied to persons. The account is the one that runs this test.
B: staff accounts with a setgid program and a base for its group only. As root (or through sudo) a process of nobody's is
such an account; the group is a bare number, and /etc one of the test's own, in a mount namespace. Nothing outside the
temporary folder is made.
"""

import email
import email.policy
import getpass
import os
import re
import shlex
import shutil
import socket
import stat
import subprocess
from contextlib import contextmanager

from place import NOW, Place
import tap
from faults import FaultServer

ACCOUNT = getpass.getuser()
GROUP = 64999  # nobody's
STAFF = ("nobody", "nogroup")
AS_ROOT = [] if os.geteuid() == 0 else ["sudo", "-n"]
PERSONS = {"manager": ("--user", "manager@demo.example"), "shared": ()}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Sshd(Place):
    """Way A: the example of the documents, with its account and folder replaced by the test's."""

    def __init__(self):
        super().__init__()
        self.port = free_port()
        for name in ("host", *PERSONS):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.path(name)], check=True)
        self.data = self.make_folder("data")
        os.makedirs(os.path.join(self.data, "ukrcrm"))
        shutil.move(self.base, os.path.join(self.data, "ukrcrm", "ukrcrm.db"))
        self.write("authorized_keys", "".join(self.key_line(name, options) for name, options in PERSONS.items()), 0o600)
        self.write("known_hosts", f"[127.0.0.1]:{self.port} {self.public('host')}\n")
        self.server = None

    def public(self, name):
        with open(self.path(name + ".pub"), encoding="ascii") as file:
            return " ".join(file.read().split()[:2])

    def key_line(self, name, options):
        command = " ".join([self.program("ukrcrm"), "--now", NOW, "--lang", "en", *options])
        return f'command="{command}",restrict,pty {self.public(name)} {name}\n'

    def example(self):
        root = os.path.dirname(self.programs)
        with open(os.path.join(root, "share", "doc", "ukrcrm", "examples", "sshd-one-account.conf"), encoding="utf-8") as file:
            text = file.read()
        text = text.replace("Match User ukrcrm", f"Match User {ACCOUNT}").replace("/etc/ukrcrm/authorized_keys", self.path("authorized_keys"))
        tap.true(self.folder in text and f"User {ACCOUNT}" in text, "the example has what is replaced")
        return text

    def __enter__(self):
        environment = " ".join(f'"{name}={value}"' for name, value in
                               {"XDG_DATA_HOME": self.data, "LSAN_OPTIONS": self.environment["LSAN_OPTIONS"]}.items())
        self.write("sshd_config", f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {self.path('host')}\nPidFile none\nUsePAM no\n"
                   f"PermitRootLogin yes\nStrictModes no\nPrintMotd no\nPrintLastLog no\nSubsystem sftp internal-sftp\n"
                   f"SetEnv {environment}\n{self.example()}")
        made = AS_ROOT == [] and not os.path.isdir("/run/sshd")
        if made:
            os.mkdir("/run/sshd", 0o755)
        self.server = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", self.path("sshd_config")], stderr=subprocess.PIPE, text=True)
        while "Server listening" not in (line := self.server.stderr.readline()):
            tap.true(line, "sshd starts")
        if made:
            os.rmdir("/run/sshd")
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.communicate()
        while os.path.exists(self.folder):  # a client that is leaving takes its base's side files away itself
            shutil.rmtree(self.folder, ignore_errors=True)

    def ssh(self, person, *words, options=()):
        return ["ssh", "-F", "/dev/null", "-p", str(self.port), "-i", self.path(person), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
                "-o", f"UserKnownHostsFile={self.path('known_hosts')}", *options, f"{ACCOUNT}@127.0.0.1",
                *(["--"] if words else []), *words]

    def run(self, person, *words, options=(), data=b""):
        done = subprocess.run(self.ssh(person, *words, options=options), input=data, capture_output=True, check=False)
        return done.returncode, (done.stdout + done.stderr).decode()

    @contextmanager
    def comes_in(self, person, *words):
        with self.sit(self.ssh(person, *words, options=("-tt",)), TERM="xterm-256color") as seat:
            yield seat


def test_deep_link():
    with Sshd() as place, place.comes_in("manager", "client", "17") as seat:
        seat.look_for("Patronymic")
        seat.look_for(r"\[EMPLOYEE\].*Бондаренко Ірина")


def test_command_of_the_digest():
    """As it stands in the mail, it opens that very task."""
    with Sshd() as place:
        relay = FaultServer()
        sent = subprocess.run([place.program("ukrcrm-mailer"), "--db", os.path.join(place.data, "ukrcrm", "ukrcrm.db"), "--now",
                               "2026-07-02T08:00:00+03:00", "--only", "digests", "--smtp", f"smtp://127.0.0.1:{relay.port}", "--from",
                               "crm@demo.example", "--ssh", " ".join(place.ssh("manager")[1:])], capture_output=True, text=True, check=False)
        relay.stop()
        tap.equal((sent.returncode, sent.stderr), (0, ""))
        mail, = (letter["data"] for letter in relay.accepted if letter["to"] == ["manager@demo.example"])
        text = email.message_from_bytes(mail, policy=email.policy.default).get_body(("plain",)).get_content().replace("\r\n", "\n")
        subject, command = re.search(r"^([^\n]+)\nТермін: .*?\n(ssh -t [^\n]* task \d+)$", text, re.M | re.S).groups()
        with place.sit(shlex.split(command), TERM="xterm-256color") as seat:
            seat.look_for(re.escape(subject))


def test_key_is_the_sign_in():
    with Sshd() as place:
        with place.comes_in("manager") as seat:
            seat.look_for(r"\[GLOBAL\].*Бондаренко Ірина")
        with place.comes_in("shared") as seat:
            seat.look_for("UkrCRM: sign in")


def test_no_shell():
    """Whatever is typed after the host is a target or nothing; without a terminal nothing starts."""
    with Sshd() as place:
        for words in ("id", "client 17; id", "$(id)", "--db /etc/passwd client 17", "bash -i"):
            code, said = place.run("manager", words)
            tap.equal(code, 64, said)
            tap.true("uid=" not in said, said)
            with place.comes_in("manager", words) as seat:
                screen = seat.look_for(r"is no target")
                tap.true("uid=" not in screen, screen)
        code, said = place.run("manager", "sftp", options=("-s",))
        tap.equal(code, 64, said)


def test_no_forwarding():
    with Sshd() as place:
        code, said = place.run("manager", options=("-W", f"127.0.0.1:{place.port}"))
        tap.equal(code, 255, said)
        tap.true("administratively prohibited" in said, said)
        code, said = place.run("manager", options=("-N", "-o", "ExitOnForwardFailure=yes", "-R", f"{free_port()}:127.0.0.1:{place.port}"))
        tap.equal(code, 255, said)
        tap.true("forwarding" in said, said)


def test_upload():
    with Sshd() as place:
        content = "ім'я;пошта\r\n".encode("cp1251") * 5000
        code, said = place.run("manager", "upload", "clients.csv", data=content)
        tap.equal((code, said), (0, ""))
        inbox = os.path.join(place.data, "ukrcrm", "inbox")
        stored = [os.path.join(folder, name) for folder, _, names in os.walk(inbox) for name in names]
        tap.equal([os.path.basename(name) for name in stored], ["clients.csv"])
        with open(stored[0], "rb") as file:
            tap.equal(file.read(), content)
        tap.equal(stat.S_IMODE(os.stat(stored[0]).st_mode) & 0o077, 0, "nobody else reads it")
        for name in ("../clients.csv", ".hidden", "a/b", ""):
            code, said = place.run("manager", "upload", name, data=b"x")
            tap.true(code not in (0, 255), f"{name}: {said}")
        code, said = place.run("shared", "upload", "clients.csv", data=b"x")
        tap.equal(code, 77, said)
        tap.equal([name for _, _, names in os.walk(inbox) for name in names], ["clients.csv"])


def test_hang_up():
    """The connection breaks with input in a form: kept on the far side, and offered at the next visit."""
    with Sshd() as place:
        with place.comes_in("manager", "client", "17") as seat:
            seat.look_for("Patronymic")
            seat.type("Їжак")
            seat.look_for("Їжак")
        with place.comes_in("manager", "client", "17") as seat:
            seat.look_for("There is unsaved input")


# --- B ------------------------------------------------------------------------------------------


class Setgid(Place):
    """A base and a program of a group that no account is in."""

    def __init__(self):
        super().__init__()
        self.admin("user", "tie", "manager@demo.example", STAFF[0])
        self.data = self.make_folder("data")
        self.base = shutil.move(self.base, os.path.join(self.data, "ukrcrm.db"))
        self.etc = self.make_etc()
        self.as_root("chgrp", "-R", str(GROUP), self.data)
        self.as_root("chmod", "2770", self.data)
        self.as_root("chmod", "0660", self.base)
        self.programs = os.path.dirname(shutil.copy(self.program("ukrcrm"), self.make_folder("bin")))
        self.as_root("chgrp", str(GROUP), self.program("ukrcrm"))
        self.as_root("chmod", "2755", self.program("ukrcrm"))

    def make_etc(self):
        """What a process looks for in /etc, and the configuration."""
        folder = self.make_folder("etc")
        self.make_folder("etc", "ukrcrm")
        for name in ("passwd", "group", "nsswitch.conf", "ld.so.cache", "localtime", "terminfo"):
            if os.path.exists(os.path.join("/etc", name)):
                self.as_root("cp", "-a", os.path.join("/etc", name), folder)
        self.write(os.path.join("etc", "ukrcrm", "ukrcrm.conf"), f"[database]\nurl={self.base}\n")
        return folder

    def make_home(self):
        """A folder of the account's own."""
        home = self.make_folder("person")
        self.as_root("chown", ":".join(STAFF), home)
        return home

    def __exit__(self, *_):
        self.as_root("rm", "-rf", self.folder)

    @staticmethod
    def as_root(*words):
        subprocess.run([*AS_ROOT, *words], check=True)

    def staff(self, account, group, *words):
        person = ["setpriv", "--reuid", account, "--regid", group, "--clear-groups", "env"]
        return [*AS_ROOT, "unshare", "--mount", "sh", "-c", 'mount --bind "$0" /etc && exec "$@"', self.etc, *person, *words]

    def ukrcrm(self, *arguments, account=STAFF):
        return self.staff(*account, self.program("ukrcrm"), "--lang", "en", *arguments)

    def refused(self, refusal, arguments=(), environment=()):
        """Which code is not asked: a leak checker cannot look at a program with raised rights, and makes it its own."""
        command = self.ukrcrm(*arguments)
        at = command.index(self.program("ukrcrm"))
        code, told = self.call([*command[:at], *environment, *command[at:]])
        tap.true(code != 0 and refusal in told, f"{arguments} {environment}: {told}")


def test_setgid():
    with Setgid() as place:
        with place.sit(place.ukrcrm("client", "17")) as seat:
            seat.look_for("Patronymic")
            seat.look_for(r"\[EMPLOYEE\].*Бондаренко Ірина")
            seat.type("Їжак")
            seat.press("F2")
            seat.look_for("Saved")
        with place.sit(place.ukrcrm(account=("games", "games"))) as seat:
            seat.look_for("UkrCRM: sign in")


def test_setgid_is_the_only_way():
    with Setgid() as place:
        done = subprocess.run(place.staff(*STAFF, "cat", place.base), capture_output=True, check=False)
        tap.true(done.returncode != 0 and not done.stdout, "the base cannot be read past the program")
        config = place.write("own.conf", f"[database]\nurl={place.path('own.db')}\n")
        for option, value in (("--db", place.base), ("--config", config), ("--now", NOW)):
            place.refused(option + " is refused here", [option, value])
        place.refused("UKRCRM_DB is refused here", environment=[f"UKRCRM_DB={place.base}"])
        place.refused("--user is only for the account that owns", ["--user", "owner@demo.example"])
        os.remove(os.path.join(place.etc, "ukrcrm", "ukrcrm.conf"))
        place.refused("no base is chosen for this installation", environment=[f"XDG_DATA_HOME={place.home}"])


def test_setgid_lends_no_group():
    """A person's inbox is reached with the person's own group: a link in it opens no door."""
    with Setgid() as place:
        home = place.make_home()
        inbox = os.path.join(home, "ukrcrm", "inbox")

        def upload(name):
            command = place.ukrcrm("upload", name)
            at = command.index(place.program("ukrcrm"))
            return subprocess.run([*command[:at], f"XDG_DATA_HOME={home}", *command[at:]], input=b"x", capture_output=True, check=False)

        upload("photo.png")
        tap.equal([name for _, _, names in os.walk(inbox) for name in names], ["photo.png"])
        place.as_root("rm", "-r", inbox)
        place.as_root("ln", "-s", place.data, inbox)
        before = sorted(os.listdir(place.data))
        told = upload("photo.png").stderr.decode()
        tap.true("cannot be written" in told, told)
        tap.equal(sorted(os.listdir(place.data)), before)


if __name__ == "__main__":
    tap.main(globals())
