"""SRXAI: what did the super-resolution network look at?"""

from srxai_plugin.contract.version import __version__ as __version__


def classFactory(iface):  # noqa: N802 - the name that QGIS calls
    """Entry point of the QGIS plugin. ``iface`` is None in ``qgis_process``."""
    from srxai_plugin.plugin import SrxaiPlugin

    return SrxaiPlugin(iface)
