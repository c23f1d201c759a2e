"""The certificates that QGIS trusts, for programs that trust others: the system's, and those that
were added under Settings ▸ Options ▸ Authentication."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtNetwork import QSslConfiguration

VARIABLE = "SRXAI_CERTIFICATES"
"""Names the file to ``grouped.py``, which adds it to what pip trusts."""


def trusted_pem() -> bytes:
    """All of them, one PEM block after the other; empty where QGIS knows none."""
    known = QgsApplication.authManager().trustedCaCerts()
    if not known:
        known = QSslConfiguration.systemCaCertificates()
    return b"".join(bytes(certificate.toPem()) for certificate in known)


def write_trusted(folder: Path) -> Path | None:
    """The file, written anew; None where there is nothing to write. Raises OSError."""
    pem = trusted_pem()
    if not pem:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "certificates.pem"
    file.write_bytes(pem)
    return file
