"""What the API writes: reactions, applications and requests, each with its word in the same transaction."""

from dataclasses import replace

import pytest

from rematch_common.contracts import MatchFeedback
from rematch_match.domain.applying import Application, NotAsThingsStand, Stage, told_of
from rematch_match.domain.listing import Head
from rematch_match.ports.register import ByHand, Sought
from tests.contract.books import EVE, HOUR, JANE, JOHN, OCCASION, PAIR, Library
from tests.fakes.samples import NOW, gone, job, job_id, person

FORGOTTEN = replace(person("lost"), alive=False, away_as="erased")


@pytest.fixture
async def library(library: Library) -> Library:
    """Where these people and openings are."""
    await library.put(JANE, JOHN, EVE, FORGOTTEN, job(1), job(2))
    return library


def said(action: str, name: str = "jane", tenant: str = "demo", number: int = 1) -> MatchFeedback:
    pair = {"tenant_id": tenant, "candidate_id": name, "job_id": job_id(number)}
    told = {"action": action, "actor": "recruiter", "occurred_at": NOW}
    ratings = {"ratings": {"relevance": 4, "quality": 2}} if action == "rated" else {}
    return MatchFeedback.model_validate({**pair, **told, **ratings})


async def pair_of(library: Library) -> Head:
    found = await library.book.pair(PAIR)
    assert found is not None
    return found


@pytest.mark.parametrize("action", ["viewed", "shortlisted", "applied", "rejected"])
async def test_what_is_said_of_a_match_is_its_status_and_is_told(library: Library, action: str) -> None:
    await library.match(PAIR)
    assert await library.reactions.say(said(action), OCCASION)
    assert (await pair_of(library)).status == action
    assert await library.said() == [said(action)]


async def test_stars_leave_the_status_as_it_is_and_whoever_is_hired_has_applied(library: Library) -> None:
    await library.match(PAIR)
    for action in ("shortlisted", "rated", "saved", "thumbs_up"):
        assert await library.reactions.say(said(action), OCCASION)
    head = await pair_of(library)
    assert (head.status, head.saved, head.outcome) == ("shortlisted", True, None)
    assert await library.reactions.say(said("hired"), OCCASION)
    head = await pair_of(library)
    assert (head.status, head.saved, head.outcome) == ("applied", True, "hired")
    assert [one.action for one in await library.said()] == ["shortlisted", "rated", "saved", "thumbs_up", "hired"]


async def test_the_same_word_twice_is_told_once_while_it_waits(library_postgres: Library) -> None:
    for _ in range(3):
        assert await library_postgres.reactions.say(said("viewed"), OCCASION)
    assert len(await library_postgres.said()) == 1


@pytest.fixture
async def library_postgres(postgres_library: Library) -> Library:
    await postgres_library.put(JANE, job(1))
    return postgres_library


async def test_nothing_is_said_of_whom_nobody_knows(library: Library) -> None:
    for feedback in (
        said("viewed", "nobody"),
        said("viewed", "lost"),
        said("viewed", "eve"),
        said("viewed", "jane", "second"),
        said("viewed", number=3),
    ):
        assert not await library.reactions.say(feedback, OCCASION)
    assert await library.said() == []


async def test_a_no_withdraws_the_match_at_once_and_only_once(library: Library) -> None:
    await library.match(PAIR)
    await library.reactions.say(said("rejected"), OCCASION)
    head = await pair_of(library)
    assert (head.state, head.reason, head.status) == ("withdrawn", "rejected", "rejected")
    await library.heard(said("rejected"))
    assert (await pair_of(library)).version == head.version, "what comes back from the topic is known"


async def test_an_application_is_one_and_the_match_is_applied_for(library: Library) -> None:
    await library.match(PAIR)
    application = Application.of(PAIR, "referral", NOW)
    feedback = told_of(application, "candidate")
    assert feedback is not None
    assert await library.applications.add(application, feedback, OCCASION) == application
    again = Application.of(PAIR, "direct", NOW + HOUR)
    assert (
        await library.applications.add(again, feedback.model_copy(update={"occurred_at": NOW + HOUR}), OCCASION)
        == application
    )
    assert [one.action for one in await library.said()] == ["applied"]
    assert (await pair_of(library)).status == "applied"
    assert await library.applications.one("demo", application.application_id) == application
    assert await library.applications.one("second", application.application_id) is None


async def test_an_application_comes_further_and_says_so(library: Library) -> None:
    application = Application.of(PAIR, "platform", NOW)
    applied = told_of(application, "candidate")
    assert applied is not None
    await library.applications.add(application, applied, OCCASION)
    stages: tuple[Stage, ...] = ("screening", "interviewing", "offer", "accepted")
    for hours, stage in enumerate(stages, 1):
        further = replace(application, stage=stage, changed_at=NOW + hours * HOUR)
        assert await library.applications.change(further, told_of(further, "recruiter"), OCCASION) == further
    late = replace(application, stage="rejected", changed_at=NOW)
    assert await library.applications.change(late, told_of(late, "recruiter"), OCCASION) == further, (
        "it changed meanwhile"
    )
    assert [one.action for one in await library.said()] == ["applied", "interviewed", "offered", "hired"]
    unknown = replace(application, application_id=Application.of((JOHN.key, job_id(1)), "direct", NOW).application_id)
    assert await library.applications.change(unknown, None, OCCASION) is None


async def test_an_application_that_went_elsewhere_meanwhile_goes_on_from_there(library: Library) -> None:
    application = Application.of(PAIR, "platform", NOW)
    applied = told_of(application, "candidate")
    assert applied is not None
    await library.applications.add(application, applied, OCCASION)
    no = replace(application, stage="rejected", changed_at=NOW + HOUR)
    assert await library.applications.change(no, told_of(no, "recruiter"), OCCASION) == no
    for stage in ("screening", "offer"):
        late = replace(application, stage=stage, changed_at=NOW + 2 * HOUR)
        assert await library.applications.change(late, told_of(late, "recruiter"), OCCASION) == no
    assert [one.action for one in await library.said()] == ["applied", "rejected"]


async def test_nobody_applies_to_what_is_closed(library: Library) -> None:
    made, late = (Application.of((JANE.key, job_id(number)), "direct", NOW) for number in (1, 2))
    feedback = [told_of(one, "candidate") for one in (made, late)]
    assert feedback[0] is not None and feedback[1] is not None
    assert await library.applications.add(made, feedback[0], OCCASION) == made
    await library.put(gone(1), gone(2))
    assert await library.applications.add(made, feedback[0], OCCASION) == made
    with pytest.raises(NotAsThingsStand):
        await library.applications.add(late, feedback[1], OCCASION)
    assert await library.applications.one("demo", late.application_id) is None
    assert [one.action for one in await library.said()] == ["applied"]


async def test_nobody_unknown_applies(library: Library) -> None:
    for key in ((FORGOTTEN.key, job_id(1)), (JANE.key, job_id(9)), (("second", "jane"), job_id(1))):
        application = Application.of(key, "direct", NOW)
        feedback = told_of(application, "candidate")
        assert feedback is not None
        assert await library.applications.add(application, feedback, OCCASION) is None
    assert await library.said() == []


async def test_applications_are_listed_newest_first_and_by_what_is_sought(library: Library) -> None:
    made = []
    for hours, key in enumerate(((JANE.key, job_id(1)), (JANE.key, job_id(2)), (JOHN.key, job_id(1)))):
        application = Application.of(key, "direct", NOW + hours * HOUR)
        feedback = told_of(application, "candidate")
        assert feedback is not None
        made.append(await library.applications.add(application, feedback, OCCASION))
    first, second, third = made
    some = library.applications.some
    assert await some("demo", Sought(), 10, None) == [third, second, first]
    assert third is not None
    assert await some("demo", Sought(), 10, (third.applied_at, third.application_id)) == [second, first]
    assert await some("demo", Sought(), 2, None) == [third, second]
    assert await some("demo", Sought(candidate_id="jane", job_id=job_id(2)), 10, None) == [second]
    assert await some("demo", Sought(stage="offer"), 10, None) == []
    assert await some("second", Sought(), 10, None) == []


async def test_a_request_is_for_those_who_can_be_matched(library: Library) -> None:
    await library.put(replace(JOHN, alive=False, away_as="consent", version=2), gone(2))
    everybody = await library.requests.for_all("demo", NOW)
    assert (everybody.total, everybody.done, everybody.state, everybody.asked_at) == (1, 0, "waiting", NOW)
    assert await library.requests.progress("demo", everybody.request_id) == everybody
    assert await library.requests.progress("second", everybody.request_id) is None
    one = await library.requests.for_one(JANE.key, NOW)
    assert one is not None
    assert (one.total, one.state, one.request_id == everybody.request_id) == (1, "waiting", False)
    with pytest.raises(ByHand):
        await library.requests.for_one(JOHN.key, NOW)
    await library.put(replace(JOHN, alive=False, away_as="filter", version=3))
    away = await library.requests.for_one(JOHN.key, NOW)
    assert away is not None
    assert (away.total, away.state, away.ended_at) == (0, "done", NOW)
    for key in (FORGOTTEN.key, ("demo", "nobody"), ("second", "jane")):
        assert await library.requests.for_one(key, NOW) is None
    assert (await library.requests.for_all("third", NOW)).state == "done"
