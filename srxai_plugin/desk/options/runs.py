"""What every run takes unless it is told otherwise."""

from __future__ import annotations

import os
from typing import Optional

from qgis.gui import QgsCheckableComboBox, QgsFileWidget
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGroupBox,
    QSpinBox,
    QWidget,
)

from srxai_plugin.contract.choices import METHOD_NAMES
from srxai_plugin.contract.constraints import rules
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.desk.runtime.settings import (
    DEVICE,
    EXPLAIN_ON_RELEASE,
    METHODS,
    OUTPUT_FOLDER,
    THREADS,
    methods,
)
from srxai_plugin.desk.widgets.small import fit_narrow


class RunsBox(QGroupBox):
    """Device, threads, folder of the results, and how the panel starts."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Runs"))
        self._make_machine()
        self._make_defaults()
        form = QFormLayout(self)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("Device"), self._device)
        form.addRow(self.tr("Threads"), self._threads)
        form.addRow(self.tr("Results"), self._output)
        form.addRow(self.tr("Methods"), self._methods)
        form.addRow("", self._on_release)

    def apply(self) -> None:
        """Keep what is shown."""
        DEVICE.set(self._device.currentData())
        THREADS.set(self._threads.value())
        OUTPUT_FOLDER.set(self._output.filePath().strip())
        METHODS.set(",".join(self._methods.checkedItemsData()) or METHODS.default)
        EXPLAIN_ON_RELEASE.set(self._on_release.isChecked())

    def _make_machine(self) -> None:
        self._device = QComboBox()
        self._device.setObjectName("srxaiDevice")
        words = {
            "auto": self.tr("automatic: an NVIDIA card where there is one"),
            "cpu": self.tr("the processor (CPU)"),
            "cuda": self.tr("the NVIDIA card (CUDA)"),
        }
        for device in rules(ExplainRequest, "device").choices:
            self._device.addItem(words[device], device)
        self._device.setCurrentIndex(max(self._device.findData(DEVICE.get()), 0))
        self._device.setToolTip(self.tr("Where networks run"))
        fit_narrow(self._device)
        self._threads = QSpinBox()
        self._threads.setObjectName("srxaiThreads")
        self._threads.setRange(0, rules(ExplainRequest, "threads").high)
        self._threads.setSpecialValueText(self.tr("automatic"))
        self._threads.setValue(THREADS.get())
        self._threads.setToolTip(
            self.tr("Processor threads of a run. This computer has {0}.").format(os.cpu_count())
        )

    def _make_defaults(self) -> None:
        self._output = QgsFileWidget()
        self._output.setObjectName("srxaiOutputFolder")
        self._output.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self._output.setFilePath(OUTPUT_FOLDER.get())
        self._output.lineEdit().setPlaceholderText(
            self.tr("in a folder 'srxai' beside the project")
        )
        self._output.setToolTip(
            self.tr("Folder of every run's files; while a project is not saved, they are temporary")
        )
        self._methods = QgsCheckableComboBox()
        self._methods.setObjectName("srxaiDefaultMethods")
        chosen = methods()
        for id, name in METHOD_NAMES.items():
            state = Qt.CheckState.Checked if id in chosen else Qt.CheckState.Unchecked
            self._methods.addItemWithCheckState(name, state, id)
        self._methods.setToolTip(self.tr("Ticked when the panel is first opened"))
        fit_narrow(self._methods)
        self._on_release = QCheckBox(self.tr("Explain as soon as a region is drawn"))
        self._on_release.setObjectName("srxaiDefaultOnRelease")
        self._on_release.setChecked(EXPLAIN_ON_RELEASE.get())
        self._on_release.setToolTip(self.tr("Otherwise the panel's Explain button waits"))
