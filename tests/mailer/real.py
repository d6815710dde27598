"""The SMTP client against a real Postfix: STARTTLS, AUTH, reuse, size, SMTPUTF8. Usage: real.py SMTP-TOOL"""

import os
import sys
import tempfile

import client
import tap
from postfix import Postfix

TOOL = sys.argv[1]
FOLDER = tempfile.TemporaryDirectory()


def write(name, data):
    path = os.path.join(FOLDER.name, name)
    with open(path, "wb") as file:
        file.write(data)
    return path


HEAD = "Subject: =?utf-8?b?0J/RgNC40LLQtdGC?=\r\nFrom: me@example.com\r\nMessage-ID: <%s@example.com>\r\n\r\n"
LETTER = write("letter", (HEAD % "one").encode() + b".first\r\n..second\r\nend\r\n")
LARGE = write("large", (HEAD % "large").encode() + b"x" * 70 * 20000 + b"\r\n")
PASSFILE = write("password", Postfix.password.encode())
server = Postfix(auth=True, limit=1000000)
SIGNED = {"tls": "always", "ca": server.certificate, "host": "localhost", "user": Postfix.user, "passfile": PASSFILE}


def test_without_sign_in_the_run_is_refused():
    sender = client.Client(TOOL, server.port)
    report = sender.send("a@one.example", LETTER)
    sender.end()
    tap.equal((report.step, report.outcome), ("rcpt", "policy"), report)


def test_wrong_password():
    sender = client.Client(TOOL, server.port, **{**SIGNED, "passfile": LETTER})
    report = sender.send("a@one.example", LETTER)
    sender.end()
    tap.equal((report.step, report.code, report.outcome, report.effect), ("auth", "535", "requeue", "refused"), report)


def test_letters_arrive_over_one_connection():
    sender = client.Client(TOOL, server.port, **SIGNED)
    recipients = ["a@one.example", "Big.Case+tag@two.example", "олена@three.example"]
    reports = [sender.send(address, LETTER, "u" if not address.isascii() else "-") for address in recipients]
    refused = sender.send("a@one.example", LARGE)
    sender.end()
    tap.equal([report.outcome for report in reports], ["sent"] * 3, reports)
    tap.equal((refused.step, refused.code, refused.outcome), ("mail", "552", "failed"), refused)
    letters = server.letters()
    tap.equal(sorted(letter["Delivered-To"] for letter in letters), sorted(recipients))
    for letter in letters:
        tap.equal(letter["Subject"], "Привет")
        tap.equal(letter.get_content(), ".first\n..second\nend\n")
    tap.equal(server.log().count("TLS connection established"), 2, "one for the wrong password, one for all letters")


try:
    tap.main(globals())
finally:
    server.stop()
