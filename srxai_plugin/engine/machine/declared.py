"""What methods, objectives and architectures declare of themselves, without importing them.

They are written on torch, whose import takes two seconds; who lists networks or asks for a schema
needs none of it. ``tools/declared.py --write`` makes the file from the classes.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from srxai_plugin.contract.resource import resource

FILE = "declared.json"
"""Among the shipped files."""


@cache
def declared() -> dict[str, Any]:
    """``methods`` and ``objectives``: of each its id and its parameters with what they can hold, as
    ``Parameterised.declared`` has them; ``architectures``: of each id whether it is local."""
    return json.loads(resource(FILE).read_text("utf-8"))
