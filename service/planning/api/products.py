"""What scripts may do with products: list, read, add, change, bring pieces, retire, give again."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from babel.numbers import get_currency_precision
from pydantic import Field
from sqlalchemy import select

from service.api.endpoint import AnyEndpoint, Call, Endpoint
from service.api.external import external_ids_of, find_by_external_id, keep_external_id
from service.api.ids import ProductId
from service.api.paging import part_of
from service.api.problem import ApiRefusal, Fault
from service.api.values import CountryCode, ExternalId, Given, Listed, ListQuery, Money, MoneyShown, Shown
from service.catalog.edit_product import EditInvalid, edit_product, read_edit
from service.catalog.landed.reckon import Delivered
from service.catalog.models import Product
from service.catalog.own.add_gift import add_gift, read_new_gift
from service.catalog.own.inscriptions import KINDS
from service.catalog.own.retire import bring_back, retire_product
from service.catalog.restock import change_shelf
from service.catalog.state_marks import lock_product
from service.errors import NotFound

_COVERS: Final = (
    "What the value covers: `included` all of it, to the door; `prepaid` the piece, you pay delivery, duty and tax by your "
    "rates; `unpaid` the piece, duty is left to the door, so it’s sent nowhere it would be cleared; "
    "`email` all of it, as a code or a link that is mailed."
)
_Mark = Annotated[str, Field(max_length=20)]


class ProductShown(Shown):
    """One version of a product. Marks: allergen or material -> contains, may_contain, absent or unknown; diet -> suited, not or
    unknown. Unknown never counts as safe."""

    id: ProductId
    sku: str
    family: str
    kind: Literal["edible", "skin", "neither"]
    name: str
    line: str
    category: str
    value: MoneyShown
    regions: list[str]
    origin: str | None
    tariff: str | None
    delivered: Delivered
    stock: int
    lead_days: int
    alcohol: bool
    min_age: int | None
    allergens: dict[str, str]
    diets: dict[str, str]
    materials: dict[str, str]
    is_sample: bool
    is_unsettled: bool
    recalled_at: datetime | None
    retired_at: datetime | None
    external_id: str | None


class Products(Listed[ProductShown]):
    """Products, by their sku."""


class ProductQuery(ListQuery):
    """Narrows a list of products."""

    external_id: Annotated[str | None, Field(min_length=1, max_length=120)] = None


class Texts(Given):
    """What people read of it in one language."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    line: Annotated[str, Field(min_length=1, max_length=300)]
    inside: Annotated[str, Field(min_length=1, max_length=300)]


class Document(Given):
    """Where stated marks come from, and its day."""

    source: Literal["label", "sheet", "certificate"]
    on: date


class NewProduct(Given):
    """A product to add, on an empty shelf. What is not stated is unknown, so that nobody gets it whom a missing mark concerns."""

    sku: Annotated[str | None, Field(max_length=40, pattern="^[A-Za-z0-9._-]+$")] = None
    kind: Literal["edible", "skin", "neither"]
    texts: Annotated[
        dict[str, Texts], Field(min_length=1, max_length=10, description="Language to texts; en is needed.")
    ]
    value: Money
    regions: Annotated[list[CountryCode], Field(min_length=1, max_length=60, description="Where it can be brought to.")]
    origin: Annotated[CountryCode | None, Field(description="Where the pieces lie.")] = None
    tariff: Annotated[str | None, Field(max_length=40, description="The kind of goods, as your rates say it.")] = None
    delivered: Annotated[Delivered, Field(description=_COVERS)] = "included"
    lead_days: Annotated[int, Field(ge=0, le=365)]
    category: Annotated[str, Field(max_length=40)] = ""
    marks: Annotated[
        dict[str, _Mark], Field(max_length=60, default_factory=dict, description='As {"allergens.milk": "absent"}.')
    ]
    document: Annotated[Document | None, Field(description="Needed where marks are stated.")] = None
    settles: Annotated[bool, Field(description="You say that nobody eats it or puts it on the skin.")] = False
    external_id: ExternalId | None = None


class ProductChange(Given):
    """What is to be different; what is left out stays. What somebody was promised keeps the price it was promised at."""

    texts: Annotated[
        dict[str, Texts] | None, Field(min_length=1, max_length=10, description="Those languages; the others stay.")
    ] = None
    value: Money | None = None
    regions: Annotated[list[CountryCode] | None, Field(min_length=1, max_length=60)] = None
    origin: CountryCode | None = None
    tariff: Annotated[str | None, Field(max_length=40)] = None
    delivered: Annotated[Delivered | None, Field(description=_COVERS)] = None
    lead_days: Annotated[int | None, Field(ge=0, le=365)] = None
    settles: Annotated[bool, Field(description="You say that nobody eats it or puts it on the skin.")] = False
    external_id: ExternalId | None = None


class Pieces(Given):
    """How many come (above 0) or go (below)."""

    pieces: Annotated[int, Field(ge=-1_000_000, le=1_000_000)]
    reason: Literal["delivery", "counted", "damaged", "other"]


def list_products(call: Call[ProductQuery, None]) -> Products:
    """Everything on the shelf, retired and recalled too."""
    query = select(Product).where(Product.workspace_id == call.actor.workspace_id)
    if (named := call.query.external_id) is not None:
        known = find_by_external_id(call.session, call.actor.workspace_id, "product", named)
        query = query.where(Product.id == (known or ""))
    part = part_of(call, query, Product.sku, Product.id)
    names = external_ids_of(call.session, part.each(lambda product: product.id))
    shown = part.each(lambda product: _shown(product, names.get(product.id)))
    return Products(data=shown, next=part.next, next_cursor=part.next_cursor)


def read_product(call: Call[None, None]) -> ProductShown:
    """One product."""
    return _named(call, _its_product(call))


def create_product(call: Call[None, NewProduct]) -> ProductShown:
    """Adds it. Raises ApiRefusal with every fault."""
    try:
        product = add_gift(call.session, read_new_gift(_form(call.body)), call.actor, call.at)
    except EditInvalid as wrong:
        raise _told(wrong) from None
    return _shown(product, call.body.external_id)


def change_product(call: Call[None, ProductChange]) -> ProductShown:
    """Changes it, by the form of its page. Raises ApiRefusal with every fault."""
    product, given = _locked(call), call.body
    try:
        edit_product(call.session, product, read_edit(_changed_form(product, given)), call.actor, call.at)
    except EditInvalid as wrong:
        raise _told(wrong) from None
    if given.external_id is not None:
        keep_external_id(call.session, call.actor.workspace_id, "product", given.external_id, product.id, call.at)
    call.session.flush()
    call.session.refresh(product)
    return _named(call, product)


def change_pieces(call: Call[None, Pieces]) -> ProductShown:
    """Brings pieces or writes them off."""
    product = _its_product(call)
    change_shelf(call.session, product.id, call.body.pieces, call.body.reason, call.actor, call.at)
    call.session.refresh(product)
    return _named(call, product)


def retire(call: Call[None, None]) -> ProductShown:
    """Nobody new gets it."""
    product = _locked(call)
    retire_product(call.session, product, call.actor, call.at)
    return _named(call, product)


def give_again(call: Call[None, None]) -> ProductShown:
    """It is given again."""
    product = _locked(call)
    bring_back(call.session, product, call.actor, call.at)
    return _named(call, product)


def _told(wrong: EditInvalid) -> ApiRefusal:
    faults = [Fault("invalid_input", _CALLED.get(name, name), said) for name, said in wrong.errors.items()]
    return ApiRefusal("invalid_input", faults[0].title, param=faults[0].param, faults=faults)


_CALLED: Final = {"code": "sku", "price": "value", "countries": "regions", "name_en": "texts.en.name"}


def _changed_form(product: Product, given: ProductChange) -> dict[str, str]:
    """The form of its page as the product stands, with what is given."""
    value = given.value or Money(amount=product.price_minor, currency=product.currency)
    form = {
        "price": _price(value),
        "currency": value.currency,
        "countries": ", ".join(given.regions or product.regions),
        "lead_days": str(product.lead_days if given.lead_days is None else given.lead_days),
        "origin": given.origin or product.origin or "",
        "tariff": product.tariff or "" if given.tariff is None else given.tariff,
        "delivered": given.delivered or product.delivered,
        "settles": "yes" if given.settles else "",
    }
    if product.inscription_letters is not None:
        form |= {"inscribed": "yes", "inscription_letters": str(product.inscription_letters)}
        form |= {f"inscription_{kind}": "yes" for kind in product.inscription_kinds or KINDS}
    texts: dict[str, dict[str, str]] = dict(product.texts)
    for language, said in (given.texts or {}).items():
        texts[language] = {**texts.get(language, {}), **said.model_dump()}
    return form | {f"{name}_{language}": text for language, said in texts.items() for name, text in said.items()}


def _price(value: Money) -> str:
    digits = int(get_currency_precision(value.currency))
    return f"{Decimal(value.amount).scaleb(-digits):.{digits}f}"


def _form(given: NewProduct) -> dict[str, str]:
    """The same as the page's form has it."""
    form = {
        "code": given.sku or "",
        "kind": given.kind,
        "category": given.category,
        "price": _price(given.value),
        "currency": given.value.currency,
        "countries": ", ".join(given.regions),
        "lead_days": str(given.lead_days),
        "origin": given.origin or "",
        "tariff": given.tariff or "",
        "delivered": given.delivered,
        "settles": "yes" if given.settles else "",
        "source": given.document.source if given.document else "",
        "dated": given.document.on.isoformat() if given.document else "",
    }
    for language, texts in given.texts.items():
        form |= {f"{name}_{language}": text for name, text in texts.model_dump().items()}
    return form | given.marks


def _its_product(call: Call[Any, Any]) -> Product:
    found = call.session.scalar(
        select(Product).where(Product.id == call.ids["product_id"], Product.workspace_id == call.actor.workspace_id)
    )
    if found is None:
        raise NotFound("There’s no such product.")
    return found


def _locked(call: Call[Any, Any]) -> Product:
    product = _its_product(call)
    return lock_product(call.session, call.actor, product.id, str(product.revision))


def _named(call: Call[Any, Any], product: Product) -> ProductShown:
    return _shown(product, external_ids_of(call.session, [product.id]).get(product.id))


def _shown(product: Product, external_id: str | None) -> ProductShown:
    return ProductShown.model_validate(
        {
            "id": product.id,
            "sku": product.sku,
            "family": product.family,
            "kind": product.kind,
            "name": product.texts["en"]["name"],
            "line": product.texts["en"]["line"],
            "category": product.category,
            "value": MoneyShown(amount=product.price_minor, currency=product.currency),
            "regions": product.regions,
            "origin": product.origin,
            "tariff": product.tariff,
            "delivered": product.delivered,
            "stock": product.stock,
            "lead_days": product.lead_days,
            "alcohol": product.alcohol,
            "min_age": product.min_age,
            "allergens": product.allergens,
            "diets": product.diets,
            "materials": product.materials,
            "is_sample": product.is_sample,
            "is_unsettled": product.is_unsettled,
            "recalled_at": product.recalled_at,
            "retired_at": product.retired_at,
            "external_id": external_id,
        }
    )


ENDPOINTS: Final[tuple[AnyEndpoint, ...]] = (
    Endpoint("GET", "/products", list_products, "products:read", "products", "List products", Products, query=ProductQuery),
    Endpoint(
        "POST", "/products", create_product, "products:write", "products", "Add a product", ProductShown,
        body=NewProduct, status=201, external="product",
    ),
    Endpoint("GET", "/products/{product_id}", read_product, "products:read", "products", "Read a product", ProductShown),
    Endpoint(
        "PATCH", "/products/{product_id}", change_product, "products:write", "products", "Change a product", ProductShown,
        body=ProductChange,
    ),
    Endpoint(
        "POST", "/products/{product_id}/pieces", change_pieces, "products:write", "products", "Bring or write off pieces",
        ProductShown, body=Pieces, about="What somebody was promised can’t be written off.",
    ),
    Endpoint(
        "POST", "/products/{product_id}/retire", retire, "products:write", "products", "Retire a product", ProductShown,
        about="Nobody new gets it. What was promised stays.",
    ),
    Endpoint(
        "POST", "/products/{product_id}/give_again", give_again, "products:write", "products", "Give a retired product again",
        ProductShown,
    ),
)  # fmt: skip
