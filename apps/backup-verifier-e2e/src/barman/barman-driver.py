"""Runs Barman's own programs for the tests, many of them, without starting Python and reading its modules for each.

Reads a request per line, JSON, from standard input: {"id": 1, "program": "cloud_backup", "arguments": [...], "log": "/path"}.
Each runs in a process of its own, forked from this one after its modules were read; what it prints goes to the log. When the
arguments are lists of arguments, the program's main is called for one after the other, up to the first that fails.
Answers with a line {"id": 1, "exit": 0} when it has ended. The end of the input ends it, and what still runs.

The programs `compress` and `decompress` (data or wal, codec, from, to) are Barman's codecs by themselves, so that what is
changed by a test is packed again as Barman packs it.
"""

import importlib
import json
import os
import selectors
import signal
import sys
import traceback

PROGRAMS = ("cloud_backup", "cloud_restore", "cloud_walarchive", "cloud_walrestore")


def keep_what_is_slow_to_make():
    """botocore reads its descriptions of services for each session, and Barman opens a session for each file: four fifths of the
    time. Here one copy of the descriptions serves every fork, and one session each process (never two: they share sockets)."""
    import boto3
    import botocore.loaders

    read = botocore.loaders.JSONFileLoader.load_file
    seen = {}

    def load_file(self, path):
        if path not in seen:
            seen[path] = read(self, path)
        return seen[path]

    botocore.loaders.JSONFileLoader.load_file = load_file
    boto3.session.Session(region_name="us-east-1").resource("s3", aws_access_key_id="none", aws_secret_access_key="none")

    class Session(boto3.session.Session):
        kept = {}

        def resource(self, name, **options):
            plain = {key: vars(value) if key == "config" else value for key, value in options.items()}
            key = (os.getpid(), self.profile_name, name, repr(sorted(plain.items())))
            if key not in self.kept:
                self.kept[key] = super().resource(name, **options)
            return self.kept[key]

    sessions = {}

    def session(profile_name=None):
        key = (os.getpid(), profile_name)
        if key not in sessions:
            sessions[key] = Session(profile_name=profile_name)
        return sessions[key]

    boto3.Session = session


def recode(direction, kind, codec, source, target):
    from barman.clients import cloud_compression

    with open(source, "rb") as file, open(target, "wb") as out:
        if kind == "data":
            compressor = cloud_compression.get_compressor(codec)
            if direction == "compress":
                out.write(compressor.add_chunk(file.read()) + compressor.flush())
            else:
                out.write(compressor.decompress(file.read()))
        elif direction == "compress":
            with cloud_compression.compress(file, codec, None) as packed:
                out.write(packed.read())
        else:
            cloud_compression.decompress_to_file(file, out, codec)
    return 0


def run(request):
    """In the forked process: becomes the program, and ends as a program does, with all that it started."""
    log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    code = 0
    try:
        sys.argv = [request["program"]]
        if request["program"] in ("compress", "decompress"):
            code = recode(request["program"], *request["arguments"])
        else:
            program = importlib.import_module("barman.clients." + request["program"])
            arguments = request["arguments"]
            for each in arguments if arguments and isinstance(arguments[0], list) else [arguments]:
                program.main(each)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        traceback.print_exc()
        code = 70
    sys.exit(code)


def main():
    for program in PROGRAMS:
        importlib.import_module("barman.clients." + program)
    keep_what_is_slow_to_make()
    running = {}
    waking, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    selector = selectors.DefaultSelector()
    selector.register(0, selectors.EVENT_READ)
    selector.register(waking, selectors.EVENT_READ)
    pending = b""
    while True:
        for key, _ in selector.select():
            if key.fd == waking:
                os.read(waking, 4096)
                for pid in list(running):
                    ended, status = os.waitpid(pid, os.WNOHANG)
                    if ended:
                        answer = {"id": running.pop(pid), "exit": os.waitstatus_to_exitcode(status)}
                        os.write(1, (json.dumps(answer) + "\n").encode())
                continue
            read = os.read(0, 65536)
            if not read:
                for pid in running:
                    try:
                        os.killpg(pid, signal.SIGKILL)
                    except ProcessLookupError:
                        os.kill(pid, signal.SIGKILL)
                return
            *lines, pending = (pending + read).split(b"\n")
            for line in lines:
                request = json.loads(line)
                pid = os.fork()
                if pid == 0:
                    run(request)
                running[pid] = request["id"]


main()
