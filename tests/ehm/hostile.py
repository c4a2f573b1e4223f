"""Files that somebody might upload to do harm, made here: none is stored, and none is a real one.

Each family gives (name, bytes). Whatever is hidden holds `CANARY`, and every place is the same made-up one.
"""

import base64
import functools
import gzip
import io
import random
import struct
import zipfile
import zlib

from PIL import Image

CANARY = b"CANARY"
EICAR = base64.b64decode("WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo=")
SCRIPT = b"<script>alert('CANARY')</script>"

# 64 by 48, red at the top left, to be turned by a quarter; with a place in EXIF and in XMP. Nothing here can write one.
HEIC = base64.b64decode(
    """
AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAhJtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAEZpbG9jAA
AAAERAAAMAAQAAAAACNgABAAAAAAAAADQAAgAAAAACagABAAAAAAAAALAAAwAAAAADGgABAAAAAAAAACYAAABiaWluZgAAAAAAAwAAABVpbmZl
AgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAACppbmZlAgAAAQADAABtaW1lAGFwcGxpY2F0aW9uL3JkZit4bWwAAAAAAA5waX
RtAAAAAAABAAABB2lwcnAAAADmaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroC
QGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFG
lzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAAAlpcm90AwAA
ABlpcG1hAAAAAAAAAAEAAQaBAgMFhIYAAAAoaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAAA5jZHNjAAMAAQABAAABEm1kYXQAAAAwKAGvWPkS3f
/WE/+dNIcNXLxzDU/1CAuxnn6A2tqZTsfX/9kYOPfKIf7xDaETHLT3AAAABkV4aWYAAE1NACoAAAAIAAMBDwACAAAADQAAADIBEgADAAAAAQAG
AACIJQAEAAAAAQAAAEAAAAAAQ0FOQVJZIG1ha2VyAAAABAABAAIAAAACTgAAAAACAAUAAAADAAAAdgADAAIAAAACVwAAAAAEAAUAAAADAAAAjg
AAAAAAAAA0AAAAAQAAABgAAAABAAAAHgAAAAEAAAABAAAAAQAAAB4AAAABAAAAHgAAAAE8eDp4bXBtZXRhPkNBTkFSWSA1MiwyNC41TjwveDp4
bXBtZXRhPg==
"""
)

# White, 8192 by 8192.
HUGE_HEIC = zlib.decompress(
    base64.b64decode(
        """
eNrt1k1rE1EUBuBzZ2o7gbQGarWi1qYiFKFgkeKiIIN2oxtd1oUh02lCLmSSSxpkDC6mRXHhpn6sCpEqLlwIFgS1hWIt/gfdKG50PcsilnomiV
30B/QgfU9ucr/OzMOcgckQ0cli/Y4pFbRPHIEujifjQHtFIjUdFOoetSNbmi3XOmMy2q/TnhjR5WrrJFMuKf5wqLvtnmhyjX/OaF0ptqbJ6gBP
ClZnVrrtjyfDPqPrwW7KV21qhvtVbfwq9w1Ou6LsZGmxlbQe05/trS2iw3aejxh0VVrt7CQJdpJhJ219zXI93hy7rNSenWVyLXLoZuXl46VfP7
LLGxFROkq27s3wET1T6lNtZcZlqN+vlmsVvxzyci91cw4d0XOm0L664c6XMkaHOhnYjuNwd0yb4F8BuSZd85bdxcXYDGY9rt/ku1H15lAmY2Vz
33O5oVPfOJrN5q39jvy26r168YsfX7+/6capRzeiToH2s32MXsz/Hjq7GgrYzuiToz9jAZhS4QMJltvp80JwKhSC40gG7knLuMcXZdxrroz7UO
b+qgkR1mqIsPaSBNv9WeRJNSih9pUk1IGMhHpCRB0ZllDPiagXRNRLeQlV5o9nWkT1NiTUiojaEKnwgsjrhMxLzFMR9ZmI+lxEfSWivj5A6soB
Ut9ChQr1v1HfQ4UKFSpUqFChQoUKFSpUqFChQoUKFSpUqFChQoUKFSpUqFChQoUKFSpUcfVD9BeO+UnQ
"""
    )
)


def family(make):
    """Made once, in one list."""
    return functools.cache(lambda: list(make()))


def archive(*names, body=CANARY):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, body)
    return held.getvalue()


PAYLOADS = {
    "eicar": EICAR + CANARY,
    "html": b"<!doctype html><html><body onload=alert(1)>" + SCRIPT,
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>",
    "php": b"<?php system('CANARY'); ?>",
    "script": b"*/=1;alert('CANARY');/*",
    "mhtml": b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n\r\n" + SCRIPT,
    "zip": archive("CANARY.exe"),
    "jar": archive("META-INF/MANIFEST.MF", "CANARY.class"),
    "pdf": b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(CANARY)>>>>endobj\n%%EOF",
}


def encoded(picture, kind, **options):
    held = io.BytesIO()
    picture.save(held, kind, **options)
    return held.getvalue()


def corner(width=64, height=48, mode="RGB"):
    """Blue, and red at the top left."""
    picture = Image.new("RGB", (width, height), "blue")
    picture.paste("red", (0, 0, width // 2, height // 2))
    return picture.convert(mode)


def plain(kind):
    if kind == "HEIF":
        return HEIC
    return encoded(corner(mode="P" if kind == "GIF" else "RGB"), kind)


KINDS = ("JPEG", "PNG", "GIF", "WEBP", "HEIF")


def png_chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_with(*chunks, start=None):
    """Chunks right after the header."""
    start = start or plain("PNG")
    return start[:33] + b"".join(png_chunk(name, data) for name, data in chunks) + start[33:]


def jpeg_with(*segments):
    """(marker, data) right after the beginning."""
    start = plain("JPEG")
    added = b"".join(b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data for marker, data in segments)
    return start[:2] + added + start[2:]


def webp_with(*chunks):
    """As an extended WebP, with flags for EXIF and XMP."""
    body = plain("WEBP")[12:]
    extended = b"VP8X" + struct.pack("<I", 10) + b"\x0c\0\0\0" + struct.pack("<I", 63)[:3] + struct.pack("<I", 47)[:3]
    for name, data in chunks:
        body += name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
    return b"RIFF" + struct.pack("<I", 4 + len(extended) + len(body)) + b"WEBP" + extended + body


def gif_with(data, label=0xFE):
    start = plain("GIF")
    table = 13 + 3 * 2 ** ((start[10] & 7) + 1)
    blocks = b"".join(bytes([len(part)]) + part for part in (data[at : at + 255] for at in range(0, len(data), 255)))
    return start[:table] + b"!" + bytes([label]) + blocks + b"\0" + start[table:]


def exif(orientation=1):
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = "CANARY"
    tags[0x9C9C] = "CANARY".encode("utf-16-le")
    place = tags.get_ifd(0x8825)
    place.update({1: "N", 2: (52.0, 24.0, 30.0), 3: "W", 4: (1.0, 30.0, 30.0), 29: "2026:11:22"})
    return tags.tobytes()


XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>52,24.5N CANARY</exif:GPSLatitude></x:xmpmeta>'
IPTC = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0b\x1c\x02\x5a\0\x06CANARY\0"


@family
def with_places():
    """Where it was taken, by whom and with what, in every place that holds such things."""
    tags = exif()
    yield "jpeg exif", encoded(corner(), "JPEG", exif=tags)
    yield "jpeg xmp", jpeg_with((0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP))
    yield "jpeg long xmp", jpeg_with((0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"A" * 32 + bytes(8) + XMP))
    yield "jpeg iptc", jpeg_with((0xED, IPTC))
    yield "jpeg comment", jpeg_with((0xFE, b"CANARY 52.4 -1.5"))
    yield "jpeg twice", jpeg_with((0xE1, tags), (0xE1, tags), (0xFE, CANARY))
    yield "jpeg profile", encoded(corner(), "JPEG", icc_profile=CANARY * 100)
    yield "jpeg second picture", jpeg_with((0xE2, b"MPF\0" + CANARY)) + encoded(corner(), "JPEG", exif=tags)
    yield "jpeg appended picture", plain("JPEG") + encoded(corner(), "JPEG", exif=tags)
    yield "jpeg appended film", plain("JPEG") + b"\0\0\0\x1cftypmp42" + CANARY
    for marker in range(0xE0, 0xF0):
        yield f"jpeg segment {marker:x}", jpeg_with((marker, b"CANARY 52.4 -1.5"))
    yield "png exif", encoded(corner(), "PNG", exif=tags)
    yield "png exif late", plain("PNG")[:-12] + png_chunk(b"eXIf", tags[6:]) + plain("PNG")[-12:]
    yield "png text", png_with((b"tEXt", b"Location\0CANARY"))
    yield "png squeezed text", png_with((b"zTXt", b"Location\0\0" + zlib.compress(CANARY)))
    yield "png xmp", png_with((b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP))
    yield "png raw profile", png_with((b"tEXt", b"Raw profile type exif\0\nexif\n6\n" + CANARY.hex().encode()))
    yield "png profile", png_with((b"iCCP", b"CANARY\0\0" + zlib.compress(CANARY * 50)))
    yield "png private chunk", png_with((b"caNb", CANARY))
    yield "webp exif", webp_with((b"EXIF", tags[6:]))
    yield "webp xmp", webp_with((b"XMP ", XMP))
    yield "webp private chunk", webp_with((b"CANA", CANARY))
    yield "gif comment", gif_with(b"CANARY 52.4 -1.5")
    yield "gif xmp", gif_with(b"XMP DataXMP" + XMP, 0xFF)
    yield "heic", HEIC


@family
def polyglots():
    """Pictures that are something else as well."""
    for name, payload in PAYLOADS.items():
        for kind in KINDS:
            yield f"{kind} and {name} behind", plain(kind) + payload
        yield f"JPEG and {name} in a comment", jpeg_with((0xFE, payload))
        yield f"JPEG and {name} in a segment", jpeg_with((0xEB, payload))
        yield f"PNG and {name} in a text", png_with((b"tEXt", b"Comment\0" + payload))
        yield f"PNG and {name} in a chunk", png_with((b"prVt", payload))
        yield f"WEBP and {name} in a chunk", webp_with((b"JUNK", payload))
        yield f"GIF and {name} in a comment", gif_with(payload)
    yield "GIF that is a script", b"GIF89a/*" + plain("GIF")[8:] + b"*/=1;alert('CANARY')"


@family
def in_disguise():
    """What begins like a picture and goes on as something else."""
    beginnings = {
        "JPEG": b"\xff\xd8\xff\xe0",
        "PNG": b"\x89PNG\r\n\x1a\n",
        "GIF": b"GIF89a",
        "WEBP": b"RIFF\x40\0\0\0WEBPVP8 ",
        "HEIF": b"\0\0\0\x18ftypheic",
    }
    for kind, beginning in beginnings.items():
        for name, payload in PAYLOADS.items():
            yield f"{name} that begins like {kind}", beginning + payload


@family
def not_read():
    """What is neither a picture nor a PDF."""
    for name, payload in PAYLOADS.items():
        if name != "pdf":
            yield name, payload
    svg = PAYLOADS["svg"]
    yield "svg of its own", b'<?xml version="1.0"?>\n<!DOCTYPE svg SYSTEM "file:///etc/passwd">' + svg
    yield "svg that expands", b'<!DOCTYPE svg [<!ENTITY a "CANARY"><!ENTITY b "&a;&a;&a;">]>' + svg
    yield "svg with a page in it", b"<svg><foreignObject>" + SCRIPT + b"</foreignObject></svg>"
    yield "svg in two bytes", svg.decode().encode("utf-16")
    yield "svg with a mark before", b"\xef\xbb\xbf" + svg
    yield "svg with room before", b"\n\n   " + svg
    yield "svg squeezed", gzip.compress(svg)
    yield "a page in capitals", b"<HTML><SCRIPT>alert(1)</SCRIPT>"
    yield "a page behind a remark", b"<!-- x -->" + SCRIPT
    yield "a mail", b"From: a@example.com\r\nContent-Type: text/html\r\n\r\n" + SCRIPT
    yield "a shortcut", b"[InternetShortcut]\r\nURL=javascript:alert('CANARY')"
    yield "a shell script", b"#!/bin/sh\necho CANARY"
    yield "a program for Windows", b"MZ\x90\0" + CANARY
    yield "a program for Linux", b"\x7fELF\x02\x01\x01" + CANARY
    yield "a Windows link", b"L\0\0\0\x01\x14\x02\0" + CANARY
    yield "a drawing for printers", b"%!PS-Adobe-3.0\n(CANARY) run"
    yield "a drawing for Windows", b"\xd7\xcd\xc6\x9a" + CANARY
    yield "a table with formulas", b"=cmd|' /C calc'!A0,CANARY"
    yield "words", b"Just words"
    yield "tiff", encoded(corner(), "TIFF")
    yield "bmp", encoded(corner(), "BMP")
    yield "ico", encoded(corner(), "ICO")
    yield "avif brand", b"\0\0\0\x1cftypavif\0\0\0\0" + CANARY
    yield "film brand", b"\0\0\0\x1cftypisom\0\0\0\0" + CANARY


@family
def office():
    relations, types = "_rels/.rels", "[Content_Types].xml"
    yield "docx", archive(types, relations, "word/document.xml")
    yield "docm", archive(types, relations, "word/document.xml", "word/vbaProject.bin")
    yield "xlsx", archive(types, relations, "xl/workbook.xml")
    yield "xlsm", archive(types, "xl/vbaProject.bin")
    yield "pptm", archive(types, "ppt/vbaProject.bin")
    yield "docx that asks a program", archive(types, "word/document.xml", body=b"<w:instrText>DDEAUTO c:\\\\cmd CANARY")
    yield "docx with a template elsewhere", archive(types, "word/_rels/settings.xml.rels", body=b"http://example.com/x")
    yield "docx with an object", archive(types, "word/embeddings/oleObject1.bin")
    yield "odt", archive("mimetype", body=b"application/vnd.oasis.opendocument.text").replace(b"mimetype", b"mimetype")
    yield "doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + CANARY * 100
    yield "rtf", b"{\\rtf1 {\\object\\objdata CANARY}}"
    yield "rtf that asks a program", b"{\\rtf1 {\\field{\\*\\fldinst DDEAUTO cmd CANARY}}}"


@family
def archives():
    yield "zip bomb", archive("0", body=bytes(5_000_000))
    inner = archive("0", body=bytes(500_000))
    yield "zip of zips", archive(*(f"{number}.zip" for number in range(16)), body=inner)
    yield "zip that climbs", archive("../../etc/cron.d/CANARY")
    yield "zip that climbs on Windows", archive("..\\..\\CANARY.exe")
    yield "zip from the root", archive("/etc/CANARY")
    yield "empty zip", archive()
    yield "gzip bomb", gzip.compress(bytes(5_000_000))
    yield "bzip", b"BZh91AY&SY" + CANARY
    yield "xz", b"\xfd7zXZ\0" + CANARY
    yield "rar", b"Rar!\x1a\x07\x01\0" + CANARY
    yield "7z", b"7z\xbc\xaf\x27\x1c" + CANARY
    yield "cabinet", b"MSCF\0\0\0\0" + CANARY


@family
def bombs():
    """Small files that are huge pictures."""
    for side in (8_000, 31_000, 100_000, 2**31 - 1):
        header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
        yield f"png of {side}", b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + plain("PNG")[33:]
    rows = zlib.compress(bytes((1 + 30_000 // 8) * 30_000), 1)
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    whole = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b"")
    yield "png that is whole", b"\x89PNG\r\n\x1a\n" + whole
    yield "png of one line", encoded(Image.new("1", (40_000, 1)), "PNG")
    yield "png with a text that grows", png_with((b"zTXt", b"a\0\0" + zlib.compress(bytes(20_000_000), 1)))
    yield "png with a profile that grows", png_with((b"iCCP", b"a\0\0" + zlib.compress(bytes(20_000_000), 1)))
    yield "png with many texts", png_with(*[(b"tEXt", b"a\0" + b"x" * 1000)] * 1500)
    gif = plain("GIF")
    yield "gif of 65535", gif[:6] + b"\xff\xff\xff\xff" + gif[10:]
    place = gif.index(b",\0\0\0\0")
    yield "gif with a large frame", gif[: place + 5] + b"\xff\xff\xff\xff" + gif[place + 9 :]
    jpeg = plain("JPEG")
    frame = jpeg.index(b"\xff\xc0")
    yield "jpeg of 65535", jpeg[: frame + 5] + b"\xff\xff\xff\xff" + jpeg[frame + 9 :]
    yield "jpeg of no height", jpeg[: frame + 5] + b"\0\0" + jpeg[frame + 7 :]
    webp = webp_with()
    yield "webp of 16777216", webp[:24] + b"\xff" * 6 + webp[30:]
    yield "webp of 16384", b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\xff\xff\xff\x0f" + bytes(8)
    yield "heic of 8192", HUGE_HEIC
    place = HEIC.index(b"ispe") + 8
    yield "heic that says it is larger", HEIC[:place] + struct.pack(">II", 20_000, 20_000) + HEIC[place + 8 :]


@family
def films():
    """Pictures that move: only the first is read, however many there are."""
    frames = [Image.new("P", (16, 12), number % 200) for number in range(60)]
    yield "gif", encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    coloured = [frame.convert("RGB") for frame in frames]
    yield "png", encoded(coloured[0], "PNG", save_all=True, append_images=coloured[1:])
    yield "webp", encoded(coloured[0], "WEBP", save_all=True, append_images=coloured[1:])
    gif = plain("GIF")
    frame = gif[gif.index(b",\0\0\0\0") : -1]
    yield "gif of ten thousand", gif[:-1] + frame * 10_000 + b";"


@family
def cut_short():
    for kind in KINDS:
        whole = plain(kind)
        for part in (0.05, 0.3, 0.5, 0.7):
            yield f"{kind} cut at {part}", whole[: max(9, int(len(whole) * part))]


@family
def damaged():
    """A few bytes changed, always the same ones."""
    for kind in KINDS:
        for seed in range(6):
            chance = random.Random(seed)
            changed = bytearray(plain(kind))
            for _ in range(12):
                changed[chance.randrange(12, len(changed))] = chance.randrange(256)
            yield f"{kind} damaged {seed}", bytes(changed)
