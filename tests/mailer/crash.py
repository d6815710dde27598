"""The mailer killed before each of its durable steps, and run again: nothing is lost, nothing is accepted twice beyond what is
recorded as unknown, one Message-ID a letter. The same for its connection to a server's base, and for the server. Usage: crash.py UKRCRM-MAILER BASE-TOOL CRASH.so [--all] [--every N] …

--all counts every write, not only what syncs, commits or speaks to the mail server; --every N cuts the connection to a base's server at
each Nth word, kills the server at each 2Nth, and the mailer before each N/2th of its steps; --connections N sends on several at once, where steps come in another order each time."""

import argparse
import os
import signal
import sys
from collections import Counter

import tap
from faults import FaultServer
from world import World, store

parser = argparse.ArgumentParser()
parser.add_argument("mailer")
parser.add_argument("base_tool")
parser.add_argument("library")
parser.add_argument("--all", action="store_true")
parser.add_argument("--every", type=int, default=1)
parser.add_argument("--letters", type=int, default=2)
parser.add_argument("--connections", type=int, default=1)
parser.add_argument("--faults", action="store_true", help="the server defers, refuses and cuts, too")
OPTIONS = parser.parse_args()
sys.argv[1:] = [OPTIONS.mailer, OPTIONS.base_tool]

FAULTS = [{"at": "rcpt", "match": "client-2@", "reply": "450 4.2.0 later", "once": True},
          {"at": "dot", "match": "client-3@", "cut": "before", "once": True},
          {"at": "rcpt", "match": "client-4@", "reply": "550 5.1.1 nobody"}]
LATER = "2026-07-01T10:%02d:00+03:00"


def crashing(at):
    environment = {"LD_PRELOAD": os.path.abspath(OPTIONS.library), "CRASH_AT": str(at),
                   "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}
    return {**environment, "CRASH_ALL": "1"} if OPTIONS.all else environment


def send(world, server, *options, **more):
    """A pass over as many connections as was asked for: each has at most one letter that nobody knows of when it dies."""
    return world.send(server, "--connections", str(OPTIONS.connections), *options, **more)


def finish(world, servers):
    """Runs the mailer until nothing is due any more, and looks at what must be so then; the states."""
    for minute in (20, 40):
        server = FaultServer()
        servers.append(server)
        ended = send(world, server, now=LATER % minute)
        server.stop()
        tap.equal(ended.code, 0, ended)
    deliveries = world.deliveries()
    world.check_promises(servers, deliveries)
    return Counter(delivery.state for delivery in deliveries)


def killed_at(step):
    """False: the run ended before that step."""
    with World(OPTIONS.letters, digest=True, notice=True) as world:
        servers = [FaultServer(FAULTS if OPTIONS.faults else [])]
        ended = send(world, servers[0], environment=crashing(step))
        servers[0].stop()
        kills, killed = 0, ended.code == -9
        tap.true(killed or ended.code in (0, 75), ended)
        # Killed again where the pass after it stands at the same step, then left in peace.
        if killed:
            servers.append(FaultServer())
            kills = 1 + (send(world, servers[-1], now=LATER % 1, environment=crashing(step)).code == -9)
            servers[-1].stop()
        states = finish(world, servers)
        tap.true(set(states) <= {"sent", "unknown", "failed"}, f"step {step}: {states}")
        tap.equal(sum(states.values()), OPTIONS.letters + 2, f"step {step}: {states}")
        tap.true(states.get("unknown", 0) <= kills * OPTIONS.connections + OPTIONS.faults, f"step {step}, {kills} kills: {states}")
        return killed


def every(stride, at):
    step = 1
    while at(step):
        step += stride
    print(f"# {step} steps", flush=True)
    tap.true(step > 20, f"only {step} steps: is the library loaded?")


def test_killed_at_every_step():
    every(max(OPTIONS.every // 2, 1), killed_at)


# --- the base goes away -------------------------------------------------------------------------------

def is_paused(process):
    """Whether it stands at its step; else it has ended."""
    return os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT).si_code == os.CLD_STOPPED


def lost_at(step, lose):
    """False: the run ended before that step."""
    with World(OPTIONS.letters, codes=1) as world:
        servers = [FaultServer(FAULTS if OPTIONS.faults else [])]
        process = world.start(servers[0], "--connections", str(OPTIONS.connections), environment={**crashing(step), "CRASH_PAUSE": "1"})
        lost = is_paused(process)
        if lost:
            lose(world)
            process.send_signal(signal.SIGCONT)
        _, err = process.communicate()
        servers[0].stop()
        ends = {0: "", 66: "cannot open", 75: "connection"}  # nothing lost; not even begun; to be gone on with
        tap.true(ends.get(process.returncode, "?") in err, f"step {step}: {process.returncode} {err}")
        states = finish(world, servers)
        tap.true(set(states) <= {"sent", "unknown", "failed"}, f"step {step}: {states}")
        tap.equal(sum(states.values()), OPTIONS.letters + 1, f"step {step}: {states}")
        # The mailer lives: it knows what servers took, and which letters none of them got.
        tap.equal(states.get("unknown", 0), 0, f"step {step}: {states}")
        return lost


def restart(world):
    store.server("crash")
    store.server("start")


def connection_cut_at_every_step():
    every(OPTIONS.every, lambda step: lost_at(step, lambda world: store.cut(world.base)))


def server_crashes_at_every_step():
    every(OPTIONS.every * 2, lambda step: lost_at(step, restart))


if store.IS_SERVER:
    test_connection_cut_at_every_step = connection_cut_at_every_step
    test_server_crashes_at_every_step = server_crashes_at_every_step


tap.main(globals())
