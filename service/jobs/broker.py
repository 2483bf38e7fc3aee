"""The Celery app without its task: where the broker is, and how it may be used.

The broker is a doorbell. What the settings below give up (late acknowledgement, results, countdowns) the ledger does better.
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import Final

from celery import Celery

from service.config import Settings, settings
from service.jobs.queues import DEFAULT

TASK_NAME: Final = "run_job"
RING_TIMEOUT_SECONDS: Final = 0.3


@lru_cache(maxsize=1)
def celery_app() -> Celery:
    """This process's Celery app. `service.jobs.celery_task` puts the one task into it."""
    app = Celery("handpicked", set_as_current=True)
    app.conf.update(
        broker_url=broker_url(settings()),
        broker_transport_options={
            # With acknowledgement emulated, an ACK that times out never frees its prefetch slot: the worker lives on, deaf.
            "ack_emulation": False,
            "socket_timeout": 30,
            "socket_connect_timeout": 5,
            "socket_keepalive": True,
        },
        broker_connection_retry=True,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        # A broker that answers and refuses (its disk is full, it is a replica now) is one to come back to, as one that is away.
        broker_channel_error_retry=True,
        broker_connection_timeout=5,
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        result_backend=None,
        task_acks_late=False,
        task_default_queue=DEFAULT,
        task_create_missing_queues=True,
        task_publish_retry=False,
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        enable_utc=True,
        timezone="UTC",
    )
    return app


def broker_url(of: Settings) -> str:
    """The broker named in the settings, or the socket of the embedded one, which follows from the data folder alone."""
    return of.redis_url or f"redis+socket://{embedded_socket(of)}"


def embedded_socket(of: Settings) -> Path:
    """Where the embedded broker of this data folder listens. Short on purpose: a socket's path ends at about 100 bytes."""
    return runtime_folder(of) / "broker.sock"


def runtime_folder(of: Settings) -> Path:
    """A private folder for sockets, one per user and data folder, the same for every process whatever its TMPDIR is."""
    mark = hashlib.sha256(os.fsencode(of.data_dir)).hexdigest()[:12]
    return Path("/tmp") / f"handpicked-{os.getuid()}-{mark}"  # noqa: S108 made 0700 and checked by who starts the broker
