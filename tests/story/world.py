"""Where the story happens: installed programs, a base, a mail relay, and a clock that all programs share."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "mailer"))
import tap
from person import EMPLOYEE_MENU, PASSWORD, Person
from postfix import Postfix

ZONE = "+03:00"  # Kyiv in July


class World:
    def __init__(self, build):
        self.folder = tempfile.mkdtemp(prefix="story-")
        self.path = lambda *names: os.path.join(self.folder, *names)
        subprocess.run(["meson", "install", "-C", build, "--no-rebuild", "--destdir", self.path("tree")],
                       check=True, capture_output=True)
        self.programs = next(root for root, _, files in os.walk(self.path("tree")) if "ukrcrm" in files and root.endswith("bin"))
        self.relay = Postfix()
        self.people = []
        with open(self.path("ukrcrm.conf"), "w", encoding="utf-8") as file:
            file.write(f"[database]\nurl={self.path('base.db')}\n\n[mailer]\nsmtp=smtp://127.0.0.1:{self.relay.port}\n"
                       "from=crm@firm.example\n")

    def close(self):
        for person in self.people:
            person.close()
        self.relay.stop()
        shutil.rmtree(self.folder)

    def command(self, program, time, *arguments):
        return [os.path.join(self.programs, program), "--config", self.path("ukrcrm.conf"), "--now", time + ZONE,
                "--lang", "ru", *arguments]

    def run(self, program, time, *arguments):
        """Runs to a good end and returns what was printed."""
        done = subprocess.run(self.command(program, time, *arguments), capture_output=True, text=True)
        tap.equal((done.returncode, done.stderr), (0, ""), f"{program} {arguments}")
        return done.stdout

    def client(self, time, *arguments):
        os.mkdir(folder := self.path(f"terminal-{len(self.people)}"))
        # The panel library never frees what stands for the screen itself.
        with open(self.path("suppressions"), "w", encoding="utf-8") as file:
            file.write("leak:new_panel\n")
        self.people.append(Person(folder, self.command("ukrcrm", time, *arguments),
                                  {"LSAN_OPTIONS": f"print_suppressions=0:suppressions={file.name}"}))
        return self.people[-1]

    def mail(self, time):
        """One pass of the mailer, as a timer makes it; how many letters it sent."""
        told = self.run("ukrcrm-mailer", time, "-v")
        sent = re.match(r"sent=(\d+) deferred=0 failed=0 unknown=0 held=0 ", told)
        tap.true(sent, told)
        return int(sent.group(1))

    def letters_to(self, address):
        return [letter for letter in self.relay.letters() if letter["Delivered-To"] == address]

    def mailed_code(self, address):
        """What the newest mail to this address says."""
        return re.search(r"\b\d{8}\b", self.letters_to(address)[-1].get_content()).group()
