"""What the credentials of one person's film say, from its story: the giver and never the person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from renderers.context import Rendition, Story
from service.content.credentials.put_on import Said, with_credentials


def signed_files(rendition: Rendition, story: Story, at: datetime) -> Mapping[str, tuple[str, bytes]]:
    """The rendition's files, its body with credentials. Raises NotSigned, SettingsError for a wrong key."""
    media_type, film = rendition.files["body"]
    material = story.material
    said = Said(
        giver=story.sender.name,
        company=story.sender.company,
        made_at=at,
        has_synthetic_voice=rendition.has_synthetic_voice,
        language=story.person.locale,
        is_composed=material is not None and material.opening is not None,
    )
    return {**rendition.files, "body": (media_type, with_credentials(film, said))}
