"""The mark at the head of everything we make: the brand's wordmark, and for a reader we know their name in its place below it.

Both are set in the display face and end in the brand's dot. Whoever listens instead of looking hears the brand: a name that
moves into a logo is for the eye, and stands in the greeting as words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from renderers.brand.theme import theme_of
from renderers.context import Brand, Person
from renderers.language import names


@dataclass(frozen=True, slots=True)
class Wordmark:
    """`brand` is the accessible name wherever the mark stands; `name` None: nothing takes its place.

    `ember` is the colour of the dot as #rrggbb on light ground, `ember_dark` on dark ground.
    """

    brand: str
    name: str | None
    ember: str
    ember_dark: str

    @property
    def brand_alone(self) -> Wordmark:
        """The same for somebody who is not named."""
        return replace(self, name=None)

    @property
    def shown(self) -> str:
        """What stands in the end: the name where it is known."""
        return self.name or self.brand


def wordmark(brand: Brand, person: Person | None) -> Wordmark:
    """The mark for a reader; `person` None: nobody is named. Raises ContextError for a theme without colours."""
    theme = theme_of(brand)
    name = None if person is None else names.masthead_name(person)
    return Wordmark(brand.name, name, theme.light.ember, theme.dark.ember)
