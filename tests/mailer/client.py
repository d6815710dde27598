"""One SMTP client of ours (tests/mailer/smtp-tool.c), letter by letter."""

import os
import subprocess
from collections import namedtuple

import tap

Report = namedtuple("Report", "step code enhanced stopped outcome effect asked words")


class Client:
    def __init__(self, tool, port, scheme="smtp", host="127.0.0.1", tls="-", ca="-", user="-", passfile="-", connect=20, reply=20,
                 dot=20):
        times = [str(t) for t in (connect, reply, reply, reply, dot, 1)]
        # A proxy in the environment is none of its business.
        environment = {**os.environ, "all_proxy": "http://127.0.0.1:9", "ALL_PROXY": "http://127.0.0.1:9"}
        self.process = subprocess.Popen([tool, f"{scheme}://{host}:{port}", tls, ca, user, passfile] + times, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)

    def send(self, recipient, letter, flags="-", sender="me@example.com"):
        self.process.stdin.write(f"{sender} {recipient} {letter} {flags}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        tap.true(line, "the tool answers")
        return Report(*line.rstrip("\n").split("\t"))

    def end(self):
        self.process.stdin.close()
        tap.equal(self.process.wait(), 0, "exit")
