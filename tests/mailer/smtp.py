"""The SMTP client against a server that fails at each step in each way. Usage: smtp.py SMTP-TOOL"""

import os
import subprocess
import sys
import tempfile

import client
import identity
import tap
from faults import FaultServer

TOOL = sys.argv[1]
FOLDER = tempfile.TemporaryDirectory()
CERTIFICATE = identity.make(FOLDER.name)
STRANGER = identity.make(FOLDER.name, "stranger", "elsewhere.example")
LETTER = os.path.join(FOLDER.name, "letter")
with open(LETTER, "wb") as file:
    file.write(b"From: a@example.com\r\nMessage-ID: <one@example.com>\r\n\r\n.dot\r\n..\r\nlast\r\n")
LARGE = os.path.join(FOLDER.name, "large")
with open(LARGE, "wb") as file:
    file.write(b"Message-ID: <large@example.com>\r\n\r\n" + (b"x" * 70 + b"\r\n") * 60000)
PASSFILE = os.path.join(FOLDER.name, "password")
with open(PASSFILE, "w", encoding="utf-8") as file:
    file.write("pass word \"ї\"\nignored\n")


class Client(client.Client):
    def __init__(self, server, **options):
        super().__init__(TOOL, server.port, **options)

    def send(self, recipient="one@example.org", letter=LETTER, flags="-"):
        return super().send(recipient, letter, flags)


def one(rules, expected, accepted=0, letters=1, server_options=None, letter=LETTER, **client_options):
    """Sends to a server with these rules; the last report and how many copies were accepted are as expected."""
    server = FaultServer(rules, **(server_options or {}))
    sender = Client(server, **client_options)
    for _ in range(letters):
        report = sender.send(letter=letter)
    sender.end()
    server.stop()
    got = (report.step, int(report.code), report.outcome, report.effect)
    tap.equal(got, expected, f"{rules}: {report}")
    tap.equal(len(server.accepted), accepted, f"{rules}: accepted")
    asked_and_not_taken = report.asked == "1" and report.outcome in ("requeue",) and report.code == "0"
    tap.true(not asked_and_not_taken, f"{rules}: nothing silent is queued again after the go")
    return report, server


def test_a_letter_arrives_whole():
    _, server = one([], ("dot", 250, "sent", "on"), accepted=1)
    with open(LETTER, "rb") as file:
        tap.equal(server.accepted[0]["data"], file.read(), "to the byte, dots and all")
    tap.equal((server.accepted[0]["from"], server.accepted[0]["to"]), ("me@example.com", ["one@example.org"]))


def test_large_letter():
    _, server = one([], ("dot", 250, "sent", "on"), accepted=1, letter=LARGE)
    with open(LARGE, "rb") as file:
        tap.equal(server.accepted[0]["data"], file.read())


def test_connection_is_reused():
    _, server = one([], ("dot", 250, "sent", "on"), accepted=5, letters=5)
    tap.equal(server.connections(), 1)
    tap.equal(len(server.said("quit")), 1, "takes leave once")


def test_before_the_354_nothing_is_lost():
    relay = ("requeue", "relay")
    for step in ("banner", "ehlo", "mail", "rcpt", "data"):
        name = "greeting" if step == "banner" else step
        for rule in ({"cut": "before"}, {"cut": "before", "reset": True}):
            report, _ = one([{"at": step, **rule}], (name, 0) + relay)
            tap.true(report.words, "says why")
    for step, following in (("banner", "ehlo"), ("ehlo", "mail"), ("mail", "rcpt"), ("rcpt", "data")):
        server = FaultServer([{"at": step, "cut": "after"}])
        sender = Client(server)
        report = sender.send()
        sender.end()
        server.stop()
        tap.true(report.step in (step, following, "greeting"), f"{step}: {report}")
        tap.equal((report.outcome, report.effect, report.asked), relay + ("0",), f"{step}: {report}")


def test_refusals():
    requeue, refused, on = ("requeue", "relay"), ("requeue", "refused"), "on"
    for step, answer, expected in [
            ("banner", "421 4.3.2 closing", requeue), ("banner", "554 go away", requeue),
            ("banner", "554 5.7.1 blocked", refused), ("banner", "450 4.7.1 later", requeue),
            ("ehlo", "421 4.7.0 busy", requeue), 
            ("mail", "421 4.7.0 closing", requeue), ("mail", "451 4.3.0 later", ("deferred", on)),
            ("mail", "452 4.3.1 disk", ("deferred", on)), ("mail", "550 5.7.1 blocked", refused),
            ("mail", "530 sign in", refused), ("mail", "552 5.3.4 too large", ("failed", on)),
            ("mail", "550 5.1.8 bad sender", ("held", on)), ("mail", "553 who are you", ("held", on)),
            ("rcpt", "421 4.7.0 closing", requeue), ("rcpt", "450 4.2.0 greylisted", ("deferred", on)),
            ("rcpt", "451 4.7.1 greylisted", ("deferred", on)), ("rcpt", "550 5.1.1 no such user", ("bounced", on)),
            ("rcpt", "550 no such user", ("bounced", on)), ("rcpt", "550 5.7.1 policy", ("policy", on)),
            ("rcpt", "552 5.2.2 full", ("failed", on)), ("rcpt", "554 5.1.8 sender domain", ("held", on)),
            ("data", "421 4.3.0 closing", requeue), ("data", "451 4.3.0 later", ("deferred", on)),
            ("data", "554 5.5.1 no", ("failed", on)), ("data", "550 5.7.1 policy", ("policy", on)),
            ("data", "250 what", requeue)]:
        name = "greeting" if step == "banner" else step
        report, server = one([{"at": step, "reply": answer}], (name, int(answer[:3])) + expected)
        tap.equal(report.words, "DATA failed: 250" if answer.startswith("2") else answer, "the server's words")
        tap.equal(report.asked, "0", "before the 354 nobody is asked")


def test_refused_ehlo_falls_back_to_helo():
    one([{"at": "ehlo", "reply": "502 5.5.1 what"}], ("dot", 250, "sent", "on"), accepted=1)
    one([{"at": "ehlo", "reply": "550 5.7.1 no"}, {"at": "helo", "reply": "550 5.7.1 no"}], ("ehlo", 550, "requeue", "refused"))
    one([{"at": "ehlo", "reply": "502 what"}, {"at": "helo", "reply": "502 what"}], ("ehlo", 502, "requeue", "relay"))


def test_answers_to_the_dot():
    for answer, expected, accepted in [
            ("250 ok", ("sent", "on"), 1), ("200 ok", ("sent", "on"), 1), ("251 2.6.0 ok", ("sent", "on"), 1),
            ("421 4.3.0 closing", ("requeue", "relay"), 0), ("451 4.3.0 later", ("deferred", "on"), 0),
            ("452 4.3.1 disk", ("deferred", "on"), 0), ("550 5.7.1 spam", ("policy", "on"), 0),
            ("552 too large", ("failed", "on"), 0), ("554 5.6.0 bad content", ("failed", "on"), 0),
            ("554 no", ("failed", "on"), 0), ("354 what", ("unknown", "on"), 0)]:
        report, _ = one([{"at": "dot", "reply": answer}], ("dot", int(answer[:3])) + expected, accepted)
        tap.equal((report.words, report.asked), (answer, "1"))


def test_after_the_354_silence_is_unknown():
    unknown = ("unknown", "on")
    for reset in (False, True):
        one([{"at": "dot", "cut": "before", "reset": reset}], ("dot", 0) + unknown, accepted=1)
        one([{"at": "dot", "cut": "unaccepted", "reset": reset}], ("dot", 0) + unknown)
        report, _ = one([{"at": "body", "after": 100, "cut": "now", "reset": reset}], ("body", 0) + unknown, letter=LARGE)
        tap.equal(report.asked, "1")
    one([{"at": "dot", "stall": True, "accepted": True}], ("dot", 0) + unknown, accepted=1, dot=1)
    one([{"at": "body", "after": 100, "stall": True}], ("body", 0) + unknown, letter=LARGE, reply=1)
    one([{"at": "dot", "cut": "after"}], ("dot", 250, "sent", "on"), accepted=1)


def test_stalls():
    for step in ("ehlo", "mail", "rcpt", "data"):
        report, _ = one([{"at": step, "stall": True}], (step, 0, "requeue", "relay"), reply=1)
        tap.true("1 seconds" in report.words, report.words)
    one([{"at": "banner", "stall": True}], ("greeting", 0, "requeue", "relay"), connect=1)


def test_slow_answers_are_answers():
    for step in ("banner", "ehlo", "mail", "rcpt", "data", "dot"):
        one([{"at": step, "slow": 0.002}], ("dot", 250, "sent", "on"), accepted=1)


def test_dripping_does_not_stretch_time():
    one([{"at": "rcpt", "slow": 0.3}], ("rcpt", 0, "requeue", "relay"), reply=1)


def test_many_lines():
    report, _ = one([{"at": "rcpt", "reply": "550-5.1.1 no such\n550-5.1.1 user\n550 5.1.1 here"}], ("rcpt", 550, "bounced", "on"))
    tap.equal((report.enhanced, report.words), ("5.1.1", "550 5.1.1 no such 5.1.1 user 5.1.1 here"))


def test_hostile_words():
    report, _ = one([{"at": "rcpt", "reply": "550 5.1.1 \x1b[2J\x07\u202e" + "x" * 3000}], ("rcpt", 550, "bounced", "on"))
    tap.true("\x1b" not in report.words and "\x07" not in report.words, "no control characters")
    tap.true(len(report.words) < 520, "not for ever")
    report, _ = one([{"at": "rcpt", "reply": "550 " + "9.9.9.9.9"}], ("rcpt", 550, "bounced", "on"))
    tap.equal(report.enhanced, "")


def test_go_is_asked_after_the_354_and_may_say_no():
    server = FaultServer()
    sender = Client(server)
    report = sender.send(flags="n")
    tap.equal((report.stopped, report.asked), ("1", "1"))
    report = sender.send("two@example.org")
    tap.equal(report.outcome, "sent")
    sender.end()
    server.stop()
    tap.equal([letter["to"] for letter in server.accepted], [["two@example.org"]])
    tap.equal(len(server.said("data")), 2)


def test_dropped_while_idle_is_tried_once_more():
    for rule in ({"cut": "now"}, {"cut": "now", "reset": True}, {"reply": "421 4.4.2 idle", "cut": "now"}, {"reply": "421 4.4.2 idle"}):
        server = FaultServer([{"at": "idle", "nth": 1, **rule}])
        sender = Client(server)
        tap.equal(sender.send().outcome, "sent")
        server.wait_for(lambda s: s.said("idle"))
        report = sender.send("two@example.org")
        sender.end()
        server.stop()
        tap.equal((report.outcome, len(server.accepted), server.connections()), ("sent", 2, 2), f"{rule} {report}")


def test_kept_connection_lost_at_each_step_before_the_354():
    for step in ("mail", "rcpt", "data"):
        server = FaultServer([{"at": step, "nth": 2, "cut": "before"}])
        sender = Client(server)
        sender.send()
        report = sender.send("two@example.org")
        sender.end()
        server.stop()
        tap.equal((report.outcome, len(server.accepted), server.connections()), ("sent", 2, 2), f"{step} {report}")


def test_kept_connection_lost_after_the_354_is_never_tried_again():
    for rule in ({"at": "dot", "cut": "before"}, {"at": "dot", "cut": "unaccepted"}):
        server = FaultServer([{"nth": 2, **rule}])
        sender = Client(server)
        sender.send()
        report = sender.send("two@example.org")
        sender.end()
        server.stop()
        tap.equal((report.outcome, len(server.said("dot"))), ("unknown", 2), report)


def test_gone_for_good():
    server = FaultServer([{"at": "idle", "nth": 1, "cut": "now"}])
    sender = Client(server)
    sender.send()
    server.stop()
    report = sender.send()
    tap.equal((report.step, report.outcome, report.effect), ("connect", "requeue", "relay"), report)
    sender.end()


def test_refusal_does_not_poison_the_next():
    server = FaultServer([{"at": "rcpt", "nth": 1, "reply": "550 5.1.1 no"}, {"at": "dot", "nth": 1, "reply": "554 5.6.0 bad"}])
    sender = Client(server)
    outcomes = [sender.send(f"{n}@example.org").outcome for n in range(3)]
    sender.end()
    server.stop()
    tap.equal(outcomes, ["bounced", "failed", "sent"])


def test_starttls():
    options = {"server_options": {"identity": CERTIFICATE}}
    _, server = one([], ("dot", 250, "sent", "on"), accepted=2, letters=2, tls="always", ca=CERTIFICATE[0], host="localhost", **options)
    tap.equal((len(server.said("tls")), len(server.said("ehlo"))), (1, 2))


def test_implicit_tls():
    options = {"server_options": {"identity": CERTIFICATE, "implicit_tls": True}}
    one([], ("dot", 250, "sent", "on"), accepted=1, scheme="smtps", ca=CERTIFICATE[0], host="localhost", **options)
    one([], ("tls", 0, "requeue", "relay"), scheme="smtps", host="localhost", **options)


def test_certificates_are_checked():
    for pair, ca in ((CERTIFICATE, "-"), (STRANGER, STRANGER[0])):
        _, server = one([], ("tls", 0, "requeue", "relay"), tls="always", ca=ca, host="localhost", server_options={"identity": pair})
        tap.equal(server.said("mail"), [], "not a word more")


def test_no_tls_where_it_is_required():
    report, server = one([], ("ehlo", 250, "requeue", "relay"), tls="always")
    tap.true("STARTTLS" in report.words, report.words)
    tap.equal(server.said("mail"), [])
    _, server = one([{"at": "starttls", "reply": "454 4.7.0 not now"}], ("starttls", 454, "requeue", "relay"), tls="always",
                    server_options={"identity": CERTIFICATE})
    tap.equal(server.said("mail"), [])


def test_broken_tls():
    for rule in ({"reply": "what?\r\n"}, {"cut": "now"}, {"cut": "now", "reset": True}):
        one([{"at": "tls", **rule}], ("tls", 0, "requeue", "relay"), tls="always", ca=CERTIFICATE[0], host="localhost",
            server_options={"identity": CERTIFICATE})
    one([{"at": "tls", "stall": True}], ("tls", 0, "requeue", "relay"), tls="always", ca=CERTIFICATE[0], host="localhost", reply=1,
        server_options={"identity": CERTIFICATE})


def test_sign_in():
    users = {"users": {"me@example.com": 'pass word "ї"'}}
    options = {"user": "me@example.com", "passfile": PASSFILE}
    _, server = one([], ("dot", 250, "sent", "on"), accepted=2, letters=2, server_options=users, **options)
    tap.equal(len(server.said("auth")), 1)
    one([], ("auth", 535, "requeue", "refused"), server_options={"users": {"me@example.com": "other"}}, **options)
    one([{"at": "auth", "reply": "454 4.7.0 later"}], ("auth", 454, "requeue", "relay"), server_options=users, **options)
    one([{"at": "auth", "cut": "before"}], ("auth", 0, "requeue", "relay"), server_options=users, **options)
    one([], ("mail", 530, "requeue", "refused"), server_options=users)
    one([], ("dot", 250, "sent", "on"), accepted=1, tls="always", ca=CERTIFICATE[0], host="localhost",
        server_options={**users, "identity": CERTIFICATE}, **options)


# What becomes of a letter: the rows are kinds of steps, the columns answers.
RELAY, REFUSED = ("requeue", "relay"), ("requeue", "refused")
FATES = {"before": {"421 4.3.2": RELAY, "450 4.3.0": RELAY, "550 5.0.0": RELAY, "550 5.7.1": REFUSED, "552 5.3.4": RELAY, "554 5.6.0": RELAY},
         "mail": {"421 4.3.2": RELAY, "450 4.3.0": ("deferred", "on"), "550 5.0.0": ("held", "on"), "550 5.7.1": REFUSED,
                  "552 5.3.4": ("failed", "on"), "554 5.6.0": ("failed", "on")},
         "rcpt": {"421 4.3.2": RELAY, "450 4.3.0": ("deferred", "on"), "550 5.0.0": ("bounced", "on"), "550 5.7.1": ("policy", "on"),
                  "552 5.3.4": ("failed", "on"), "554 5.6.0": ("failed", "on")},
         "data": {"421 4.3.2": RELAY, "450 4.3.0": ("deferred", "on"), "550 5.0.0": ("failed", "on"), "550 5.7.1": ("policy", "on"),
                  "552 5.3.4": ("failed", "on"), "554 5.6.0": ("failed", "on")}}
FATES["dot"] = FATES["data"]
# Where the server fails, and how the report names it. EHLO is said again over TLS.
STEPS = [("banner", 1, "greeting", "before"), ("ehlo", 1, "ehlo", "before"), ("starttls", 1, "starttls", "before"), ("tls", 1, "tls", "before"),
         ("ehlo", 2, "ehlo", "before"), ("auth", 1, "auth", "before"), ("mail", 1, "mail", "mail"), ("rcpt", 1, "rcpt", "rcpt"),
         ("data", 1, "data", "data"), ("dot", 1, "dot", "dot")]
SECURE = {"tls": "always", "ca": CERTIFICATE[0], "host": "localhost", "user": "me@example.com", "passfile": PASSFILE}


def secure(rule, **times):
    """One letter to a server with STARTTLS and AUTH; the report."""
    server = FaultServer([rule], identity=CERTIFICATE, users={"me@example.com": 'pass word "ї"'})
    sender = Client(server, **SECURE, **times)
    report = sender.send()
    sender.end()
    server.stop()
    tap.true(report.asked == "1" or not server.accepted, f"{rule}: taken without being asked for")
    return report, server


def test_every_answer_at_every_step():
    for at, nth, name, kind in STEPS:
        for answer, fate in FATES[kind].items():
            if at == "tls" or (at, nth) == ("ehlo", 2) and answer[:3] != "421":
                continue  # no answers there; and a refused EHLO is followed by HELO: see the next test
            report, server = secure({"at": at, "nth": nth, "reply": answer + " words"})
            tap.equal((report.step, report.code, report.outcome, report.effect), (name, answer[:3], *fate), f"{at} {nth} {answer}: {report}")
            tap.equal(len(server.accepted), 0)


def test_ehlo_refused_over_tls():
    """HELO comes then, which offers no sign-in: the server says what it thinks of that."""
    for answer in ("502 5.5.1 what", "550 5.7.1 no", "450 4.3.0 later"):
        report, server = secure({"at": "ehlo", "nth": 2, "reply": answer})
        tap.equal((report.step, report.code, report.outcome, report.effect), ("mail", "530", *REFUSED), report)
        tap.equal(server.said("rcpt"), [], "nothing without the sign-in")


def test_every_silence_at_every_step():
    for at, nth, name, kind in STEPS:
        fate = ("unknown", "on") if kind == "dot" else RELAY
        for rule in ({"cut": "before"}, {"cut": "before", "reset": True}, {"cut": "unaccepted"}, {"stall": True}, {"reply": "words without a number", "cut": "after"}):
            if "unaccepted" in rule.values() and at != "dot" or "reply" in rule and at == "dot":
                continue
            times = {"connect": 1, "reply": 1, "dot": 1} if "stall" in rule else {}
            # A connection that is gone at once may be tried again: the server fails again. One that is reset at once may never have
            # been seen to stand.
            report, _ = secure({"at": at, **({"nth": nth} if nth > 1 else {}), **rule}, **times)
            steps = (name, "connect") if at == "banner" and "reset" in rule else (name,)
            tap.true(report.step in steps, f"{at} {nth} {rule}: {report}")
            tap.equal((report.code, report.outcome, report.effect), ("0", *fate), f"{at} {nth} {rule}: {report}")
            tap.true(report.words, f"{at} {rule}: says why")


def test_sign_in_that_nobody_offers():
    report, server = one([], ("auth", 0, "requeue", "relay"), user="me@example.com", passfile=PASSFILE)
    tap.equal(server.said("rcpt"), [])
    report, server = one([], ("auth", 0, "requeue", "relay"), user="me@example.com", passfile=PASSFILE,
                         server_options={"extensions": ["AUTH GSSAPI XOAUTH2"]})
    tap.equal(server.said("rcpt"), [])
    tap.true("sign in" in report.words, report.words)


def test_international_addresses():
    server = FaultServer()
    sender = Client(server)
    tap.equal(sender.send("олена@example.org", flags="u").outcome, "sent")
    sender.end()
    server.stop()
    tap.equal(server.said("mail")[0].split()[-1], "SMTPUTF8")
    tap.equal(server.accepted[0]["to"], ["олена@example.org"])


def test_international_addresses_are_not_offered_to_who_cannot():
    server = FaultServer(extensions=["PIPELINING"])
    sender = Client(server)
    for _ in range(2):
        report = sender.send("олена@example.org", flags="u")
        tap.equal((report.outcome, report.effect), ("failed", "on"), report)
    tap.equal(sender.send("olena@example.org").outcome, "sent")
    tap.equal(sender.send("олена@example.org", flags="u").outcome, "failed")
    tap.equal(sender.send("olena@example.org").outcome, "sent")
    sender.end()
    server.stop()
    tap.equal([letter["to"] for letter in server.accepted], [["olena@example.org"]] * 2)
    tap.true(all("олена" not in event["line"] for event in server.events), "not a word of it")


def test_leaving_does_not_wait():
    server = FaultServer([{"at": "quit", "stall": True}])
    sender = Client(server)
    sender.send()
    sender.end()
    server.stop()
    tap.equal(len(server.said("quit")), 1)


def refuses(word, *arguments):
    done = subprocess.run([TOOL, *arguments] + ["-"] * (5 - len(arguments)) + ["1"] * 6, capture_output=True, text=True, input="")
    tap.equal(done.returncode, 1, f"{arguments}")
    tap.true(word in done.stderr, done.stderr)


def test_settings_that_are_refused():
    for url in ("", "localhost", "http://localhost", "smtp://", "smtp://user@host", "smtp://host/path", "smtp://host:x", "smtp://host?x"):
        refuses("relay", url)
    refuses("tls", "smtp://localhost", "maybe")
    refuses("authorities", "smtp://localhost", "always", "/nowhere")
    refuses("passfile", "smtp://localhost", "-", "-", "me")
    refuses("passfile", "smtp://localhost", "-", "-", "me", "/nowhere")
    refuses("TLS", "smtp://mail.example.com", "never", "-", "me", PASSFILE)


tap.main(globals())
