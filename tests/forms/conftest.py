import json

import pytest

from ehm.assets import build


@pytest.fixture(scope="session")
def govuk_fixtures():
    """GOV.UK Frontend's own examples: options in, HTML out."""
    build.build_libraries()
    components = build.FRONTEND / "node_modules" / "govuk-frontend" / "dist" / "govuk" / "components"

    def of(component):
        return json.loads((components / component / "fixtures.json").read_text())["fixtures"]

    return of
