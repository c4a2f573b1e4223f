"""GOV.UK's and MOJ's ready-made style sheets, made fit for a service that is not on GOV.UK.

Their typeface and the crown are licensed for GOV.UK only, so neither may reach a page of ours.
"""

import re

FONTS = 'Arial,"Helvetica Neue",Helvetica,"Liberation Sans",sans-serif'

FONT_FACE = re.compile(r"(/\*![^*]*\*/)?@font-face\{[^}]*\}")
GDS_FONT = re.compile(r"""(['"]?)GDS Transport\1,\s*arial,\s*sans-serif""")
CREST = re.compile(r"""url\(['"]?/assets/images/govuk-crest\.svg['"]?\)""")
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")
LICENSED_ELSEWHERE = ("GDS Transport", "govuk-crest", "@font-face", "govuk-logotype")

# Whole components that no page uses: a reader on a phone should not have to fetch them.
UNUSED = (
    "govuk-cookie-banner",
    "govuk-exit-this-page",
    "govuk-feedback",
    "govuk-generic-header",
    "govuk-header",
    "govuk-language-navigation",
    "govuk-phase-banner",
    "moj-banner",
    "moj-cookie-banner",
    "moj-currency-input",
    "moj-header",
    "moj-interruption-card",
    "moj-organisation-switcher",
    "moj-password-reveal",
    "moj-primary-navigation",
    "moj-progress-bar",
    "moj-rich-text-editor",
    "moj-search-toggle",
    "moj-ticket-panel",
)
OF_UNUSED = re.compile(rf"\.({'|'.join(UNUSED)})(__|--|(?![\w-]))")


def ours(css: str) -> str:
    """One of the two libraries' style sheets, without typeface, crown, source map and unused components."""
    css = CREST.sub("none", SOURCE_MAP.sub("", GDS_FONT.sub(FONTS, FONT_FACE.sub("", css))))
    css = without_unused(css).replace("/assets/", "./assets/")
    for name in LICENSED_ELSEWHERE:
        if name in css:
            raise ValueError(f"{name} is left in the style sheet: the library's layout has changed")
    return css


def without_unused(css: str) -> str:
    return "".join(_kept(css))


def _kept(css: str) -> list[str]:
    kept = []
    for selector, body in _rules(css):
        if selector.startswith("@media") or selector.startswith("@supports"):
            inner = without_unused(body)
            if inner:
                kept.append(f"{selector}{{{inner}}}")
        else:
            wanted = [part for part in selector.split(",") if not OF_UNUSED.search(part)]
            if wanted:
                kept.append(f"{','.join(wanted)}{{{body}}}")
    return kept


def _rules(css: str) -> list[tuple[str, str]]:
    """Top-level rules as (selector, body); a statement without a block, such as @charset, is dropped."""
    rules, start, depth, opened = [], 0, 0, 0
    for position, character in enumerate(css):
        if character == "{":
            if depth == 0:
                opened = position
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                selector = css[start:opened].rsplit(";", 1)[-1].strip()
                rules.append((selector, css[opened + 1 : position]))
                start = position + 1
    return rules
