"""What a renderer refuses, as one tree. A refusal blocks this recipient's rendition by name and never another's.

RenderError               `code` for machines, a sentence for people, `where` names scene, field or page
├── ContextError          the context is not complete or not plain
├── ProofFailed           an output would have shown a broken merge field
├── FontMissing           a letter that no installed font has; the sentence holds the install line
├── ImageRefused          a picture that is missing, broken or too large
├── FetchRefused          an address outside assets and the media store
├── MaterialRefused       a clip, recording or logo of the giver's that cannot be used
├── TemplateError         a template or a user's copy that is not well formed
└── TooLarge              more than the time, memory or rows a drawing may take
"""

from __future__ import annotations


class RenderError(Exception):
    code = "render_failed"

    def __init__(self, sentence: str, *, where: str = "") -> None:
        super().__init__(f"{where}: {sentence}" if where else sentence)
        self.sentence = sentence
        self.where = where


class ContextError(RenderError):
    code = "context_incomplete"


class ProofFailed(RenderError):
    code = "proof_failed"


class FontMissing(RenderError):
    code = "font_missing"


class ImageRefused(RenderError):
    code = "image_refused"


class FetchRefused(RenderError):
    code = "fetch_refused"


class MaterialRefused(RenderError):
    code = "material_refused"


class TemplateError(RenderError):
    code = "template_invalid"


class TooLarge(RenderError):
    code = "too_large"
