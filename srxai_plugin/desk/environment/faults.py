"""What pip, venv and an engine's first start say of a fault → a sentence that says what to do.

Each fault is known by its words: pip's, in the versions 23 to 26, and those of the systems beneath.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Optional

from qgis.PyQt.QtCore import QCoreApplication

translate = QCoreApplication.translate

NO_RUNTIME, NO_SSL, PROXY, PROXY_LOGIN, SOCKS, CERTIFICATE = (
    "no runtime", "no ssl", "proxy", "proxy login", "socks", "certificate",
)  # fmt: skip
FULL, ANTIVIRUS, TOO_LONG, NO_RIGHTS, IN_USE, NO_NETWORK, WRONG_KIND, NO_MATCH, DAMAGED = (
    "full", "antivirus", "too long", "no rights", "in use", "no network", "wrong kind", "no match",
    "damaged",
)  # fmt: skip

SIGNS: tuple[tuple[str, str], ...] = (
    (NO_SSL, r"(?i:ssl module (in Python )?is not available)|'ssl' module is unavailable"
             r"|ssl support is missing|No module named '_ssl'"
             r"|DLL load failed while importing _ssl"),
    (FULL, r"\[Errno 28\]|No space left|\[WinError 112\]|\[WinError 39\]|\[Errno 122\]"),
    (ANTIVIRUS, r"\[WinError 225\]|\[WinError 226\]|contains a virus"),
    (TOO_LONG, r"\[WinError 206\]|\[Errno 36\]|File name too long|Long Path support"
               r"|name or extension is too long"),
    (IN_USE, r"\[WinError 32\]|\[WinError 33\]|being used by another process"),
    (NO_RIGHTS, r"\[Errno 13\]|\[WinError 5\]|\[Errno 1\]|\[Errno 30\]|\[WinError 19\]"
                r"|\[WinError 1260\]|Permission denied|Access is denied|Read-only file system"),
    (WRONG_KIND, r"not a supported wheel on this platform|\[WinError 193\]|\[WinError 216\]"
                 r"|wrong ELF class|incompatible architecture|Bad CPU type|Exec format error"),
    (NO_RUNTIME, r"\[WinError 1114\]|\[WinError 126\]|\[WinError 127\]|(?i:vcruntime|msvcp)140"),
    (PROXY_LOGIN, r"407 Proxy Authentication"),
    (SOCKS, r"Missing dependencies for SOCKS"),
    (PROXY, r"ProxyError|Tunnel connection failed|Cannot connect to proxy"),
    (CERTIFICATE, r"CERTIFICATE_VERIFY_FAILED|problem confirming the ssl certificate"),
    (DAMAGED, r"THESE PACKAGES DO NOT MATCH THE HASHES|BadZipFile|has an invalid wheel"
              r"|incomplete-download|IncompleteRead"),
    (NO_NETWORK, r"connection broken by|Network is unreachable|Max retries exceeded"
                 r"|Temporary failure in name resolution|Read timed out|ConnectionResetError"),
    (NO_MATCH, r"No matching distribution found|\(from versions: none\)"),
)  # fmt: skip
"""Fault and its words, the more telling one first: a fault of the network makes pip say that there
is no such package, and a missing ``ssl`` that a certificate could not be confirmed."""
COMPLAINT = "ERROR:"
"""How pip begins the lines that matter."""
ASKED = re.compile(r"Connection\w*\(host='([^']+)', port=(\d+)\)|https?://([^/\s:]+)")
"""Whom pip asked, in its complaint."""
SOUGHT = re.compile(r"No matching distribution found for (\S+)")


@dataclass(frozen=True)
class Place:
    """What a sentence may name."""

    folder: str
    """Of the environment."""
    proxy: str = ""
    """Host and port of QGIS's proxy; empty without one."""


def fault_of(lines: Iterable[str], proxy: str = "") -> str:
    """The most telling fault in what a command said; empty where its words are not known.

    Args:
        proxy: host and port of the proxy: newer versions of pip complain of it as of any server.
    """
    said = list(lines)
    begins = (at for at, line in enumerate(said) if line.startswith(COMPLAINT))
    found = _first(said[next(begins, 0) :])  # a traceback or a hint may follow
    if found == NO_MATCH:
        found = _first(said)  # what was the matter was told before that
    if found == NO_NETWORK and proxy and any(_asked(line) == proxy for line in said):
        return PROXY
    return found


def sentence_of(fault: str, lines: Sequence[str], place: Place) -> str:
    """What happened, and what to do; empty for an unknown fault."""
    server = next((asked.split(":")[0] for line in lines if (asked := _asked(line))), "")
    server = server or translate("Engine", "the packages' server")
    words = _SENTENCES.get(fault, lambda: "")()
    sought = next((match[1] for line in lines if (match := SOUGHT.search(line))), "?")
    proxy = place.proxy or translate("Engine", "of this computer's variables")
    told = words.format(folder=place.folder, proxy=proxy, server=server, package=sought)
    return told[:1].upper() + told[1:] if server != told.split(" ")[0] else told


def _first(lines: Sequence[str]) -> str:
    return next((name for name, sign in SIGNS if any(re.search(sign, s) for s in lines)), "")


def _asked(line: str) -> str:
    """``host:port``, or a host; empty where a line names none."""
    match = ASKED.search(line)
    if match is None:
        return ""
    return f"{match[1]}:{match[2]}" if match[1] else match[3]


_SENTENCES = {
    NO_RUNTIME: lambda: translate(
        "Engine",
        "PyTorch does not load: Microsoft's Visual C++ runtime is missing or too old. Install "
        "vc_redist.x64.exe from https://aka.ms/vs/17/release/vc_redist.x64.exe, then try again.",
    ),
    NO_SSL: lambda: translate(
        "Engine",
        "The Python that the environment is made from lacks ssl, so nothing can be downloaded with "
        "it. Choose SRXAI's own Python, or install one from python.org.",
    ),
    PROXY: lambda: translate(
        "Engine",
        "The proxy {proxy} did not let the download through. Set it under Settings ▸ Options ▸ "
        "Network, or choose a folder of wheels, then try again: it goes on where it stopped.",
    ),
    PROXY_LOGIN: lambda: translate(
        "Engine",
        "The proxy {proxy} asks for a user and a password. Give both under Settings ▸ Options ▸ "
        "Network, then try again: it goes on where it stopped.",
    ),
    SOCKS: lambda: translate(
        "Engine",
        "pip cannot use a SOCKS proxy. Set an HTTP proxy under Settings ▸ Options ▸ Network, or "
        "choose a folder of wheels.",
    ),
    CERTIFICATE: lambda: translate(
        "Engine",
        "The certificate of {server} is not known here, most likely because a company's network "
        "reads along. Ask its administrator for the certificate, add it under Settings ▸ Options ▸ "
        "Authentication ▸ Manage Certificates, then try again.",
    ),
    FULL: lambda: translate(
        "Engine",
        "The disk is full. Make room where {folder} is, or remove the environment and choose a "
        "folder on another disk, then try again: it goes on where it stopped.",
    ),
    ANTIVIRUS: lambda: translate(
        "Engine",
        "An antivirus program stopped a file of the environment. Have {folder} excepted from it, "
        "then try again.",
    ),
    TOO_LONG: lambda: translate(
        "Engine",
        "A file's path is too long for this system. Choose a folder with a shorter path than "
        "{folder}, such as C:\\srxai.",
    ),
    NO_RIGHTS: lambda: translate(
        "Engine",
        "This user may not write to {folder}, or a program keeps it closed. Choose another folder, "
        "or have it opened for you, then try again.",
    ),
    IN_USE: lambda: translate(
        "Engine",
        "Another program holds files in {folder} open. Close other QGIS windows, then try again.",
    ),
    NO_NETWORK: lambda: translate(
        "Engine",
        "{server} was not reached. Check the network and QGIS's proxy, or choose a folder of "
        "wheels, then try again: it goes on where it stopped.",
    ),
    WRONG_KIND: lambda: translate(
        "Engine",
        "The Python, or a package, is for another kind of processor or system. Choose SRXAI's own "
        "Python, or wheels for this system, then try again.",
    ),
    NO_MATCH: lambda: translate(
        "Engine",
        "The package {package} was not found for this Python. Choose SRXAI's own Python, or wheels "
        "for the version of Python that is used, then try again.",
    ),
    DAMAGED: lambda: translate(
        "Engine",
        "A package arrived damaged. Try again; if it comes back, something between here and "
        "{server} changes downloads.",
    ),
}


UNSAID = (
    "Looking in",
    "WARNING: ",
    "Downloading",
    "[notice",
    "Attempting uninstall",
    "Found existing",
    "Uninstalling",
    "Successfully uninstalled",
)
"""Beginnings of lines of pip that say nothing to a reader."""
RETRY = re.compile(r"Retrying \(Retry\(total=(\d+)")


def in_words(line: str) -> Optional[str]:
    """A line of pip as a reader would say it; None for one that says nothing to her."""
    if RETRY.search(line):
        asked = _asked(line).split(":")[0] or translate("Engine", "the server")
        return translate("Engine", "{0} does not answer; it is asked again.").format(asked)
    match = re.match(r"\s*Downloading (\S+?)-\d\S* \(([\d.]+) ([kMG]?B)\)", line)
    if match:
        name = match[1].rsplit("/", 1)[-1]
        return translate("Engine", "Downloading {0}, {1} {2}").format(name, match[2], match[3])
    match = re.match(r"\s*(?:Using cached|Processing) (?:\S*[/\\])?([A-Za-z0-9_.]+?)-\d", line)
    match = match or re.match(r"Requirement already satisfied: ([A-Za-z0-9_.-]+)", line)
    if match:
        return translate("Engine", "{0} is here already").format(match[1])
    match = re.match(r"Collecting ([A-Za-z0-9_.-]+)", line)
    if match:
        return translate("Engine", "Looking for {0}").format(match[1])
    if line.startswith("Installing collected packages:"):
        return translate("Engine", "Installing {0} packages").format(line.count(",") + 1)
    return None if line.lstrip().startswith(UNSAID) else line
