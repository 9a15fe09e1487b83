"""Workers that are Ray actors: of this machine, or of every machine of the cluster that `RAY_ADDRESS` names."""

from __future__ import annotations

import logging
import os
from collections import Counter
from importlib import import_module
from typing import Any

from onrecord.engines.shards import Job, Lost, Portion, PortionRead
from onrecord.engines.work import Worker
from onrecord.errors import OnrecordError

EACH = 2
"""Portions that an actor has at once: one that it reads, and the next."""
QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_DEDUP_LOGS": "0",
}
"""Nothing is told to anybody outside, and Ray's own warnings are not printed between the records."""


class RayPool:
    """As many actors as `workers` says, else as many as there are processors. A cluster stays as it is found; one started here ends with this."""

    def __init__(self, job: Job, workers: int | None) -> None:
        self._ray = _ray()
        for name, value in QUIET.items():
            os.environ.setdefault(name, value)
        self._is_ours = not self._ray.is_initialized()
        if self._is_ours:
            self._connect(workers)
        self.workers = workers or max(1, int(self._ray.cluster_resources().get("CPU", 1)))
        self._job = self._ray.put(job)
        self._kind = self._ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0)(Worker)
        self._actors = [self._start() for _ in range(self.workers)]
        self._load = [0] * self.workers
        self._out: dict[Any, tuple[int, Portion]] = {}
        self._failures = 0

    def has_room(self) -> bool:
        """See `Pool`."""
        return min(self._load) < EACH

    def give(self, portion: Portion) -> None:
        """See `Pool`."""
        number = self._load.index(min(self._load))
        self._load[number] += 1
        self._out[self._actors[number].read.remote(portion)] = (number, portion)

    def take(self, *, wait: bool) -> list[tuple[Portion, PortionRead | Lost]]:
        """See `Pool`."""
        if not self._out:
            return []
        done, _ = self._ray.wait(list(self._out), num_returns=1, timeout=None if wait else 0)
        return [self._taken(reference) for reference in done]

    def close(self) -> None:
        """See `Pool`."""
        self._out.clear()
        if self._is_ours:
            self._ray.shutdown()
            return
        for actor in self._actors:
            self._ray.kill(actor)

    def _connect(self, workers: int | None) -> None:
        settings: dict[str, Any] = {"configure_logging": False, "log_to_driver": False}
        if "RAY_ADDRESS" not in os.environ:
            here = {"num_cpus": workers, "include_dashboard": False, "_node_ip_address": "127.0.0.1"}
            settings |= {name: value for name, value in here.items() if value is not None}
        try:
            self._ray.init(**settings)
        except (ConnectionError, RuntimeError, ValueError, OSError) as error:
            raise OnrecordError(f"Ray cannot be started or reached: {str(error).splitlines()[0]}") from error

    def _start(self) -> Any:
        return self._kind.remote(self._job)

    def _taken(self, reference: Any) -> tuple[Portion, PortionRead | Lost]:
        number, portion = self._out.pop(reference)
        self._load[number] -= 1
        try:
            found: PortionRead = self._ray.get(reference)
        except self._ray.exceptions.RayError as error:
            self._failures += 1
            cause = getattr(error, "cause", None)
            if isinstance(cause, OnrecordError) or UNMADE in str(error) or self._failures > MOST * self.workers:
                raise OnrecordError(f"workers cannot be started: {cause or _last_line(error)}") from error
            if not isinstance(error, self._ray.exceptions.RayTaskError):
                self._restart(number)
            return portion, Lost(_first_line(error))
        self._failures = 0
        return portion, found

    def _restart(self, number: int) -> None:
        """Another actor in the place of one that ended; what else that one had comes back as lost by itself."""
        others = Counter(place for place, _ in self._out.values())
        if self._load[number] == others[number]:
            self._actors[number] = self._start()


MOST = 20
"""Failures in a row, a worker, after which it is not the input that is at fault."""
UNMADE = "creation task"
"""What Ray says of an actor that failed before it was one."""


def _ray() -> Any:
    logging.getLogger("ray").setLevel(logging.ERROR)
    try:
        return import_module("ray")
    except ImportError as error:
        raise OnrecordError("--engine ray needs Ray: pip install 'onrecord[ray]'") from error


def _last_line(error: Exception) -> str:
    return str(error).strip().splitlines()[-1].strip()[:200]


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


__all__ = ["RayPool"]
