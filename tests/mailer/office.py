"""An enterprise with employees and tasks, in a base that all tests of a program share: whoever is done archives theirs."""

import functools
import os
import subprocess
import sys
import tempfile

import tap
from world import Ended, MAILER, store

OFFICE_TOOL = sys.argv[2]
FOLDER = tempfile.TemporaryDirectory(prefix="office-")
MADE = "2026-06-01T12:00:00Z"


@functools.cache
def base():
    settings = os.path.join(FOLDER.name, "test.conf")
    with open(settings, "w", encoding="utf-8") as file:
        file.write(f"[mailer]\njournal={FOLDER.name}/accepted\n")
    return store.url(FOLDER.name, "base.db"), settings


def ask(sql):
    return store.ask(base()[0], sql)


def tell(script):
    store.tell(base()[0], script)


def save(*records, now=MADE):
    """(enterprise, entity, id, {field: value}) each; their numbers. office-tool.c says what else the first and the fields may be."""
    def line(enterprise, entity, number, fields):
        values = [f"{name}=" + str(value).replace("\\", "\\\\").replace("\n", "\\n") for name, value in fields.items()]
        return "\t".join([str(enterprise), entity, str(number), *values]) + "\n"
    done = subprocess.run([OFFICE_TOOL, base()[0], now], input="".join(line(*record) for record in records), capture_output=True, text=True)
    tap.equal((done.returncode, done.stderr), (0, ""), f"office-tool {tap.short(records)}")
    return [int(number) for number in done.stdout.split()]


def send(server, now, *options, start=False):
    url, settings = base()
    command = [MAILER, "--db", url, "--config", settings, "--now", now, "--smtp", f"smtp://127.0.0.1:{server.port if server else 9}",
               "--from", "crm@example.com", "--lang", "en", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if start:
        return process
    out, err = process.communicate()
    return Ended(process.returncode, out, err)


class Office:
    addresses = 0

    def __init__(self, **fields):
        self.people = {}
        self.id, = save((0, "enterprise", 0, {"full_name": "Кав'ярня «Зерно»", **fields}))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        tell(f"UPDATE enterprise SET archived_at = 1 WHERE id = {self.id}")

    def employee(self, first_name="Олена", language="ru", **fields):
        """(number, address)"""
        Office.addresses += 1
        address = f"employee-{Office.addresses}@{fields.pop('domain', 'firm')}.example"
        profile, = save((0, "profile", 0, {"surname": "Коваль", "first_name": first_name, "email": address, "language": language}))
        number, = save((self.id, "employee", 0, {"profile_id": profile, **fields}))
        self.people[number] = f"{self.id}:{profile}"
        return number, address

    def change(self, entity, number, **fields):
        save((self.id, entity, number, fields))

    def act(self, employee, task, now=MADE, **fields):
        """What a person does to a task, 0: to a new one. Its number."""
        number, = save((self.people[employee], "task", task, self.with_choices(fields)), now=now)
        return number

    def tasks(self, *tasks):
        """Dictionaries of fields; a choice by its code. Their numbers."""
        return save(*((self.id, "task", 0, self.with_choices(task)) for task in tasks))

    def with_choices(self, fields):
        return {name: self.choice(name.replace("_id", ""), value) if name in ("status_id", "priority_id") else value
                for name, value in fields.items()}

    @functools.cache
    def choice(self, kind, code):
        return ask(f"SELECT id FROM task_{kind} WHERE enterprise_id = {self.id} AND code = '{code}'")[0][0]

    def states(self):
        """Of its digests: state and reason, in the order in which they were queued."""
        return ask(f"SELECT state, reason FROM delivery WHERE enterprise_id = {self.id} AND kind = 'digest' ORDER BY id")
