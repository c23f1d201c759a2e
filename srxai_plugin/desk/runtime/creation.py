"""Makes the engine's environment, one command after the other, without ever blocking."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Optional

from qgis.PyQt.QtCore import QLockFile, QObject, QTimer, pyqtSignal

from srxai_plugin.contract import wire
from srxai_plugin.desk.environment import certificates
from srxai_plugin.desk.environment.faults import in_words
from srxai_plugin.desk.environment.own_python import OwnPython
from srxai_plugin.desk.environment.pace import Pace
from srxai_plugin.desk.runtime import engine_log, installing
from srxai_plugin.desk.runtime.base_python import VERSIONS, Base, BaseSearch, System, wheel_versions
from srxai_plugin.desk.runtime.command import Command
from srxai_plugin.desk.runtime.environment import DOWNLOAD_GB, Installation, InstallStep
from srxai_plugin.desk.runtime.inspection import Inspection
from srxai_plugin.desk.runtime.interpreter import BOOT
from srxai_plugin.desk.runtime.obstacle import obstacle, own_python_of
from srxai_plugin.desk.runtime.session import EngineSession

LOOK_MS = 1000
"""Between two looks at how much has been downloaded."""
OWN_PYTHON_UNTIL = 0.04
"""Share of the whole that is done when an own Python is there."""


class Creation(QObject):
    """One run of a plan. Ends in exactly one of ``created``, ``failed`` or ``stopped``.

    An engine is found in the environment only when it is whole and has answered. After a failure
    or a stop what was downloaded and installed stays, and the next creation goes on from it.
    """

    progress = pyqtSignal(str, float)
    """Sentence for the stage, and the share that is done, 0 to 1."""
    line = pyqtSignal(str)
    """What a command printed, in words."""
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
        self._computer = (system or System()).computer
        self._search = BaseSearch(self._preferred(), system, self)
        self._search.found.connect(self._begin)
        self._search.missing.connect(self._fail)
        self._own: Optional[OwnPython] = None
        self._lock = QLockFile(str(plan.environment.lock))
        self._lock.setStaleLockTime(0)  # held as long as its process lives
        self._steps: list[InstallStep] = []
        self._step: Optional[InstallStep] = None
        self._command: Optional[Command] = None
        self._session: Optional[EngineSession] = None
        self._is_over = self._is_stopping = False
        self._said: list[str] = []
        self._done = 0.0
        self._pace = Pace(1e3 * DOWNLOAD_GB[plan.build])
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._see)

    def start(self) -> None:
        """The outcome comes by signal, never before this returns."""
        problem = obstacle(self.plan, self._computer) or self._take_lock()
        if problem:
            QTimer.singleShot(0, lambda: self._fail(problem))
        elif self.plan.own_python:
            self._bring_python()
        else:
            self.progress.emit(self.tr("Looking for a Python"), 0.0)
            self._search.start()

    def stop(self) -> None:
        """End what runs; ``stopped`` comes when it has ended. What was downloaded stays."""
        if self._is_over or self._is_stopping:
            return
        self._is_stopping = True
        self._search.stop()
        if self._session is not None:
            self._session.close()
            self._session = None
        if self._command is not None:
            self._command.kill()
        elif self._own is not None:
            self._own.stop()
        else:
            QTimer.singleShot(0, self._end_stopped)

    def abandon(self) -> None:
        """End what runs because QGIS ends; what was made stays, and is gone on with next time.

        Tells nobody any more, and deletes itself when the process has ended.
        """
        self.disconnect()
        self.setParent(None)  # a process that is deleted while it ends would be waited for
        self.stopped.connect(lambda: self.deleteLater())  # keeps this object until then
        self.stop()

    def _take_lock(self) -> str:
        """Another QGIS may be making the same environment."""
        folder = self.plan.environment.folder
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            return self._not_writable(error)
        if self._lock.tryLock(0) or self._lock.error() != QLockFile.LockError.LockFailedError:
            return ""  # where none can be made, what follows says so
        return self.tr(
            "Another QGIS is making the environment in {0} just now. Wait until it is done there, "
            "or cancel it there."
        ).format(folder)

    def _not_writable(self, error: OSError) -> str:
        return self.tr("{0} cannot be written to ({1}). Choose another folder.").format(
            self.plan.environment.folder.parent, error.strerror
        )

    def _preferred(self) -> tuple[tuple[int, int], ...]:
        wheels = self.plan.wheels
        if wheels is None or not wheels.is_dir():
            return VERSIONS
        return wheel_versions([path.name for path in wheels.glob("torch-*.whl")])

    def _bring_python(self) -> None:
        pinned, place = own_python_of(self._computer), self.plan.environment
        if pinned is None:  # an obstacle, told before
            return
        own = OwnPython(pinned, place.own_python, place.downloads, self.plan.wheels, self)
        own.progress.connect(self._on_python)
        own.found.connect(lambda python: self._begin(Base(python, pinned.version)))
        own.failed.connect(self._fail)
        own.stopped.connect(self._end_stopped)
        self._own = own
        self.progress.emit(self.tr("SRXAI's own Python"), 0.0)
        own.start()

    def _on_python(self, got: float, whole: float) -> None:
        words = self.tr("SRXAI's own Python: {0:.0f} of {1:.0f} MB").format(got, whole or got)
        share = got / whole if whole else 0.0
        self.progress.emit(words, OWN_PYTHON_UNTIL * min(1.0, share))

    def _begin(self, base: Base) -> None:
        self._own = None
        self._facts = self.plan.facts(base.python)
        self._steps = list(self.plan.steps(base.python))
        downloads = self.plan.environment.downloads
        try:
            self.plan.environment.write_note(False, **self._facts)
            downloads.mkdir(parents=True, exist_ok=True)
            self._trusted = certificates.write_trusted(downloads)
        except OSError as error:
            self._fail(self._not_writable(error))
            return
        self._note(f"{base.python} ({'.'.join(map(str, base.version))})")
        self._next(OWN_PYTHON_UNTIL if self.plan.own_python else 0.0)

    def _next(self, done: float) -> None:
        self._done = done
        if not self._steps:
            self._check(done)
            return
        self._step = step = self._steps.pop(0)
        self.progress.emit(self._words(step.stage), done)
        self._said = []
        program, arguments = self._computer.started(str(step.program), list(step.arguments))
        environment = installing.pip_environment(self.plan.environment.downloads, self._trusted)
        command = Command(program, arguments, environment, self)
        command.line.connect(self._note)
        command.ended.connect(self._on_ended)
        command.not_started.connect(self._on_not_started)
        self._command = command
        self._look.start()
        command.start()

    def _words(self, stage: str) -> str:
        return {
            "base": self.tr("An empty environment"),
            "torch": self.tr("PyTorch, the largest part"),
            "rest": self.tr("rasterio, NumPy and the other packages"),
            "bare": self.tr("Architectures of networks"),
        }[stage]

    def _note(self, words: str) -> None:
        self._said.append(words)
        self._pace.feed(words)
        engine_log.note(words)
        if told := in_words(words):
            self.line.emit(told)

    def _see(self) -> None:
        """Tell how much has come, while it comes."""
        self._pace.see(self.plan.environment.downloads)
        if self._step is None or not self._pace.is_loading:
            return
        share = min(1.0, self._pace.got / self._pace.expected)
        done = max(self._done, self._done + share * (self._step.until - self._done))
        self.progress.emit(f"{self._words(self._step.stage)}: {self._pace.words()}", done)

    def _on_ended(self, code: int, was_killed: bool) -> None:
        self._forget_command()
        if self._is_stopping:
            self._end_stopped()
        elif code == 0 and not was_killed:
            self._next(self._step.until if self._step else 0.0)
        else:
            self._fail(self._why(was_killed))

    def _on_not_started(self) -> None:
        self._forget_command()
        if self._is_stopping:
            self._end_stopped()
        elif self._step is not None:
            self._fail(
                self.tr("{0} does not run. Remove the environment, then create it anew.").format(
                    self._step.program
                )
            )

    def _why(self, was_killed: bool) -> str:
        if was_killed:
            return self.tr(
                "The system, or another program, ended the installation. Try again: it goes on "
                "where it stopped."
            )
        stage = self._words(self._step.stage) if self._step else ""
        return installing.why(self._said, stage, self.plan.environment.folder)

    def _check(self, done: float) -> None:
        """An environment counts as whole only when an engine has answered from it."""
        self.progress.emit(self.tr("The engine starts for the first time"), done)
        session = EngineSession(self.plan.environment.python, self._boot, self)
        session.answered.connect(lambda *_: self._succeed())
        session.failed.connect(lambda _id, _kind, sentence: self._inspect(sentence))
        self._session = session
        session.ask(wire.PING)

    def _inspect(self, sentence: str) -> None:
        """No engine in a whole installation: perhaps a file of it was taken away."""
        if self._is_over or self._is_stopping:
            return
        inspection = Inspection(self.plan.environment, self._facts, sentence, self)
        inspection.over.connect(self._fail)
        inspection.start()

    def _succeed(self) -> None:
        if self._is_stopping or self._is_over:
            return
        try:
            self.plan.environment.write_note(True, **self._facts)
        except OSError as error:
            self._fail(self._not_writable(error))
            return
        self._end()
        shutil.rmtree(self.plan.environment.downloads, ignore_errors=True)
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
        self._look.stop()
        self._lock.unlock()
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def _forget_command(self) -> None:
        self._look.stop()
        self._command = None
        installing.tidy(self.plan.environment.downloads)
