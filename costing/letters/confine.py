"""Confines the process that opens a stranger's file: little memory and time, no file but our code, no network, no program."""

import ctypes
import os
import platform
import resource
import struct
import sysconfig
from pathlib import Path

MEMORY = 1_500_000_000  # bytes of address space
CPU_SECONDS = 15
MOST_ANSWER = 300_000_000  # bytes
FEW_FILES = 64
NONE = (0, 0)
NO_NEW_PRIVILEGES, NO_DUMP, SECCOMP = 38, 4, 22  # of prctl
FILTERED = 2
# calls that no file needs, by machine: its number in the kernel, then socket, io_uring_setup
REFUSED_CALLS = {"x86_64": (0xC000003E, (41, 425)), "aarch64": (0xC00000B7, (198, 425))}
ENDS, REFUSES, ALLOWS = 0x80000000, 0x00050001, 0x7FFF0000
LOAD, EQUAL, AT_LEAST, ANSWER = 0x20, 0x15, 0x35, 0x06
OTHER_CALLS = 0x40000000  # the same calls under other numbers
CREATE, ADD, RESTRICT = 444, 445, 446  # Landlock's calls, on every machine
READ_FILE, READ_FOLDER = 1 << 2, 1 << 3
OURS = Path(__file__).resolve().parents[2]
CODE = ("costing", "payer_rules", "templates/letters")
LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/local/lib")
CHANCE = "/dev/urandom"  # which PDFs with a password are read with

_libc = ctypes.CDLL(None, use_errno=True)


def confine() -> tuple[str, ...]:
    """Confine this process for good, whoever runs it, and name what this machine does not offer: `files`, `network`."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_ANSWER, MOST_ANSWER))
    resource.setrlimit(resource.RLIMIT_NOFILE, (FEW_FILES, FEW_FILES))
    resource.setrlimit(resource.RLIMIT_NPROC, NONE)
    resource.setrlimit(resource.RLIMIT_CORE, NONE)  # leave nothing of a patient behind when it falls
    _prctl(NO_DUMP, 0)
    _prctl(NO_NEW_PRIVILEGES, 1)
    return tuple(name for name, holds in (("files", _no_files()), ("network", _no_network())) if not holds)


def _prctl(option: int, value: int, more: object = 0) -> bool:
    return bool(_libc.prctl(option, ctypes.c_ulong(value), more, 0, 0) == 0)


def _no_files() -> bool:
    """Nothing but our own code and the system's libraries can be read, nothing written, no program started (Landlock)."""
    version = _libc.syscall(CREATE, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    rights = (1 << min(16, {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16))) - 1
    handled = struct.pack("QQQ", rights, 3 if version > 3 else 0, 3 if version > 5 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    rules = _libc.syscall(CREATE, handled[:size], ctypes.c_size_t(size), 0)
    _allow(rules, CHANCE, READ_FILE)
    for folder in {*sysconfig.get_paths().values(), *LIBRARIES, *(str(OURS / name) for name in CODE)}:
        _allow(rules, folder, READ_FILE | READ_FOLDER)
    return bool(_libc.syscall(RESTRICT, rules, 0) == 0)


def _allow(rules: int, place: str, right: int) -> None:
    """Let a place be read, if there is one."""
    if Path(place).exists():
        held = os.open(place, os.O_PATH)
        _libc.syscall(ADD, rules, 1, struct.pack("=Qi", right, held), 0)
        os.close(held)


def _no_network() -> bool:
    """No socket of any kind (seccomp)."""
    machine, calls = REFUSED_CALLS.get(platform.machine(), (0, ()))
    if not calls:
        return False
    steps = [
        (LOAD, 0, 0, 4), (EQUAL, 1, 0, machine), (ANSWER, 0, 0, ENDS), (LOAD, 0, 0, 0),
        (AT_LEAST, len(calls) + 1, 0, OTHER_CALLS), *((EQUAL, len(calls) - at, 0, call) for at, call in enumerate(calls)),
        (ANSWER, 0, 0, ALLOWS), (ANSWER, 0, 0, REFUSES),
    ]  # fmt: skip
    held = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(steps), ctypes.addressof(held)))
    return _prctl(SECCOMP, FILTERED, program)
