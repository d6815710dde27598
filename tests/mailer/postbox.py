"""A real Postfix that all tests of a program send to, and what has come there."""

from faults import FaultServer
from office import send
from postfix import Postfix

FIGURES = "sent=%d deferred=0 failed=0 unknown=0 held=0 digests=%d\n"
server = Postfix()
close = server.stop
seen = set()


def came():
    """What has come since this was asked last."""
    new = [letter for letter in server.letters() if letter["Message-ID"] not in seen]
    seen.update(letter["Message-ID"] for letter in new)
    return new


def text_of(letter, kind="plain"):
    return letter.get_body((kind,)).get_content().replace("\r\n", "\n")


def morning(day, time="08:00:00", zone="+03:00"):
    return f"{day}T{time}{zone}"


def refused(server_rules, now, *options):
    """A pass to a server with faults; how it ended, whom it took letters for."""
    faulty = FaultServer(server_rules)
    ended = send(faulty, now, *options)
    faulty.stop()
    return ended, [letter["to"][0] for letter in faulty.accepted]
