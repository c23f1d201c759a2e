"""Which bands the network sees, and how their values become the 0 to 1 that it takes."""

from __future__ import annotations

from typing import Optional

from qgis.core import Qgis, QgsMultiBandColorRenderer, QgsRasterLayer
from qgis.gui import QgsRasterBandComboBox
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QSignalBlocker, Qt
from qgis.PyQt.QtWidgets import QFormLayout, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from srxai_plugin.contract.fields import REFLECTANCES
from srxai_plugin.contract.results import Radiometry
from srxai_plugin.desk.language.bands import band_name, band_words
from srxai_plugin.desk.language.offered import radiometry_words
from srxai_plugin.desk.widgets.small import fit_narrow, grey_label

USUAL_INPUTS = 3
"""Bands of a network that has not been asked yet."""
COLOURS = 3
OPEN, CLOSED = "▾", "▸"
TOPS = {
    Qgis.DataType.Byte: 255,
    Qgis.DataType.UInt16: 65_535,
    Qgis.DataType.Int16: 32_767,
    Qgis.DataType.UInt32: 4_294_967_295,
    Qgis.DataType.Int32: 2_147_483_647,
}
"""Largest value by data type."""


class BandsRow(QWidget):
    """A button ``bands 1·2·3`` that unfolds a list for each input, and the scaling in words."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._layer: Optional[QgsRasterLayer] = None
        self._scaling: Optional[str] = None
        self._inputs: list[QgsRasterBandComboBox] = []
        self._told: Optional[Radiometry] = None
        self._refusal = ""
        self._is_hers = False
        self._fold = QToolButton()
        self._fold.setObjectName("srxaiBands")
        self._fold.setAutoRaise(True)
        self._fold.setCheckable(True)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._fold.setToolTip(self.tr("Which band goes into which input of the network"))
        self._fold.toggled.connect(self._unfold)
        self._meaning = grey_label()
        self._meaning.setObjectName("srxaiBandWords")
        self._words = grey_label()
        self._words.setObjectName("srxaiScalingWords")
        self._form = QFormLayout()
        self._form.setContentsMargins(0, 0, 0, 0)
        self._lists = QWidget()
        self._lists.setLayout(self._form)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._fold)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self._lists)
        layout.addWidget(self._meaning)
        layout.addWidget(self._words)
        self._unfold(False)
        self.hide()

    @property
    def bands(self) -> Optional[tuple[int, ...]]:
        """1-based, one for each input; None while there is no layer, or it has no bands."""
        bands = tuple(box.currentBand() for box in self._inputs)
        return bands if bands and min(bands) > 0 else None

    @property
    def chosen(self) -> Optional[tuple[int, ...]]:
        """The same where somebody chose them; None where they are a guess, or the engine's."""
        return self.bands if self._is_hers else None

    @property
    def asked(self) -> Optional[tuple[int, ...]]:
        """What a request says: None leaves it to the engine, which goes by what the bands are.

        Where it has said that nothing tells, those that the layer shows are taken; so, too, before
        it has said anything, where somebody has the layer show others than its first ones."""
        if self._is_hers or self.bands is None:
            return self.bands
        if self._refusal:
            return None
        if self._told is None:
            return None if self.bands == tuple(range(1, len(self.bands) + 1)) else self.bands
        return None if self._is_matched else self.bands

    @property
    def _is_matched(self) -> bool:
        match = None if self._told is None else self._told.match
        return match is not None and None not in match.known

    def expect(self) -> None:
        """The engine is going to be asked: what it said before holds no longer."""
        self._told, self._refusal = None, ""
        self._show_words()

    def show_reading(self, radiometry: Radiometry) -> None:
        """What the engine says of the bands: as far as they are known, those are shown."""
        self._told = radiometry
        if self._is_matched and not self._is_hers:
            self._set(radiometry.bands)
        match = radiometry.match
        names = () if match is None else match.inputs
        for box, name in zip(self._inputs, names):
            words = band_name(name)
            self._form.labelForField(box).setText(words[:1].upper() + words[1:])
        self._show_words()

    def show_refusal(self, sentence: str) -> None:
        """Why the engine takes no bands by itself."""
        self._refusal = sentence
        self._show_words()

    def show_layer(self, layer: Optional[QgsRasterLayer], inputs: Optional[int]) -> None:
        """Guess anew: the bands that the layer shows as colours, else its first ones.

        Args:
            inputs: of the network; None while that is unknown.
        """
        self._follow(layer)
        self._told, self._refusal, self._is_hers = None, "", False
        self._guess(inputs or USUAL_INPUTS)
        self._show_words()
        self.setVisible(bool(self._inputs))

    def _follow(self, layer: Optional[QgsRasterLayer]) -> None:
        """Hear when the layer is made to show other bands."""
        if self._layer is not None and self._layer is not layer and not sip.isdeleted(self._layer):
            self._layer.rendererChanged.disconnect(self._take_style)
        if layer is not None and layer is not self._layer:
            layer.rendererChanged.connect(self._take_style)
        self._layer = layer

    def _take_style(self) -> None:
        """The layer shows other bands: they are the guess now, unless somebody chose hers, or the
        engine knows which ones the network learned from."""
        if self._is_hers or self._is_matched or self._layer is None or not self._inputs:
            return
        self._guess(len(self._inputs))
        self._show_words()

    def show_network(self, inputs: Optional[int]) -> None:
        """A network with as many inputs as the last one leaves the bands as they are."""
        if self._layer is not None and (inputs or USUAL_INPUTS) != len(self._inputs):
            self.show_layer(self._layer, inputs)

    def show_scaling(self, scaling: Optional[str]) -> None:
        """Tell of another scaling than the automatic one; see ``ExplainRequest.scaling``."""
        self._scaling = scaling
        self._show_words()

    def choose(self, bands: tuple[int, ...]) -> None:
        """Take these, if there are as many as inputs, as chosen by hand."""
        if len(bands) == len(self._inputs):
            self._set(bands)
            self._is_hers = True
            self._show_words()

    def _set(self, bands: tuple[int, ...]) -> None:
        if len(bands) != len(self._inputs):
            return
        for box, band in zip(self._inputs, bands):
            blocker = QSignalBlocker(box)
            box.setBand(band)
            blocker.unblock()

    def _take_hers(self) -> None:
        self._is_hers = True
        self._show_words()

    def _guess(self, inputs: int) -> None:
        while self._form.rowCount():
            self._form.removeRow(0)
        self._inputs = []
        layer = self._layer
        if layer is None or not layer.isValid() or layer.providerType() != "gdal":
            return  # a web map comes in colours
        guessed = _shown(layer) if inputs == COLOURS else ()
        guessed = guessed or tuple(min(i + 1, layer.bandCount()) for i in range(inputs))
        names = self._input_names(inputs)
        for i, band in enumerate(guessed):
            box = QgsRasterBandComboBox()
            box.setObjectName(f"srxaiBand{i + 1}")
            box.setLayer(layer)
            box.setBand(band)
            fit_narrow(box)
            box.bandChanged.connect(self._take_hers)
            box.activated.connect(self._take_hers)  # the same one again, which confirms it
            self._form.addRow(names[i], box)
            self._inputs.append(box)

    def _input_names(self, inputs: int) -> list[str]:
        if inputs == COLOURS:
            return [self.tr("Red"), self.tr("Green"), self.tr("Blue")]
        return [self.tr("Input {0}").format(i + 1) for i in range(inputs)]

    def _unfold(self, is_open: bool) -> None:
        self._lists.setVisible(is_open)
        self._show_words()

    def _show_words(self) -> None:
        if self.bands is None:
            return
        bands = self.tr("bands {0}").format("·".join(map(str, self.bands)))
        self._fold.setText(f"{bands} {OPEN if self._fold.isChecked() else CLOSED}")
        self._words.setText(self._scaling_words())
        self._meaning.setText(self._band_words())
        self._meaning.setVisible(bool(self._meaning.text()))

    def _band_words(self) -> str:
        """How the bands came here; empty while nobody has said."""
        told = self._told
        if self._is_hers:
            return self.tr("chosen by hand")
        if self._refusal or told is None or told.match is None:
            return self._refusal
        if not self._is_matched and self.bands != told.bands:
            return self.tr("as the layer shows them: nothing says what they are")
        return band_words(told)

    def _scaling_words(self) -> str:
        kind = self._layer.dataProvider().sourceDataType(self.bands[0])
        top = TOPS.get(kind)
        scaling = self._scaling or ("dtype" if kind == Qgis.DataType.Byte else "percentile")
        if self._told is not None and self._told.scaling in REFLECTANCES:
            return radiometry_words(self._told)
        if scaling in REFLECTANCES:
            return self.tr("values as reflectance")
        if scaling == "none":
            return self.tr("values used as they are")
        if scaling == "dtype" and top:
            return self.tr("values 0-{0} divided by {0}").format(top)
        return self.tr("2 to 98 % of the tile's values become 0 to 1, band by band")


def _shown(layer: QgsRasterLayer) -> tuple[int, ...]:
    """The bands that the layer shows as red, green and blue; none where it shows them otherwise."""
    renderer = layer.renderer()
    if not isinstance(renderer, QgsMultiBandColorRenderer):
        return ()
    bands = (renderer.redBand(), renderer.greenBand(), renderer.blueBand())
    return bands if min(bands) > 0 else ()
