"""The numbered wordings, as digests of their words in all languages. A line is added with each new one; none is changed."""

from __future__ import annotations

PINNED = {
    "food.1": "8cf61be884127e99",
    "use.1": "bee66bf9308f34fb",
    "shown.1": "cf262bca0f0229f3",
    "viewing.1": "5ce169e0912a16a9",
    "texts.1": "3fe78d2b3d5ae848",
    "stop.1": "c1422c0ad9a46afc",
    "basis_agreed.1": "d21ce2360f93da25",
    "basis_customer.1": "a530124083ec67ec",
    "basis_none.1": "24ffb8805a2f30bd",
    "food_form.1": "323a16615b420cef",
    "food_mail.1": "35500e2bdee96b39",
    "food_call.1": "6a65e09c28c6fb28",
    "food_person.1": "db7ea072e8db5ae0",
}
