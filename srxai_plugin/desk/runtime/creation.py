"""Makes the engine's environment, one command after the other, without ever blocking."""

from __future__ import annotations

import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path
from typing import Optional

from qgis.PyQt.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, pyqtSignal

from srxai_plugin.contract import wire
from srxai_plugin.desk.runtime import engine_log
from srxai_plugin.desk.runtime.base_python import VERSIONS, Base, BaseSearch, System, wheel_versions
from srxai_plugin.desk.runtime.environment import DISK_GB, GB, Installation, InstallStep
from srxai_plugin.desk.runtime.interpreter import BOOT, engine_environment
from srxai_plugin.desk.runtime.lines import Lines
from srxai_plugin.desk.runtime.proxy import use_proxy
from srxai_plugin.desk.runtime.session import EngineSession

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
LONGEST = 4096
ERROR = "ERROR:"
"""How pip begins the lines that matter."""
CUT_OFF = ("connection broken by", "ProxyError", "Network is unreachable")
"""How pip says that a server was not reached, before it says that there is no such package."""


class Creation(QObject):
    """One run of a plan. Ends in exactly one of ``created``, ``failed`` or ``stopped``.

    An engine is found in the environment only when it is whole and has answered. After a failure
    what was installed stays, and the next creation goes on from it.
    """

    progress = pyqtSignal(str, float)
    """Sentence for the stage, and the share that is done, 0 to 1."""
    line = pyqtSignal(str)
    """What a command printed."""
    created = pyqtSignal()
    failed = pyqtSignal(str)
    stopped = pyqtSignal()
    """After ``stop``, when no process writes into the folder any more."""

    def __init__(
        self,
        plan: Installation,
        system: Optional[System] = None,
        boot: Path = BOOT,
        parent: Optional[QObject] = None,
    ) -> None:
        super().__init__(parent)
        self.plan = plan
        self._boot = boot
        self._search = BaseSearch(self._preferred(), system, self)
        self._search.found.connect(self._begin)
        self._search.missing.connect(self._fail)
        self._steps: list[InstallStep] = []
        self._step: Optional[InstallStep] = None
        self._process: Optional[QProcess] = None
        self._session: Optional[EngineSession] = None
        self._is_over = self._is_stopping = self._is_cut_off = False
        self._complaint = self._last = ""

    def start(self) -> None:
        """The outcome comes by signal, never before this returns."""
        problem = self._obstacle()
        if problem:
            QTimer.singleShot(0, lambda: self._fail(problem))
            return
        self.progress.emit(self.tr("Looking for a Python"), 0.0)
        self._search.start()

    def stop(self) -> None:
        """End what runs; ``stopped`` comes when it has ended."""
        if self._is_over or self._is_stopping:
            return
        self._is_stopping = True
        self._search.stop()
        if self._session is not None:
            self._session.close()
            self._session = None
        if self._process is None:
            QTimer.singleShot(0, self._end_stopped)
        else:
            self._kill()

    def abandon(self) -> None:
        """End what runs because QGIS ends; what was made stays, and is gone on with next time.

        Tells nobody any more, and deletes itself when the process has ended.
        """
        self.disconnect()
        self.setParent(None)  # a process that is deleted while it ends would be waited for
        self.stopped.connect(lambda: self.deleteLater())  # keeps this object until then
        self.stop()

    def _obstacle(self) -> str:
        plan = self.plan
        folder = plan.environment.folder
        if plan.wheels is not None and not any(plan.wheels.glob("torch-*.whl")):
            return self.tr(
                "{0} holds no wheel of torch. Choose the folder that 'pip download' filled, or "
                "leave the field empty to install from the internet."
            ).format(plan.wheels)
        if folder.exists() and not plan.environment.is_ours and any(folder.iterdir()):
            return self.tr(
                "{0} is there already and was not made by SRXAI. Choose another folder."
            ).format(folder)
        parent = next((p for p in folder.parents if p.exists()), None)
        if parent is None:  # a drive or a share of Windows that is not connected
            return self.tr("{0} is not there. Connect it, or choose another folder.").format(
                folder.anchor
            )
        needed, free = DISK_GB[plan.build], shutil.disk_usage(parent).free / GB
        if free < needed and not plan.environment.is_ours:
            return self.tr(
                "The environment takes {0:.1f} GB, and {1} has {2:.1f} GB left. Make room, or "
                "choose a folder on another disk."
            ).format(needed, parent, free)
        return ""

    def _preferred(self) -> tuple[tuple[int, int], ...]:
        wheels = self.plan.wheels
        if wheels is None or not wheels.is_dir():
            return VERSIONS
        return wheel_versions([path.name for path in wheels.glob("torch-*.whl")])

    def _begin(self, base: Base) -> None:
        self._steps = list(self.plan.steps(base.python))
        try:
            self.plan.environment.write_note(False, **self.plan.facts(base.python))
        except OSError as error:
            self._fail(
                self.tr("{0} cannot be written to ({1}). Choose another folder.").format(
                    self.plan.environment.folder.parent, error.strerror
                )
            )
            return
        self._facts = self.plan.facts(base.python)
        self._note(f"{base.python} ({'.'.join(map(str, base.version))})")
        self._next(0.0)

    def _next(self, done: float) -> None:
        if not self._steps:
            self._check(done)
            return
        self._step = step = self._steps.pop(0)
        self.progress.emit(self._words(step.stage), done)
        process = QProcess(self)
        process.setProcessEnvironment(pip_environment())
        process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        self._process = process
        self._lines = Lines(LONGEST)
        self._complaint, self._last, self._is_cut_off = "", "", False
        process.start(str(step.program), list(step.arguments))

    def _words(self, stage: str) -> str:
        return {
            "base": self.tr("An empty environment"),
            "torch": self.tr("PyTorch, the largest part"),
            "rest": self.tr("rasterio, NumPy and the other packages"),
            "bare": self.tr("Architectures of networks"),
        }[stage]

    def _read(self) -> None:
        if self._process is not None:
            for line in self._lines.feed(bytes(self._process.readAllStandardOutput())):
                self._note(line.decode(errors="replace").rstrip())

    def _note(self, words: str) -> None:
        if not words:
            return
        self._last = words
        if words.startswith(ERROR):
            self._complaint = self._complaint or words[len(ERROR) :].strip()
        self._is_cut_off = self._is_cut_off or any(sign in words for sign in CUT_OFF)
        engine_log.note(words)
        self.line.emit(words)

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        self._forget_process()
        if self._is_stopping:
            self._end_stopped()
        elif status == QProcess.ExitStatus.NormalExit and code == 0:
            self._next(self._step.until if self._step else 0.0)
        else:
            self._fail(self._why())

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error != QProcess.ProcessError.FailedToStart:  # the only one without ``finished``
            return
        self._forget_process()
        if self._is_stopping:
            self._end_stopped()
        elif self._step is not None:
            self._fail(self.tr("{0} does not run.").format(self._step.program))

    def _why(self) -> str:
        if self._is_cut_off:
            return self.tr(
                "The packages' server was not reached. Check the network and QGIS's proxy, or "
                "choose a folder of wheels, then try again: it goes on where it stopped."
            )
        stage = self._words(self._step.stage) if self._step else ""
        words = self._complaint or self._last or self.tr("no words")
        return self.tr(
            "It stopped at '{0}' with the words: {1} – Try again: it goes on where it stopped."
        ).format(stage, words)

    def _check(self, done: float) -> None:
        """An environment counts as whole only when an engine has answered from it."""
        self.progress.emit(self.tr("The engine starts for the first time"), done)
        session = EngineSession(self.plan.environment.python, self._boot, self)
        session.answered.connect(lambda *_: self._succeed())
        session.failed.connect(lambda _id, _kind, sentence: self._fail(sentence))
        self._session = session
        session.ask(wire.PING)

    def _succeed(self) -> None:
        if self._is_stopping or self._is_over:
            return
        try:
            self.plan.environment.write_note(True, **self._facts)
        except OSError as error:
            self._fail(str(error))
            return
        self._end()
        self.progress.emit(self.tr("Ready"), 1.0)
        self.created.emit()

    def _fail(self, sentence: str) -> None:
        if self._is_over or self._is_stopping:
            return
        self._end()
        engine_log.note(sentence)
        self.failed.emit(sentence)

    def _end_stopped(self) -> None:
        if not self._is_over:
            self._end()
            self.stopped.emit()

    def _end(self) -> None:
        self._is_over = True
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def _kill(self) -> None:
        """The whole group: pip and venv start processes of their own."""
        process = self._process
        if process is None:
            return
        if hasattr(os, "killpg") and process.processId():
            with suppress(OSError):  # it has not made its group yet, or has ended
                os.killpg(process.processId(), signal.SIGKILL)
        process.kill()

    def _forget_process(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()


def pip_environment() -> QProcessEnvironment:
    """The variables that pip runs with: the engine's, and those that lead to the packages."""
    environment = engine_environment()
    for name in PIP_KEPT:
        if name in os.environ:
            environment.insert(name, os.environ[name])
    use_proxy(environment)
    environment.insert("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    environment.insert("PIP_NO_INPUT", "1")
    environment.insert("PIP_PROGRESS_BAR", "off")
    return environment
