"""Space on Python's own stack for a call and all that it calls.

CPython keeps the frames of functions in pieces of 16 KB, and gives a piece back to the system as soon as nothing is in it. A
loop that stands at the end of one piece asks for memory and gives it back at every single call. Where that is, is chance: it
is a matter of how deep the call is. A page took 20 or 46 ms by its depth alone, and the tests of all addresses 62 or 37 s.

Newer releases of CPython keep the pieces (its issue 142183). Debian 13's does not yet: a test says when this can go.
"""

from collections.abc import Callable

# Of 8 bytes. A piece is made as large as the frame that asks for it, rounded up to a power of two: here a megabyte, of which
# a quarter is left to what is called. Only what is touched is memory.
PLACES = 100_000


def with_stack_space[**P, R](call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call it where nothing below it comes to the end of a piece."""
    return call(*args, **kwargs)


with_stack_space.__code__ = with_stack_space.__code__.replace(co_stacksize=PLACES)
