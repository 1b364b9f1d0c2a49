"""The small pure parts: the service table, external addresses, roles, reachability."""

from pathlib import Path

import pytest

from rematch_common.contracts import RAW_JOBS, kafka_config
from rematch_devstack.kafka_config import server_properties
from rematch_devstack.postgres_home import reachable
from rematch_devstack.processes import Command, User
from rematch_devstack.roles import ROLES, statements
from rematch_devstack.specs import ServiceSpec, check_table
from rematch_devstack.stack import ExternalPostgres, Options
from rematch_devstack.topics import Found, Shape, settings_of


def spec(name: str, *after: str) -> ServiceSpec:
    return ServiceSpec(name, Command(("true",)), after=after)


def test_a_table_may_name_what_comes_later() -> None:
    check_table([spec("dedup", "kafka"), spec("kafka")])


@pytest.mark.parametrize(
    "table",
    [
        [spec("a"), spec("a")],
        [spec("a", "nobody")],
        [spec("a", "b"), spec("b", "a")],
    ],
)
def test_a_table_that_can_never_start_is_refused(table: list[ServiceSpec]) -> None:
    with pytest.raises(ValueError, match=r"called|wait for"):
        check_table(table)


def test_an_external_server_is_addressed_by_role() -> None:
    assert ExternalPostgres("postgresql://{role}:w-{role}@db/rematch?ssl=require").url("rematch_dedup") == (
        "postgresql://rematch_dedup:w-rematch_dedup@db/rematch?ssl=require"
    )
    assert ExternalPostgres("postgresql://admin:secret@db:5433/rematch").url("rematch_match") == (
        "postgresql://rematch_match:secret@db:5433/rematch"
    )
    assert ExternalPostgres("postgresql://db/rematch").url("rematch_match") == "postgresql://rematch_match@db/rematch"


def test_the_environment_names_what_is_external() -> None:
    options = Options.from_environment({"REMATCH_KAFKA_BOOTSTRAP": "broker:9092"})
    assert options.external_kafka == "broker:9092"
    assert options.external_postgres == ""


def test_passwords_are_quoted_and_only_given_when_asked_for() -> None:
    assert not any("PASSWORD" in statement for statement in statements())
    given = statements(dict.fromkeys(ROLES, "it's"))
    assert sum("PASSWORD 'it''s'" in statement for statement in given) == len(ROLES)


def test_kafka_listens_on_loopback_only() -> None:
    text = server_properties(Path("/data"), {"port": 9092, "controller": 9093})
    assert "listeners=PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093\n" in text
    assert "auto.create.topics.enable=false\n" in text


def test_of_three_copies_two_must_hold_a_record() -> None:
    assert settings_of(RAW_JOBS, 3) == {**kafka_config(RAW_JOBS), "min.insync.replicas": "2"}
    # One copy that waits for a second would take in nothing.
    assert settings_of(RAW_JOBS, 1) == settings_of(RAW_JOBS, 2) == kafka_config(RAW_JOBS)


def test_what_nobody_changes_without_a_plan_is_told() -> None:
    shape = Shape(replication=3)
    assert list(shape.misfits(RAW_JOBS, Found(12, 3))) == []
    assert list(shape.misfits(RAW_JOBS, Found(12, 5))) == []
    assert [told.partition(";")[0] for told in shape.misfits(RAW_JOBS, Found(4, 1))] == [
        "raw-jobs has 4 partitions and should have 12",
        "raw-jobs has 1 copy and should have 3 copies",
    ]


def test_a_closed_directory_on_the_way_makes_a_place_unreachable(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    closed = tmp_path / "home"
    (closed / "data").mkdir(parents=True)
    mine, stranger = User(closed.stat().st_uid, closed.stat().st_gid), User(61_234, 61_234)
    closed.chmod(0o700)
    assert reachable(closed / "data", None)
    assert not reachable(closed / "data", stranger)
    assert mine.uid != 0 or reachable(closed / "data", mine)
