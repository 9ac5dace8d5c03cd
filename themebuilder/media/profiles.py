"""Colours brought from the space that a picture was made in to sRGB, the web's."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageCms


class ProfileError(ValueError):
    """A colour profile that is broken, or made for another kind of picture."""


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """*image*, in L, RGB, CMYK or LAB, with its *profile*; LAB needs none. Raises `ProfileError`."""
    if image.mode == "LAB":
        return _converted(image, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")))
    try:
        return _converted(image, ImageCms.ImageCmsProfile(BytesIO(profile or b"")))
    except (ImageCms.PyCMSError, OSError, ValueError) as error:
        raise ProfileError(str(error)) from None


def _converted(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    if image.mode == "RGB" and "sRGB" in ImageCms.getProfileDescription(profile):
        return image
    converted = ImageCms.profileToProfile(
        image,
        profile,
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    return converted or image
