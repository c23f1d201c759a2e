"""Whether the engine's packages exist for this computer, before anything is downloaded.

Wheels decide: torch 2.13 has them for 64-bit Windows, for Linux with glibc 2.28 or later on x86-64
and ARM, and for macOS 14 or later on Apple Silicon (PyPI, torch 2.13.0).
"""

from __future__ import annotations

import os
import platform
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from qgis.PyQt.QtCore import QCoreApplication

translate = QCoreApplication.translate

GLIBC = (2, 28)
DARWIN_14 = 23
"""Darwin's version under macOS 14. macOS itself calls itself 10.16 to programs built long ago."""
LINUX = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}
ARM64 = 0x0100000C
"""Type of processor in the head of a macOS program."""
THIN, FAT = b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"
"""How programs of macOS begin: for one processor (64 bit), or for several."""
ARCH = "/usr/bin/arch"
"""Apple's, which starts the part of a program that is for a given processor."""


@dataclass(frozen=True)
class Computer:
    """What decides which wheels fit, as the QGIS that runs here sees it."""

    platform: str
    """As in ``sys.platform``."""
    machine: str
    """As in ``platform.machine()``: of this process, so ``x86_64`` under Rosetta."""
    release: str = ""
    """Of the kernel, as by ``uname -r``."""
    kernel: str = ""
    """What the kernel calls itself, as by ``uname -v``: the true processor, even under Rosetta."""
    libc: str = ""
    """Such as ``glibc 2.36``; empty where there is none."""

    @classmethod
    def here(cls) -> Computer:
        """This one."""
        libc = ""
        with suppress(AttributeError, OSError, ValueError):  # not on Windows; musl has no answer
            libc = os.confstr("CS_GNU_LIBC_VERSION") or ""
        return cls(sys.platform, platform.machine(), platform.release(), platform.version(), libc)

    @property
    def is_apple_silicon(self) -> bool:
        """Whether the processor is Apple's, whatever this QGIS was built for."""
        return self.platform == "darwin" and (self.machine == "arm64" or "_ARM64" in self.kernel)

    @property
    def is_translated(self) -> bool:
        """Whether this QGIS is for Intel's processors and runs on Apple's, through Rosetta."""
        return self.is_apple_silicon and self.machine == "x86_64"

    @property
    def triple(self) -> str:
        """By which standalone Pythons are named, such as ``x86_64-pc-windows-msvc``."""
        if self.platform == "win32":  # on ARM, too: what runs there is translated, as QGIS is
            return "x86_64-pc-windows-msvc"
        if self.platform == "darwin":
            return f"{'aarch64' if self.is_apple_silicon else self.machine}-apple-darwin"
        return f"{LINUX.get(self.machine.lower(), self.machine)}-unknown-linux-gnu"

    def started(self, program: str, arguments: list[str]) -> tuple[str, list[str]]:
        """A command by which an engine's program starts as one for this processor.

        Under Rosetta a universal program would start as one for Intel's processors, for which there
        is no torch. What has no part for Apple's is started as it is.
        """
        if self.is_translated and has_arm64(Path(program)):
            return ARCH, ["-arm64", program, *arguments]
        return program, arguments


def unfit(computer: Computer) -> str:
    """Why torch has no wheels for this computer, and what works instead; empty where it has."""
    why = _lack(computer)
    return f"{why} {_instead()}" if why else ""


def _lack(computer: Computer) -> str:
    if computer.platform == "darwin":
        return _lack_on_macos(computer)
    if computer.platform == "linux":
        return _lack_on_linux(computer)
    if computer.platform != "win32":
        return translate("Engine", "PyTorch has no packages for this system ({0}).").format(
            computer.platform
        )
    if computer.machine.lower() in ("x86", "i386", "i686"):
        return translate("Engine", "PyTorch needs a 64-bit Windows.")
    return ""


def _lack_on_macos(computer: Computer) -> str:
    if not computer.is_apple_silicon:
        return translate(
            "Engine", "PyTorch has no packages for Macs with an Intel processor any more."
        )
    darwin = computer.release.split(".")[0]
    if darwin.isdecimal() and int(darwin) < DARWIN_14:
        return translate(
            "Engine", "PyTorch needs macOS 14 or later; update macOS if this Mac allows it."
        )
    return ""


def _lack_on_linux(computer: Computer) -> str:
    if computer.machine.lower() not in LINUX:
        return translate("Engine", "PyTorch has no packages for this processor ({0}).").format(
            computer.machine
        )
    name, _, version = computer.libc.partition(" ")
    parts = version.split(".")
    if name != "glibc" or len(parts) < 2 or not all(part.isdecimal() for part in parts[:2]):
        return translate(
            "Engine", "PyTorch needs a Linux with glibc, and this one has another C library."
        )
    if (int(parts[0]), int(parts[1])) < GLIBC:
        return translate(
            "Engine",
            "PyTorch needs glibc 2.28 or later, and this Linux has {0}; a newer release of the "
            "system has it.",
        ).format(version)
    return ""


def _instead() -> str:
    return translate(
        "Engine",
        "What works instead: a Python of your own that has PyTorch already, or one on another "
        "computer, chosen as the engine's Python under Settings ▸ Options ▸ SRXAI.",
    )


def caution(computer: Computer) -> str:
    """What may not work here though nothing speaks against it; empty where nothing is known of."""
    if computer.platform == "win32" and computer.machine.lower() in ("arm64", "aarch64"):
        return translate(
            "Engine",
            "Windows on ARM: there are no packages for its own processor. A Python for x86-64 runs "
            "there translated, as QGIS does; it is slower, and was not tried with SRXAI.",
        )
    return ""


def misfit(computer: Computer, tag: str, machine: str) -> str:
    """Why an interpreter is for another processor than the packages are; empty where it is not.

    Args:
        tag: what ``sysconfig.get_platform()`` says in there.
        machine: what ``platform.machine()`` says in there.
    """
    if computer.platform == "win32" and tag != "win-amd64":
        return translate("Engine", "is for {0}, and packages are for 64-bit x86 only").format(tag)
    if computer.is_apple_silicon and machine != "arm64":
        return translate("Engine", "is for Intel's processors, and packages are for Apple's only")
    return ""


def has_arm64(program: Path) -> bool:
    """Whether a program of macOS has a part for Apple's processors, by its first bytes."""
    try:
        with open(program, "rb") as file:
            head = file.read(4096)
    except OSError:
        return False
    if head[:4] == THIN and len(head) >= 8:
        return bool(struct.unpack("<I", head[4:8])[0] == ARM64)
    if head[:4] == FAT and len(head) >= 8:
        count = min(struct.unpack(">I", head[4:8])[0], 30)
        return any(head[8 + 20 * n : 12 + 20 * n] == struct.pack(">I", ARM64) for n in range(count))
    return False
