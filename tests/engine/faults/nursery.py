"""Workers by the dozen: one process imports the engine, and forks a real worker for each test.

Run by path, with a socket as its standard input and a request, which it tries, as its argument.
Every message on it brings a worker's standard
input and output, and says what shall befall it; the answer is its process id.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys

CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "tempfile.mkdtemp", "shutil.rmtree")
"""Python's audit events of what a worker changes on disk, beside what it writes into files."""


def die_before(change: int) -> None:
    """Have this process killed, as the system would do it, when it is about to make its change of
    that number on disk."""
    made = 0

    def hook(event: str, _arguments: object) -> None:
        nonlocal made
        if event in CHANGES:
            made += 1
            if made == change:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def serve(worker: object, commands: int, events: int, facts: dict) -> None:
    os.dup2(2, 0)
    os.dup2(2, 1)
    os.environ.update(facts["environment"])
    if facts["die_before"]:
        die_before(facts["die_before"])
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os._exit(worker.main(os.fdopen(commands, "rb"), os.fdopen(events, "wb")))


def main() -> None:
    import torch

    torch.set_num_threads(1)  # a pool of threads would not live through a fork
    from srxai_plugin.contract.codec import from_data
    from srxai_plugin.contract.requests import ExplainRequest
    from srxai_plugin.engine.explaining.preview import glance
    from srxai_plugin.engine.serving import worker

    glance(from_data(ExplainRequest, json.loads(sys.argv[1])))  # all is loaded and traced once
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are gone at once
    with socket.socket(fileno=os.dup(0)) as mother:
        while True:
            message, ends, _flags, _address = socket.recv_fds(mother, 1 << 16, 2)
            if not message:
                return
            pid = os.fork()
            if pid == 0:
                mother.close()
                serve(worker, *ends, json.loads(message))
            for end in ends:
                os.close(end)
            mother.sendall(b"%d\n" % pid)


if __name__ == "__main__":
    main()
