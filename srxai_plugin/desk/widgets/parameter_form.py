"""Fields for the parameters of a method or a question, as the engine describes them."""

from __future__ import annotations

from typing import Any, Optional

from qgis.PyQt.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from srxai_plugin.contract.requests import Parameter, number_or_text
from srxai_plugin.desk.language.offered import said_by_engine
from srxai_plugin.desk.widgets.small import fit_narrow, plain_tip


class ParameterForm(QWidget):
    """An empty field is the default, which it shows in grey."""

    def __init__(self, prefix: str, parent: Optional[QWidget] = None) -> None:
        """``prefix`` begins the fields' object names."""
        super().__init__(parent)
        self._prefix = prefix
        self._fields: dict[str, QWidget] = {}
        self._defaults: dict[str, Any] = {}
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)

    def fill(self, parameters: dict[str, Any], values: dict[str, Parameter]) -> None:
        """Replace the fields.

        Args:
            parameters: by name, with ``default``, ``help`` and ``choices``.
            values: those that differ from their defaults.
        """
        while self._form.rowCount():
            self._form.removeRow(0)
        self._fields = {}
        self._defaults = {name: facts.get("default") for name, facts in parameters.items()}
        for name, facts in parameters.items():
            field = self._field(facts, values.get(name))
            field.setObjectName(f"{self._prefix}-{name}")
            help = said_by_engine(str(facts.get("help", "")))
            field.setToolTip(plain_tip(help))
            field.setAccessibleDescription(help)
            self._form.addRow(name, field)
            self._fields[name] = field
        self.setVisible(bool(parameters))

    @property
    def values(self) -> dict[str, Parameter]:
        """Those that are not the default. Numbers that are none go as text, which the engine
        refuses by the parameter's name."""
        found = {}
        for name, field in self._fields.items():
            if isinstance(field, QComboBox):
                value = field.currentData()
            else:
                text = field.text().strip()
                value = _number(text, self._defaults[name]) if text else self._defaults[name]
            if value != self._defaults[name]:
                found[name] = value
        return found

    def _field(self, facts: dict[str, Any], value: Optional[Parameter]) -> QWidget:
        default = facts.get("default")
        choices = [True, False] if isinstance(default, bool) else facts.get("choices") or []
        if choices:
            combo = QComboBox()
            fit_narrow(combo)
            for choice in choices:
                combo.addItem(str(choice), choice)
            combo.setCurrentIndex(combo.findData(default if value is None else value))
            return combo
        field = QLineEdit("" if value is None else str(value))
        field.setPlaceholderText(self.tr("automatic") if default in (None, "") else str(default))
        return field


def _number(text: str, default: Any) -> Parameter:
    return text if isinstance(default, str) else number_or_text(text)
