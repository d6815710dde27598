"""A base, a mailer and the questions tests ask of them."""

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, namedtuple

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "store"))
import store
import tap

MAILER, BASE_TOOL = sys.argv[1], sys.argv[2]
DAY = "2026-07-01T%s+03:00"
Delivery = namedtuple("Delivery", "id kind state reason tries message_id address reply unknown")
Ended = namedtuple("Ended", "code out err")
MODELS = tempfile.TemporaryDirectory(prefix="mailer-models-")


def run_tool(base, *arguments, now=DAY % "10:00:00"):
    done = subprocess.run([BASE_TOOL, base, now, *map(str, arguments)], capture_output=True, text=True)
    tap.equal(done.returncode, 0, f"base-tool {arguments}: {done.stderr}")
    return done.stdout


@functools.cache
def model(making, codes, digest, notice):
    """Each base is made once, the others are copies."""
    base = store.url(MODELS.name, f"{making}-{codes}-{digest}-{notice}.db")
    run_tool(base, "make", *making)
    if codes:
        run_tool(base, "service", "user@example.com", codes)
    if digest:
        run_tool(base, "digest", "user@example.com")
    if notice:
        run_tool(base, "notice", "colleague@example.com")
    return base


class World:
    """`codes`: service mails that are due to user@example.com; `digest`: whether one is; `notice`: whether a colleague is to be told of a task."""

    def __init__(self, clients=3, letters=1, size=600, codes=0, digest=False, notice=False):
        self.folder = tempfile.mkdtemp(prefix="mailer-")
        self.journal = os.path.join(self.folder, "base.db.accepted")
        self.settings = os.path.join(self.folder, "test.conf")
        with open(self.settings, "w", encoding="utf-8") as settings:
            settings.write(f"[mailer]\njournal={self.journal}\n" if store.IS_SERVER else "")
        self.base = self._like(model((clients, letters, size), codes, digest, notice)) if clients else store.url(self.folder, "base.db")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        store.remove(self.base)
        shutil.rmtree(self.folder)

    def _like(self, base):
        return store.url_like(base) if store.IS_SERVER else shutil.copy(base, os.path.join(self.folder, "base.db"))

    def tool(self, *arguments, **more):
        return run_tool(self.base, *arguments, **more)

    def copy(self):
        """A backup of the base while nobody has it open."""
        return store.url_like(self.base) if store.IS_SERVER else shutil.copy(self.base, self.base + ".copy")

    def put_back(self, copy):
        if store.IS_SERVER:
            store.remove(self.base)
            self.base = store.url_like(copy)
        else:
            shutil.copy(copy, self.base)

    def start(self, server, *options, now=DAY % "10:00:10", environment=None):
        """`server`: with a port, or None for a port where nobody is."""
        url = f"smtp://127.0.0.1:{server.port if server else 9}"
        command = [MAILER, "--db", self.base, "--now", now, "--smtp", url, "--from", "crm@example.com", "--lang", "en", "--config",
                   self.settings]
        return subprocess.Popen(command + list(options), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                env={**os.environ, **(environment or {})})

    def send(self, server, *options, **more):
        process = self.start(server, *options, **more)
        out, err = process.communicate()
        return Ended(process.returncode, out, err)

    def deliveries(self):
        return [Delivery(*line.split("\t")) for line in self.tool("states").splitlines()]

    def states(self):
        return dict(Counter(delivery.state for delivery in self.deliveries()))

    def last_run(self):
        return self.tool("run").rstrip("\n").split("\t")

    def check_promises(self, servers, deliveries=None):
        """What holds whatever happened: nothing twice beyond what is recorded as unknown, one Message-ID a letter."""
        copies = [letter for server in servers for letter in server.accepted]
        deliveries = deliveries or self.deliveries()
        known = {delivery.message_id: delivery for delivery in deliveries if delivery.message_id}
        for letter in copies:
            delivery = known.get(letter["message_id"])
            tap.true(delivery, f"the base knows the accepted letter {letter['message_id']}")
            tap.equal(letter["to"], [delivery.address], "to whom it was claimed")
        for delivery in deliveries:
            taken = [letter for letter in copies if letter["message_id"] == delivery.message_id]
            tap.true(len(taken) - 1 <= int(delivery.unknown), f"{delivery}: {len(taken)} copies")
            tap.true(len({letter["sha256"] for letter in taken}) <= 1, f"{delivery}: all copies are the same")
            tap.true(delivery.state != "sent" or taken, f"{delivery}: sent means accepted")
            if delivery.state in ("queued", "held", "deferred", "failed"):
                tap.equal(len(taken), 0, f"{delivery}: nobody has it")
        by_address = Counter(letter["to"][0] for letter in copies if letter["message_id"])
        return by_address
