# ruff: noqa: E501 - recorded lines stay as they were
"""What pip 23.0 and 26.3 were recorded to say of faults that were made on purpose, and what Windows and
macOS say of theirs (their own texts); fault → the sentence's telling words, and the lines."""

from __future__ import annotations

RETRY = (
    "WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after "
    "connection broken by "
)
NONE = (
    "ERROR: Could not find a version that satisfies the requirement pebble==1.0 (from versions: none)",
    "ERROR: No matching distribution found for pebble==1.0",
)
WRITING = "ERROR: Could not install packages due to an OSError: "
CONNECTION = "<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f9ab9a68c10>"
SELF_SIGNED = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:992)"

SAID: dict[str, tuple[str, tuple[str, ...]]] = {
    "no network, pip 23": (
        "The packages' server was not reached",
        (
            f"{RETRY}'NewConnectionError('{CONNECTION}: Failed to establish a new connection: "
            "[Errno -2] Name or service not known')': /simple/pebble/",
            *NONE,
        ),
    ),
    "no network, pip 26": (
        "nowhere.invalid was not reached",
        (
            f"{RETRY}'NameResolutionError(\"HTTPSConnection(host='nowhere.invalid', port=443): Failed "
            "to resolve 'nowhere.invalid' ([Errno -2] Name or service not known)\")': "
            "/simple/pebble/",
            *NONE,
        ),
    ),
    "proxy refused, pip 23": (
        "The proxy",
        (
            f"{RETRY}'ProxyError('Cannot connect to proxy.', NewConnectionError('{CONNECTION}: Failed "
            "to establish a new connection: [Errno 111] Connection refused'))': /simple/pebble/",
            *NONE,
        ),
    ),
    "proxy refused, pip 26": (
        "The proxy proxy.test:8080",
        (
            f"{RETRY}'NewConnectionError(\"HTTPSConnection(host='proxy.test', port=8080): Failed to "
            "establish a new connection: [Errno 111] Connection refused\")': /simple/pebble/",
            *NONE,
        ),
    ),
    "proxy asks, pip 23": (
        "a user and a password",
        (
            f"{RETRY}'ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407 "
            "Proxy Authentication Required'))': /simple/pebble/",
            *NONE,
        ),
    ),
    "proxy asks, pip 26": (
        "a user and a password",
        (
            f"{RETRY}'OSError('Tunnel connection failed: 407 Proxy Authentication Required')': "
            "/simple/pebble/",
            *NONE,
        ),
    ),
    "proxy of another kind": (
        "SOCKS",
        (f"{WRITING}Missing dependencies for SOCKS support.",),
    ),
    "certificate unknown, pip 23": (
        "The certificate of localhost is not known",
        (
            f"{RETRY}'SSLError(SSLCertVerificationError(1, '{SELF_SIGNED}'))': /simple/pebble/",
            "Could not fetch URL https://localhost:18443/simple/pebble/: There was a problem "
            "confirming the ssl certificate: HTTPSConnectionPool(host='localhost', port=18443): Max "
            "retries exceeded with url: /simple/pebble/ (Caused by SSLError(SSLCertVerificationError("
            f"1, '{SELF_SIGNED}'))) - skipping",
            *NONE,
        ),
    ),
    "certificate unknown, pip 26": (
        "The certificate of localhost is not known",
        (
            "Could not fetch URL https://localhost:18443/simple/pebble/: There was a problem "
            f"confirming the ssl certificate: {SELF_SIGNED} - skipping",
            *NONE,
        ),
    ),
    "ssl missing, pip 23": (
        "lacks ssl",
        (
            f"{RETRY}'SSLError(\"Can't connect to HTTPS URL because the SSL module is not "
            "available.\")': /simple/pebble/",
            "Could not fetch URL https://pypi.org/simple/pebble/: There was a problem confirming the "
            "ssl certificate: HTTPSConnectionPool(host='pypi.org', port=443): Max retries exceeded "
            "with url: /simple/pebble/ (Caused by SSLError(\"Can't connect to HTTPS URL because the "
            'SSL module is not available.")) - skipping',
            *NONE,
        ),
    ),
    "ssl missing, pip 26": (
        "lacks ssl",
        (
            "WARNING: Disabling truststore since ssl support is missing",
            "WARNING: pip is configured with locations that require TLS/SSL, however the ssl module "
            "in Python is not available.",
            *NONE,
        ),
    ),
    "disk full, pip 23": (
        "The disk is full",
        (
            "Installing collected packages: pebble",
            "ERROR: Exception:",
            "Traceback (most recent call last):",
            "    sent = os.sendfile(outfd, infd, offset, blocksize)",
            "OSError: [Errno 28] No space left on device: '/home/ann/engine/pebble.py'",
        ),
    ),
    "disk full, Windows": (
        "The disk is full",
        (f"{WRITING}[WinError 112] There is not enough space on the disk",),
    ),
    "no rights": (
        "may not write",
        (
            f"{WRITING}[Errno 13] Permission denied: "
            "'/home/ann/engine/lib/python3.11/site-packages/pebble.py'",
            "Check the permissions.",
        ),
    ),
    "no rights, Windows": (
        "may not write",
        (f"{WRITING}[WinError 5] Access is denied: 'C:\\\\srxai\\\\engine\\\\Lib\\\\torch'",),
    ),
    "open elsewhere, Windows": (
        "Close other QGIS windows",
        (
            f"{WRITING}[WinError 32] The process cannot access the file because it is being used by "
            "another process: 'C:\\\\srxai\\\\engine\\\\Lib\\\\site-packages\\\\torch\\\\c10.dll'",
        ),
    ),
    "path too long": (
        "shorter path",
        (f"{WRITING}[Errno 36] File name too long: '/home/ann/engine/lib/python/NAME.py'",),
    ),
    "path too long, Windows": (
        "shorter path",
        (
            f"{WRITING}[Errno 2] No such file or directory: 'C:\\\\Users\\\\long\\\\civetweb'",
            "HINT: This error might have occurred since this system does not have Windows Long Path "
            "support enabled. You can find information on how to enable this at "
            "https://pip.pypa.io/warnings/enable-long-paths",
        ),
    ),
    "antivirus stops a file": (
        "antivirus program stopped",
        (
            f"{WRITING}[WinError 225] Operation did not complete successfully because the file "
            "contains a virus or potentially unwanted software",
        ),
    ),
    "wheel of another system": (
        "another kind of processor",
        (
            "ERROR: winonly-1.0-cp311-cp311-win_amd64.whl is not a supported wheel on this platform.",
        ),
    ),
    "no wheel for this Python": ("The package pebble==1.0 was not found", NONE),
    "arrived damaged": (
        "arrived damaged",
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have "
            "updated the package versions, please update the hashes.",
        ),
    ),
}

FIRST_START: dict[str, tuple[str, str]] = {
    "no VC runtime": (
        "Visual C++",
        "lacks [WinError 126] The specified module could not be found. Error loading "
        '"C:\\\\srxai\\\\engine\\\\Lib\\\\site-packages\\\\torch\\\\lib\\\\c10.dll" or one of its '
        "dependencies.",
    ),
    "old VC runtime": (
        "vc_redist.x64.exe",
        "lacks [WinError 1114] A dynamic link library (DLL) initialization routine failed. Error "
        'loading "C:\\\\srxai\\\\engine\\\\Lib\\\\site-packages\\\\torch\\\\lib\\\\c10.dll"',
    ),
    "wrong architecture, Windows": (
        "another kind of processor",
        "lacks [WinError 193] %1 is not a valid Win32 application",
    ),
    "wrong architecture, macOS": (
        "another kind of processor",
        "lacks dlopen(libtorch_cpu.dylib, 0x0006): tried: 'libtorch_cpu.dylib' (mach-o file, but is an "
        "incompatible architecture (have 'arm64', need 'x86_64'))",
    ),
}
"""What the engine says when it cannot be started, and what an analyst reads then."""
