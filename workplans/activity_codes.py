"""The code of an activity, "KH-2011-003": put together and taken apart here alone.

Stored datasets and answers of ministries name an activity by its code. They have no column for its number, and one more
would make each of them look changed.
"""


def activity_code(taskforce: str, year: int, number: int) -> str:
    """The code of the activity of this number in the plan of a taskforce, given by its own code."""
    return f"{taskforce}-{year}-{padded(number)}"


def padded(number: int) -> str:
    """The number of an activity as lists and addresses print it: "003" of 3."""
    return f"{number:03d}"


def short_code(code: str) -> str:
    """The number in a code, as it is printed: "003" of "KH-2011-003"."""
    return code.rpartition("-")[2]


def number_of(code: str) -> int:
    """The number of an activity: 3 of "KH-2011-003"."""
    return int(short_code(code))
