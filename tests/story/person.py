"""A person who works in the client, by keys alone.

What a person reads on the screen, this waits for; every key that is pressed is pressed once, and what it did is
awaited before the next is decided upon.
"""

import re

from terminal import Terminal

PASSWORD = "три старі капелюхи"

# The left menu of the employee level, without its headings (docs/rules.md, "Levels").
EMPLOYEE_MENU = ["Все задачи", "Добавить задачу", "Все клиенты", "Добавить клиента", "Все сотрудники", "Добавить сотрудника",
                 "Темы", "Добавить тему", "Тексты", "Добавить текст", "Подписи", "Добавить подпись", "Письма", "Добавить письмо",
                 "Рассылки", "Добавить рассылку", "Списки", "Добавить список"]


class Person(Terminal):
    menu = EMPLOYEE_MENU

    def sees(self, *words):
        """All of these stand on the screen together."""
        return self.look_for("(?s)" + "".join(f"(?=.*{re.escape(word)})" for word in words))

    def fill(self, *values):
        """Types into the fields one after the other; None leaves one as it is, a list chooses from the base."""
        for value in values:
            if isinstance(value, list):
                self.choose(*value)
            elif value is not None:
                self.type(value)
            self.press("Tab")

    def fill_password(self):
        self.fill(PASSWORD, PASSWORD)

    def choose(self, typed, *more):
        """In a field that refers to a record: typing opens the list of those that match."""
        self.type(typed)
        self.look_for(r"│ ?" + re.escape(typed))
        for words in more:
            self.sees(words)
        self.press("Enter")

    def save(self, *seen):
        self.press("F2")
        self.sees(*seen)

    def focused_button(self):
        found = re.search(r"\[>([^<\n]*)", self.screen())
        return found and found.group(1).strip()

    def button(self, label):
        """Presses a button: from the first field backwards over the end, from another button forwards."""
        key = "Tab" if self.focused_button() else "BTab"
        while not (focused := self.focused_button()) or not label.startswith(focused):
            self.press(key)
            self.look_for(r"\[>" + (f"(?!{re.escape(focused)})" if focused else ""))
        self.press("Enter")

    def leave(self):
        """Quits from the first screen, and the program ends well."""
        self.press("F10")
        self.sees("Выйти из программы?")
        self.press("Left", "Enter")
        self.sees("[ended with 0]")
        self.close()

    def line(self, label, *seen):
        """Opens a line of the employee level's left menu."""
        self.press("Tab", "Home", *["Down"] * self.menu.index(label), "Enter")
        self.sees(*seen)
