"""Writes a PDF again with what its pages show and nothing that acts. Runs confined: others call `ehm/files/paper.py`.

Document and pages keep the entries that are named here and lose all others; what was filled into forms and written
into comments becomes part of the page. Below that, where fonts and pictures are, everything that could act, point
elsewhere or tell more than the page is taken out by name. Then the result is read once more, and looked at again.
"""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from ehm.confined import Unfit

PAGES = 200
LARGEST = 20_000_000  # bytes, of what comes out
LARGEST_STREAM = 120_000_000  # bytes, of one picture or font, unpacked

PROTECTED = "The selected PDF is protected with a password. Save it without one, then choose it again"
NO_PAGES = "The selected PDF has no pages"
TOO_MANY_PAGES = f"The selected PDF must have no more than {PAGES} pages"
HOLDS_FILES = "The selected PDF is a folder of other files. Choose the PDF or the picture that is meant"
ONLY_ADOBE = "The selected PDF is a form that shows itself in Adobe Reader only. Print it to a PDF, and choose that PDF"
TOO_LARGE = "The selected PDF is too large. Save it with smaller pictures, then choose it again"

OF_DOCUMENT = ("/Type", "/Version", "/Pages", "/Lang", "/MarkInfo", "/StructTreeRoot", "/OCProperties")
OF_PAGES = ("/Type", "/Parent", "/Kids", "/Count", "/Resources", "/MediaBox", "/CropBox", "/Rotate")
OF_PAGE = (
    *("/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate"),
    *("/BleedBox", "/TrimBox", "/ArtBox", "/UserUnit", "/Contents", "/Group", "/StructParents", "/Tabs"),
)
NOWHERE = frozenset(
    {
        # what acts
        *(
            "/OpenAction",
            "/AA",
            "/JS",
            "/JavaScript",
            "/Names",
            "/Dests",
            "/Next",
            "/URI",
            "/Launch",
            "/Annots",
            "/AcroForm",
        ),
        *("/XFA", "/RichMediaContent", "/RichMediaSettings", "/Rendition", "/Movie", "/Sound"),
        # what is or points to another file
        *("/AF", "/EF", "/RF", "/UF", "/FS", "/EmbeddedFiles", "/Ref", "/OPI", "/Alternates", "/Schema"),
        # what tells more than the page
        *("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/Info", "/Measure", "/PtData"),
    }
)
# Under these stand dictionaries whose entries have names of their own, mostly short: a font may be called /AA.
NAMED = (
    *("/Font", "/XObject", "/ColorSpace", "/ExtGState", "/Pattern", "/Shading", "/Properties"),
    *("/CharProcs", "/Colorants", "/RoleMap", "/ClassMap"),
)
SHORT = 6  # with the stroke
ACTIONS = frozenset(
    {
        *("/JavaScript", "/Launch", "/URI", "/SubmitForm", "/ImportData", "/ResetForm", "/GoTo", "/GoToR", "/GoToE"),
        *("/GoToDp", "/GoTo3DView", "/Rendition", "/Movie", "/Sound", "/Named", "/Hide", "/SetOCGState", "/Trans"),
        *("/RichMediaExecute", "/Thread"),
    }
)
TYPES = frozenset({"/Action", "/Annot", "/EmbeddedFile", "/Filespec", "/Metadata", "/3D", "/Sig", "/Outlines"})
SUBTYPES = frozenset(
    {
        *(
            "/Widget",
            "/RichMedia",
            "/3D",
            "/Screen",
            "/FileAttachment",
            "/Link",
            "/Text",
            "/FreeText",
            "/Popup",
            "/Sound",
        ),
        *(
            "/Movie",
            "/Stamp",
            "/Ink",
            "/Line",
            "/Square",
            "/Circle",
            "/Polygon",
            "/PolyLine",
            "/Highlight",
            "/Underline",
        ),
        *("/Squiggly", "/StrikeOut", "/Caret", "/Redact", "/Projection", "/Watermark", "/TrapNet", "/PrinterMark"),
        *("/PS", "/XML"),
    }
)


def rewrite(data: bytes) -> tuple[bytes, int]:
    """The PDF, written again, and how many pages it has."""
    with _opened(data) as pdf:
        pages = _check(pdf)
        _flatten(pdf)
        _keep(pdf.Root, OF_DOCUMENT)
        for page in pdf.pages:
            _keep(page.obj, OF_PAGE)
        for node in _nodes(pdf):
            _keep(node, OF_PAGES)
        for name in list(pdf.trailer.keys()):
            if name not in ("/Root", "/Size"):
                del pdf.trailer[name]
        for item, has_own_names in _everything(pdf):
            _disarm(item, has_own_names)
            if isinstance(item, Stream):
                _check_growth(item)
                _without_remarks(pdf, item)
        written = BytesIO()
        pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
    rewritten = written.getvalue()
    if len(rewritten) > LARGEST:
        raise Unfit(TOO_LARGE)
    _look_again(rewritten, pages)
    return rewritten, pages


def _opened(data: bytes) -> Pdf:
    try:
        return pikepdf.open(BytesIO(data), attempt_recovery=False, suppress_warnings=True)
    except pikepdf.PasswordError:
        raise Unfit(PROTECTED) from None
    except (pikepdf.PdfError, RuntimeError):
        if b"/Encrypt" in data:  # some ways of protecting it ask for more than a confined process has
            raise Unfit(PROTECTED) from None
        raise


def _check(pdf: Pdf) -> int:
    if pdf.is_encrypted:
        raise Unfit(PROTECTED)
    if "/Collection" in pdf.Root:
        raise Unfit(HOLDS_FILES)
    if pdf.Root.get("/NeedsRendering", False) is True:
        raise Unfit(ONLY_ADOBE)
    said = pdf.Root.Pages.get("/Count")
    pages = said if isinstance(said, int) and said > PAGES else len(pdf.pages)
    if pages == 0:
        raise Unfit(NO_PAGES)
    if pages > PAGES:
        raise Unfit(TOO_MANY_PAGES)
    return pages


def _flatten(pdf: Pdf) -> None:
    """What was filled in, stamped or remarked on a page becomes part of it."""
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, Dictionary) and form.get("/NeedAppearances", False) is True:
        pdf.generate_appearance_streams()
    pdf.flatten_annotations("screen")


def _keep(item: Any, names: tuple[str, ...]) -> None:
    for name in list(item.keys()):
        if name not in names:
            del item[name]


def _nodes(pdf: Pdf) -> Iterator[Any]:
    """The branches that pages hang on."""
    seen = set()
    for page in pdf.pages:
        node = page.obj.get("/Parent")
        while isinstance(node, Dictionary) and node.objgen not in seen:
            seen.add(node.objgen)
            yield node
            node = node.get("/Parent")


def _everything(pdf: Pdf) -> Iterator[tuple[Any, bool]]:
    """Every dictionary and stream, also those inside others, and whether its entries have names of their own."""
    named = {item[name].objgen for item, _ in _walk(pdf, set()) for name in NAMED if _is_reference(item.get(name))}
    yield from _walk(pdf, named)


def _walk(pdf: Pdf, named: set[tuple[int, int]]) -> Iterator[tuple[Any, bool]]:
    for held in list(pdf.objects):
        waiting = [(held, held.objgen in named)]
        while waiting:
            item, has_own_names = waiting.pop()
            if isinstance(item, Dictionary | Stream):
                yield item, has_own_names
                inside = [(item[name], name in NAMED) for name in list(item.keys())]
            elif isinstance(item, Array):
                inside = [(thing, False) for thing in item]
            else:
                continue
            waiting += [(thing, own) for thing, own in inside if isinstance(thing, Object) and not thing.is_indirect]


def _is_reference(item: Any) -> bool:
    return isinstance(item, Object) and item.is_indirect


def _is_dangerous(item: Any) -> bool:
    kinds = ((item.get("/Type"), TYPES), (item.get("/Subtype"), SUBTYPES), (item.get("/S"), ACTIONS))
    return any(isinstance(kind, Name) and str(kind) in names for kind, names in kinds)


def _out_of_place(item: Any, has_own_names: bool) -> list[str]:
    found = [name for name in item.keys() if name in NOWHERE and not (has_own_names and len(name) <= SHORT)]
    if isinstance(item, Stream):  # which lies in another file
        found += [name for name in ("/F", "/FFilter", "/FDecodeParms") if name in item]
    return found


def _disarm(item: Any, has_own_names: bool) -> None:
    if _is_dangerous(item):
        if isinstance(item, Stream):
            item.write(b"")
        for name in list(item.keys()):
            if name != "/Length":
                del item[name]
        return
    for name in _out_of_place(item, has_own_names):
        del item[name]


def _without_remarks(pdf: Pdf, stream: Any) -> None:
    """A picture inside a PDF is a JPEG with everything that a telephone wrote into it."""
    filters = stream.get("/Filter")
    names = [str(name) for name in filters] if isinstance(filters, Array) else [str(filters)]
    clean = {"/DCTDecode": jpeg_without_remarks, "/DCT": jpeg_without_remarks, "/JPXDecode": jpx_without_remarks}
    if names[-1] not in clean:
        return
    parameters = stream.get("/DecodeParms")
    if len(names) == 1:
        picture = stream.read_raw_bytes()
    else:
        outer = Stream(pdf, stream.read_raw_bytes())
        outer["/Filter"] = Array([Name(name) for name in names[:-1]])
        if isinstance(parameters, Array):
            outer["/DecodeParms"] = Array(list(parameters)[:-1])
            parameters = list(parameters)[-1]
        picture = outer.read_bytes()
    if isinstance(parameters, Array):
        parameters = parameters[0] if len(parameters) else None
    stream.write(
        clean[names[-1]](picture),
        filter=Name(names[-1]),
        decode_parms=parameters if isinstance(parameters, Dictionary) else None,
    )


def _check_growth(stream: Any) -> None:
    """What is small here and huge once it is unpacked would stop whoever opens it. What is packed twice, or in another
    way, has been unpacked and packed in this way alone when it is looked at again."""
    filters = stream.get("/Filter")
    outermost = (filters[0] if len(filters) else None) if isinstance(filters, Array) else filters
    if outermost not in (Name.FlateDecode, Name.Fl):
        return
    unpacking, packed, size = zlib.decompressobj(), stream.read_raw_bytes(), 0
    while packed and not unpacking.eof:
        size += len(unpacking.decompress(packed, 1 << 20))
        packed = unpacking.unconsumed_tail
        if size > LARGEST_STREAM:
            raise Unfit(TOO_LARGE)


def jpeg_without_remarks(data: bytes) -> bytes:
    """Without its segments of remarks (EXIF, XMP, IPTC, comments), and without what stands behind its end.

    APP14 stays: it says how the colours are meant. What is no JPEG gives nothing.
    """
    if data[:2] != b"\xff\xd8":
        return b""
    kept = bytearray(data[:2])
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xD9:
            return bytes(kept) + b"\xff\xd9"
        end = at + 2 + int(struct.unpack_from(">H", data, at + 2)[0])
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker == 0xEE:
            kept += data[at:end]
        at = end
        if marker == 0xDA:
            at = _end_of_scan(data, at)
            kept += data[end:at]
    return bytes(kept) + b"\xff\xd9"


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next marker stands that is neither a stuffed byte nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        if data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 2
        else:
            return at


JP2 = b"\0\0\0\x0cjP  \r\n\x87\n"
BOXES_OF_REMARKS = (b"uuid", b"xml ", b"uinf", b"jp2i")


def jpx_without_remarks(data: bytes) -> bytes:
    """The same for JPEG 2000, whose remarks stand in boxes of their own."""
    if not data.startswith(JP2):
        return data if data.startswith(b"\xff\x4f\xff\x51") else b""
    kept = bytearray()
    at = 0
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if length == 1 and at + 16 <= len(data):
            length = struct.unpack_from(">Q", data, at + 8)[0]
        if length == 0:
            length = len(data) - at
        if length < 8:
            break
        if kind not in BOXES_OF_REMARKS:
            kept += data[at : at + length]
        at += length
    return bytes(kept)


def _look_again(rewritten: bytes, pages: int) -> None:
    """Nothing may be left, whatever was overlooked above."""
    with pikepdf.open(BytesIO(rewritten), attempt_recovery=False, suppress_warnings=True) as pdf:
        if len(pdf.pages) != pages:
            raise ValueError("pages were lost")
        if not set(pdf.Root.keys()) <= set(OF_DOCUMENT) or "/Info" in pdf.trailer:
            raise ValueError("the document holds more than it may")
        for item, has_own_names in _everything(pdf):
            if _is_dangerous(item) or _out_of_place(item, has_own_names):
                raise ValueError("something is left that acts or tells")
            if isinstance(item, Stream):
                _check_growth(item)
