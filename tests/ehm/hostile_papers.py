"""PDFs that somebody might upload to do harm, made here. Each family gives (name, bytes).

Whatever acts or hides holds `CANARY`; what may be seen says `Hello`.
"""

import io
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from tests.ehm import hostile
from tests.ehm.hostile import family

SCRIPT = "app.alert('CANARY')"
ACTIONS = {
    "JavaScript": {"JS": String(SCRIPT)},
    "Launch": {"F": String("CANARY.exe"), "Win": Dictionary(F=String("CANARY.exe"), P=String("CANARY"))},
    "URI": {"URI": String("https://example.com/CANARY")},
    "SubmitForm": {"F": Dictionary(FS=Name.URL, F=String("https://example.com/CANARY"))},
    "ImportData": {"F": String("CANARY.fdf")},
    "GoToR": {"F": String("CANARY.pdf"), "D": Array([0, Name.Fit])},
    "GoToE": {"F": String("CANARY.pdf"), "T": Dictionary(R=Name.C, N=String("CANARY"))},
    "Rendition": {"JS": String(SCRIPT), "OP": 0},
    "Movie": {"T": String("CANARY")},
    "Sound": {"CANARY": 1},
    "Named": {"N": Name.Print, "CANARY": 1},
    "Hide": {"T": String("CANARY")},
    "SetOCGState": {"CANARY": 1},
    "ResetForm": {"CANARY": 1},
    "Thread": {"F": String("CANARY.pdf"), "D": 0},
    "RichMediaExecute": {"TI": String("CANARY")},
    "GoTo3DView": {"V": String("CANARY")},
}


def action(kind="JavaScript"):
    return Dictionary(S=Name("/" + kind), **ACTIONS[kind])


def new(pages=1):
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(300, 200))
    for page in pdf.pages:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.Contents = Stream(pdf, b"BT /AA 12 Tf 20 100 Td (Hello) Tj ET")
        page.Resources = Dictionary(Font=Dictionary(AA=font))  # a font may be called like something that acts
    return pdf


def saved(pdf, **options):
    held = io.BytesIO()
    pdf.save(held, **options)
    return held.getvalue()


def annotated(pdf, subtype, **entries):
    box = Array([10, 10, 100, 30])
    note = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name("/" + subtype), Rect=box, **entries))
    page = pdf.pages[0]
    if "/Annots" not in page:
        page.Annots = Array()
    page.Annots.append(note)
    return note


def a_field(pdf, value="Seen at home", **entries):
    shown = Stream(pdf, b"BT /F1 10 Tf 2 5 Td (" + value.encode() + b") Tj ET")
    shown.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 90, 20])))
    named = {"FT": Name.Tx, "T": String("note"), "V": String(value), "AP": Dictionary(N=shown), "F": 4}
    field = annotated(pdf, "Widget", **(named | entries))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), DA=String("/Helv 0 Tf 0 g"))
    return field


def a_file(pdf, name="CANARY.exe", data=hostile.CANARY):
    held = Stream(pdf, data)
    held.update(Dictionary(Type=Name.EmbeddedFile))
    return pdf.make_indirect(
        Dictionary(Type=Name.Filespec, F=String(name), UF=String(name), EF=Dictionary(F=pdf.make_indirect(held)))
    )


def everywhere(kind):
    """The action in each place that a program looks for one."""
    pdf = new()
    root, page = pdf.Root, pdf.pages[0]
    root.OpenAction = pdf.make_indirect(action(kind))
    root.AA = Dictionary({f"/{moment}": action(kind) for moment in ("WC", "WS", "DS", "WP", "DP")})
    page.AA = Dictionary(O=action(kind), C=action(kind))
    annotated(pdf, "Link", A=action(kind), PA=action(kind))
    annotated(pdf, "Screen", AA=Dictionary(PO=action(kind), PV=action(kind)))
    field = a_field(pdf, A=action(kind))
    field.AA = Dictionary({f"/{moment}": action(kind) for moment in "KFVC"})
    line = pdf.make_indirect(Dictionary(Title=String("CANARY"), A=action(kind)))
    root.Outlines = pdf.make_indirect(Dictionary(Type=Name.Outlines, First=line, Last=line, Count=1))
    line.Parent = root.Outlines
    return pdf


@family
def acting():
    for kind in ACTIONS:
        yield kind.lower(), saved(everywhere(kind))
    yield "in streams of objects", saved(everywhere("JavaScript"), object_stream_mode=pikepdf.ObjectStreamMode.generate)
    yield "for the web", saved(everywhere("Launch"), linearize=True)
    yield "with names in disguise", by_hand(b"/Open#41ction<</S/J#61vaScript/#4a#53(CANARY)>>")
    yield "with remarks between", by_hand(b"/OpenAction%x\n<<%>>\n/S%\n/JavaScript/JS<43414E415259>>>")
    yield "said twice", by_hand(b"/OpenAction null/OpenAction<</S/JavaScript/JS(CANARY)>>")
    pdf = new()
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action()])))
    yield "a named script", saved(pdf)
    pdf = new()
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=Stream(pdf, SCRIPT.encode()))
    yield "a script in a stream", saved(pdf)
    pdf = new()
    chain = action()
    for _ in range(30):
        chain = Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]), Next=Array([chain]))
    pdf.Root.OpenAction = chain
    yield "a chain of them", saved(pdf)
    pdf = new()
    chain = pdf.make_indirect(action())
    chain.Next = chain
    pdf.Root.OpenAction = chain
    yield "one that follows itself", saved(pdf)
    pdf = new()
    hidden = pdf.make_indirect(action())
    pdf.pages[0].Resources.Font.Next = hidden
    pdf.pages[0].Resources.Properties = Dictionary(AA=Dictionary(O=hidden), OpenAction=action())
    yield "among fonts", saved(pdf)
    pdf = new()
    pdf.Root.Pages.AA = Dictionary(O=action())
    pdf.Root.Pages.OpenAction = action()
    yield "on a branch", saved(pdf)
    pdf = new()
    thing = annotated(pdf, "Link", A=action())
    element = Dictionary(Type=Name.StructElem, S=Name.Span, K=Dictionary(Type=Name.OBJR, Obj=thing))
    pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=pdf.make_indirect(element)))
    del thing.Type
    yield "in the order of reading", saved(pdf)
    pdf = new()
    pdf.trailer.CANARY = pdf.make_indirect(action())
    yield "beside the document", saved(pdf)
    pdf = new()
    deep = action()
    for _ in range(80):
        deep = Array([deep])
    pdf.Root.Deep = deep
    pdf.pages[0].Group = Dictionary(S=Name.Transparency, Deep=deep)
    yield "deep inside", saved(pdf)
    yield "added later", _added_later()


def by_hand(of_document, pages=b"/Count 1"):
    """The smallest PDF, written without a library that would put it right."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R" + of_document + b">>",
        b"<</Type/Pages/Kids[3 0 R]" + pages + b">>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R>>",
        b"<</Length 14>>stream\n(Hello) pop   \nendstream",
    ]
    written, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(written)
    return written + b"xref\n0 5\n0000000000 65535 f \n" + table + trailer


def _added_later():
    """As programs do that add to the end of a file and leave the rest as it is."""
    first = by_hand(b"")
    before = int(first.split(b"startxref\n")[1].split(b"\n")[0])
    added = b"1 0 obj\n<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(CANARY)>>>>\nendobj\n"
    table = b"xref\n1 1\n%010d 00000 n \ntrailer<</Size 5/Root 1 0 R/Prev %d>>\n" % (len(first), before)
    return first + added + table + b"startxref\n%d\n%%%%EOF\n" % (len(first) + len(added))


@family
def holding_files():
    pdf = new()
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([String("a"), a_file(pdf)])))
    yield "attached", saved(pdf)
    pdf = new()
    pdf.attachments["CANARY.docm"] = hostile.archive("word/vbaProject.bin")
    yield "attached docm", saved(pdf)
    pdf = new()
    annotated(pdf, "FileAttachment", FS=a_file(pdf), Contents=String("CANARY"))
    yield "pinned on", saved(pdf)
    pdf = new()
    pdf.Root.AF = Array([a_file(pdf)])
    pdf.pages[0].AF = Array([a_file(pdf)])
    yield "belonging to it", saved(pdf)
    pdf = new()
    form = Stream(pdf, b"")
    form.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]), AF=Array([a_file(pdf)])))
    form.Ref = Dictionary(F=a_file(pdf, "CANARY.pdf"), Page=0)
    pdf.pages[0].Resources.XObject = Dictionary(X=form)
    yield "belonging to a drawing", saved(pdf)
    pdf = new()
    outside = Stream(pdf, b"")
    outside.update(
        Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]), F=String("//host/CANARY"))
    )
    pdf.pages[0].Resources.XObject = Dictionary(X=outside)
    yield "of which a part lies elsewhere", saved(pdf)
    pdf = new()
    printing = Stream(pdf, b"(CANARY) run")
    printing.update(Dictionary(Type=Name.XObject, Subtype=Name.PS))
    pdf.pages[0].Resources.XObject = Dictionary(X=printing)
    yield "a program for printers", saved(pdf)
    for subtype, entries in {
        "RichMedia": {"RichMediaContent": Dictionary(Assets=Dictionary(Names=Array([String("CANARY")])))},
        "3D": {"3DD": Dictionary(Type=Name("/3D"), OnInstantiate=String(SCRIPT))},
        "Movie": {"Movie": Dictionary(F=String("CANARY.avi"))},
        "Sound": {"Sound": Dictionary(F=String("CANARY.wav"))},
    }.items():
        pdf = new()
        annotated(pdf, subtype, **entries)
        yield subtype.lower(), saved(pdf)


@family
def telling():
    """What says more than the page: who, when, where, with what."""
    pdf = new()
    pdf.docinfo["/Author"] = "CANARY"
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = ["CANARY"]
    yield "who wrote it", saved(pdf)
    pdf = new()
    pdf.pages[0].PieceInfo = Dictionary(Word=Dictionary(Private=String("CANARY")))
    pdf.pages[0].Thumb = Stream(pdf, hostile.CANARY)
    pdf.pages[0].Metadata = Stream(pdf, hostile.CANARY)
    pdf.pages[0].LastModified = String("CANARY")
    pdf.pages[0].NobodyKnows = String("CANARY")
    yield "about a page", saved(pdf)
    photographs = {
        "photograph": hostile.encoded(hostile.corner(), "JPEG", exif=hostile.exif()),
        "photograph with words": hostile.jpeg_with((0xFE, b"CANARY"), (0xE1, hostile.XMP), (0xED, hostile.IPTC)),
        "photograph with something behind": hostile.plain("JPEG") + hostile.PAYLOADS["zip"],
        "photograph in steps": hostile.encoded(hostile.corner(), "JPEG", exif=hostile.exif(), progressive=True),
    }
    for name, data in photographs.items():
        yield name, saved(with_picture(data, Name.DCTDecode))
    squeezed = with_picture(b"", Name.DCTDecode)
    holder = squeezed.pages[0].Resources.XObject.X
    holder.write(zlib.compress(photographs["photograph"]), filter=Array([Name.FlateDecode, Name.DCTDecode]))
    yield "photograph squeezed", saved(squeezed)
    yield "photograph of the other kind", saved(with_picture(jpeg_2000(), Name.JPXDecode))
    pdf = new()
    annotated(pdf, "Text", Contents=String("CANARY"), T=String("CANARY"))
    annotated(pdf, "Popup", Contents=String("CANARY"))
    yield "remarks that are closed", saved(pdf)


def jpeg_2000():
    picture = hostile.encoded(hostile.corner(), "JPEG2000")
    box = b"CANARY of a place"
    return picture[:12] + (len(box) + 8).to_bytes(4, "big") + b"uuid" + box + picture[12:]


def with_picture(data, kind):
    pdf = new()
    picture = Stream(pdf, data)
    picture.update(
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=64,
            Height=48,
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=kind,
        )
    )
    pdf.pages[0].Resources.XObject = Dictionary(X=pdf.make_indirect(picture))
    pdf.pages[0].Contents = Stream(pdf, b"BT /AA 12 Tf 20 100 Td (Hello) Tj ET q 64 0 0 48 10 10 cm /X Do Q")
    return pdf


@family
def refused():
    """What is refused, with the reason's name in `ehm.files.rewriting` or `paper`."""
    yield "PROTECTED", saved(new(), encryption=pikepdf.Encryption(owner="a", user="b"))
    yield "PROTECTED", saved(new(), encryption=pikepdf.Encryption(owner="a", user=""))
    yield "PROTECTED", saved(new(), encryption=pikepdf.Encryption(owner="a", user="", R=4))
    pdf = new()
    pdf.Root.Collection = Dictionary(View=Name.D)
    yield "HOLDS_FILES", saved(pdf)
    pdf = new()
    pdf.Root.NeedsRendering = True
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=Stream(pdf, b"<xdp>CANARY</xdp>"))
    yield "ONLY_ADOBE", saved(pdf)
    yield "NO_PAGES", saved(pikepdf.new())
    yield "TOO_MANY_PAGES", saved(new(201))
    whole = saved(new())
    for part in (0.1, 0.4, 0.7, 0.95):
        yield "UNREADABLE", whole[: int(len(whole) * part)]
    yield "UNREADABLE", b"%PDF-1.7\n" + hostile.CANARY
    yield "UNREADABLE", hostile.PAYLOADS["pdf"]
    yield "UNREADABLE", b"%PDF-1.4\n" + hostile.SCRIPT + b"\n%%EOF"
    yield "UNREADABLE", b"%PDF-1.4\n" + b"[" * 100_000
    looping = saved(new(), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    yield "UNREADABLE", looping.replace(b"/Type /Catalog", b"/Type /Katalog").replace(b"/Pages ", b"/Pags  ")


@family
def bombs():
    pdf = new()
    pdf.pages[0].Contents = Stream(pdf, zlib.compress(bytes(125_000_000), 1), Filter=Name.FlateDecode)
    yield "a page that grows", saved(pdf)
    twice = zlib.compress(zlib.compress(bytes(60_000_000), 1), 9)
    grown = with_picture(twice, Array([Name.FlateDecode, Name.FlateDecode, Name.DCTDecode]))
    yield "a picture that grows", saved(grown)
    packed = zlib.compress(bytes(125_000_000), 9)
    for name, data, outer in (
        ("packed twice", zlib.compress(packed, 9), Name.FlateDecode),
        ("packed and written as letters", packed.hex().encode() + b">", Name.ASCIIHexDecode),
    ):
        pdf = new()
        grey = {"Width": 10_000, "Height": 12_500, "ColorSpace": Name.DeviceGray, "BitsPerComponent": 8}
        kinds = {"Type": Name.XObject, "Subtype": Name.Image, "Filter": Array([outer, Name.FlateDecode])}
        picture = pdf.make_indirect(Stream(pdf, data, **grey, **kinds))
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im0=picture))
        yield name, saved(pdf, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    pdf = new()
    pdf.Root.Pages.Kids = Array([pdf.pages[0].obj] * 1000)
    pdf.Root.Pages.Count = 1
    yield "one page a thousand times", saved(pdf)
    yield "pages that are only said", by_hand(b"", b"/Count 2147483647")
    loop = new()
    loop.Root.Pages.Kids.append(loop.Root.Pages)
    yield "pages that hang on themselves", saved(loop)
