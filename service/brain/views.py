"""The pages of what decides and learns."""

from __future__ import annotations

from flask import Blueprint

from service.brain.learning.views import blueprint as learning

blueprint = Blueprint("brain", __name__)
blueprint.register_blueprint(learning)
