"""Runs scripts as `python3 SCRIPT` does, one after the other, each in a fork of this process.

To import scikit-learn takes longer than what most scripts then do with it: here that is done once.

On descriptor 3 comes a line of JSON for each script:
  argv   the script and its words; or "-c", a program and its words
  cwd    the folder to run in
  env    the whole environment
  input  what it reads on stdin
and there goes the answer: status (negative for a signal), stdout, stderr.
"""
import json
import os
import runpy
import socket
import sys
import tempfile
import traceback

import joblib
import numpy
import sklearn.ensemble
import sklearn.impute
import sklearn.linear_model
import sklearn.metrics
import sklearn.pipeline
import sklearn.preprocessing

connection = socket.socket(fileno=3)
channel = connection.makefile("rw", encoding="utf-8", newline="\n")


def streams(text):
    """Files for stdin, stdout and stderr."""
    files = [tempfile.TemporaryFile() for _ in range(3)]
    files[0].write(text.encode())
    files[0].seek(0)
    return files


def content(file):
    file.seek(0)
    return file.read().decode()


def become(run, files):
    """Makes this process look like a new one."""
    for descriptor, file in enumerate(files):
        os.dup2(file.fileno(), descriptor)
    connection.detach()
    os.close(3)
    os.chdir(run["cwd"])
    os.environ.clear()
    os.environ.update(run["env"])
    is_program = run["argv"][0] == "-c"
    sys.argv = ["-c", *run["argv"][2:]] if is_program else run["argv"]
    sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[0]))


def run_script(script, *words):
    if script == "-c":
        exec(compile(words[0], script, "exec"), {"__name__": "__main__"})
    else:
        runpy.run_path(script, run_name="__main__")


def status_of(run):
    """Runs it, and says of its end what Python says."""
    try:
        run()
        return 0
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1
    except BaseException:
        traceback.print_exc()
        return 1


def end(status):
    """At once: to take down the modules is most of the work of a short script."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


for line in channel:
    run = json.loads(line)
    files = streams(run["input"])
    pid = os.fork()
    if pid == 0:
        become(run, files)
        end(status_of(lambda: run_script(*run["argv"])))
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    answer = {"status": status, "stdout": content(files[1]), "stderr": content(files[2])}
    for file in files:
        file.close()
    channel.write(json.dumps(answer) + "\n")
    channel.flush()
