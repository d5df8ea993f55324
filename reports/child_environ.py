"""What a process of ours that looks at strangers' files is told: where its programs are, and nothing else."""

import os
import sys

_NEEDED = ("LD_LIBRARY_PATH", "PYTHONHOME")
"""Some interpreters do not start without them."""


def child_environ() -> dict[str, str]:
    """No token, password or address: whoever takes such a process over finds none."""
    needed = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    return needed | {"PYTHONPATH": os.pathsep.join(sys.path)}
