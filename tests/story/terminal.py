"""A person at a terminal: runs a program in tmux, types, and looks at the screen.

Waiting is for something to appear, woken by the program's own output (tmux copies it into a pipe);
nothing here waits for time to pass. A wait that is in vain fails after PATIENCE seconds with the screen.
"""

import os
import re
import select
import shlex
import subprocess
import time

PATIENCE = 120


class Terminal:
    """One program on one screen of `columns` × `rows`. `folder` is for the socket and the pipe."""

    def __init__(self, folder, command, environment=None, columns=80, rows=24):
        self.socket = os.path.join(folder, "tmux.socket")
        pipe = os.path.join(folder, "terminal.pipe")
        if not os.path.exists(pipe):
            os.mkfifo(pipe)
        self.pipe = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
        words = ["env"] + [f"{name}={value}" for name, value in (environment or {}).items()] + list(command)
        line = shlex.join(words) + "; echo; echo \"[ended with $?]\"; read -r wait"
        self.tmux("new-session", "-d", "-x", str(columns), "-y", str(rows), line)
        self.tmux("pipe-pane", f"exec cat >{shlex.quote(pipe)}")

    def tmux(self, *words):
        done = subprocess.run(["tmux", "-S", self.socket, "-f", "/dev/null", *words],
                              check=True, capture_output=True, text=True)
        return done.stdout

    def screen(self):
        """What stands on the screen now, a line a row."""
        return self.tmux("capture-pane", "-p")

    def look_for(self, pattern, absent=False):
        """Waits until a line matches (or none does any more) and returns the screen."""
        end = time.monotonic() + PATIENCE
        while True:
            screen = self.screen()
            if bool(re.search(pattern, screen, re.MULTILINE)) != absent:
                return screen
            if time.monotonic() > end:
                what = "still there" if absent else "never came"
                raise AssertionError(f"{pattern!r} {what}; the screen:\n{screen}")
            # The time-out only covers output that came between the look and the wait.
            if select.select([self.pipe], [], [], 0.2)[0]:
                os.read(self.pipe, 1 << 20)

    def press(self, *keys):
        """Keys by tmux's names: Enter, Escape, F2, Down, BTab …"""
        self.tmux("send-keys", *keys)

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def resize(self, columns, rows):
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def close(self):
        if self.pipe is not None:
            os.close(self.pipe)
            self.pipe = None
        subprocess.run(["tmux", "-S", self.socket, "kill-server"], capture_output=True, check=False)
