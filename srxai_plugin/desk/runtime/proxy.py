"""QGIS's proxy, for programs that take theirs from the environment."""

from __future__ import annotations

from urllib.parse import quote

from qgis.core import QgsNetworkAccessManager
from qgis.PyQt.QtCore import QProcessEnvironment, QUrl
from qgis.PyQt.QtNetwork import QNetworkProxy, QNetworkProxyFactory, QNetworkProxyQuery

PACKAGES = "https://pypi.org/"
"""What the system is asked the proxy for, where QGIS leaves it to the system."""
Kind = QNetworkProxy.ProxyType


def find_proxy() -> QNetworkProxy:
    """The proxy set under Settings ▸ Options ▸ Network; of type ``NoProxy`` where there is none."""
    network = QgsNetworkAccessManager.instance()
    proxy = network.fallbackProxy()
    if network.useSystemProxy() or proxy.type() == Kind.DefaultProxy:
        found = QNetworkProxyFactory.systemProxyForQuery(QNetworkProxyQuery(QUrl(PACKAGES)))
        proxy = found[0] if found else QNetworkProxy(Kind.NoProxy)
    return proxy


def proxy_url(proxy: QNetworkProxy) -> str:
    """With user and password where it has them; empty without a proxy."""
    scheme = {Kind.HttpProxy: "http", Kind.HttpCachingProxy: "http", Kind.Socks5Proxy: "socks5"}
    if proxy.type() not in scheme or not proxy.hostName():
        return ""
    login = ""
    if proxy.user():
        word = f":{quote(proxy.password(), safe='')}" if proxy.password() else ""
        login = f"{quote(proxy.user(), safe='')}{word}@"
    return f"{scheme[proxy.type()]}://{login}{proxy.hostName()}:{proxy.port()}"


def proxy_words(proxy: QNetworkProxy) -> str:
    """Host and port, never the password; empty without a proxy."""
    return f"{proxy.hostName()}:{proxy.port()}" if proxy_url(proxy) else ""


def use_proxy(environment: QProcessEnvironment) -> None:
    """Put QGIS's proxy into an environment: not into arguments, which other users can read.

    Without one in QGIS, what the environment says already stays.
    """
    url = proxy_url(find_proxy())
    if not url:
        return
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        environment.insert(name, url)
    excluded = [QUrl(entry).host() or entry for entry in _excluded()]
    if excluded:
        environment.insert("NO_PROXY", ",".join(excluded))


def _excluded() -> list[str]:
    network = QgsNetworkAccessManager.instance()
    return [entry for entry in (*network.excludeList(), *network.noProxyList()) if entry]
