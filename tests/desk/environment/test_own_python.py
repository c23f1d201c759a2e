"""SRXAI's own Python: from the internet or a folder, gone on with, and never another one."""

from __future__ import annotations

import hashlib
import io
import json
import resource as limits
import shutil
import ssl
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from conftest import Waiter, until
from qgis.core import QgsNetworkAccessManager
from qgis.PyQt.QtNetwork import QNetworkProxy

from srxai_plugin.contract.resource import resource
from srxai_plugin.desk.environment.computer import Computer
from srxai_plugin.desk.environment.own_python import OwnPython
from srxai_plugin.desk.environment.standalone import Standalone, Unusable, standalone, unpack
from srxai_plugin.desk.runtime import obstacle as obstacle_module
from srxai_plugin.desk.runtime.creation import Creation
from srxai_plugin.desk.runtime.environment import CPU, Environment, Installation

FILE = "cpython-3.11.16+20260814-x86_64-unknown-linux-gnu-install_only_stripped.tar.gz"
SCRIPT = '#!/bin/sh\nexec /usr/bin/python3 "$@"\n'
FILLING = bytes(range(256)) * 8192
"""Two megabytes, so that a download can break off in the middle."""


def archive_with(*extra: tarfile.TarInfo) -> bytes:
    """In the layout of python-build-standalone: all in ``python/``, ``bin/python3`` a link."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=0) as tar:
        for name, data, mode in (
            ("python/bin/python3.11", SCRIPT.encode(), 0o755),
            ("python/lib/python3.11/os.py", b"", 0o644),
            ("python/lib/libpython3.11.so.1.0", FILLING, 0o644),
        ):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(data), mode
            tar.addfile(member, io.BytesIO(data))
        for name, to in (
            ("python/bin/python3", "python3.11"),
            ("python/lib/libpython3.so", "libpython3.11.so.1.0"),
            ("python/share/back", "../lib/python3.11"),
        ):
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, to
            tar.addfile(link)
        for member in extra:
            tar.addfile(member)
    return buffer.getvalue()


ARCHIVE = archive_with()


@dataclass
class Server:
    """Serves one archive by HTTP/1.1, in ranges if it is asked to."""

    url: str = ""
    data: bytes = ARCHIVE
    knows_ranges: bool = True
    breaks_at: int = 0
    """Bytes after which it hangs up; 0 sends all."""
    status: int = 0
    asked: list[str] = field(default_factory=list)
    """The ranges asked for, in order."""


@pytest.fixture
def server() -> Iterator[Server]:
    told = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = self.headers.get("Range", "")
            told.asked.append(asked)
            begin = int(asked[6:-1]) if asked and told.knows_ranges else 0
            rest = told.data[begin:]
            if told.status or (asked and not rest):
                self.send_response(told.status or 416)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.send_response(206 if begin else 200)
            if begin:
                whole = len(told.data)
                self.send_header("Content-Range", f"bytes {begin}-{whole - 1}/{whole}")
            self.send_header("Content-Length", str(len(rest)))
            self.end_headers()
            with suppress(ConnectionError):  # a download that is cancelled
                self.wfile.write(rest[: told.breaks_at] if told.breaks_at else rest)
            self.close_connection = bool(told.breaks_at)

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{http.server_address[1]}/{FILE}"
    yield told
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture
def pinned(server: Server) -> Standalone:
    digest = hashlib.sha256(ARCHIVE).hexdigest()
    return Standalone(FILE, digest, server.url, (3, 11), 2.0)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "srxai-engine-python"


def bring(
    pinned: Standalone, place: Path, offline: Path | None = None
) -> tuple[str, tuple, list[tuple[float, float]]]:
    own = OwnPython(pinned, place, place.parent / "downloads", offline)
    told: list[tuple[float, float]] = []
    own.progress.connect(lambda got, whole: told.append((got, whole)))
    end = Waiter(own.found, own.failed)
    own.start()
    return (*end.wait(), told)


def test_it_is_downloaded_unpacked_and_runs(
    pinned: Standalone, place: Path, server: Server
) -> None:
    name, (python,), told = bring(pinned, place)
    assert name == "found" and python == place / "python" / "bin" / "python3"
    assert python.resolve().read_text() == SCRIPT and python.stat().st_mode & 0o111
    assert (place / "python" / "share" / "back" / "os.py").is_file()
    assert told[-1] == pytest.approx((len(ARCHIVE) / 1e6, len(ARCHIVE) / 1e6))
    assert list((place.parent / "downloads").iterdir()) == [], "the archive is of no more use"
    server.status = 404
    assert bring(pinned, place)[0] == "found", "what is there is not downloaded again"


def test_a_download_that_breaks_off_goes_on_where_it_stopped(
    pinned: Standalone, place: Path, server: Server
) -> None:
    server.breaks_at = 700_000
    name, (sentence,), _ = bring(pinned, place)
    assert name == "failed" and "goes on where it stopped" in sentence
    part = place.parent / "downloads" / FILE
    kept = part.stat().st_size
    assert 0 < kept <= 700_000
    server.breaks_at = 0
    name, _, told = bring(pinned, place)
    assert name == "found" and server.asked[-1] == f"bytes={kept}-"
    assert told[-1] == pytest.approx((len(ARCHIVE) / 1e6, len(ARCHIVE) / 1e6))


def test_a_disk_that_is_full_at_sixty_per_cent_is_told_and_gone_on_with(
    pinned: Standalone, place: Path, server: Server
) -> None:
    """In pieces so small that a buffer holds what the disk does not take."""
    room = len(ARCHIVE) * 6 // 10
    part = place.parent / "downloads" / FILE
    part.parent.mkdir()
    part.write_bytes(ARCHIVE[: room - 1000])
    server.breaks_at = 3000
    soft, hard = limits.getrlimit(limits.RLIMIT_FSIZE)
    limits.setrlimit(limits.RLIMIT_FSIZE, (room, hard))
    try:
        name, (sentence,), _ = bring(pinned, place)
    finally:
        limits.setrlimit(limits.RLIMIT_FSIZE, (soft, hard))
    assert name == "failed" and "Make room" in sentence and str(place.parent) in sentence
    assert part.read_bytes() == ARCHIVE[:room]
    server.breaks_at = 0
    assert bring(pinned, place)[0] == "found" and server.asked[-1] == f"bytes={room}-"


def test_a_cancelled_download_is_kept(pinned: Standalone, place: Path, server: Server) -> None:
    server.data = ARCHIVE * 10
    own = OwnPython(pinned, place, place.parent / "downloads")
    begun, end = Waiter(own.progress), Waiter(own.found, own.failed, own.stopped)
    own.start()
    begun.wait()
    own.stop()
    assert end.wait()[0] == "stopped"
    assert (place.parent / "downloads" / FILE).stat().st_size > 0
    assert not place.exists()


def test_a_server_without_ranges_sends_all_of_it_again(
    pinned: Standalone, place: Path, server: Server
) -> None:
    part = place.parent / "downloads" / FILE
    part.parent.mkdir()
    part.write_bytes(ARCHIVE[:5000])
    server.knows_ranges = False
    assert bring(pinned, place)[0] == "found"


def test_what_is_there_whole_already_is_taken(
    pinned: Standalone, place: Path, server: Server
) -> None:
    part = place.parent / "downloads" / FILE
    part.parent.mkdir()
    part.write_bytes(ARCHIVE)
    assert bring(pinned, place)[0] == "found"
    assert server.asked == [f"bytes={len(ARCHIVE)}-"]


def test_another_file_than_the_pinned_one_is_refused_and_goes(
    pinned: Standalone, place: Path, server: Server
) -> None:
    server.data = ARCHIVE[:-1] + b"!"
    name, (sentence,), _ = bring(pinned, place)
    assert name == "failed" and "SHA-256" in sentence and "Try again" in sentence
    assert not place.exists() and not list((place.parent / "downloads").iterdir())


def test_a_server_that_has_it_no_more_is_told(
    pinned: Standalone, place: Path, server: Server
) -> None:
    server.status = 404
    name, (sentence,), _ = bring(pinned, place)
    assert name == "failed" and "127.0.0.1 was not reached" in sentence
    assert not place.exists()


def test_a_proxy_that_refuses_is_told(pinned: Standalone, place: Path) -> None:
    network = QgsNetworkAccessManager.instance()
    before, excludes, none = network.fallbackProxy(), network.excludeList(), network.noProxyList()
    refusing = QNetworkProxy(QNetworkProxy.ProxyType.HttpProxy, "127.0.0.1", 9)
    network.setFallbackProxyAndExcludes(refusing, [], [])
    try:
        away = replace(pinned, url="https://downloads.invalid/" + FILE)
        name, (sentence,), _ = bring(away, place)
    finally:
        network.setFallbackProxyAndExcludes(before, excludes, none)
    assert name == "failed" and "The proxy did not let the download" in sentence


def test_a_certificate_that_nobody_vouches_for_is_told(
    pinned: Standalone, place: Path, tmp_path: Path
) -> None:
    key = tmp_path / "key.pem"
    command = "openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1"
    command += f" -subj /CN=localhost -days 2 -keyout {key} -out {tmp_path / 'certificate.pem'}"
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificate")
    subprocess.run(command.split(), check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", key)
    http = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    http.socket = context.wrap_socket(http.socket, server_side=True)
    thread = Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        url = f"https://localhost:{http.server_address[1]}/{FILE}"
        name, (sentence,), _ = bring(replace(pinned, url=url), place)
    finally:
        http.shutdown()
        thread.join()
        http.server_close()
    assert name == "failed" and "The certificate of localhost is not known here" in sentence
    assert not place.exists()


def test_a_folder_that_was_carried_over_is_taken_without_any_network(
    pinned: Standalone, place: Path, server: Server, tmp_path: Path
) -> None:
    carried = tmp_path / "wheels"
    carried.mkdir()
    name, (sentence,), _ = bring(pinned, place, carried)
    assert name == "failed" and FILE in sentence
    (carried / FILE).write_bytes(ARCHIVE)
    assert bring(pinned, place, carried)[0] == "found"
    assert server.asked == [] and (carried / FILE).is_file()


@pytest.mark.parametrize(
    ("name", "to"),
    [
        ("../away", ""),
        ("/etc/away", ""),
        ("elsewhere/away", ""),
        ("python/link", "/etc/passwd"),
        ("python/link", "../../away"),
        ("python/device", "device"),
    ],
)
def test_an_archive_that_reaches_out_of_its_folder_is_refused(
    name: str, to: str, tmp_path: Path
) -> None:
    member = tarfile.TarInfo(name)
    if to:
        member.type = tarfile.CHRTYPE if to == "device" else tarfile.SYMTYPE
        member.linkname = to
    data = archive_with(member)
    file = tmp_path / FILE
    file.write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    with pytest.raises(Unusable):
        unpack(file, Standalone(FILE, digest, "", (3, 11), 2.0), tmp_path / "inside" / "python")
    assert list((tmp_path / "inside").iterdir()) == []


# What is pinned


def test_each_pinned_archive_is_named_by_its_system_version_and_hash() -> None:
    told = json.loads(resource("python", "standalone.json").read_text("utf-8"))
    assert len(told["archives"]) == 4
    for triple, archive in told["archives"].items():
        assert triple in archive["file"] and told["version"] in archive["file"]
        assert len(bytes.fromhex(archive["sha256"])) == 32
        pinned = standalone(triple)
        assert pinned.url.startswith("https://") and "+" not in pinned.url


def test_a_system_without_a_hash_has_no_python_to_download(tmp_path: Path) -> None:
    index = tmp_path / "index.json"
    told = json.loads(resource("python", "standalone.json").read_text("utf-8"))
    told["archives"]["aarch64-apple-darwin"]["sha256"] = ""
    index.write_text(json.dumps(told))
    assert standalone("aarch64-apple-darwin", index) is None
    assert standalone("x86_64-apple-darwin") is None


def test_the_environment_is_made_from_it(
    pinned: Standalone, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(obstacle_module, "standalone", lambda _triple: pinned)
    place = Environment(tmp_path / "srxai-engine")
    plan = Installation(place, CPU, own_python=True)
    creation = Creation(plan)
    stages: list[str] = []
    creation.progress.connect(lambda words, _done: stages.append(words))
    end = Waiter(creation.stopped, creation.failed)
    creation.start()
    until(lambda: any("An empty environment" in stage for stage in stages))
    creation.stop()
    assert end.wait()[0] == "stopped"
    assert any("own Python: 2 of 2 MB" in stage for stage in stages)
    assert place.told["base"] == str(place.own_python / "python" / "bin" / "python3")
    assert Computer.here().platform == "linux" and place.is_unfinished
