"""The theme's files are copied as they are."""

from pathlib import Path

from statuspage.outputs.assets import outputs
from tests.sites import SMALL, make, write


def test_every_asset_is_planned_with_its_bytes(tmp_path: Path):
    """Each file of the theme stands under assets/, whatever its bytes, and names itself as its maker."""
    root = write(tmp_path, SMALL)
    binary = root / "themes/default/assets/fonts/a b.woff2"
    binary.parent.mkdir(parents=True)
    binary.write_bytes(bytes(range(256)))
    planned = {output.path: output for output in outputs(make(root))}
    assert planned["assets/fonts/a b.woff2"].render() == bytes(range(256))
    assert planned["assets/fonts/a b.woff2"].made_by == "assets/fonts/a b.woff2 of the theme"
    assert {"assets/style.css", "assets/favicon.svg"} <= set(planned)
