"""A real Postfix of our own: in a temporary folder, on a port of the loopback, delivering every recipient to one Maildir.

    with Postfix() as server:
        server.port, server.certificate, server.user, server.password
        server.letters()      what was delivered: email.message.EmailMessage, "Delivered-To" names the recipient
        server.log()          the mail log

STARTTLS with a certificate made on the spot (its own authority), AUTH through Cyrus SASL's sasldb; sending without
AUTH is allowed from the loopback unless auth=True. Needs root (Postfix drops to its own users) and the packages postfix,
libsasl2-modules, sasl2-bin, openssl. /etc/postfix and port 25 are never touched.

As a program: postfix.py FOLDER [--auth] [--limit BYTES] prints `port=… maildir=… log=… certificate=… user=… password=…`
and serves until its standard input ends.
"""

import argparse
import email
import email.policy
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import identity

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
maillog_file = {folder}/log/mail.log
maillog_file_prefixes = {folder}/log
mail_owner = postfix
setgid_group = postdrop
myhostname = postfix.example
mydestination =
mynetworks = 127.0.0.0/8 [::1]/128
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
smtpd_banner = $myhostname ESMTP
smtpd_peername_lookup = no
smtpd_recipient_restrictions = {restrictions}
smtpd_relay_restrictions = {restrictions}
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_client_message_rate_limit = 0
in_flow_delay = 0
virtual_mailbox_domains = static:all
virtual_mailbox_maps = static:all/
virtual_mailbox_base = {folder}/mail
virtual_mailbox_limit = 0
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
message_size_limit = {limit}
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_security_level = may
smtpd_tls_loglevel = 1
smtpd_sasl_auth_enable = yes
smtpd_sasl_path = smtpd
smtpd_sasl_local_domain = postfix.example
smtputf8_enable = yes
"""

MASTER = """
127.0.0.1:{port} inet n - n - 100 smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Postfix:
    user, password = "crm@postfix.example", "secret word"

    def __init__(self, folder=None, auth=False, limit=20000000):
        self.own = None if folder else tempfile.mkdtemp(prefix="postfix-")
        self.folder = os.path.abspath(folder or self.own)
        os.chmod(self.folder, 0o755)
        self.port, owner = free_port(), pwd.getpwnam("postfix")
        for name in ("queue", "data", "log", "mail", "etc/sasl"):
            os.makedirs(os.path.join(self.folder, name), exist_ok=True)
        shutil.chown(self.path("data"), "postfix")
        os.makedirs(self.path("mail", "all"), exist_ok=True)
        for name in (("mail",), ("mail", "all")):
            shutil.chown(self.path(*name), "postfix", "postfix")
        self.certificate, key = identity.make(self.folder, "postfix")
        self.maildir, self.log_file = self.path("mail", "all", ""), self.path("log", "mail.log")
        self._make_users()
        daemons = subprocess.run(["postconf", "-dh", "daemon_directory"], check=True, capture_output=True, text=True).stdout.strip()
        restrictions = "permit_sasl_authenticated, reject" if auth else "permit_mynetworks, permit_sasl_authenticated, reject"
        self._write("etc/main.cf", MAIN.format(folder=self.folder, daemons=daemons, uid=owner.pw_uid, gid=owner.pw_gid, limit=limit,
                                               certificate=self.certificate, key=key, restrictions=restrictions))
        self._write("etc/master.cf", MASTER.format(port=self.port))
        self._start(daemons)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def _write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def _make_users(self):
        base = self.path("sasldb2")
        # Debian's Postfix looks beside main.cf, whatever cyrus_sasl_config_path says.
        self._write("etc/sasl/smtpd.conf", f"pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: {base}\n"
                                       "mech_list: PLAIN LOGIN CRAM-MD5\n")
        name, domain = self.user.split("@")
        subprocess.run(["saslpasswd2", "-p", "-c", "-f", base, "-u", domain, name], input=self.password.encode(), check=True)
        shutil.chown(base, "postfix")

    def _start(self, daemons):
        # The master alone, in the foreground: a child to be ended by its number, in a group of its own, which it ends with
        # itself. `check` makes the queue's folders.
        environment = {**os.environ, "MAIL_CONFIG": self.path("etc")}
        subprocess.run(["postfix", "-c", self.path("etc"), "check"], check=True, capture_output=True, env=environment)
        self.process = subprocess.Popen([os.path.join(daemons, "master"), "-c", self.path("etc"), "-d"], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, start_new_session=True)
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port)) as connection:
                    if connection.recv(100).startswith(b"220"):
                        return
            except OSError:
                pass
            if self.process.poll() is not None:
                raise RuntimeError("Postfix does not start: " + self.log())
            time.sleep(0.02)

    def log(self):
        try:
            with open(self.log_file, encoding="utf-8", errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def queue_is_empty(self):
        return not any(files for name in ("maildrop", "incoming", "active", "deferred")
                       for _, _, files in os.walk(self.path("queue", name)))

    def letters(self, raw=False):
        """All that was accepted so far, delivered: waits until the queue is empty."""
        while not self.queue_is_empty():
            if self.process.poll() is not None:
                raise RuntimeError("Postfix has ended: " + self.log())
            time.sleep(0.02)
        found, folder = [], os.path.join(self.maildir, "new")
        for name in sorted(os.listdir(folder) if os.path.isdir(folder) else []):
            with open(os.path.join(folder, name), "rb") as file:
                data = file.read()
            found.append(data if raw else email.message_from_bytes(data, policy=email.policy.default))
        return found

    def stop(self):
        self.process.terminate()
        self.process.wait()
        if self.own:
            shutil.rmtree(self.own)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--auth", action="store_true", help="refuse who has not signed in")
    parser.add_argument("--limit", type=int, default=20000000, help="largest letter, bytes")
    arguments = parser.parse_args()
    with Postfix(arguments.folder, arguments.auth, arguments.limit) as server:
        print(f"port={server.port} maildir={server.maildir} log={server.log_file} certificate={server.certificate} "
              f"user={server.user} password={server.password!r}", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
