"""Where the story happens: installed programs, a base, a mail relay, and a clock that all programs share.

On a server each program has a database role of its own, with its rights and no more, and two mailers work at once.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

for part in "mailer", "store":
    sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, part))
import store
import tap
from person import EMPLOYEE_MENU, PASSWORD, Person
from postfix import Postfix

ZONE = "+03:00"  # Kyiv in July
ROLES = {"ukrcrm-admin": store.OWNER, "ukrcrm": "crm_client", "ukrcrm-mailer": "crm_mailer"}
MAILERS = 2 if store.IS_SERVER else 1


class World:
    def __init__(self, build):
        self.folder = tempfile.mkdtemp(prefix="story-")
        self.path = lambda *names: os.path.join(self.folder, *names)
        subprocess.run(["meson", "install", "-C", build, "--no-rebuild", "--destdir", self.path("tree")],
                       check=True, capture_output=True)
        self.programs = next(root for root, _, files in os.walk(self.path("tree")) if "ukrcrm" in files and root.endswith("bin"))
        self.relay = Postfix()
        self.people = []
        for program, role in ROLES.items():
            self.configure(program, role)

    def configure(self, program, role):
        url = store.place(self.folder, "base.db").replace(f"user={store.OWNER}", f"user={role}")
        with open(self.path(program + ".conf"), "w", encoding="utf-8") as file:
            file.write(f"[database]\nurl={url}\n\n[mailer]\nsmtp=smtp://127.0.0.1:{self.relay.port}\n"
                       f"from=crm@firm.example\nparallel={MAILERS}\n")
            if store.IS_SERVER:
                file.write("journal=accepted\n")

    def make_base(self, time):
        self.run("ukrcrm-admin", time, "init")
        if store.IS_SERVER:
            store.tell(store.place(self.folder, "base.db"), "ALTER FUNCTION textlike (text, text) LEAKPROOF")
            for role in ROLES["ukrcrm"], ROLES["ukrcrm-mailer"]:
                store.psql("postgres", "postgres", f"CREATE ROLE {role} LOGIN")
            self.run("ukrcrm-admin", time, "grant", "--client", ROLES["ukrcrm"], "--mailer", ROLES["ukrcrm-mailer"])

    def close(self):
        for person in self.people:
            person.close()
        self.relay.stop()
        shutil.rmtree(self.folder)

    def command(self, program, time, *arguments):
        return [os.path.join(self.programs, program), "--config", self.path(program + ".conf"), "--now", time + ZONE,
                "--lang", "ru", *arguments]

    def start(self, program, time, *arguments):
        return subprocess.Popen(self.command(program, time, *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def end(self, process):
        """Waits for a good end and returns what was printed."""
        told, complaint = process.communicate()
        tap.equal((process.returncode, complaint), (0, ""), f"{process.args}")
        return told

    def run(self, program, time, *arguments):
        return self.end(self.start(program, time, *arguments))

    def client(self, time, *arguments):
        os.mkdir(folder := self.path(f"terminal-{len(self.people)}"))
        # The panel library never frees what stands for the screen itself.
        with open(self.path("suppressions"), "w", encoding="utf-8") as file:
            file.write("leak:new_panel\n")
        self.people.append(Person(folder, self.command("ukrcrm", time, *arguments),
                                  {"LSAN_OPTIONS": f"print_suppressions=0:suppressions={file.name}"}))
        return self.people[-1]

    def mail(self, time):
        """One pass of the mailer, as a timer makes it; how many letters it sent, or they, where several work at once."""
        mailers = [self.start("ukrcrm-mailer", time, "-v") for _ in range(MAILERS)]
        told = [self.end(mailer) for mailer in mailers]
        found = [re.match(r"sent=(\d+) deferred=0 failed=0 unknown=0 held=0 ", words) for words in told]
        tap.true(all(found), told)
        sent = [int(numbers.group(1)) for numbers in found]
        tap.true(sum(sent) < 100 or all(sent), f"each had its share: {sent}")
        return sum(sent)

    def letters_to(self, address):
        return [letter for letter in self.relay.letters() if letter["Delivered-To"] == address]

    def mailed_code(self, address):
        """What the newest mail to this address says."""
        return re.search(r"\b\d{8}\b", self.letters_to(address)[-1].get_content()).group()
