"""How pip is run, and what its last words mean."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Optional

from qgis.PyQt.QtCore import QCoreApplication, QProcessEnvironment

from srxai_plugin.desk.environment import certificates
from srxai_plugin.desk.environment.faults import COMPLAINT, Place, fault_of, sentence_of
from srxai_plugin.desk.runtime.interpreter import engine_environment
from srxai_plugin.desk.runtime.proxy import find_proxy, proxy_words, use_proxy

PIP_KEPT = (
    "PIP_CACHE_DIR",
    "PIP_CERT",
    "PIP_CLIENT_CERT",
    "PIP_CONFIG_FILE",
    "PIP_DEFAULT_TIMEOUT",
    "PIP_EXTRA_INDEX_URL",
    "PIP_FIND_LINKS",
    "PIP_INDEX_URL",
    "PIP_PROXY",
    "PIP_TRUSTED_HOST",
)
"""What an administrator says of where packages come from; other PIP_* would mislead."""


def pip_environment(
    downloads: Optional[Path] = None, trusted: Optional[Path] = None
) -> QProcessEnvironment:
    """The variables that pip runs with: the engine's, and those that lead to the packages.

    Args:
        downloads: folder in which pip keeps what is on its way; the system's, unless one is named.
        trusted: file of the certificates that QGIS trusts.
    """
    environment = engine_environment()
    for name in PIP_KEPT:
        if name in os.environ:
            environment.insert(name, os.environ[name])
    use_proxy(environment)
    environment.insert("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    environment.insert("PIP_NO_INPUT", "1")
    environment.insert("PIP_PROGRESS_BAR", "off")
    if downloads is not None:
        for name in ("TMPDIR", "TEMP", "TMP"):
            environment.insert(name, str(downloads))
    if trusted is not None:
        environment.insert(certificates.VARIABLE, str(trusted))
    return environment


def tidy(downloads: Path) -> None:
    """Take away what a pip that has ended was unpacking: the next one goes on from its cache."""
    for left in (*downloads.glob("pip-*"), *downloads.glob("tmp*")):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            with suppress(OSError):  # not let go yet
                left.unlink()


def why(said: Sequence[str], stage: str, folder: Path) -> str:
    """A sentence for a command that failed, from what it said.

    Args:
        said: its lines.
        stage: what it was to do, in words.
        folder: of the environment.
    """
    proxy = proxy_words(find_proxy())
    if sentence := sentence_of(fault_of(said, proxy), said, Place(str(folder), proxy)):
        return sentence
    complaints = [line[len(COMPLAINT) :].strip() for line in said if line.startswith(COMPLAINT)]
    words = complaints[0] if complaints else said[-1] if said else "–"
    return QCoreApplication.translate(
        "Creation",
        "It stopped at '{0}' with the words: {1} – Try again: it goes on where it stopped.",
    ).format(stage, words)
