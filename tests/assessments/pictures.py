"""Pictures as somebody's telephone makes them, for tests."""

import io
from functools import cache

from PIL import Image


@cache
def a_jpeg(colour="red", width=900, height=600):
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return out.getvalue()


def kept(**fields):
    """The columns of a picture as it is kept, without reading one in."""
    drawn = {"media_type": "image/jpeg", "data": a_jpeg(), "small": a_jpeg(width=480, height=320)}
    return drawn | {"width": 900, "height": 600} | fields
