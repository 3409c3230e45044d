"""The cache: without Redis, rows count sign-ins and what is sent, and nothing else is counted."""

import logging
import re
import time
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from django.db.models import Manager
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

# Keys of django-allauth's limits for which rows count meanwhile. Not of files and searches: reading would write.
IN_ROWS = re.compile(
    r"allauth:rl:[\w.]+:"
    r"(login_failed|sign_in|reset|reset_password|reset_password_from_key|change_password|reauthenticate|import|call|invite|delegates):"
    r"(?!.*:lock$)"
)
# Seconds without asking after a failed connection: one sign-in asks a dozen times.
LEFT_ALONE_S = 10.0

logger = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Redis, asked once, and an empty cache while Redis is away.

    It holds rate limits and quotas. Those of sign-ins and of what is sent are then counted in rows (`CountedAttempt`), from
    none on; those of files and searches let everybody through. The log warns. It holds datasets too, which each process
    then builds for itself. Covers the methods that allauth calls; others raise as Django's do.
    """

    _away_until = 0.0

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        # Not in the settings, which every process reads: half of them never ask the cache and need no client of it.
        options = {**params.get("OPTIONS", {}), "retry": Retry(NoBackoff(), 0)}
        super().__init__(server, {**params, "OPTIONS": options})

    def add(self, *args: Any, **options: Any) -> bool:
        """Return True while Redis is away, as if the key had been free."""
        return self._asked(lambda: True, super().add, *args, **options)

    def get(self, key: object, default: object = None, version: int | None = None) -> Any:
        """Return what rows count while Redis is away, else the default."""
        return self._asked(lambda: _counted(key) or default, super().get, key, default, version)

    def set(
        self, key: object, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Count in a row while Redis is away, or forget the value."""
        self._asked(lambda: _count(key, value, timeout), super().set, key, value, timeout, version)

    def delete(self, key: object, version: int | None = None) -> bool:
        """Remove the rows of the key while Redis is away; whether there were any."""
        return self._asked(lambda: _forget(key), super().delete, key, version)

    def _asked[T](self, instead: Callable[[], T], ask: Callable[..., T], *args: Any, **options: Any) -> T:
        if time.monotonic() < type(self)._away_until:
            return instead()
        try:
            return ask(*args, **options)
        except RedisError as error:
            type(self)._away_until = time.monotonic() + LEFT_ALONE_S
            logger.warning(
                "The cache does not answer, so files and searches are not counted meanwhile: %s", error
            )
            return instead()


def _attempts() -> Manager[Any]:
    """The rows (`CountedAttempt`). The cache stands below the models."""
    return apps.get_model("commit_portal", "CountedAttempt")._default_manager


def _counted(key: object) -> list[float]:
    """When the attempts of a limit were, the newest first, as django-allauth keeps them."""
    if not IN_ROWS.match(str(key)):
        return []
    rows = _attempts().filter(key=key, until__gt=time.time())
    return list(rows.order_by("-at").values_list("at", flat=True))


def forget_old_attempts() -> None:
    """Delete the rows that count no more: they hold addresses of senders."""
    _attempts().filter(until__lt=time.time()).delete()


def _forget(key: object) -> bool:
    """Remove the attempts of a limit; whether there were any."""
    return bool(IN_ROWS.match(str(key)) and _attempts().filter(key=key).delete()[0])


def _count(key: object, attempts: Any, timeout: float) -> None:
    """Keep the newest of the attempts for so many seconds. Each is a row, so that two at once are two.

    Where the newest one is there already, one is taken back: a right password is no attempt.
    """
    if not IN_ROWS.match(str(key)):
        return
    kept = _attempts().filter(key=key)
    if attempts and not kept.filter(at=attempts[0]).exists():
        _attempts().create(key=key, at=attempts[0], until=time.time() + timeout)
    else:
        kept.exclude(at__in=attempts).delete()
