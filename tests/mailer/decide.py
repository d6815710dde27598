"""What the admin decides about letters, and what the mailer makes of it. Usage: decide.py UKRCRM-MAILER BASE-TOOL UKRCRM-ADMIN"""

import subprocess
import sys

import tap
from faults import FaultServer
from world import DAY, World

ADMIN = sys.argv[3]


def admin(world, *arguments, code=0, now=DAY % "11:00:00"):
    done = subprocess.run([ADMIN, *arguments, "--db", world.base, "--now", now, "--lang", "en", "--config", world.settings],
                          capture_output=True, text=True)
    tap.equal(done.returncode, code, f"ukrcrm-admin {arguments}: {done.stdout} {done.stderr}")
    return done.stdout if code == 0 else done.stderr


def passes(world, now, rules=()):
    server = FaultServer(list(rules))
    world.send(server, now=now)
    server.stop()
    return [letter["to"][0] for letter in server.accepted]


def listed(world, what, **more):
    return {line.split("\t")[2]: line.split("\t")[0] for line in admin(world, what, "list", **more).splitlines()}


def test_unknown():
    with World(3) as world:
        lost = [{"at": "dot", "match": "client-%d@" % n, "cut": "unaccepted"} for n in (1, 2)]
        tap.equal(passes(world, DAY % "10:00:10", lost), ["client-3@four.example"])
        letters = listed(world, "unknown")
        tap.equal(sorted(letters), ["client-1@two.example", "client-2@three.example"])
        admin(world, "unknown", "sent", letters["client-1@two.example"])
        admin(world, "unknown", "resend", letters["client-2@three.example"])
        tap.equal(passes(world, DAY % "11:10:00"), ["client-2@three.example"])
        tap.equal(world.states(), {"sent": 3})
        tap.equal(listed(world, "unknown"), {})


def test_held():
    late = "2026-07-09T%s+03:00"
    with World(3, letters=2) as world:
        tap.equal(passes(world, late % "12:00:00"), [], "more than seven days late")
        letters = listed(world, "held")
        tap.equal(len(letters), 3)
        for number, word in enumerate(("send", "shift", "skip"), 1):
            address = [address for address in letters if address.startswith(f"client-{number}@")][0]
            admin(world, "held", word, letters[address], now=late % "12:30:00")
        tap.equal(passes(world, late % "12:31:00"), ["client-1@two.example"], "sent")
        tap.equal(sorted(passes(world, "2026-07-10T09:00:00+03:00")),
                  ["client-1@two.example", "client-2@three.example", "client-3@four.example"], "the next ones, and the one that was shifted")
        tap.equal(world.states(), {"sent": 4, "skipped": 1, "queued": 1})


def test_nothing_to_decide():
    with World(1) as world:
        tap.true("no letter with the number" in admin(world, "unknown", "sent", "99", code=65), "words")
        tap.equal(passes(world, DAY % "10:00:10"), ["client-1@two.example"])
        tap.true("nothing is to be decided" in admin(world, "held", "send", "1", code=65), "words")


tap.main(globals())
