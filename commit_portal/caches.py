"""The cache of a server: nobody stands before a closed door because Redis is away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

# Seconds that a server which did not answer is left alone: a login asks a dozen times.
LEFT_ALONE_S = 10.0

logger = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Redis, and while it is away a cache that holds nothing.

    Only the rate limits of sign-in live in it, so they let everybody through meanwhile: a warning in the log
    says so. The password still decides. Covers what allauth calls; other methods raise as Django's do.
    """

    _away_until = 0.0

    def add(
        self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """True while Redis is away, as if the key had been free: a lock of nothing is had at once."""
        return self._asked(lambda: super(ForgivingRedisCache, self).add(key, value, timeout, version), True)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The default while Redis is away."""
        return self._asked(lambda: super(ForgivingRedisCache, self).get(key, default, version), default)

    def set(
        self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Forgets the value while Redis is away."""
        self._asked(lambda: super(ForgivingRedisCache, self).set(key, value, timeout, version), None)

    def delete(self, key: Any, version: int | None = None) -> bool:
        """False while Redis is away: nothing was there."""
        return self._asked(lambda: super(ForgivingRedisCache, self).delete(key, version), False)

    def _asked[T](self, ask: Callable[[], T], instead: T) -> T:
        if time.monotonic() < type(self)._away_until:
            return instead
        try:
            return ask()
        except RedisError as error:
            type(self)._away_until = time.monotonic() + LEFT_ALONE_S
            logger.warning("The cache does not answer, so sign-ins are not counted meanwhile: %s", error)
            return instead
