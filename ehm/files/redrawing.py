"""Draws a picture again from its pixels. Runs confined: `ehm/files/picture.py` is what others call."""

import warnings
from io import BytesIO

import pi_heif
from PIL import (
    GifImagePlugin,
    Image,
    ImageCms,
    ImageFile,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from ehm.confined import Unfit

LONG_SIDE, SMALL_SIDE = 2000, 480  # pixels
AIM = 1_500_000  # bytes
PIXELS = 50_000_000  # as large as telephones make them
JPEG_PIXELS = 120_000_000  # JPEG is read at a half, a quarter or an eighth of its size
LONGEST_SIDE = 30_000  # pixels
TOO_MANY_PIXELS = "The selected picture is too large to open. Choose a smaller copy of it"
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ORIENTATION = 0x0112
SHARP_KINDS = ("PNG", "GIF")  # drawings, and pictures of screens

# Named, so that each is imported before the confined process can open no more files.
PLUGINS = (GifImagePlugin, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)
pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
Image.preinit()
Image.MAX_IMAGE_PIXELS = JPEG_PIXELS // 2  # Pillow refuses more than twice as many
SRGB = ImageCms.createProfile("sRGB")


def redraw(data: bytes, kind: str) -> tuple[bytes, str, int, int, bytes]:
    """The picture, its media type, width and height, and a small one (a JPEG)."""
    warnings.simplefilter("ignore")  # about the pixels that we count ourselves, and about what we throw away
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # some libraries, once imported, let half a picture pass
    try:
        opened = Image.open(BytesIO(data), formats=[kind])
    except Image.DecompressionBombError:
        raise Unfit(TOO_MANY_PIXELS) from None
    _check_pixels(opened.size, kind)
    turn = _turn(opened)
    profile = opened.info.get("icc_profile")
    try:
        picture = _shrunk(opened, LONG_SIDE)
    except OSError:
        if opened.width * opened.height > PIXELS:  # libjpeg says so where its memory does not suffice
            raise Unfit(TOO_MANY_PIXELS) from None
        raise
    picture = _in_plain_colours(picture, profile)
    if turn is not None:
        picture = picture.transpose(turn)
    small = _shrunk(picture.copy(), SMALL_SIDE)
    drawn, media_type = _encoded(picture, kind)
    with Image.open(BytesIO(drawn)) as final:
        width, height = final.size
    return drawn, media_type, width, height, _jpeg(small, 80)


def _check_pixels(size: tuple[int, int], kind: str) -> None:
    width, height = size
    if width * height > (JPEG_PIXELS if kind == "JPEG" else PIXELS) or max(size) > LONGEST_SIDE:
        raise Unfit(TOO_MANY_PIXELS)


def _turn(picture: Image.Image) -> Image.Transpose | None:
    try:
        return TURNS.get(picture.getexif().get(ORIENTATION, 1))
    except Exception:  # whatever is wrong there: without it the picture stays as it is
        return None


def _shrunk(picture: Image.Image, side: int) -> Image.Image:
    """No longer than `side`; decoded no larger than that needs, where the kind allows it."""
    if picture.mode in ("1", "P", "PA"):  # resizing keeps their few colours
        has_transparency = picture.mode == "PA" or "transparency" in picture.info
        picture = picture.convert("RGBA" if has_transparency else "RGB")
    picture.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    picture.load()
    return picture


def _in_plain_colours(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """As sRGB on white: without a profile and without transparency, both of which can hide something."""
    if picture.mode.startswith("I"):  # 16 bits of grey
        picture = picture.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    if picture.mode in ("RGBA", "RGBa", "LA", "La", "PA"):
        above = picture.convert("RGBA")
        below = Image.new("RGBA", above.size, "white")
        picture = Image.alpha_composite(below, above)
    if profile:
        picture = _without_profile(picture, profile)
    plain = Image.new("RGB", picture.size)
    plain.paste(picture.convert("RGB"))  # the pixels and nothing else
    return plain


def _without_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    if picture.mode not in ("RGB", "CMYK", "L"):
        picture = picture.convert("RGB")
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(picture, own, SRGB, outputMode="RGB") or picture
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture  # colours a little off are better than no picture


def _encoded(picture: Image.Image, kind: str) -> tuple[bytes, str]:
    if kind in SHARP_KINDS:
        png = BytesIO()
        picture.save(png, "PNG")
        if png.tell() <= AIM:
            return png.getvalue(), "image/png"
    for quality in (85, 75, 65):
        jpeg = _jpeg(picture, quality)
        if len(jpeg) <= AIM:
            return jpeg, "image/jpeg"
    return _jpeg(_shrunk(picture, LONG_SIDE * 2 // 3), 65), "image/jpeg"


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    jpeg = BytesIO()
    picture.save(jpeg, "JPEG", quality=quality)
    return jpeg.getvalue()
