"""How the C libraries of WeasyPrint are found."""

import ctypes.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def known_to_the_loader() -> Iterator[None]:
    """Ask only the system's loader for a library; elsewhere than on Linux, whatever cffi asks.

    WeasyPrint tries several names of each library. For a name that the loader does not know, cffi has ldconfig, gcc and
    ld look for it: a quarter of a second of every print. The loader of Linux knows one name of each.
    """
    asks = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = asks
