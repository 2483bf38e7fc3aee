"""Doing something to many jobs, some at a time: no lock is held for long, and what was done stays done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from service.db.connect import reading, transaction
from service.ops.jobs.chosen import Chosen, Portion, last_of, portions


def go_through(chosen: Chosen, most: int, act: Callable[[Session, Portion], int], *also: ColumnElement[bool]) -> None:
    """Has `act` done to one portion after another, a transaction each, until it has changed `most` jobs or none is left."""
    after, left = "", most
    while left > 0:
        with reading() as session:
            some = portions(session, chosen, after, *also)
        if not some:
            return
        after = last_of(some)
        for portion in some:
            part = replace(portion, job_ids=portion.job_ids[:left])
            if part.job_ids:
                with transaction() as session:
                    left -= act(session, part)
