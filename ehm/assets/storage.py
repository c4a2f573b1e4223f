from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed names, also inside `import` statements, but only of our own modules.

    Switched on for every script, Django's import rewriting trips over comments in other people's files.
    """

    patterns: Any = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("ehm/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )
