"""Mailers side by side: no letter twice, no limit overrun, whoever is at work. Usage: side.py UKRCRM-MAILER BASE-TOOL"""

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
