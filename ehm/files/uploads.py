"""How an upload arrives: in memory, never as a file on a disk, and never more of it than may be kept."""

from io import BytesIO
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from ehm.files.kinds import LARGEST

LARGEST_REQUEST = 60_000_000  # bytes: what is larger is not read at all
KEPT = 2 * LARGEST  # bytes, of all files of one request together


class InMemory(FileUploadHandler):
    """A file that is too large is read to its end and not kept, so that what was typed arrives. Its size says why."""

    def handle_raw_input(
        self, input_data: Any, META: dict[str, str], content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        if content_length > LARGEST_REQUEST:
            raise RequestDataTooBig("the request is larger than any file may be")
        self.kept = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.pieces: list[bytes] = []
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > LARGEST or self.kept + len(raw_data) > KEPT:
            self.kept -= sum(map(len, self.pieces))
            self.pieces = []
            self.size = max(self.size, LARGEST + 1)
        else:
            self.kept += len(raw_data)
            self.pieces.append(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        return InMemoryUploadedFile(
            file=BytesIO(b"".join(self.pieces)),
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=self.size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
