"""Mailers side by side: no letter twice, no limit overrun, whoever is at work. Usage: side.py UKRCRM-MAILER BASE-TOOL"""

import os
import time
from collections import Counter

import tap
from faults import FaultServer
from world import World, store

MAILERS = 16


def send_at_once(world, *complaints):
    """The server, after as many mailers as may be have ended, each of them silent or with one of the complaints."""
    server = FaultServer()
    options = ["--parallel", str(MAILERS), "--connections", "2"]
    mailers = [world.start(server, *options) for _ in range(MAILERS)]
    ended = [(*mailer.communicate(), mailer.returncode) for mailer in mailers]
    server.stop()
    for out, err, code in ended:
        tap.equal((out, code), ("", 0), err)
        tap.true(not err or any(complaint in err for complaint in complaints), err)
    return server


def test_no_letter_twice():
    with World(150) as world:
        twins = [f"client-{number}@{domain}.example" for number, domain in ((1, "two"), (7, "one"), (75, "six"), (150, "four"))]
        for address in twins:
            world.tool("enrol", address)
        world.tool("service", "user@example.com", 20)
        server = send_at_once(world)
        by_address = world.check_promises([server])
        tap.equal(by_address.pop("user@example.com"), 20)
        tap.equal((len(by_address), set(by_address.values())), (150, {1}), "each address once")
        tap.equal(world.states(), {"sent": 170, "skipped": len(twins)})
        tap.equal(Counter(delivery.reason for delivery in world.deliveries() if delivery.state == "skipped"), {"duplicate": len(twins)})


def test_limit_holds_for_all_together():
    with World(60) as world:
        store.tell(world.base, "UPDATE enterprise SET hourly_limit = 25 WHERE id = 1")
        server = send_at_once(world)
        tap.equal(len(server.accepted), 25)
        tap.equal(world.states(), {"sent": 25, "queued": 35})
        world.check_promises([server])


def test_all_die():
    """What they left is sent by the next pass, or nobody knows."""
    with World(60) as world:
        server = FaultServer([{"at": "dot", "nth": 30, "stall": True, "accepted": True}])
        mailers = [world.start(server, "--parallel", "4", "--connections", "1") for _ in range(4)]
        server.wait_for(lambda s: len(s.accepted) >= 30)
        for mailer in mailers:
            mailer.kill()
            mailer.communicate()
        server.stop()
        last = send_at_once(world, "unknown list")
        states = world.states()
        tap.equal(set(states) - {"unknown"}, {"sent"})
        tap.true(1 <= states.get("unknown", 0) <= 4, states)
        tap.true(max(world.check_promises([server, last]).values()) == 1, "once")


def version_back(world):
    """What the newer version has brought is no hindrance."""
    if store.IS_SERVER:
        store.tell(world.base, "UPDATE ukrcrm_schema SET version = version - 1")
    else:
        version = store.ask(world.base, "PRAGMA user_version")[0][0]
        store.tell(world.base, f"PRAGMA user_version = {version - 1}")


def test_migrated_in_mid_pass():
    """By a newer program, whose mailer goes on with what this one leaves."""
    with World(60) as world:
        server = FaultServer([{"at": "dot", "nth": 20, "call": lambda: world.tool("migrate")}])
        ended = world.send(server)
        server.stop()
        tap.equal((ended.code, ended.out), (65, ""), ended.err)
        tap.true("made by a newer program" in ended.err and "install the newer program" in ended.err, ended.err)
        tap.true(20 <= len(server.accepted) < 60, len(server.accepted))
        tap.equal(store.ask(world.base, "SELECT DISTINCT colour FROM delivery"), [("red",)])
        version_back(world)
        last = send_at_once(world)
        tap.equal(world.states(), {"sent": 60})
        tap.equal(set(world.check_promises([server, last]).values()), {1}, "once")


class Locked:
    """The base for a role whose password is asked for."""

    def __init__(self, world):
        self.world, self.passfile = world, os.path.join(world.folder, "pass")
        self.rules = os.path.join(store.folder(), "data", "pg_hba.conf")
        self.url = f"{world.base.replace('user=crm', 'user=post')}&passfile={self.passfile}"

    def __enter__(self):
        store.psql("postgres", "postgres", "CREATE ROLE post LOGIN IN ROLE crm")
        self.change("first")
        self.write("first")
        with open(self.rules, encoding="utf-8") as rules:
            self.trust = rules.read()
        self.rule("local all post scram-sha-256\n" + self.trust)
        return self

    def __exit__(self, *_):
        self.rule(self.trust)

    def rule(self, text):
        with open(self.rules, "w", encoding="utf-8") as rules:
            rules.write(text)
        store.psql("postgres", "postgres", "SELECT pg_reload_conf ()")

    def change(self, word):
        store.psql("postgres", "postgres", f"ALTER ROLE post PASSWORD '{word}'")

    def write(self, word):
        with open(self.passfile, "w", encoding="utf-8") as file:
            file.write(f"*:*:*:post:{word}\n")
        os.chmod(self.passfile, 0o600)

    def send(self, server):
        return self.world.send(server, "--db", self.url)

    def refusals(self):
        with open(os.path.join(store.folder(), "log"), encoding="utf-8") as log:
            return log.read().count('password authentication failed for user "post"')

    def cut_off(self, word, then):
        """A pass with letters of its own that loses its connection once the password is `word`, and what happens when it could
        not connect anew. The others may all have gone by then."""
        def cut():
            self.change(word)
            store.cut(self.world.base)

        self.world.tool("service", "user@example.com", 90)
        before, server = self.refusals(), FaultServer([{"at": "dot", "nth": 20, "call": cut}])
        mailer = self.world.start(server, "--db", self.url)
        while self.refusals() == before and mailer.poll() is None:
            time.sleep(0.01)
        then(mailer)
        out, err = mailer.communicate()
        server.stop()
        tap.equal((mailer.returncode, out), (75, ""), err)
        return server, err


@store.on_server
def test_password_changed_in_mid_pass():
    """Who is connected stays so; who has to connect anew waits a while for the file to be put right, and says what is wrong."""
    with World(90) as world, Locked(world) as locked:
        servers = [FaultServer([{"at": "dot", "nth": 20, "call": lambda: locked.change("second")}])]
        tap.equal(tuple(locked.send(servers[0])), (0, "", ""))
        servers[0].stop()
        tap.equal(world.states(), {"sent": 90})

        locked.write("second")
        server, told = locked.cut_off("third", lambda _: locked.write("third"))
        # The connection may go while it is used, or be found gone by the next who connects.
        wrong = f"does not accept the password of post in {locked.passfile}: correct it there"
        tap.true("was lost" in told or wrong in told, told)
        tap.true("claimed" not in world.states() and "in_data" not in world.states(), f"it came back: {world.states()}")
        servers.append(server)
        server, told = locked.cut_off("fourth", lambda mailer: mailer.terminate())
        servers.append(server)
        tap.true(wrong in told, told)
        ended = locked.send(None)
        tap.equal(ended.code, 66)
        tap.true(wrong in ended.err, ended.err)

        locked.write("fourth")
        servers.append(FaultServer())
        tap.equal(locked.send(servers[-1]).code, 0)
        servers[-1].stop()
        states = world.states()
        tap.equal((set(states) <= {"sent", "unknown"}, sum(states.values())), (True, 270), states)
        tap.true(set(world.check_promises(servers).values()) <= {1, 180}, "once")


@store.on_server
def test_full_disk():
    """Of the base's server, in mid-pass: what was accepted meanwhile goes no second time."""
    with World(200) as world:
        server = FaultServer([{"at": "dot", "nth": 20, "call": lambda: store.server("full")}])
        ended = world.send(server)
        server.stop()
        store.server("room")
        tap.equal((ended.code, ended.out), (74, ""), ended.err)
        tap.true("the disk of postgresql://" in ended.err and "make room" in ended.err, ended.err)
        tap.true(20 <= len(server.accepted) < 200, len(server.accepted))
        last = send_at_once(world)
        tap.equal(world.states(), {"sent": 200})
        tap.equal(set(world.check_promises([server, last]).values()), {1}, "once")
        tap.equal(len(server.accepted) + len(last.accepted), 200)


tap.main(globals())
