"""A base restored from a backup: what was sent since never goes again. Usage: restore.py UKRCRM-MAILER BASE-TOOL UKRCRM-ADMIN CRASH.so"""

import email
import email.header
import email.policy
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter

import tap
from faults import FaultServer
from world import Ended, World, store

ADMIN, CRASH = sys.argv[3], os.path.abspath(sys.argv[4])
TIME = "2026-07-%02dT%s+03:00"
CLIENTS = ["client-1@two.example", "client-2@three.example", "client-3@four.example"]


class Story(World):
    """Three clients and four letters a day apart; backed up on the first day, after the first pass."""

    def __init__(self, **more):
        super().__init__(letters=4, **more)
        self.servers, self.backups, self.machine = [], [], {}

    def move_to(self, machine):
        """Another one with mailers for the same base, over its own journal."""
        self.machine = preloading(CRASH_HOST=machine)
        self.settings = os.path.join(self.folder, machine + ".conf")
        with open(self.settings, "w", encoding="utf-8") as settings:
            settings.write(f"[mailer]\njournal={self.folder}/{machine}.accepted\n")

    def admin(self, *arguments, now=TIME % (3, "12:20:00"), code=0, environment=None):
        done = subprocess.run([ADMIN, *arguments, "--db", self.base, "--now", now, "--lang", "en", "--config", self.settings],
                              capture_output=True, text=True, env={**os.environ, **self.machine, **(environment or {})})
        if code is None:
            return Ended(done.returncode, done.stdout, done.stderr)
        tap.equal(done.returncode, code, f"ukrcrm-admin {arguments}: {done.stdout} {done.stderr}")
        return Ended(done.returncode, done.stdout, done.stderr)

    def mail(self, day, time, code=0, rules=()):
        server = FaultServer(list(rules))
        ended = self.send(server, now=TIME % (day, time), environment=self.machine)
        server.stop()
        tap.equal(ended.code, code, f"day {day}, {time}: {ended}")
        self.servers.append(server)
        return ended

    def had(self):
        """(address, number of the letter) → how often a server took it; number 0 is a code."""
        return Counter((letter["to"][0], number_of(letter["data"])) for server in self.servers for letter in server.accepted)

    def each_once(self):
        tap.equal([letter for letter, times in self.had().items() if times > 1], [], "no letter twice")

    def first_day(self):
        self.mail(1, "10:00:10", 75, [{"at": "rcpt", "match": "client-2@", "reply": "450 4.2.0 later"}])
        self.tool("service", "before@example.com", 1, now=TIME % (1, "10:01:00"))
        self.back_up()

    def back_up(self):
        if store.IS_SERVER:
            self.backups.append(self.copy())
        else:
            self.backups.append(f"{self.base}.backup.{len(self.backups)}")
            self.admin("backup", self.backups[-1])

    def since_the_backup(self):
        for address in ("late@eight.example", "gone@nine.example"):
            self.tool("enrol", address, now=TIME % (1, "10:10:00"))
        self.tool("service", "after@example.com", 1, now=TIME % (1, "10:11:00"))
        self.mail(1, "10:12:00")
        self.mail(2, "09:00:00")
        self.mail(3, "09:00:00")
        tap.equal(sum(self.had().values()), 5 * 3 + 2)

    def restore(self):
        if store.IS_SERVER:
            self.put_back(self.backups[-1])
        else:
            self.admin("restore", self.backups[-1])

    def refused(self, day, time, *words):
        ended = self.mail(day, time, 78)
        tap.equal(self.servers[-1].events, [], "no connection")
        for word in words:
            tap.true(word in ended.err, f"{word}: {ended.err}")


def preloading(**environment):
    return {**environment, "LD_PRELOAD": CRASH, "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}


def number_of(data):
    subject = str(email.header.make_header(email.header.decode_header(email.message_from_bytes(data)["Subject"])))
    found = re.search(r"письмо (\d+)", subject)
    return int(found.group(1)) if found else 0


def fingerprint(data):
    """Of the token that stands in the letter."""
    token = re.search(r"unsubscribe%20(\w+)", email.message_from_bytes(data)["List-Unsubscribe"]).group(1)
    return hashlib.blake2b(token.encode(), digest_size=32).hexdigest()


def chosen(story, number):
    return sorted(address for address, letter in story.had() if letter == number)


def test_nothing_comes_twice():
    with Story() as story:
        story.first_day()
        story.since_the_backup()
        story.restore()
        # The first of these takes over the numbers that the clients enrolled after the backup had.
        for address in ("other@ten.example", "late@eight.example"):
            story.tool("enrol", address, now=TIME % (3, "12:00:00"))
        before = story.tool("states")
        for minute in (1, 2):
            story.refused(3, f"12:{minute:02}:00", "restored from a backup", "15 letters", "journal accept")
        tap.equal(story.tool("states"), before, "the refusal changes nothing")

        out = story.admin("journal", "accept").out.splitlines()
        tap.true(out[-1].startswith("letters settled as sent: 11; not found in this base: 4,"), out[-1])
        lost = [line.split("\t") for line in out[:-1]]
        tap.equal(Counter(line[1] for line in lost), {"gone@nine.example": 3, "after@example.com": 1})
        tap.equal(sorted(line[0][:13] for line in lost if line[1].startswith("gone")), ["2026-07-01T07", "2026-07-02T06", "2026-07-03T06"])
        tap.true(all(re.fullmatch("<[^>]+@[^>]+>", line[2]) for line in lost), lost)
        tap.equal(story.states(), {"sent": 2 + 11, "queued": 3 + 1 + 1})
        again = story.admin("journal", "accept").out
        tap.equal(again, "letters settled as sent: 0; the mailer goes on\n")

        story.mail(3, "12:30:00")
        tap.equal(story.servers[-1].accepted[0]["to"], ["other@ten.example"], "who was enrolled after the restore gets the first letter")
        story.mail(4, "08:59:00")
        tap.equal(len(story.servers[-1].accepted), 0, "counted from the journal's day")
        story.mail(4, "09:00:00")
        tap.equal(sorted(number_of(letter["data"]) for letter in story.servers[-1].accepted), [2, 4, 4, 4, 4])
        story.mail(5, "09:00:00")
        story.mail(6, "09:00:00")
        story.each_once()
        for number in (1, 2, 3):
            tap.equal(chosen(story, number), sorted(CLIENTS + ["late@eight.example", "gone@nine.example", "other@ten.example"]))
        tap.equal(chosen(story, 4), sorted(CLIENTS + ["late@eight.example", "other@ten.example"]))
        tap.equal(story.states(), {"sent": 5 * 4 + 1})


def test_enrolled_again_after_the_word():
    with Story() as story:
        story.first_day()
        story.since_the_backup()
        story.restore()
        out = story.admin("journal", "accept").out.splitlines()[-1]
        tap.true("not found in this base: 7," in out and "again: 6)" in out, out)
        lost = [json.loads(line) for line in story.admin("--json", "journal", "accept").out.splitlines()]
        tap.equal(lost, [{"settled": 0, "lost": 0, "kept": 0}])
        for address in ("late@eight.example", "gone@nine.example"):
            story.tool("enrol", address, now=TIME % (3, "12:25:00"))
        why = story.admin("why", "4", now=TIME % (3, "12:26:00")).out
        tap.true("had the letter" in why and "before the base was restored" in why, why)
        story.mail(3, "12:30:00")
        tap.equal(len(story.servers[-1].accepted), 0, "they have had three letters, the third of them today")
        tap.equal(story.states(), {"sent": 2 + 8 + 6, "queued": 3 + 2})
        for day in (4, 5):
            story.mail(day, "09:00:00")
        story.each_once()
        for number in (1, 2, 3, 4):
            tap.equal(chosen(story, number), sorted(CLIENTS + ["late@eight.example", "gone@nine.example"]))


def test_the_letters_unsubscribe_still():
    """Whoever reads one of them can unsubscribe from it, though this base did not make it."""
    with Story() as story:
        story.first_day()
        story.since_the_backup()
        story.restore()
        story.admin("journal", "accept")
        story.tool("enrol", "late@eight.example", now=TIME % (3, "12:25:00"))
        story.mail(3, "12:30:00")
        mailed = {fingerprint(letter["data"]) for server in story.servers for letter in server.accepted
                  if number_of(letter["data"]) and not letter["to"][0].startswith("gone")}
        tap.equal(len(mailed), 4 * 3)
        tap.equal(set(story.tool("unsubscribe").split()), mailed)


def test_the_same_backup_a_second_time():
    with Story() as story:
        story.first_day()
        story.since_the_backup()
        for day in (3, 4):
            story.restore()
            story.refused(day, "12:01:00", "journal accept")
            out = story.admin("journal", "accept").out.splitlines()[-1]
            tap.true(out.startswith(f"letters settled as sent: {8 + 3 * (day - 3)}; not found in this base: 7,"), out)
            story.mail(day + 1, "09:00:00")
        story.mail(6, "09:00:00")
        story.each_once()
        tap.equal(chosen(story, 4), CLIENTS)


def test_the_newest_backup_needs_no_word():
    with Story() as story:
        story.first_day()
        story.mail(1, "10:12:00")
        story.back_up()
        story.restore()
        story.mail(2, "09:00:00")
        story.each_once()


def test_another_machine_without_the_journal():
    with Story() as story:
        story.first_day()
        story.since_the_backup()
        story.restore()
        os.unlink(story.journal)
        story.refused(3, "12:01:00", story.journal, "journal accept")
        tap.equal(story.admin("journal", "accept").out, "letters settled as sent: 0; the mailer goes on\n")
        story.mail(3, "12:30:00")


@store.on_server
def test_a_machine_that_has_sent_nothing_since():
    """Its journal knows all that it ever sent; what it has outlived it knows by its passes."""
    with Story() as story:
        story.move_to("a.example")
        story.mail(1, "10:00:10")
        story.move_to("b.example")
        story.mail(1, "10:01:00")
        story.back_up()
        story.move_to("a.example")
        story.mail(2, "09:00:00")
        story.move_to("b.example")
        story.mail(2, "09:01:00")
        tap.equal([len(server.accepted) for server in story.servers], [3, 0, 3, 0], "b has sent nothing")
        story.restore()
        for minute in range(3):
            story.refused(2, f"09:1{minute}:00", "last passes of this machine's mailer", "journal accept")
        story.move_to("a.example")
        story.refused(2, "09:14:00", "3 letters")
        tap.equal(story.admin("journal", "accept").out, "letters settled as sent: 3; the mailer goes on\n")
        story.move_to("b.example")
        story.refused(2, "09:15:00", "here last")
        tap.equal(story.admin("journal", "accept").out, "letters settled as sent: 0; the mailer goes on\n")
        for day in (2, 3):
            story.mail(day, "09:16:00")
        tap.equal(len(story.servers[-1].accepted), 3)
        story.each_once()


@store.on_server
def test_a_machine_without_a_pass_since():
    """It knows nothing; but the base stands in another place than where passes were counted."""
    with Story() as story:
        for machine in "ab":
            story.move_to(machine)
            story.mail(1, "10:00:10")
        story.back_up()
        story.move_to("a")
        story.mail(2, "09:00:00")
        story.restore()
        for machine in "bc":
            story.move_to(machine)
            story.refused(2, "09:01:00", "another place", "journal accept")
        story.move_to("a")
        story.refused(2, "09:02:00", "3 letters")
        for machine in "abc":
            story.move_to(machine)
            story.admin("journal", "accept", now=TIME % (2, "09:03:00"))
            story.mail(2, "09:04:00")
        story.mail(3, "09:00:00")
        tap.equal(len(story.servers[-1].accepted), 3)
        story.move_to("d")
        story.mail(3, "09:01:00")
        story.each_once()


@store.on_server
def test_where_nobody_else_sends_the_journal_is_enough():
    with Story() as story:
        story.mail(1, "10:00:10")
        story.back_up()
        for minute in (1, 2):
            story.mail(1, f"10:0{minute}:00")
        story.restore()
        story.mail(2, "09:00:00")
        story.each_once()


def test_a_torn_line():
    with Story() as story:
        story.first_day()
        story.since_the_backup()
        with open(story.journal, "ab") as journal:
            journal.write(b"2\t4\t17829")
        story.restore()
        story.refused(3, "12:01:00", "15 letters")
        story.admin("journal", "accept")
        story.mail(4, "09:00:00")
        story.each_once()


def test_a_digest():
    """Whoever has had the day's gets no other, but the next day's."""
    with Story() as story:
        story.tool("digest", "olena@firm.example")
        story.back_up()
        story.mail(2, "08:30:00")
        tap.equal([letter["to"] for letter in story.servers[-1].accepted], [["olena@firm.example"]])
        story.restore()
        story.refused(2, "08:40:00", "1 letter")
        out = story.admin("journal", "accept", now=TIME % (2, "08:45:00")).out
        tap.equal(out, "letters settled as sent: 1; the mailer goes on\n")
        story.mail(2, "08:50:00")
        tap.equal(story.servers[-1].accepted, [])
        story.mail(3, "08:30:00")
        tap.equal(len(story.servers[-1].accepted), 1)


def test_changes_of_tasks():
    """Whoever has been told of them is not told again, but of what is changed since."""
    with Story() as story:
        story.tool("notice", "olena@firm.example")
        story.back_up()
        story.mail(1, "10:12:00")
        tap.equal([letter["to"] for letter in story.servers[-1].accepted if letter["to"] == ["olena@firm.example"]], [["olena@firm.example"]])
        story.restore()
        story.refused(1, "10:13:00", "letters")
        story.admin("journal", "accept", now=TIME % (1, "10:14:00"))
        story.mail(1, "10:15:00")
        tap.equal(story.servers[-1].accepted, [])
        story.tool("notice", "petro@firm.example", now=TIME % (1, "10:16:00"))
        story.mail(1, "10:17:00")
        tap.equal([letter["to"] for letter in story.servers[-1].accepted], [["petro@firm.example"]])


def test_accept_is_killed_at_every_step():
    with Story() as story:
        story.first_day()
        story.since_the_backup()
        story.restore()
        kept, base = story.folder + ".kept", story.copy()
        shutil.copytree(story.folder, kept)
        servers, step, killed = list(story.servers), 0, True
        while killed:
            step += 1
            shutil.rmtree(story.folder)
            shutil.copytree(kept, story.folder)
            story.put_back(base)
            story.servers = list(servers)
            killed = story.admin("journal", "accept", code=None, environment=preloading(CRASH_AT=str(step))).code == -9
            story.admin("journal", "accept")
            tap.equal(story.states(), {"sent": 2 + 8, "queued": 3}, f"step {step}")
            story.mail(4, "09:00:00")
            story.each_once()
        shutil.rmtree(kept)
        print(f"# {step} steps", flush=True)
        tap.true(step > 3, f"only {step} steps: is the library loaded?")


def test_a_journal_of_another_version():
    with Story() as story:
        with open(story.journal, "w", encoding="utf-8") as journal:
            journal.write("1\t1\t1\t5\tone@x\t250 ok\te4857928\n")
        ended = story.mail(1, "10:00:10", 65)
        tap.true(story.journal in ended.err and "version" in ended.err, ended.err)
        tap.equal(story.servers[-1].events, [], "no connection")


tap.main(globals())
