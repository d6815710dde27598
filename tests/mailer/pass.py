"""Passes of the mailer against a server that fails as told. Usage: pass.py UKRCRM-MAILER BASE-TOOL"""

import os
import signal
import socket
import subprocess

import tap
from faults import FaultServer
from world import BASE_TOOL, DAY, MAILER, World, store

ALL_WELL = "sent=%d deferred=0 failed=0 unknown=0 held=0 digests=0\n"


def healthy(world, expected, **more):
    """A pass to a server without faults sends this many letters; the server."""
    server = FaultServer()
    ended = world.send(server, "-v", **more)
    server.stop()
    tap.equal((ended.code, ended.err), (0, ""), "a healthy pass")
    tap.equal(len(server.accepted), expected, "letters of a healthy pass")
    return server


def test_silent_when_well():
    with World(3) as world:
        server = FaultServer()
        ended = world.send(server)
        tap.equal(tuple(ended), (0, "", ""))
        ended = world.send(server, "-v")
        tap.equal(tuple(ended), (0, ALL_WELL % 0, ""))
        server.stop()
        tap.equal(world.states(), {"sent": 3})
        tap.equal(sorted(letter["to"][0] for letter in server.accepted),
                  ["client-1@two.example", "client-2@three.example", "client-3@four.example"])
        world.check_promises([server])


def test_nothing_due_says_nothing_to_anybody():
    with World(3) as world:
        server = FaultServer()
        for now in ("2026-07-01T20:00:00+03:00", "2026-07-01T08:59:59+03:00"):
            tap.equal(tuple(world.send(server, "-v", now=now)), (0, ALL_WELL % 0, ""))
        world.tool("pause", "on")
        tap.equal(tuple(world.send(server, "-v")), (0, ALL_WELL % 0, ""))
        server.stop()
        tap.equal(server.events, [], "no connection")
        world.tool("pause", "off")
        healthy(world, 3)


def test_second_letter_comes_a_day_later():
    with World(2, letters=2) as world:
        servers = [healthy(world, 2)]
        servers.append(healthy(world, 0, now="2026-07-01T17:59:00+03:00"))
        servers.append(healthy(world, 0, now="2026-07-02T08:59:00+03:00"))
        servers.append(healthy(world, 2, now="2026-07-02T09:00:00+03:00"))
        tap.equal(world.states(), {"sent": 4})
        tap.equal(set(world.check_promises(servers).values()), {2})


def test_relay_that_cannot_be_used():
    rules = [[{"at": "connect", "cut": "now"}], [{"at": "banner", "reply": "421 4.3.2 closing"}], [{"at": "banner", "cut": "before"}],
             [{"at": "banner", "reply": "554 5.7.1 blocked"}], [{"at": "ehlo", "cut": "before"}], [{"at": "mail", "cut": "before"}],
             [{"at": "mail", "reply": "550 5.7.1 blocked"}], [{"at": "rcpt", "cut": "before"}], [{"at": "data", "cut": "before"}],
             [{"at": "rcpt", "reply": "421 4.7.0 closing"}], [{"at": "dot", "reply": "421 4.3.0 closing"}]]
    with World(3) as world:
        servers = []
        for rule in rules:
            servers.append(FaultServer(rule))
            ended = world.send(servers[-1], "-v", "--connections", "1")
            servers[-1].stop()
            tap.equal((ended.code, ended.out), (69, ALL_WELL % 0), f"{rule}: {ended}")
            tap.true(f"smtp://127.0.0.1:{servers[-1].port}" in ended.err, ended.err)
            tap.equal([(delivery.state, delivery.tries) for delivery in world.deliveries()], [("queued", "0")] * 3, f"{rule}: uncounted")
            tap.true(world.last_run()[5], "the alarm is in the base")
        servers.append(healthy(world, 3))
        world.check_promises(servers)


def test_relay_that_is_gone():
    with World(3) as world:
        ended = world.send(None)
        tap.equal((ended.code, ended.out), (69, ""))
        tap.true("smtp://127.0.0.1:9" in ended.err, ended.err)
        tap.equal(world.states(), {"queued": 3})
        healthy(world, 3)


def test_relay_that_goes_away_in_the_middle():
    with World(6) as world:
        server = FaultServer([{"at": "banner", "nth": 2, "reply": "421 4.3.2 closing"}, {"at": "dot", "nth": 3, "cut": "after"}])
        ended = world.send(server, "-v", "--connections", "1")
        server.stop()
        tap.equal((ended.code, ended.out), (69, ALL_WELL % 3), ended)
        tap.equal(world.states(), {"queued": 3, "sent": 3})
        world.check_promises([server, healthy(world, 3)])


def test_deferred():
    with World(3) as world:
        server = FaultServer([{"at": "rcpt", "match": "client-2@", "reply": "450 4.2.0 greylisted"}])
        ended = world.send(server, "-v")
        tap.equal((ended.code, ended.out, ended.err), (75, "sent=2 deferred=1 failed=0 unknown=0 held=0 digests=0\n", ""))
        tap.equal(world.states(), {"deferred": 1, "sent": 2})
        first = world.deliveries()[1]
        tap.equal((first.tries, first.reply), ("1", "450 4.2.0 greylisted"))
        tap.equal(world.send(server, now=DAY % "10:04:00").code, 0, "not before five minutes")
        server.stop()
        later = healthy(world, 1, now=DAY % "10:06:00")
        tap.equal(later.accepted[0]["message_id"], first.message_id, "the same letter")
        world.check_promises([server, later])


def test_one_bad_recipient_stops_nobody():
    with World(7, letters=2) as world:
        server = FaultServer([{"at": "rcpt", "match": "client-2@", "reply": "550 5.1.1 no such user"},
                              {"at": "dot", "match": "client-3@", "reply": "554 5.6.0 bad content"},
                              {"at": "mail", "nth": 5, "reply": "552 5.3.4 too large"}])
        ended = world.send(server, "-v", "--connections", "1")
        server.stop()
        tap.equal((ended.code, ended.out, ended.err), (0, "sent=4 deferred=0 failed=3 unknown=0 held=0 digests=0\n", ""))
        reasons = {delivery.address: delivery.reason for delivery in world.deliveries() if delivery.state == "failed"}
        tap.equal(reasons.get("client-2@three.example"), "bounced")
        world.check_promises([server])
        tomorrow = healthy(world, 6, now="2026-07-02T09:00:00+03:00")
        tap.true("client-2@three.example" not in world.check_promises([server, tomorrow]), "the hard bounce is suppressed")


def test_policy_in_a_row_stops_the_run():
    with World(20) as world:
        server = FaultServer([{"at": "rcpt", "reply": "550 5.7.1 we do not like you"}])
        ended = world.send(server, "-v", "--connections", "1")
        server.stop()
        tap.equal(ended.code, 69)
        tap.true("5.7.1" in ended.err, ended.err)
        tap.equal(world.states(), {"failed": 5, "queued": 15})
        world.check_promises([server, healthy(world, 15)])


def test_refused_sender_is_held():
    with World(12) as world:
        server = FaultServer([{"at": "mail", "match": "hello@zerno.example", "reply": "553 5.1.8 not yours"}])
        world.tool("service", "user@example.com", 1)
        ended = world.send(server, "-v", "--connections", "1")
        server.stop()
        tap.equal((ended.code, ended.out), (0, "sent=1 deferred=0 failed=0 unknown=0 held=12 digests=0\n"))
        tap.true(len(server.said("mail")) < 12, "not every letter knocks in vain")
        tap.true(all(delivery.reason.startswith("sender:") for delivery in world.deliveries() if delivery.kind == "letter"), "reason")


def test_unknown():
    for rule, copies in (({"cut": "before"}, 1), ({"cut": "unaccepted"}, 0)):
        with World(4) as world:
            server = FaultServer([{"at": "dot", "match": "client-2@", **rule}])
            ended = world.send(server, "-v")
            server.stop()
            tap.equal((ended.code, ended.out), (0, "sent=3 deferred=0 failed=0 unknown=1 held=0 digests=0\n"), ended)
            tap.true("unknown list" in ended.err, ended.err)
            tap.equal(world.states(), {"sent": 3, "unknown": 1})
            after = healthy(world, 0)
            tap.equal(len(server.accepted), 3 + copies)
            tap.equal(world.states(), {"sent": 3, "unknown": 1}, "never again by itself")
            world.check_promises([server, after])


def test_relay_that_loses_letters_is_left_alone():
    with World(12) as world:
        server = FaultServer([{"at": "dot", "cut": "unaccepted"}])
        ended = world.send(server, "--connections", "1")
        server.stop()
        tap.equal(ended.code, 69, ended)
        tap.equal(world.states(), {"queued": 9, "unknown": 3})
        world.check_promises([server, healthy(world, 9)])


def test_connections_are_reused():
    with World(40) as world:
        server = FaultServer()
        tap.equal(world.send(server, "--connections", "4").code, 0)
        server.stop()
        tap.equal(world.states(), {"sent": 40})
        tap.true(server.connections() <= 4, f"{server.connections()} connections")
        world.check_promises([server])


def test_limit_and_only():
    with World(5) as world:
        world.tool("service", "user@example.com", 2)
        server = FaultServer()
        tap.equal(world.send(server, "-v", "--only", "service").out, ALL_WELL % 2)
        tap.equal(world.send(server, "-v", "--only", "digests").out, ALL_WELL % 0)
        tap.equal(world.send(server, "-v", "--only", "bounces").out, ALL_WELL % 0)
        tap.equal(world.send(server, "-v", "--limit", "2").out, ALL_WELL % 2)
        tap.equal(world.send(server, "-v", "--only", "campaigns").out, ALL_WELL % 3)
        server.stop()
        world.check_promises([server])


def test_service_mail_at_night():
    with World(1) as world:
        world.tool("service", "user@example.com", 1)
        server = healthy(world, 1, now=DAY % "23:30:00")
        tap.equal((server.accepted[0]["from"], server.accepted[0]["to"]), ("crm@example.com", ["user@example.com"]))
        tap.true(b"12345678" in server.accepted[0]["data"] or b"base64" in server.accepted[0]["data"], "the code")
        tap.true(b"Auto-Submitted: auto-generated\r\n" in server.accepted[0]["data"], "automatic")


def test_codes_are_wiped_once_they_are_gone():
    """Kept as long as the mail may go (again), whatever became of the letters."""
    for reply, state, kept in (("250 ok", "sent", 0), ("550 5.1.1 nobody", "failed", 0), ("450 4.2.0 later", "deferred", 1)):
        with World(1) as world:
            world.tool("service", "user@example.com", 1)
            tap.equal(world.tool("secrets"), "1\t0\n")
            server = FaultServer([{"at": "rcpt", "match": "user@example.com", "reply": reply}] if state != "sent" else [])
            world.send(server)
            server.stop()
            tap.equal({delivery.state for delivery in world.deliveries() if delivery.kind == "service"}, {state})
            tap.equal(world.tool("secrets"), f"{kept}\t{kept}\n", state)
    with World(1) as world:
        world.tool("service", "user@example.com", 1)
        server = FaultServer([{"at": "dot", "match": "user@", "cut": "before"}])
        world.send(server)
        server.stop()
        tap.equal(world.tool("secrets"), "1\t1\n", "unknown: it may have to go again")


def test_second_mailer_goes_home():
    with World(2) as world:
        server = FaultServer([{"at": "rcpt", "stall": True}])
        first = world.start(server)
        server.wait_for(lambda s: s.said("rcpt"), first)
        tap.equal(tuple(world.send(server)), (0, "", ""))
        tap.equal(tuple(world.send(server, "-v")), (0, "another mailer is at work\n", ""))
        first.kill()
        first.communicate()
        server.stop()
        world.check_promises([server, healthy(world, 2)])


def test_parallel_mailers_share_the_work():
    with World(60) as world:
        faults = [{"at": "rcpt", "match": "client-7@", "reply": "550 5.1.1 nobody"}, {"at": "dot", "match": "client-9@", "reply": "451 4.3.0 later"},
                  {"at": "idle", "nth": 20, "cut": "now"}]
        server = FaultServer(faults, delay=0.002)
        mailers = [world.start(server, "--parallel", "4", "--connections", "3") for _ in range(4)]
        ended = [(mailer.communicate(), mailer.returncode) for mailer in mailers]
        server.stop()
        tap.equal(sorted(end[1] for end in ended), [0, 0, 0, 75], ended)
        tap.equal(world.states(), {"sent": 58, "deferred": 1, "failed": 1})
        tap.equal(len(server.accepted), 58)
        world.check_promises([server])


def test_one_of_four_dies_while_the_others_go_on():
    with World(80) as world:
        # The fifth letter's sender is killed at its dot; what it had accepted before, and this one, may be unknown to it.
        server = FaultServer([{"at": "dot", "nth": 5, "stall": True, "accepted": True}], delay=0.002)
        first = world.start(server, "--parallel", "4", "--connections", "2")
        server.wait_for(lambda s: len(s.accepted) >= 5, first)
        others = [world.start(server, "--parallel", "4", "--connections", "2") for _ in range(3)]
        first.kill()
        first.communicate()
        ended = [(mailer.communicate(), mailer.returncode) for mailer in others]
        server.stop()
        tap.equal([end[1] for end in ended], [0, 0, 0], ended)
        last = FaultServer()
        tap.equal(world.send(last).code, 0)
        last.stop()
        states = world.states()
        tap.equal(set(states) <= {"sent", "unknown"}, True, states)
        tap.true(1 <= states["unknown"] <= 2, f"{states}: at most what each connection of the dead one had under way")
        tap.equal(sum(states.values()), 80, "none is lost")
        world.check_promises([server, last])
        accepted = [letter["to"][0] for letter in server.accepted + last.accepted]
        tap.equal(len(set(accepted)), len(accepted), "once")
        # The other connection of the dead one may have been in the middle of its body.
        tap.true(80 - len(accepted) < states["unknown"], f"{len(accepted)}, {states}: only who is unknown may not have it")


def test_dead_before_the_354():
    with World(4) as world:
        server = FaultServer([{"at": "rcpt", "nth": 2, "stall": True}])
        mailer = world.start(server, "--connections", "1")
        server.wait_for(lambda s: len(s.said("rcpt")) == 2, mailer)
        mailer.kill()
        mailer.communicate()
        server.stop()
        tap.equal(world.states().get("claimed"), 3)
        # The first letter's 250 may or may not have reached the journal when the kill came.
        next_server = FaultServer()
        tap.equal(world.send(next_server).code, 0)
        next_server.stop()
        tap.equal(len(next_server.accepted), 3)
        tap.true(world.states() in ({"sent": 4}, {"sent": 3, "unknown": 1}), world.states())
        world.check_promises([server, next_server])


def test_dead_after_the_354():
    with World(4) as world:
        server = FaultServer([{"at": "dot", "nth": 2, "stall": True, "accepted": True}])
        mailer = world.start(server, "--connections", "1")
        server.wait_for(lambda s: len(s.accepted) == 2, mailer)
        mailer.kill()
        mailer.communicate()
        server.stop()
        tap.equal(world.states(), {"claimed": 2, "in_data": 1, "sent": 1})
        next_server = FaultServer()
        ended = world.send(next_server, "-v")
        next_server.stop()
        tap.equal(ended.out, "sent=2 deferred=0 failed=0 unknown=1 held=0 digests=0\n")
        tap.true("unknown list" in ended.err, ended.err)
        tap.equal(world.states(), {"sent": 3, "unknown": 1})
        world.check_promises([server, next_server])


def test_signal_lets_the_letter_arrive():
    with World(30) as world:
        server = FaultServer([{"at": "dot", "slow": 0.05}])
        mailer = world.start(server, "-v", "--connections", "1")
        server.wait_for(lambda s: s.said("dot"), mailer)
        mailer.send_signal(signal.SIGTERM)
        out, err = mailer.communicate()
        server.stop()
        tap.equal((mailer.returncode, err), (0, ""))
        states = world.states()
        tap.equal(set(states), {"queued", "sent"}, states)
        tap.true(states["sent"] < 10, "it did not go on to the end")
        world.check_promises([server, healthy(world, states["queued"])])


def test_suppressed_after_the_claim():
    with World(3) as world:
        server = FaultServer([{"at": "mail", "nth": 1, "call": lambda: world.tool("suppress", "client-3@four.example")}])
        tap.equal(world.send(server, "--connections", "1").code, 0)
        server.stop()
        tap.equal(len(server.accepted), 2)
        tap.true("client-3@four.example" not in world.check_promises([server]), "nothing for a suppressed address")
        healthy(world, 0)


def test_paused_while_sending():
    with World(40) as world:
        server = FaultServer([{"at": "mail", "nth": 1, "call": lambda: world.tool("pause", "on")}])
        tap.equal(world.send(server, "--connections", "1").code, 0)
        server.stop()
        tap.true(len(server.accepted) <= 4, "only what was claimed before")
        tap.equal(healthy(world, 0).events, [])


def test_restored_base_stops_everything():
    with World(3) as world:
        backup = world.copy()
        server = healthy(world, 3)
        world.put_back(backup)
        tap.equal(world.states(), {"queued": 3})
        refused = FaultServer()
        for _ in range(2):
            ended = world.send(refused, "-v")
            tap.equal((ended.code, ended.out), (78, ALL_WELL % 0))
            tap.true("journal accept" in ended.err, ended.err)
            tap.true(any(letter["message_id"] in ended.err for letter in server.accepted), ended.err)
        refused.stop()
        tap.equal(refused.events, [], "no connection")
        tap.equal(world.states(), {"queued": 3})


def test_journal_that_cannot_be_written():
    with World(3) as world:
        server = FaultServer()
        ended = world.send(server, "--journal", "/dev/full", "--connections", "1")
        server.stop()
        tap.equal(ended.code, 73, ended)
        tap.true("/dev/full" in ended.err, ended.err)
        tap.equal(len(server.accepted), 1, "nothing more is offered")
        tap.equal(world.states(), {"queued": 2, "sent": 1}, "the base knows what was accepted")
        world.check_promises([server, healthy(world, 2)])


def test_bad_calls():
    with World(1) as world:
        for options, code, word in [(["--nonsense"], 64, "nonsense"), (["--only", "spam"], 64, "--only"), (["--limit", "x"], 64, "limit"),
                                    (["argument"], 64, ""), (["--smtp", "mail.example.com"], 78, "relay"),
                                    (["--smtp", "smtp://127.0.0.1:9", "--tls", "perhaps"], 78, "tls"),
                                    (["--user", "me"], 78, "passfile"), (["--from", "nobody"], 78, "nobody"),
                                    (["--db", world.folder + "/absent.db"], 66, "absent.db"),
                                    (["--journal", "/nowhere/journal"], 73, "/nowhere/journal")]:
            ended = world.send(None, *options)
            tap.equal(ended.code, code, f"{options}: {ended}")
            tap.true(word in ended.err, f"{options}: {ended.err}")
            tap.equal(ended.out, "")
        tap.equal(world.states(), {"queued": 1})


def default_journal():
    with World(2) as world:
        with open(world.settings, "w", encoding="utf-8"):
            pass
        server = FaultServer()
        tap.equal(tuple(world.send(server, environment={"STATE_DIRECTORY": world.folder})), (0, "", ""))
        server.stop()
        uuid = store.ask(world.base, "SELECT value FROM base_fact WHERE name = 'base_uuid'")[0][0]
        with open(os.path.join(world.folder, uuid + ".accepted"), encoding="utf-8") as journal:
            tap.equal(len(journal.readlines()), 2)
        # Another machine has another one, of which the base has nothing yet.
        tap.equal(store.ask(world.base, f"SELECT name FROM base_fact WHERE name = 'journal {socket.gethostname()}'"),
                  [(f"journal {socket.gethostname()}",)])


if store.IS_SERVER:
    test_default_journal = default_journal


def refused_files():
    def version(number):
        return lambda content: content[:60] + number.to_bytes(4, "big") + content[64:]  # the file's header: user_version

    for change, code, word in [(version(99), 65, "newer"), (version(0), 65, "ukrcrm-admin migrate"), (lambda _: b"no base\n" * 500, 65, "no base")]:
        with World(1) as world:
            with open(world.base, "rb") as file:
                content = change(file.read())
            with open(world.base, "wb") as file:
                file.write(content)
            ended = world.send(None)
            tap.equal((ended.code, ended.out), (code, ""), ended)
            tap.true(word in ended.err and world.base in ended.err, ended.err)
            with open(world.base, "rb") as file:
                tap.equal(file.read() == content, True, "left as it is")


if not store.IS_SERVER:
    test_bases_that_are_refused = refused_files


def test_rehearsal_writes_nothing():
    with World(2, letters=2) as world:
        before = world.tool("states")
        ended = world.send(None, "--dry-run", "--days", "2")
        tap.equal((ended.code, ended.err), (0, ""))
        lines = [line.split("\t") for line in ended.out.splitlines()]
        tap.equal([line[0][:10] for line in lines], ["2026-07-01"] * 2 + ["2026-07-02"] * 2, ended.out)
        tap.equal(sorted({line[1] for line in lines}), ["client-1@two.example", "client-2@three.example"])
        tap.equal(world.tool("states"), before)
        healthy(world, 2)




tap.main(globals())
