"""What a recipient sees and presses. GET and HEAD change nothing, whoever sends them; every answer is a form of ours, pressed."""

from __future__ import annotations

from flask import Blueprint

from service.content.offers.views import blueprint as offers
from service.content.opening.views import blueprint as opening
from service.content.others.views import blueprint as others
from service.content.web import card, files, gift, known, looks, tell
from service.content.web.reply import keep_to_the_reader, show_closed
from service.errors import LinkClosed, NotFound

blueprint = Blueprint("content", __name__)
blueprint.after_request(keep_to_the_reader)
blueprint.register_error_handler(LinkClosed, show_closed)
blueprint.register_error_handler(NotFound, show_closed)
for _pages in (gift, files, tell, known, looks, card):
    blueprint.register_blueprint(_pages.blueprint)
blueprint.register_blueprint(opening)
blueprint.register_blueprint(others)
blueprint.register_blueprint(offers)
