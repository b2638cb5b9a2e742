"""Runs a program as a person would, on a terminal of its own or on none, and prints what happened.

The one argument is a JSON object:
  argv       the program and its words
  cwd, env   of the program
  terminal   whether it has a controlling terminal; without one it is in a new session
  streams    for stdin and stderr: "terminal", "pipe" (stdin: open, and nothing ever comes), "empty"
  dialogue   [[what to wait for on the screen, what to type then], ...]
  seconds    until it counts as hanging, and is killed

What is printed is one too: status (negative for a signal, null where it hung), stdout, stderr (what
went to pipes), screen, and typed: how many steps of the dialogue were reached.
"""
import json
import os
import pty
import select
import signal
import sys
import time

spec = json.loads(sys.argv[1])
stdin_read, stdin_write = os.pipe()
stdout_read, stdout_write = os.pipe()
stderr_read, stderr_write = os.pipe()


def start():
    """Its process, and our end of the terminal; None where it has none."""
    if spec["terminal"]:
        return pty.fork()
    pid = os.fork()
    if pid == 0:
        os.setsid()
    return pid, None


def become():
    """In the child: wires the streams and becomes the program."""
    streams = spec["streams"]
    if streams["stdin"] == "pipe":
        os.dup2(stdin_read, 0)
    if streams["stdin"] == "empty":
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(stdout_write, 1)
    if streams["stderr"] == "pipe":
        os.dup2(stderr_write, 2)
    os.closerange(3, 256)
    os.chdir(spec["cwd"])
    os.execvpe(spec["argv"][0], spec["argv"], spec["env"])


pid, terminal = start()
if pid == 0:
    become()
os.close(stdout_write)
os.close(stderr_write)

seen = {stdout_read: b"", stderr_read: b"", terminal: b""}
open_ends = [end for end in seen if end is not None]
dialogue = spec["dialogue"]
typed = 0
searched = 0  # up to here the screen belongs to earlier steps
deadline = time.monotonic() + spec["seconds"]
while open_ends and time.monotonic() < deadline:
    for end in select.select(open_ends, [], [], 0.1)[0]:
        try:
            chunk = os.read(end, 65536)
        except OSError:  # a terminal that nobody has open any more
            chunk = b""
        seen[end] += chunk
        if not chunk:
            open_ends.remove(end)
    if typed < len(dialogue):
        awaited, keys = (text.encode() for text in dialogue[typed])
        at = seen[terminal].find(awaited, searched)
        if at >= 0:
            searched = at + len(awaited)
            typed += 1
            os.write(terminal, keys)

hung = bool(open_ends)
if hung:
    os.kill(pid, signal.SIGKILL)
_, ended = os.waitpid(pid, 0)
print(json.dumps({
    "status": None if hung else os.waitstatus_to_exitcode(ended),
    "stdout": seen[stdout_read].decode(),
    "stderr": seen[stderr_read].decode(),
    "screen": seen[terminal].decode().replace("\r\n", "\n"),
    "typed": typed,
}))
