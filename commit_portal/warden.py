"""Outlives the supervisor by seconds, so that nothing else outlives it by more.

The supervisor starts everything it runs in this process's group. The pipe on standard input ends when the
supervisor does, even by kill -9: then the whole group is asked to end, and ended. Run by path and free of
imports from the portal, so that it costs a few megabytes.
"""

import os
import signal
import sys
import time

PATIENCE_S = 3.0


def main() -> None:
    """Wait for the supervisor's end, then end the process group: asked first, killed after PATIENCE_S."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    sys.stdin.buffer.read()
    os.killpg(0, signal.SIGTERM)
    time.sleep(PATIENCE_S)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
