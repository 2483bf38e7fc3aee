"""A gift of one's own is drawn in a colour of its own, until a photo comes; pages drawn before keep what they showed."""

from __future__ import annotations

from sqlalchemy import select

from service.catalog.models import Product
from service.catalog.pictures.own_images import read_own_picture
from service.content.stories.story import gift_facts
from service.db.connect import reading, transaction
from service.jobs.models import Job
from service.safety.gift_page.draw_picture import draw_picture_job
from tests.console import Console, sales_person
from tests.service.catalog.own.test_add_gift import FORM
from tests.service.content.leases import do


def draw(product_id: str) -> Product:
    do(draw_picture_job, "safety.draw_picture", product_id)
    with reading() as session:
        return session.get_one(Product, product_id)


def test_an_added_gift_is_drawn_by_a_job_and_a_photo_is_never_drawn_over(database: str) -> None:
    with transaction() as session:
        user = sales_person(session)
    Console(user).post("/gifts/new", **FORM, settles="yes")
    with reading() as session:
        job = session.scalars(select(Job).where(Job.kind == "safety.draw_picture")).one()
    with reading() as session:
        before = session.get_one(Product, job.subject_id).revision
    product = draw(job.subject_id)
    image = product.image or ""
    assert image.startswith("own/")
    assert (product.is_photo, product.revision) == (False, before)
    assert read_own_picture(image.removeprefix("own/"))[:4] == b"RIFF"
    assert gift_facts(product, "en").place == "shapes/flask"
    assert draw(job.subject_id).image == image
    with transaction() as session:
        session.get_one(Product, job.subject_id).texts = {"en": {"name": "Peak flask", "line": "x", "inside": "y"}}
        session.get_one(Product, job.subject_id).inscription_letters = None
    again = draw(job.subject_id)
    assert (again.image != image, again.past_images) == (True, [image])
    with transaction() as session:
        session.get_one(Product, job.subject_id).is_photo = True
    assert draw(job.subject_id).image == again.image
    with reading() as session:
        assert gift_facts(session.get_one(Product, job.subject_id), "en").place is None
