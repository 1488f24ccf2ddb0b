"""One typed settings object; every value can be set as HUIZHEN_<NAME> in the environment."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from huizhen.core.reading.limits import Limits


class Settings(BaseSettings):
    """Where things lie, and the limits of one run (`core.reading.limits` says what each means)."""

    model_config = SettingsConfigDict(env_prefix="HUIZHEN_", extra="ignore")

    home: Path = Path("var")
    content: Path | None = None
    """A site's content folder: files there lie over the product's."""
    workers: int = 0
    """Worker children for reading; 0 takes one for each processor, at most 8."""
    ocr: bool = True

    max_pages_per_file: int = Limits().max_pages_per_file
    max_ocr_pages: int = Limits().max_ocr_pages
    max_files: int = Limits().max_files
    max_total_bytes: int = Limits().max_total_bytes
    max_file_bytes: int = Limits().max_file_bytes
    max_text_bytes: int = Limits().max_text_bytes
    max_members: int = Limits().max_members
    max_member_bytes: int = Limits().max_member_bytes
    max_expanded_bytes: int = Limits().max_expanded_bytes
    max_expansion_ratio: int = Limits().max_expansion_ratio
    max_nesting: int = Limits().max_nesting
    max_image_pixels: int = Limits().max_image_pixels
    parser_memory_bytes: int = Limits().parser_memory_bytes
    parser_seconds: float = Limits().parser_seconds
    ocr_seconds: float = Limits().ocr_seconds

    @property
    def limits(self) -> Limits:
        """The limits as the core takes them."""
        return Limits(**{name: getattr(self, name) for name in Limits.model_fields})


CONTENT = Path(__file__).resolve().parent.parent / "content"


def content_roots(settings: Settings, below: str = "") -> list[Path]:
    """The product's content, and the site's over it."""
    roots = [CONTENT, *([settings.content] if settings.content else [])]
    return [root / below if below else root for root in roots]
