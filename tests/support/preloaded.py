"""The program under test, started in a few milliseconds: a copy of a process that has loaded it already.

Starting `python -m verifier` takes half a second of loading, and the tests start it a thousand times. Here one process
for each of pytest's own loads everything once, and a start is a fork of it: it has the open files, the folder, the
variables and the arguments of a small program that stands for it, gets its signals, and gives it its exit code. What
depends on how Python starts (closed streams, what is loaded, encodings of streams, interrupted starts, the installed
script) is tested with the real program, and so is everything where a system has no fork.

    [*program(), "audit", "votes.csv"]      instead of      [sys.executable, "-m", "verifier", "audit", "votes.csv"]
"""

import array
import fcntl
import gc
import marshal
import os
import select
import signal
import socket
import struct
import sys

WORD = struct.Struct("=i")
MOST_FILES = 250
HIGH = 900
FORWARDED = (signal.SIGINT, signal.SIGTERM)


def program():
    """The beginning of a command that runs the program."""
    if not hasattr(os, "fork") or not hasattr(socket, "AF_UNIX"):
        return [sys.executable, "-m", "verifier"]
    return [sys.executable, "-I", "-S", __file__, _address()]


def folder_of_program():
    """The folder that shells find ``verifier`` in, to stand first in PATH."""
    import shlex

    command = program()
    if command[-1] == "verifier":
        return os.path.dirname(sys.executable)
    folder = os.path.join(os.path.dirname(command[-1]), "bin")
    script = os.path.join(folder, "verifier")
    if not os.path.exists(script):
        os.mkdir(folder)
        with open(script, "w") as file:
            file.write(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n')
        os.chmod(script, 0o700)
    return folder


def _address(_started=[]):  # noqa: B006  # one server for each process
    """Where the server of this process listens, which is started at the first call."""
    if not _started or _started[0] != os.getpid():
        import atexit
        import shutil
        import subprocess
        import tempfile

        folder = tempfile.mkdtemp(prefix="verifier-preloaded-")
        address = os.path.join(folder, "socket")
        # It ends when this process does, at the latest: then nobody holds the other end of its standard input.
        command = [sys.executable, __file__, "--serve", address]
        server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if server.stdout.readline() != b"ready\n":
            raise RuntimeError("the preloaded program does not start")
        _started[:] = [os.getpid(), address, server]

        def end():
            server.stdin.close()
            server.wait(timeout=10)
            server.stdout.close()
            shutil.rmtree(folder, ignore_errors=True)

        atexit.register(end)
    return _started[1]


# The small program that stands for the real one ---------------------------------------------------------------------


def stand_for(address, arguments):
    """Have the server run ``arguments`` with this process's open files, folder and variables; return its exit code."""
    numbers = [number for number in map(int, os.listdir("/dev/fd")) if _is_open(number)]
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.connect(address)
        request = marshal.dumps((list(map(os.fsencode, arguments)), os.getcwdb(), dict(os.environb), numbers))
        files = array.array("i", numbers).tobytes()
        server.sendmsg([WORD.pack(len(request))], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)] if numbers else [])
        server.sendall(request)
        pid = _word(server)
        for number in FORWARDED:
            signal.signal(number, lambda number, _: os.kill(pid, number))
        status = _word(server)
    if os.WIFSIGNALED(status):
        signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    return os.waitstatus_to_exitcode(status)


def _is_open(number):
    try:
        os.fstat(number)
    except OSError:  # the listing itself
        return False
    return True


def _word(connection):
    return WORD.unpack(_bytes(connection, WORD.size))[0]


def _bytes(connection, size):
    found = b""
    while len(found) < size:
        piece = connection.recv(size - len(found))
        if not piece:
            raise SystemExit("the preloaded program has ended")
        found += piece
    return found


# The server ---------------------------------------------------------------------------------------------------------


def serve(address):
    """Load the program, and answer each connection with a copy of this process, until standard input ends."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a process with threads is not copied
    _load()
    gc.freeze()  # what is loaded is no garbage of a copy
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal, to all of its processes
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the copies
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(address)
        listening.listen(16)
        os.write(1, b"ready\n")
        while True:
            ready, _, _ = select.select([listening, 0], [], [])
            if 0 in ready:
                return
            connection, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                os._exit(_answer(connection))
            connection.close()


def _load():
    import importlib
    import pkgutil

    import verifier

    for module in pkgutil.walk_packages(verifier.__path__, "verifier."):
        if module.name not in {"verifier.__main__", "verifier.pytest_plugin", "verifier.certificates.checker"}:
            importlib.import_module(module.name)
    for name in (
        "flint",
        "highspy",
        "jinja2",
        "rich.console",
        "rich.table",
        "scipy.optimize",
        "scipy.sparse",
        "tomllib",
    ):
        importlib.import_module(name)


def _answer(connection):
    """Run what is asked in a copy of this one, send its number and its end, and end it where nobody waits any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    size, control, _, _ = connection.recvmsg(WORD.size, socket.CMSG_SPACE(MOST_FILES * WORD.size))
    files = array.array("i")
    if control:
        files.frombytes(control[0][2])
    *given, numbers = marshal.loads(_bytes(connection, WORD.unpack(size)[0]))
    ends, child_ends = os.pipe()
    pid = os.fork()
    if pid == 0:
        connection.close()
        os.close(ends)
        _open_only({number: _high(file) for number, file in zip(numbers, files, strict=True)}, _high(child_ends))
        _become(*given)
    for each in files:
        os.close(each)
    os.close(child_ends)
    connection.sendall(WORD.pack(pid))
    ready, _, _ = select.select([connection, ends], [], [])
    if ends not in ready:  # the program that stood for it was killed
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    connection.sendall(WORD.pack(status))
    return 0


def _high(file):
    """The same file under a number that no program uses."""
    return fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, HIGH)


def _open_only(files, ends):
    """Have ``files`` open, number → file, and ``ends``, which tells when this process ends; and nothing else."""
    for number in map(int, os.listdir("/dev/fd")):
        if number not in {*files.values(), ends} and _is_open(number):
            os.close(number)
    for number, file in files.items():
        os.dup2(file, number)
        os.close(file)


def _become(arguments, folder, variables):
    """Be the program: its folder, variables and arguments, from the main function to the exit code."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    os.environ.clear()
    os.environb.update(variables)
    os.chdir(folder)
    sys.argv = ["verifier", *map(os.fsdecode, arguments)]
    modes = {"stdin": "r", "stdout": "w", "stderr": "w"}
    for number, (name, mode) in enumerate(modes.items()):
        setattr(sys, name, open(number, mode) if _is_open(number) else None)
    if sys.stderr is not None:
        sys.stderr.reconfigure(errors="backslashreplace", line_buffering=True)
    code = 1
    try:
        from verifier.cli.main import main

        code = main()
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 0 if leaving.code is None else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        for stream in filter(None, (sys.stdout, sys.stderr)):
            try:
                stream.flush()
            except (OSError, ValueError):
                code = code or 120
        os._exit(code)


if __name__ == "__main__":
    if sys.argv[1] == "--serve":
        serve(sys.argv[2])
    else:
        sys.exit(stand_for(sys.argv[1], sys.argv[2:]))
