"""A call at the end of a piece of Python's stack asks the system for memory each time; with space left, none does."""

import resource
from concurrent.futures import ThreadPoolExecutor

from commit_portal.http.python_stack import with_stack_space

DEPTHS = 300
CALLS = 500


def nothing() -> None:
    """What is called in the loop."""


def pages_handed_out() -> int:
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt


def pages_at(depth: int) -> int:
    """The pages of memory that the system hands out for `CALLS` calls, so many calls deep."""
    if depth:
        return pages_at(depth - 1)
    before = pages_handed_out()
    for _ in range(CALLS):
        nothing()
    return pages_handed_out() - before


def most_pages() -> int:
    return max(pages_at(depth) for depth in range(DEPTHS))


def test_without_space_some_depth_has_a_page_for_every_call():
    """In a thread, whose stack begins anew. When this fails, Python keeps its pieces: take the space away."""
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(most_pages).result() >= CALLS


def test_with_space_no_depth_has():
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(with_stack_space, most_pages).result() < CALLS / 10
