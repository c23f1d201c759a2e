"""``python -m srxai_plugin.engine.cli`` is ``srxai``."""

from __future__ import annotations

from srxai_plugin.engine.cli.main import main

raise SystemExit(main())
