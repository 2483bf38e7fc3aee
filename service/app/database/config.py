"""Where the migrations lie, as Alembic wants to be told."""

from __future__ import annotations

from alembic.config import Config
from sqlalchemy import Engine

from service.config import CHECKOUT


def alembic_config(on: Engine | None = None) -> Config:
    """`on`: the engine that they run on; None: the one of the settings."""
    config = Config()
    config.set_main_option("script_location", str(CHECKOUT / "service" / "migrations"))
    config.attributes["engine"] = on
    return config
