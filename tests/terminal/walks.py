"""The installed client at real terminals: signing in, deep links, poor surroundings, the end of the line.

walks.py BUILD-FOLDER DEMO-BASE [TEST…]
"""

import os
import pty
import select
import signal
import subprocess

from place import PASSWORD, PATIENCE, Place
import tap

AS_MANAGER = ("--user", "manager@demo.example")
UNSAVED = "Є незбережене введення"


def sign_in(seat, email, password):
    seat.look_for("Пароль")
    seat.type(email)
    seat.press("Tab")
    seat.type(password)
    seat.press("F2")


def test_sign_in():
    with Place() as place, place.sit(place.client()) as seat:
        sign_in(seat, "owner@demo.example", "не той")
        seat.look_for("хибний e-mail або пароль")
        seat.type(PASSWORD)
        seat.press("F2")
        seat.look_for(r"\[ГЛОБАЛЬНИЙ\].*Коваленко Олена")
        seat.press("1")
        seat.look_for("Увійти як співробітник")


def test_deep_links():
    links = {
        ("task", "42"): ("Задача|Завдання", r"\[СПІВРОБІТНИК\]"),
        ("client", "17"): ("По батькові", r"\[СПІВРОБІТНИК\]"),
        ("list", "1"): ("Новые клиенты", r"\[СПІВРОБІТНИК\]"),
        ("campaign", "1"): ("Знакомство", r"\[СПІВРОБІТНИК\]"),
        ("enterprise", "1"): ("Демо", r"\[ГЛОБАЛЬНИЙ\]"),
        ("clients", "1"): ("1 / 250", r"\[СПІВРОБІТНИК\]"),
    }
    with Place() as place:
        for words, seen in links.items():
            with place.sit(place.client(*AS_MANAGER, *words)) as seat:
                for pattern in seen:
                    seat.look_for(pattern)


def test_deep_link_after_signing_in():
    with Place() as place, place.sit(place.client("client", "17")) as seat:
        sign_in(seat, "guest@demo.example", PASSWORD)
        seat.look_for("По батькові")


def test_deep_links_that_lead_nowhere():
    """Absent, no target, another's: said in words, and the client goes on."""
    with Place() as place:
        place.admin("user", "add", "stranger@other.example", "--first-name", "Чужий", text="довгий чужий пароль\n")
        stranger = ("--user", "stranger@other.example")
        for arguments, told in {
                (*AS_MANAGER, "list", "3"): "3",
                (*AS_MANAGER, "client", "99999"): "99999",
                (*AS_MANAGER, "shell", "1"): "shell 1",
                (*AS_MANAGER, "client", "x"): "client x",
                (*stranger, "client", "17"): "не співробітник|не є",
                (*stranger, "enterprise", "1"): "1",
        }.items():
            with place.sit(place.client(*arguments)) as seat:
                seat.look_for(told)
                screen = seat.look_for(r"\[(ГЛОБАЛЬНИЙ|СПІВРОБІТНИК)\]")
                tap.true("По батькові" not in screen, "no card is shown")


def test_forced_command():
    """Under a forced SSH command the words typed after the host are a target, and nothing leads to another base."""
    with Place(at_home=True) as place:
        command = place.client(*AS_MANAGER, configured=False)
        with place.sit(command, SSH_ORIGINAL_COMMAND="client 17") as seat:
            seat.look_for("По батькові")
        for word, told in {"sh -c id": "sh -c id", "client 17; id": "client 17; id", "$(id)": r"\$\(id\)"}.items():
            with place.sit(command, SSH_ORIGINAL_COMMAND=word) as seat:
                seat.look_for(told)
                seat.look_for(r"\[ГЛОБАЛЬНИЙ\]")
                tap.true("uid=" not in seat.screen(), "nothing is run")
        for more, environment in ((["--db", place.base], {}), (["--config", place.path("ukrcrm.conf")], {}), ([], {"UKRCRM_DB": place.base})):
            code, told = place.call([*command, *more], SSH_ORIGINAL_COMMAND="client 17", **environment)
            tap.equal(code, 64, told)
            tap.true((more[0] if more else "UKRCRM_DB") in told, told)


def test_user_of_a_base_that_others_may_write():
    with Place() as place:
        os.chmod(place.base, 0o666)
        code, told = place.call(place.client(*AS_MANAGER))
        tap.equal(code, 77, told)
        tap.true("--user" in told, told)


def test_without_a_terminal():
    with Place() as place:
        code, told = place.call(place.client(*AS_MANAGER))
        tap.equal(code, 64, told)
        tap.true("ssh -t" in told, told)


def test_surroundings():
    """Unknown and poor terminals; locales that cannot show Cyrillic, or are not there."""
    with Place() as place:
        for environment in ({"TERM": "no-such-terminal"}, {"TERM": "vt100"}, {"TERM": "dumb"}, {"TERM": ""}, {"LANG": "C", "LC_ALL": "C"},
                            {"LC_ALL": "POSIX"}, {"LANG": "xx_XX.UTF-8"}, {"NO_COLOR": "1"}, {"LC_ALL": "uk_UA.KOI8-U-absent"}):
            with place.sit(place.client(*AS_MANAGER, "clients", "1"), **environment) as seat:
                seat.look_for(r"\[СПІВРОБІТНИК\]")
                seat.look_for("Артеменко")
                seat.press("F10")
                seat.look_for(r"Вийти з програми\?")
                seat.press("Left", "Enter")
                seat.look_for(r"\[ended with 0\]")


def test_two_at_one_record():
    with Place() as place:
        card = ("client", "17")
        with place.sit(place.client(*AS_MANAGER, *card)) as first, place.sit(place.client("--user", "owner@demo.example", *card)) as second:
            for seat, name in ((first, "Перша"), (second, "Друга")):
                seat.look_for("По батькові")
                seat.type(name)
                seat.look_for(name)
            first.press("F2")
            first.look_for("Збережено")
            second.press("F2")
            second.look_for("Бондаренко Ірина")
            screen = second.look_for("Перша")
            tap.true("Друга" in screen, screen)
            second.press("F2")
            second.look_for("Збережено")
        tap.true("Друга" in client_17(place), "what was chosen is stored")


def client_17(place):
    with place.sit(place.client(*AS_MANAGER, "client", "17")) as seat:
        return seat.look_for("По батькові")


def test_resize():
    with Place() as place, place.sit(place.client(*AS_MANAGER, "client", "17")) as seat:
        seat.look_for("По батькові")
        seat.type("Їжак")
        for columns, rows in ((40, 10), (160, 50), (81, 24), (100, 30)):
            seat.resize(columns, rows)
        seat.look_for("Їжак")
        seat.look_for("По батькові")


# --- the end of the line ------------------------------------------------------------------------


class Line:
    """The client on a line of its own that can be cut: a pseudo-terminal without an emulator."""

    def __init__(self, place, *arguments):
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(place.client(*AS_MANAGER, *arguments), stdin=slave, stdout=slave, stderr=subprocess.DEVNULL,
                                        env={**place.environment, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "COLUMNS": "80", "LINES": "24"},
                                        start_new_session=True, preexec_fn=self.take_terminal)
        os.close(slave)
        self.seen = b""

    @staticmethod
    def take_terminal():
        import fcntl
        import struct
        import termios
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def look_for(self, words):
        while words.encode() not in self.seen:
            ready, _, _ = select.select([self.master], [], [], PATIENCE)
            tap.true(ready, f"{words} never came: {self.seen[-2000:]!r}")
            self.seen += os.read(self.master, 65536)

    def type(self, text):
        self.seen = b""
        os.write(self.master, text.encode())

    def cut(self):
        os.close(self.master)

    def end(self):
        return self.process.wait(PATIENCE)


def card_with_input(place):
    line = Line(place, "client", "17")
    line.look_for("По батькові")
    line.type("Є")
    line.look_for("Є")
    return line


def offered(place):
    with place.sit(place.client(*AS_MANAGER, "client", "17")) as seat:
        seat.look_for(UNSAVED)
        seat.press("Enter")
        return seat.look_for("Є$|Є ")


def test_hang_up():
    with Place() as place:
        line = card_with_input(place)
        line.cut()
        line.end()
        offered(place)


def test_signals():
    for number in (signal.SIGHUP, signal.SIGTERM):
        with Place() as place:
            line = card_with_input(place)
            line.process.send_signal(number)
            # Within the second, or by its own alarm: what frees memory on a busy machine may take longer.
            tap.true(line.end() in (0, -signal.SIGALRM), "the end is an orderly one")
            line.cut()
            offered(place)


def test_hang_up_while_the_base_is_busy():
    """Somebody holds the base and never lets go: the draft cannot be saved, and the process goes all the same."""
    with Place() as place:
        line = card_with_input(place)
        holder = subprocess.Popen(["sqlite3", place.base], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        holder.stdin.write("BEGIN IMMEDIATE; SELECT 'held';\n")
        holder.stdin.flush()
        tap.equal(holder.stdout.readline(), "held\n", "the base is held")
        line.cut()
        tap.equal(line.end(), -signal.SIGALRM, "ended by its own alarm")
        holder.communicate(".quit\n")


if __name__ == "__main__":
    tap.main(globals())
