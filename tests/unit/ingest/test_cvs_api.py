"""CVs over HTTP: what is read is shown with its lines, and counts once a recruiter has said so."""

from base64 import b64decode
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from rematch_ingest.api import candidates, cvs, exports
from rematch_ingest.domain.cvs import LARGEST_CV
from rematch_ingest.domain.file_names import plain_name
from rematch_ingest.handlers.candidates import TakeIn
from rematch_ingest.handlers.cvs import TakeCvs
from rematch_ingest.handlers.exporting import Export
from tests.fakes.cv_files import txt
from tests.fakes.cvs import FakeCvReading, FakeCvs
from tests.fakes.people import FakeCandidates, FakeChoices
from tests.fakes.samples import NOW
from tests.unit.ingest.desk import OURS, THEIRS, given, refused, serving

CV = "/v1/candidates/c-1/cv"


async def nothing() -> None:
    """Nobody to publish to."""


@pytest_asyncio.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    store = FakeCandidates()
    take = TakeIn(store, FakeChoices(), nothing, lambda: NOW)
    reading = TakeCvs(FakeCvReading(), FakeCvs(store), store, take, lambda: NOW)
    groups = (
        candidates.routes(take, store, 100_000),
        cvs.routes(reading, 100_000),
        exports.routes(Export(store, reading.cvs)),
    )
    async with serving(*groups) as client:
        person = {"candidate_id": "c-1", "last_name": "Roe", "skills": ["baking"]}
        await client.post("/v1/candidates", json=person, headers=OURS)
        yield client


async def test_what_is_read_is_shown_and_changes_nothing_yet(client: httpx.AsyncClient) -> None:
    told = given(await client.post(CV, files={"file": ("../../etc/jane.txt", txt())}, headers=OURS))
    assert (told["file_name"], told["fields"]["titles"]) == ("jane.txt", ["Senior Python Developer"])
    assert {"field": "education", "value": "BSc Computer Science, University of Leeds", "line": 8} in [
        {name: one[name] for name in ("field", "value", "line")} for one in told["evidence"]
    ]
    assert "summary" not in told["fields"]
    assert given(await client.get(CV, headers=OURS)) == told
    person = given(await client.get("/v1/candidates/c-1", headers=OURS))
    assert (person["version"], person["has_cv"], person["skills"]) == (1, True, [{"name": "baking"}])
    file = await client.get(f"{CV}/file", headers=OURS)
    assert (file.content, file.headers["content-disposition"]) == (txt(), "attachment")


async def test_what_the_recruiter_says_of_it_is_one_change(client: httpx.AsyncClient) -> None:
    read = given(await client.post(CV, content=txt(), headers={**OURS, "Content-Type": "text/plain"}))["fields"]
    mended = {**read, "titles": ["Python Developer"], "experience_years": 7}
    person = given(await client.put(f"{CV}/draft", json=mended, headers={**OURS, "If-Match": '"1"'}))
    assert (person["version"], person["titles"], person["experience_years"]) == (2, ["Python Developer"], 7)
    assert person["education"] == ["BSc Computer Science, University of Leeds"]
    assert person["last_name"] == "Roe"
    assert refused(await client.put(f"{CV}/draft", json=mended, headers={**OURS, "If-Match": '"1"'}), 412)
    assert (
        refused(await client.put(f"{CV}/draft", json={"first_name": "x"}, headers=OURS), 422)["field"] == "first_name"
    )
    assert refused(await client.put(f"{CV}/draft", json={}, headers=OURS), 422)


async def test_what_a_cv_changes_leaves_the_wish_to_be_matched_by_hand(client: httpx.AsyncClient) -> None:
    await client.put("/v1/candidates/c-1", json={"automated_matching": False}, headers=OURS)
    read = given(await client.post(CV, content=txt(), headers={**OURS, "Content-Type": "text/plain"}))["fields"]
    person = given(await client.put(f"{CV}/draft", json=read, headers=OURS))
    assert (person["automated_matching"], person["titles"]) == (False, ["Senior Python Developer"])


async def test_what_is_no_cv_is_refused(client: httpx.AsyncClient) -> None:
    assert "PDF" in refused(await client.post(CV, content=b"\0", headers=OURS), 422)["detail"]
    assert refused(await client.post(CV, content=b"", headers=OURS), 422)["field"] == "file"
    form = {**OURS, "Content-Type": "multipart/form-data; boundary=x"}
    assert refused(await client.post(CV, content=b"--x--\r\n", headers=form), 422)
    bare = {**OURS, "Content-Type": "multipart/form-data"}
    assert refused(await client.post(CV, content=b"x", headers=bare), 400)


async def test_one_too_large_is_not_read_to_its_end(client: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b" " * 65_536

    assert "10,485,760" in refused(await client.post(CV, content=endless(), headers=OURS), 413)["detail"]
    assert sent <= LARGEST_CV // 65_536 + 2
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'

    async def endless_form() -> AsyncIterator[bytes]:
        yield head
        async for chunk in endless():
            yield chunk

    form = {**OURS, "Content-Type": "multipart/form-data; boundary=x"}
    assert refused(await client.post(CV, content=endless_form(), headers=form), 413)


async def test_another_tenants_key_finds_no_cv(client: httpx.AsyncClient) -> None:
    await client.post(CV, content=txt(), headers=OURS)
    for method, path in (("POST", CV), ("GET", CV), ("GET", f"{CV}/file"), ("PUT", f"{CV}/draft")):
        assert refused(await client.request(method, path, json={"titles": ["x"]}, headers=THEIRS), 404)
    assert refused(await client.post(CV.replace("c-1", "c-2"), content=txt(), headers=OURS), 404)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("cv.pdf", "cv.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..%2F..%2Fetc%2Fpasswd%22", "passwd"),
        ("C:\\cvs\\jane.docx", "jane.docx"),
        ('a"\r\nSet-Cookie: x\0.pdf', "aSet-Cookie: x.pdf"),
        ("..", None),
        ("", None),
        (None, None),
        ("x" * 500, "x" * 200),
    ],
)
def test_a_file_name_is_shown_and_never_a_path(name: str | None, told: str | None) -> None:
    assert plain_name(name) == told


async def test_an_export_holds_everything_about_the_person_alone(client: httpx.AsyncClient) -> None:
    await client.put("/v1/candidates/c-1", json={"first_name": "Jane", "headline": "Jane, baker"}, headers=OURS)
    await client.put("/v1/candidates/c-2", json={"first_name": "Grace"}, headers=OURS)
    await client.post("/v1/candidates/c-1/consent", json={"automated_matching": False}, headers=OURS)
    await client.post(CV, files={"file": ("jane.txt", txt())}, headers=OURS)
    told = given(await client.get("/v1/candidates/c-1/export", headers=OURS))
    assert (told["candidate"]["headline"], told["published"]["headline"]) == ("Jane, baker", "[name], baker")
    assert told["consent"] == {"automated_matching": False, "withdrawn_at": NOW.isoformat()}
    assert [one["version"] for one in told["versions"]] == [1, 2, 3]
    assert b64decode(told["cv"]["content_base64"]) == txt()
    elsewhere = {one["store"]: one["see"] for one in told["elsewhere"]}
    assert elsewhere.keys() >= {"match", "embed", "notify"}
    assert {"GET /v1/candidates/c-1/matches", "GET /v1/applications?candidate=c-1"} <= set(elsewhere["match"])
    assert "Grace" not in str(told)
    assert refused(await client.get("/v1/candidates/c-1/export", headers=THEIRS), 404)
