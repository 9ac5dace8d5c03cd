"""``themebuilder`` that starts at once: a process that has loaded everything forks for each call.

A call has its own process, folder, environment and terminal, as if it had been started itself, and
Ctrl+C reaches it. The variable PROGRAM names another module whose `main` is to run.
``python -m tests.warm SOCKET`` serves until its input ends; ``tests/warm.py SOCKET WORD...`` calls.
"""

from __future__ import annotations

import os
import signal
import socket
import sys

_LATE = (
    "anyio._backends._asyncio",
    "babel.numbers",
    "openpyxl",
    "themebuilder.build.workers",
    "uvicorn.lifespan.on",
    "uvicorn.loops.auto",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
)
"""Modules that others load once they work."""


def ask(  # noqa: PLR0917 - what a process is given
    address: str,
    streams: list[int],
    folder: str,
    environment: dict[str, str],
    program: str,
    arguments: list[str],
) -> tuple[int, socket.socket]:
    """Let the process at *address* fork one that runs `main` of the module *program*.

    Return its id, and where it tells its exit code; nothing comes where it is killed.
    """
    asked = socket.socket(socket.AF_UNIX)
    asked.connect(address)
    told = [folder, repr(environment), program, *arguments]
    socket.send_fds(asked, ["\0".join(told).encode()], streams)
    return int.from_bytes(asked.recv(4), "big"), asked


def call(address: str, arguments: list[str]) -> int:
    """Let the process at *address* run a command with our streams; its exit code."""
    folder = os.getcwd()  # noqa: PTH109 - without loading pathlib
    environment = dict(os.environ)
    program = environment.pop("PROGRAM", "themebuilder.__main__")
    process, asked = ask(address, [0, 1, 2], folder, environment, program, arguments)
    with asked:
        while True:
            try:
                return (asked.recv(1) or b"\xff")[0]
            except KeyboardInterrupt:
                os.kill(process, signal.SIGINT)


def serve(address: str) -> None:
    """Load everything, then fork for each call until the input ends."""
    import gc  # noqa: PLC0415 - a call needs none of this
    import selectors  # noqa: PLC0415
    from importlib import import_module  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415
    from pkgutil import walk_packages  # noqa: PLC0415

    from click.testing import CliRunner  # noqa: PLC0415

    import themebuilder  # noqa: PLC0415
    from themebuilder.cli import COMMANDS, main  # noqa: PLC0415

    # What a machine without power would lose, no test sees.
    os.fsync = lambda _handle: None
    for module in walk_packages(themebuilder.__path__, "themebuilder."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    for name in _LATE:
        import_module(name)
    # In a workspace of one's own, as a call has one, and without the cache: what is found there is
    # neither loaded nor kept in memory.
    own = Path(address).with_name("own")
    (own / "themes").mkdir(parents=True)
    (own / "themes" / "workspace.yaml").write_text("workspace: own\n", encoding="utf-8")
    for words in (
        *([name, "--help"] for name in COMMANDS),
        ["check", "*"],
        ["build", "borger", "-j", "1", "-o", "../built"],
        ["accessibility", "borger", "-o", "../built"],
    ):
        CliRunner().invoke(main, ["--no-cache", "-C", str(own), *words])
    # A collection in a process of a call would copy everything for it.
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as door, selectors.DefaultSelector() as events:
        door.bind(address)
        door.listen()
        sys.stdout.write("ready\n")
        events.register(door, selectors.EVENT_READ)
        events.register(sys.stdin, selectors.EVENT_READ)
        while all(key.fileobj is door for key, _ in events.select()):
            asked, _ = door.accept()
            if os.fork() == 0:
                _answer(asked)
            asked.close()


def _answer(asked: socket.socket) -> None:
    from ast import literal_eval  # noqa: PLC0415
    from importlib import import_module  # noqa: PLC0415
    from io import FileIO, TextIOWrapper  # noqa: PLC0415

    told, streams, _, _ = socket.recv_fds(asked, 1 << 18, 3)
    folder, environment, program, *sys.argv[1:] = told.decode().split("\0")
    os.setsid()
    asked.send(os.getpid().to_bytes(4, "big"))
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = open(0)  # noqa: SIM115 - for as long as the process lives
    # As with -u: what goes to the two of them stays in its order.
    sys.stdout, sys.stderr = (TextIOWrapper(FileIO(n, "w"), write_through=True) for n in (1, 2))
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(literal_eval(environment))
    code = 255
    try:
        import_module(program).main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        sys.stdout.flush()
        asked.send(bytes([code]))
        os._exit(code)


if __name__ == "__main__":
    if __package__:
        serve(sys.argv[1])
    else:
        sys.exit(call(sys.argv[1], sys.argv[2:]))
