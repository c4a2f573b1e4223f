"""Fields for what people upload. What is cleaned is already harmless: nobody else sees the file as it came."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ehm.files.kinds import EMPTY, LARGEST, FileRefused, check_size
from ehm.files.paper import Paper, read_upload
from ehm.files.picture import Picture, read_picture
from ehm.forms.widgets import FileInput

PICTURES = "image/jpeg,image/png,image/webp,image/gif,image/heic,image/heif"
SMALLER = f"smaller than {LARGEST // 1_000_000} MB"


class _UploadField(forms.FileField):
    read: Callable[..., Any]
    accept = ""
    hint = ""
    default_error_messages = {"empty": EMPTY, "invalid": "The file did not arrive. Choose it again"}

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", FileInput({"accept": self.accept}))
        options.setdefault("help_text", self.hint)
        super().__init__(**options)

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        if upload is None:
            return None
        try:
            check_size(upload.size)
            return type(self).read(upload.read(), name=upload.name)
        except FileRefused as refused:
            raise ValidationError(str(refused), code="refused") from None


class PictureField(_UploadField):
    """Gives a `Picture`."""

    read: Callable[..., Picture] = staticmethod(read_picture)
    accept = PICTURES
    hint = f"A JPG, PNG, WebP, GIF or HEIC, {SMALLER}. Where and when it was taken is removed"


class PaperField(_UploadField):
    """Gives a `Paper`, or a `Picture` of it."""

    read: Callable[..., Paper | Picture] = staticmethod(read_upload)
    accept = f"application/pdf,{PICTURES}"
    hint = f"A PDF or a picture (JPG, PNG, WebP, GIF or HEIC), {SMALLER}"
