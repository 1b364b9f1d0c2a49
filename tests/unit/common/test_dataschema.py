"""Each wording of a schema has its address; those of former releases stay where they are."""

from pathlib import Path

import pytest

from rematch_common.contracts import dataschema as served
from rematch_common.contracts import generate
from rematch_common.contracts.dataschema import KEPT, dataschema, newest, revision_of, wordings


def test_todays_schemas_have_an_address_each_and_others_have_none() -> None:
    for ce_type, content in newest().items():
        path = dataschema(ce_type)
        assert path == f"{ce_type}/{revision_of(content)}.json"
        assert wordings()[path] == content
    assert dataschema("somebody.elses.v1") is None


def test_what_is_kept_is_what_its_name_says() -> None:
    for path in KEPT.glob("*/*.json"):
        assert path.stem == revision_of(path.read_bytes()), f"{path} was changed: a wording never is"


def test_a_release_keeps_what_it_releases_beside_what_was_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "kept"
    monkeypatch.setattr(generate, "KEPT", kept)
    monkeypatch.setattr(generate, "RELEASED", tmp_path / "released")
    monkeypatch.setattr(served, "KEPT", kept)
    former = kept / "rematch.job.closed.v1" / f"{revision_of(b'{}')}.json"
    former.parent.mkdir(parents=True)
    former.write_bytes(b"{}")
    generate.release()
    names = {f"{path.parent.name}/{path.name}" for path in kept.glob("*/*.json")}
    assert names == {dataschema(ce_type) for ce_type in newest()} | {f"rematch.job.closed.v1/{former.name}"}
    assert served.wordings()[f"rematch.job.closed.v1/{former.name}"] == b"{}"
    assert {path.stem for path in (tmp_path / "released").glob("*.json")} == newest().keys()
