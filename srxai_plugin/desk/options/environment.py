"""Where the engine's environment is made, from what, and at what cost, before anything is made."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Optional

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QShowEvent
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from srxai_plugin.desk.environment.computer import Computer, caution
from srxai_plugin.desk.environment.place import has_long_paths, too_long
from srxai_plugin.desk.options.base_choice import OWN, BaseChoice
from srxai_plugin.desk.options.engine_setup import STEPS, EngineSetup
from srxai_plugin.desk.runtime.environment import (
    CONFIGURED,
    CPU,
    CUDA,
    DISK_GB,
    DOWNLOAD_GB,
    FOLDER,
    GB,
    MINUTES,
    Environment,
    Installation,
    has_nvidia,
)
from srxai_plugin.desk.runtime.interpreter import usual_environment
from srxai_plugin.desk.runtime.obstacle import misfit_of, own_python_of
from srxai_plugin.desk.runtime.proxy import find_proxy, proxy_words
from srxai_plugin.desk.runtime.settings import ENVIRONMENT_PARENT, WHEELS
from srxai_plugin.desk.widgets.small import fit_narrow, grey_label, plain_label

LONGEST = 110
"""Characters of a command's line that are shown."""


class EnvironmentBox(QGroupBox):
    """Creates on a click, shows how it goes, and removes what it created."""

    interpreter_changed = pyqtSignal()

    def __init__(self, setup: EngineSetup, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Engine environment"))
        self._setup = setup
        self._computer = Computer.here()
        self._make_fields()
        self._make_buttons()
        self._make_progress()
        layout = QVBoxLayout(self)
        layout.addWidget(self._state)
        layout.addLayout(self._form())
        layout.addWidget(self._cost)
        layout.addLayout(self._buttons)
        layout.addWidget(self._running)
        layout.addWidget(self._line)
        for field in (self._parent_folder, self._wheels):
            field.fileChanged.connect(self._look)
        self._build.currentIndexChanged.connect(self._look)
        setup.changed.connect(self._look)
        setup.engine_changed.connect(self.interpreter_changed)
        setup.line.connect(self._show_line)
        self._look()

    def apply(self) -> None:
        """Keep the folders for the next time."""
        ENVIRONMENT_PARENT.set(self._parent_folder.filePath().strip())
        WHEELS.set(self._wheels.filePath().strip())

    @property
    def environment(self) -> Environment:
        """The place that is chosen: the usual one unless said otherwise."""
        parent = self._parent_folder.filePath().strip()
        return Environment(Path(parent) / FOLDER) if parent else usual_environment()

    @property
    def plan(self) -> Installation:
        """What a click on the button makes."""
        wheels = self._wheels.filePath().strip()
        return Installation(
            self.environment,
            self._build.currentData(),
            Path(wheels) if wheels else None,
            self._base.currentData() == OWN,
        )

    def _make_fields(self) -> None:
        self._state = plain_label()
        self._state.setObjectName("srxaiEnvironmentState")
        self._parent_folder = self._folder(
            "srxaiEnvironmentFolder",
            ENVIRONMENT_PARENT.get(),
            str(usual_environment().folder.parent),
            self.tr("Folder for the environment; it takes a place of its own in it"),
        )
        self._wheels = self._folder(
            "srxaiWheels",
            WHEELS.get(),
            self.tr("none: packages come from the internet"),
            self.tr("For a computer without internet: a folder that 'pip download' filled"),
        )
        self._build = QComboBox()
        self._build.setObjectName("srxaiTorchBuild")
        self._build.addItem(self.tr("for the processor (CPU)"), CPU)
        self._build.addItem(self.tr("for an NVIDIA card (CUDA)"), CUDA)
        self._build.addItem(self.tr("as pip is set up on this computer"), CONFIGURED)
        if not has_nvidia():
            self._build.setItemText(1, self.tr("for an NVIDIA card (none found here)"))
            self._build.model().item(1).setEnabled(False)
        self._build.setToolTip(
            self.tr(
                "CPU suits every computer. CUDA is faster for large networks. The last one takes "
                "what pip's own configuration leads to, such as a company's mirror."
            )
        )
        fit_narrow(self._build)
        self._base = BaseChoice(own_python_of(self._computer))
        self._base.chosen.connect(self._look)
        self._cost = grey_label()
        self._cost.setObjectName("srxaiEnvironmentCost")

    def _folder(self, name: str, path: str, placeholder: str, tip: str) -> QgsFileWidget:
        field = QgsFileWidget()
        field.setObjectName(name)
        field.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        field.setFilePath(path)
        field.lineEdit().setPlaceholderText(placeholder)
        field.setToolTip(tip)
        return field

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("Folder"), self._parent_folder)
        form.addRow(self.tr("Made from"), self._base)
        form.addRow(self.tr("PyTorch"), self._build)
        form.addRow(self.tr("Offline wheels"), self._wheels)
        return form

    def _make_buttons(self) -> None:
        self._create = QPushButton()
        self._create.setObjectName("srxaiCreateEnvironment")
        self._create.clicked.connect(lambda: self._setup.create(self.plan))
        self._remove = QPushButton(self.tr("Remove environment"))
        self._remove.setObjectName("srxaiRemoveEnvironment")
        self._remove.setToolTip(self.tr("Delete the environment that SRXAI made in this folder"))
        self._remove.clicked.connect(lambda: self._setup.remove(self.environment))
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self._create)
        self._buttons.addWidget(self._remove)
        self._buttons.addStretch(1)

    def _make_progress(self) -> None:
        self._running = QWidget()
        self._bar = QProgressBar()
        self._bar.setObjectName("srxaiEnvironmentProgress")
        self._bar.setRange(0, STEPS)
        self._bar.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stop = QPushButton(self.tr("Cancel"))
        self._stop.setObjectName("srxaiCancelEnvironment")
        self._stop.setToolTip(self.tr("Stop; what was downloaded is kept to go on with"))
        self._stop.clicked.connect(self._setup.stop)
        row = QHBoxLayout(self._running)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._bar, 1)
        row.addWidget(self._stop)
        self._line = grey_label()
        self._line.setObjectName("srxaiEnvironmentLine")

    def _look(self) -> None:
        """Show what is so."""
        setup, environment = self._setup, self.environment
        is_busy = setup.is_busy
        self._state.setText(setup.outcome or self._state_words(environment))
        self._cost.setText(self._cost_words())
        is_wanted = not environment.is_whole or environment.is_outdated
        self._cost.setVisible(is_wanted and not self._why_not())
        self._create.setText(self._create_words(environment))
        self._create.setToolTip(self._cost.text())
        self._create.setEnabled(not is_busy and is_wanted and not self._why_not())
        self._remove.setEnabled(not is_busy and environment.is_ours)
        for field in (self._parent_folder, self._base, self._build, self._wheels):
            field.setEnabled(not is_busy)
        self._running.setVisible(is_busy)
        self._stop.setVisible(setup.can_stop)
        self._bar.setFormat(setup.stage)
        self._bar.setRange(0, STEPS if setup.can_stop else 0)
        self._bar.setValue(round(STEPS * setup.fraction))
        self._line.setVisible(setup.can_stop)
        setup.outcome = ""

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Look for a Python of this computer once, so that the lack of one is told at once."""
        super().showEvent(event)
        if not self.environment.is_whole and not self._setup.is_busy:
            self._base.search()

    def _why_not(self) -> str:
        """What speaks against this plan from the start, and what works instead."""
        plan = self.plan
        folder = plan.environment.folder
        return (
            misfit_of(plan, self._computer)
            or too_long(folder, self._computer.platform, has_long_paths())
            or self._base.why_not
        )

    def _state_words(self, environment: Environment) -> str:
        folder = environment.folder
        if self._setup.is_busy:
            return self.tr("○ Working in {0}; you may close this window.").format(folder)
        if environment.is_outdated:
            return self.tr("◐ {0} was made for another version of SRXAI.").format(folder)
        if environment.is_whole:
            return self.tr("● {0}").format(folder)
        if environment.is_ours:
            return self.tr("◐ {0} is not finished.").format(folder)
        if why_not := self._why_not():
            return f"○ {why_not}"
        return self.tr("○ None yet. It would be made in {0}.").format(folder)

    def _create_words(self, environment: Environment) -> str:
        if environment.is_outdated:
            return self.tr("Update environment")
        return (
            self.tr("Continue")
            if environment.is_unfinished and not self._setup.is_busy
            else self.tr("Create environment")
        )

    def _cost_words(self) -> str:
        told = caution(self._computer)
        return f"{told} {self._price_words()}" if told else self._price_words()

    def _price_words(self) -> str:
        plan = self.plan
        parent = next((p for p in plan.environment.folder.parents if p.exists()), None)
        free = shutil.disk_usage(parent).free / GB if parent else 0.0
        disk = self.tr("takes {0:g} GB of disk ({1:.0f} GB are free there)").format(
            DISK_GB[plan.build], free
        )
        if plan.wheels is not None:
            return self.tr(
                "Installs from the folder of wheels, without any network, and {0}."
            ).format(disk)
        proxy = proxy_words(find_proxy())
        way = self.tr(" through QGIS's proxy {0}").format(proxy) if proxy else ""
        if plan.own_python:
            own = (
                self.tr(" and a Python of its own, for none here fits{0}")
                if self._base.is_own_needed
                else self.tr(" and a Python of its own{0}")
            )
            way = own.format(way)
        return self.tr(
            "A click downloads about {0:g} GB{1}, {2}, and needs about {3} minutes at 50 Mbit/s. "
            "Nothing is downloaded without it."
        ).format(DOWNLOAD_GB[plan.build], way, disk, MINUTES[plan.build])

    def _show_line(self, line: str) -> None:
        self._line.setText(line if len(line) <= LONGEST else f"{line[:LONGEST]}…")
