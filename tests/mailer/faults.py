"""An SMTP server that fails as told, and keeps its own account of what it accepted.

    server = FaultServer(rules=[{"at": "rcpt", "nth": 2, "reply": "450 4.2.1 later"}], tls=identity)
    server.port; server.accepted; server.events; server.stop()

A rule says where and how. `at`: connect, banner, ehlo, starttls, tls, auth, mail, rcpt, data, body, dot, quit, idle (after the
answer to the dot). `nth` (from 1, over the server's life) or `match` (a piece of the line) or `once` narrow it down. How:
  reply "450 4.2.1 words"   this answer instead of the usual one (several lines: separated by "\\n")
  cut "before" | "after"    the line is cut instead of the answer, or right after it; with `reset` by RST
  stall true                no answer for good
  slow seconds              the usual answer, byte by byte, so long between bytes
  call function             in Python: called before anything else
  after N                   at body: after so many bytes
At the dot, cut "before" comes after the letter was accepted: the client never learns. cut "unaccepted": before it was.

As a program: faults.py --plan FILE.json --log FILE prints the port, and serves until its standard input ends.
"""

import argparse
import base64
import hashlib
import json
import re
import socket
import ssl
import struct
import sys
import threading
import time

EXTENSIONS = ["PIPELINING", "SIZE 20000000", "8BITMIME", "SMTPUTF8"]


class Cut(Exception):
    pass


class FaultServer:
    def __init__(self, rules=(), extensions=EXTENSIONS, identity=None, implicit_tls=False, users=None, log=None, delay=0,
                 idle_limit=None):
        self.rules, self.extensions, self.users = [dict(rule) for rule in rules], list(extensions), users or {}
        self.identity, self.implicit_tls, self.delay, self.idle_limit = identity, implicit_tls, delay, idle_limit
        self.log = open(log, "a", encoding="utf-8") if log else None
        self.events, self.accepted, self.counts = [], [], {}
        self.lock, self.stopped, self.sockets = threading.Condition(), threading.Event(), set()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.listener.getsockname()[1]
        self.threads = [threading.Thread(target=self._listen, daemon=True)]
        self.threads[0].start()

    def stop(self):
        self.stopped.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        with self.lock:
            for connection in list(self.sockets):
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
        for thread in self.threads:
            thread.join()

    def connections(self):
        return 1 + max((event["connection"] for event in self.events), default=-1)

    def said(self, step):
        return [event["line"] for event in self.events if event["step"] == step]

    def wait_for(self, condition, client=None):
        """Until condition(self), looked at after each event; fails if the process `client` ends before."""
        with self.lock:
            while not condition(self):
                self.lock.wait(0.2)
                if client and client.poll() is not None and not condition(self):
                    raise AssertionError(f"the client has ended: {client.communicate()}")

    # --- inside ---

    def note(self, connection, step, line=""):
        with self.lock:
            self.counts[step] = self.counts.get(step, 0) + 1
            event = {"at": time.time(), "connection": connection, "step": step, "line": line}
            self.events.append(event)
            self._write(event)
            self.lock.notify_all()
            rule = self._find_rule(step, line)
        if "call" in rule:
            rule["call"]()
        return rule

    def _write(self, event):
        if self.log:
            self.log.write(json.dumps(event, ensure_ascii=False) + "\n")
            self.log.flush()

    def _find_rule(self, step, line):
        for rule in self.rules:
            if rule["at"] != step or rule.get("spent"):
                continue
            if "nth" in rule and rule["nth"] != self.counts[step]:
                continue
            if "match" in rule and rule["match"] not in line:
                continue
            rule["spent"] = rule.get("once", False)
            return rule
        return {}

    def accept(self, connection, sender, recipients, data):
        found = re.search(rb"(?im)^message-id:\s*<([^>]*)>", data.split(b"\r\n\r\n", 1)[0])
        letter = {"message_id": found.group(1).decode() if found else "", "from": sender, "to": recipients,
                  "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        with self.lock:
            self.accepted.append({**letter, "data": data})
            self._write({"at": time.time(), "connection": connection, "step": "accepted", **letter})
            self.lock.notify_all()

    def _listen(self):
        number = 0
        while not self.stopped.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                self.sockets.add(connection)
            thread = threading.Thread(target=self._serve, args=(connection, number), daemon=True)
            self.threads.append(thread)
            thread.start()
            number += 1

    def _serve(self, connection, number):
        session = Session(self, connection, number)
        try:
            session.run()
        except (Cut, OSError, ssl.SSLError):
            pass
        finally:
            with self.lock:
                self.sockets.discard(connection)
                self.sockets.discard(session.socket)
            session.close()


class Session:
    def __init__(self, server, connection, number):
        self.server, self.socket, self.number = server, connection, number
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer, self.encrypted, self.user = b"", False, None
        self.sender, self.recipients = None, []

    def close(self):
        try:
            self.socket.close()
        except OSError:
            pass

    def cut(self, reset=False):
        if reset:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()
        raise Cut

    def wait(self, seconds=None):
        if self.server.stopped.wait(seconds):
            raise Cut

    def send(self, text, rule=None):
        if self.server.delay:
            self.wait(self.server.delay)
        data = "".join(f"{line}\r\n" for line in text.split("\n")).encode()
        if rule and "slow" in rule:
            for i in range(len(data)):
                self.socket.sendall(data[i:i + 1])
                self.wait(rule["slow"])
        else:
            self.socket.sendall(data)

    def read_line(self):
        while b"\n" not in self.buffer:
            if self.server.idle_limit:
                self.socket.settimeout(self.server.idle_limit)
            try:
                piece = self.socket.recv(65536)
            except TimeoutError:
                self.send("421 4.4.2 idle for too long")
                self.cut()
            if not piece:
                raise Cut
            self.buffer += piece
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.rstrip(b"\r").decode("utf-8", "replace")

    def answer(self, step, line, usual):
        """Answers a step by its rule or as usual; true: as usual."""
        rule = self.server.note(self.number, step, line)
        if rule.get("stall"):
            self.wait()
        if rule.get("cut") == "before":
            self.cut(rule.get("reset"))
        self.send(rule.get("reply", usual), rule)
        if rule.get("cut") == "after":
            self.cut(rule.get("reset"))
        return "reply" not in rule

    # --- steps ---

    def run(self):
        rule = self.server.note(self.number, "connect")
        if rule.get("cut"):
            self.cut(rule.get("reset"))
        if self.server.implicit_tls:
            self.start_tls()
        if not self.answer("banner", "", "220 fault.example ESMTP"):
            return
        while True:
            line = self.read_line()
            verb = line.split(" ")[0].upper()
            handler = getattr(self, "on_" + verb.lower(), None)
            if not handler:
                self.send("500 5.5.1 unknown command")
            elif handler(line) is False:
                return

    def start_tls(self):
        rule = self.server.note(self.number, "tls")
        if rule.get("stall"):
            self.wait()
        if "reply" in rule:
            self.socket.sendall(rule["reply"].encode())
            self.cut()
        if rule.get("cut"):
            self.cut(rule.get("reset"))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.server.identity)
        with self.server.lock:
            self.server.sockets.discard(self.socket)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        with self.server.lock:
            self.server.sockets.add(self.socket)
        self.encrypted, self.buffer = True, b""

    def on_ehlo(self, line):
        words = list(self.server.extensions)
        if self.server.identity and not self.encrypted:
            words.append("STARTTLS")
        if self.server.users and (self.encrypted or not self.server.identity):
            words.append("AUTH PLAIN LOGIN")
        words = ["fault.example"] + words
        text = "\n".join(f"250-{word}" for word in words[:-1]) + f"\n250 {words[-1]}"
        self.answer("ehlo", line, text.lstrip("\n"))

    def on_helo(self, line):
        self.answer("helo", line, "250 fault.example")

    def on_starttls(self, line):
        if self.answer("starttls", line, "220 2.0.0 go on" if self.server.identity else "502 5.5.1 no TLS here"):
            self.start_tls()

    def on_auth(self, line):
        words = line.split(" ")
        if words[1].upper() == "PLAIN":
            if len(words) < 3:
                self.send("334 ")
                words.append(self.read_line())
            _, user, password = base64.b64decode(words[2]).decode().split("\0")
        else:
            self.send("334 VXNlcm5hbWU6")
            user = base64.b64decode(self.read_line()).decode()
            self.send("334 UGFzc3dvcmQ6")
            password = base64.b64decode(self.read_line()).decode()
        good = self.server.users.get(user) == password
        if self.answer("auth", user, "235 2.7.0 welcome" if good else "535 5.7.8 wrong name or password"):
            self.user = user if good else None

    def on_mail(self, line):
        usual = "250 2.1.0 sender ok"
        if self.server.users and not self.user:
            usual = "530 5.7.0 sign in first"
        if self.answer("mail", line, usual) and usual.startswith("2"):
            self.sender, self.recipients = re.search("<(.*)>", line).group(1), []

    def on_rcpt(self, line):
        if self.answer("rcpt", line, "250 2.1.5 recipient ok"):
            self.recipients.append(re.search("<(.*)>", line).group(1))

    def on_data(self, line):
        if not self.answer("data", line, "354 end with a dot"):
            return
        data = self.read_body()
        rule = self.server.note(self.number, "dot", " ".join(self.recipients))
        if rule.get("stall") and not rule.get("accepted"):
            self.wait()
        if rule.get("cut") == "unaccepted":
            self.cut(rule.get("reset"))
        if rule.get("reply", "250").startswith("2"):
            self.server.accept(self.number, self.sender, self.recipients, data)
        if rule.get("stall"):
            self.wait()
        if rule.get("cut") == "before":
            self.cut(rule.get("reset"))
        self.send(rule.get("reply", "250 2.0.0 queued as 1"), rule)
        if rule.get("cut") == "after":
            self.cut(rule.get("reset"))
        self.sender, self.recipients = None, []
        rule = self.server.note(self.number, "idle")
        if "reply" in rule:
            self.send(rule["reply"])
        if rule.get("cut"):
            self.cut(rule.get("reset"))

    def read_body(self):
        rule = self.server.note(self.number, "body", " ".join(self.recipients))
        data = self.buffer
        while not (data.startswith(b".\r\n") or b"\r\n.\r\n" in data):
            if "after" in rule and len(data) >= rule["after"]:
                if "reply" in rule:
                    self.send(rule["reply"])
                if rule.get("stall"):
                    self.wait()
                if rule.get("cut"):
                    self.cut(rule.get("reset"))
                rule = {}
            piece = self.socket.recv(65536)
            if not piece:
                raise Cut
            data += piece
        data, self.buffer = (b"", data[3:]) if data.startswith(b".\r\n") else data.split(b"\r\n.\r\n", 1)
        return re.sub(rb"(?m)^\.", b"", data) + b"\r\n"

    def on_rset(self, line):
        self.send("250 2.0.0 ok")

    def on_noop(self, line):
        self.send("250 2.0.0 ok")

    def on_quit(self, line):
        self.answer("quit", line, "221 2.0.0 bye")
        return False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--plan", help="JSON: the arguments of FaultServer")
    parser.add_argument("--log", help="JSON lines: each command, each letter accepted")
    arguments = parser.parse_args()
    plan = {}
    if arguments.plan:
        with open(arguments.plan, encoding="utf-8") as file:
            plan = json.load(file)
    server = FaultServer(log=arguments.log, **plan)
    print(server.port, flush=True)
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    main()
