"""What one command costs: `python -m bench.spent OUT command...` prints its seconds, memory and status.

A process of its own, because a child's greatest memory is never told as less than its parent's was when
it was made: the parent has to be small. Imports nothing of ours for the same reason. Called by `pods`.
"""

from __future__ import annotations

import json
import os
import sys
import time

MB = 2**20 if sys.platform == "darwin" else 2**10
"""What `ru_maxrss` counts in, an MB."""


def main() -> None:
    out, *command = sys.argv[1:]
    opened = (os.POSIX_SPAWN_OPEN, 1, out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    begun = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=[opened])
    _, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - begun
    told = {"seconds": seconds, "mb": used.ru_maxrss / MB, "status": os.waitstatus_to_exitcode(status)}
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
