"""What pip and venv are started by: a group that ends as one, and QGIS's certificates."""

from __future__ import annotations

import os
import runpy
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from srxai_plugin.desk.environment.certificates import trusted_pem, write_trusted
from srxai_plugin.desk.runtime.environment import GROUPED
from srxai_plugin.desk.runtime.installing import pip_environment

SHOW = """import os
print(os.environ.get("PIP_CERT") or os.environ.get("REQUESTS_CA_BUNDLE", ""))
"""


def test_what_qgis_trusts_is_written_and_handed_to_pip(tmp_path: Path) -> None:
    file = write_trusted(tmp_path / "downloads")
    if file is None:
        pytest.skip("this computer trusts no certificate at all")
    assert file.read_bytes() == trusted_pem()
    assert file.read_bytes().startswith(b"-----BEGIN CERTIFICATE-----")
    environment = pip_environment(tmp_path / "downloads", file)
    assert environment.value("SRXAI_CERTIFICATES") == str(file)
    assert environment.value("TMPDIR") == str(tmp_path / "downloads")


def bundle_of(tmp_path: Path, **variables: str) -> str:
    """What pip is told of certificates, said by a module called ``pip`` in its place."""
    package = tmp_path / "pip" / "_vendor"
    package.mkdir(parents=True, exist_ok=True)
    (package.parent / "__init__.py").write_text("")
    (package / "__init__.py").write_text("")
    (tmp_path / "pip.pem").write_text("of pip")
    (package / "certifi.py").write_text(f"def where(): return {str(tmp_path / 'pip.pem')!r}")
    (package.parent / "__main__.py").write_text(SHOW)
    known = {k: v for k, v in os.environ.items() if k not in ("PIP_CERT", "REQUESTS_CA_BUNDLE")}
    known |= {"PYTHONPATH": str(tmp_path), **variables}
    command = ["/usr/bin/python3", str(GROUPED), "pip"]
    said = subprocess.run(command, env=known, capture_output=True, text=True, check=True)
    return said.stdout.strip()


@pytest.mark.parametrize("variable", ["PIP_CERT", "REQUESTS_CA_BUNDLE"])
def test_pip_trusts_what_qgis_trusts_beside_its_own_or_an_administrators(
    variable: str, tmp_path: Path
) -> None:
    added, company = tmp_path / "qgis.pem", tmp_path / "company.pem"
    added.write_text("of QGIS")
    company.write_text("of a company")
    given = {"SRXAI_CERTIFICATES": str(added)}
    assert Path(bundle_of(tmp_path, **given)).read_text() == "of pip\nof QGIS"
    given[variable] = str(company)
    assert Path(bundle_of(tmp_path, **given)).read_text() == "of a company\nof QGIS"
    given[variable] = str(tmp_path / "none")
    assert bundle_of(tmp_path, **given) == str(tmp_path / "none")
    assert bundle_of(tmp_path) == ""


def test_on_windows_the_head_of_the_group_holds_a_job_that_ends_all_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import ctypes

    made: list[tuple] = []

    def told(name: str, result: int) -> object:
        def call(*given: object) -> int:
            made.append((name, given))
            return result

        return call

    kernel = SimpleNamespace(
        CreateJobObjectW=told("create", 77),
        SetInformationJobObject=told("limit", 1),
        AssignProcessToJobObject=told("assign", 1),
        GetCurrentProcess=told("current", 5),
    )
    monkeypatch.delattr(os, "setsid")
    monkeypatch.setattr(ctypes, "WinDLL", lambda *_, **__: kernel, raising=False)
    runpy.run_path(str(GROUPED))["lead"]()
    (limits,) = [given for name, given in made if name == "limit"]
    size = limits[3]
    assert (limits[0].value, limits[1], size) == (77, 9, 144)
    # JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE, in LimitFlags of JOBOBJECT_BASIC_LIMIT_INFORMATION
    assert int.from_bytes(bytes(limits[2])[16:20], "little") == 0x2000
    assert ("assign", (77, 5)) in made
