"""A bucket of an S3 server, with the errors of a disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

# A request of the portal waits for the store: seconds for a connection and for an answer, and how often it is asked.
PATIENCE = Config(connect_timeout=3, read_timeout=15, retries={"total_max_attempts": 2})


@contextmanager
def errors_of_a_disk() -> Iterator[None]:
    """Raise `FileNotFoundError` for what is not there, and `OSError` for a store that is away, full or forbidden."""
    try:
        yield
    except ClientError as problem:
        is_gone = problem.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404
        raise (FileNotFoundError if is_gone else OSError)(str(problem)) from problem
    except (Boto3Error, BotoCoreError) as problem:
        raise OSError(str(problem)) from problem


class Bucket(S3Storage):
    """Whatever goes wrong in it is an `OSError`, as on a disk; a file is fetched when it is opened."""

    def get_default_settings(self) -> dict[str, Any]:
        return super().get_default_settings() | {"client_config": PATIENCE}

    @errors_of_a_disk()
    def _open(self, name: str, mode: str = "rb") -> Any:
        return super()._open(name, mode).open()

    _save = errors_of_a_disk()(S3Storage._save)
    delete = errors_of_a_disk()(S3Storage.delete)
    exists = errors_of_a_disk()(S3Storage.exists)
    listdir = errors_of_a_disk()(S3Storage.listdir)
    get_modified_time = errors_of_a_disk()(S3Storage.get_modified_time)
