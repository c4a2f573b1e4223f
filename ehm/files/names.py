"""What a file is called on its owner's computer: shown to people, offered for saving, never a path of ours."""

import re
import unicodedata

LONGEST = 100  # characters, with the ending
_NOT_SHOWN = ("C", "Zl", "Zp")  # control and format characters (which turn the direction round), and ends of lines
_NOT_IN_NAMES = re.compile(r'[<>:"|?*%;`$&\\/]+')
_ENDINGS = re.compile(
    r"\.(pdf|jpe?g|png|webp|gif|hei[cf]|avif|tiff?|bmp|svgz?|x?html?|mht(ml)?|xml|txt|rtf|do[ct][xm]?|od[tspg]|xls[xmb]?|csv"
    r"|pp[ts][xm]?|zip|7z|rar|exe|com|scr|bat|cmd|ps1|msi|js|jse|vb[se]?|wsf|hta|lnk|url|jar|sh|py|php|dll|iso)$",
    re.IGNORECASE,
)


def display_name(name: str, ending: str) -> str:
    """`name` as it may be shown, ending in what the file has become ("pdf", "jpg"). Empty where nothing is left."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(" " if letter.isspace() else letter for letter in last if not _is_not_shown(letter))
    stem = " ".join(_NOT_IN_NAMES.sub(" ", shown).split()).rstrip(". ")
    while _ENDINGS.search(stem):
        stem = _ENDINGS.sub("", stem).rstrip(". ")
    stem = stem[: LONGEST - len(ending) - 1].strip(". ")
    return f"{stem}.{ending}" if any(letter.isalnum() for letter in stem) else ""


def _is_not_shown(letter: str) -> bool:
    return not letter.isspace() and unicodedata.category(letter).startswith(_NOT_SHOWN)
