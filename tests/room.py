"""Room on Python's own stack for a test and all that it calls.

CPython keeps the frames of functions in pieces of 16 KB, and gives a piece back to the system as soon as nothing is in it. A
loop that stands at the end of one piece asks for memory and gives it back at every single call. Where that is, is chance: it
is a matter of how deep the call is. Under pytest a page is rendered deep: the test of every address took 62 seconds of
processor, 10 of them in the system, and takes 37 with room. The same pages under the web server are not as deep: one of eleven
took longer.
"""

from collections.abc import Callable

# Of 8 bytes. A piece is made as large as the frame that asks for it, rounded up to a power of two: here a megabyte, of which
# a quarter is left to what is called. Only what is touched is memory.
PLACES = 100_000


def with_room[**P, R](call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call it where nothing below it comes to the end of a piece."""
    return call(*args, **kwargs)


with_room.__code__ = with_room.__code__.replace(co_stacksize=PLACES)
