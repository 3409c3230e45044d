"""The cache: rate limits and quotas fail open without Redis."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

# Seconds without asking after a failed connection: one sign-in asks a dozen times.
LEFT_ALONE_S = 10.0

logger = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Redis, asked once, and an empty cache while Redis is away.

    It holds rate limits and quotas (of sign-ins, of exports), so these let everybody through meanwhile; the log warns.
    Passwords and permissions still decide. It holds datasets too, which each process then builds for itself. Covers
    the methods that allauth calls; others raise as Django's do.
    """

    _away_until = 0.0

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        # Not in the settings, which every process reads: half of them never ask the cache and need no client of it.
        options = {**params.get("OPTIONS", {}), "retry": Retry(NoBackoff(), 0)}
        super().__init__(server, {**params, "OPTIONS": options})

    def add(self, *args: Any, **options: Any) -> bool:
        """Return True while Redis is away, as if the key had been free."""
        return self._asked(True, super().add, *args, **options)

    def get(self, key: object, default: object = None, version: int | None = None) -> Any:
        """Return the default while Redis is away."""
        return self._asked(default, super().get, key, default, version)

    def set(self, *args: Any, **options: Any) -> None:
        """Forget the value while Redis is away."""
        self._asked(None, super().set, *args, **options)

    def delete(self, key: object, version: int | None = None) -> bool:
        """Return False while Redis is away."""
        return self._asked(False, super().delete, key, version)

    def _asked[T](self, instead: T, ask: Callable[..., T], *args: Any, **options: Any) -> T:
        if time.monotonic() < type(self)._away_until:
            return instead
        try:
            return ask(*args, **options)
        except RedisError as error:
            type(self)._away_until = time.monotonic() + LEFT_ALONE_S
            logger.warning("The cache does not answer, so nothing is counted meanwhile: %s", error)
            return instead
