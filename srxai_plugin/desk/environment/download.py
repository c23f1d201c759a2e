"""One file from the internet as QGIS reaches it: by its proxy, with its certificates, resumable."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Optional

from qgis.core import QgsNetworkAccessManager
from qgis.PyQt.QtCore import QObject, QUrl, pyqtSignal
from qgis.PyQt.QtNetwork import QNetworkReply, QNetworkRequest

Trouble = QNetworkReply.NetworkError
PROXIES = {
    Trouble.ProxyConnectionRefusedError,
    Trouble.ProxyConnectionClosedError,
    Trouble.ProxyNotFoundError,
    Trouble.ProxyTimeoutError,
    Trouble.ProxyAuthenticationRequiredError,
    Trouble.UnknownProxyError,
}
PART, WHOLE, BEYOND = 206, 200, 416
"""Statuses: the rest as asked for; all of it, for the server knows no ranges; nothing is left."""


class Download(QObject):
    """Into a file that stays when it is stopped or fails, and is gone on with.

    Ends in exactly one of ``done`` or ``failed``, or with ``stop``. What has come is not checked
    here.
    """

    progress = pyqtSignal(float, float)
    """Megabytes that are there, and of the whole; the latter 0 where the server does not say."""
    done = pyqtSignal()
    failed = pyqtSignal(str)

    def __init__(self, url: str, file: Path, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._url, self._path = url, file
        self._reply: Optional[QNetworkReply] = None
        self._file: Optional[BinaryIO] = None
        self._at = 0
        self._problem = ""

    def start(self) -> None:
        """Ask for what is not there yet. Raises OSError where the folder cannot be written to."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = open(self._path, "ab")  # noqa: SIM115 - closed when the reply ends
        self._at = self._file.tell()
        request = QNetworkRequest(QUrl(self._url))
        if self._at:
            request.setRawHeader(b"Range", f"bytes={self._at}-".encode())
        caching = QNetworkRequest.CacheLoadControl.AlwaysNetwork
        request.setAttribute(QNetworkRequest.Attribute.CacheLoadControlAttribute, caching)
        request.setAttribute(QNetworkRequest.Attribute.CacheSaveControlAttribute, False)
        reply = QgsNetworkAccessManager.instance().get(request)
        reply.setParent(self)
        reply.metaDataChanged.connect(self._begin)
        reply.readyRead.connect(self._read)
        reply.finished.connect(self._finish)
        self._reply = reply

    def stop(self) -> None:
        """End it; nothing is told any more."""
        reply = self._forget()
        if reply is not None:
            reply.abort()
            reply.deleteLater()

    def _begin(self) -> None:
        """All of it comes where the server knows no ranges: what was there goes."""
        if self._reply is not None and self._file is not None and self._status() == WHOLE:
            self._file.truncate(0)
            self._at = 0

    def _read(self) -> None:
        reply, file = self._reply, self._file
        if reply is None or file is None or self._status() not in (PART, WHOLE):
            return
        try:
            file.write(bytes(reply.readAll()))
            file.flush()
        except OSError as error:
            self._problem = self._full(error)
            reply.abort()
            return
        size = reply.header(QNetworkRequest.KnownHeaders.ContentLengthHeader) or 0
        whole = (int(size) + self._at) / 1e6 if size else 0.0
        self.progress.emit(file.tell() / 1e6, whole)

    def _finish(self) -> None:
        self._read()
        status = self._status()
        reply = self._forget()
        if reply is None:
            return
        error, words = reply.error(), reply.errorString()
        reply.deleteLater()
        if self._problem:
            self.failed.emit(self._problem)
        elif status == BEYOND or (error == Trouble.NoError and status in (PART, WHOLE)):
            self.done.emit()
        else:
            self.failed.emit(self._why(error, words))

    def _status(self) -> int:
        attribute = QNetworkRequest.Attribute.HttpStatusCodeAttribute
        return int((self._reply.attribute(attribute) if self._reply is not None else 0) or 0)

    def _forget(self) -> Optional[QNetworkReply]:
        reply, self._reply = self._reply, None
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):  # what a full disk did not take is tried again, and was told
                file.close()
        return reply

    def _full(self, error: OSError) -> str:
        return self.tr("{0} cannot be written ({1}). Make room, or choose another folder.").format(
            self._path, error.strerror
        )

    def _why(self, error: QNetworkReply.NetworkError, words: str) -> str:
        host = QUrl(self._url).host()
        # Qt knows a refusing proxy as nothing in particular, where the proxy is to be tunnelled.
        has_proxy = bool(QgsNetworkAccessManager.instance().fallbackProxy().hostName())
        if error in PROXIES or (error == Trouble.UnknownNetworkError and has_proxy):
            return self.tr(
                "The proxy did not let the download from {0} through. Set it under Settings ▸ "
                "Options ▸ Network, then try again: it goes on where it stopped."
            ).format(host)
        if error == Trouble.SslHandshakeFailedError:
            return self.tr(
                "The certificate of {0} is not known here. Ask the network's administrator for it, "
                "add it under Settings ▸ Options ▸ Authentication ▸ Manage Certificates, then try "
                "again."
            ).format(host)
        return self.tr(
            "{0} was not reached, or broke off ({1}). Check the network, then try again: it goes "
            "on where it stopped."
        ).format(host, words)
