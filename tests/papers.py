"""What a PDF says to who reads or copies it."""

import subprocess


def text_of(pdf: bytes, *options: str) -> str:
    """The text of a PDF in the order of reading, or as these options of pdftotext say; a page ends with a form feed."""
    command = ["pdftotext", *options, "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
