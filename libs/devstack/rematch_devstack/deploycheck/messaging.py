"""What is said of Kafka, against what the code says: topics, what users may do, and what scaling looks at."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from rematch_common.bulk import bulk_group
from rematch_common.contracts import SERVICES, Topic, all_topics
from rematch_common.contracts.access import user_of
from rematch_common.faust_app import StreamSettings, faust_app
from rematch_devstack.deploycheck.generated import ADMINISTRATOR, USERS, grants_of
from rematch_devstack.deploycheck.problems import Made, Problem, Tree, dig
from rematch_devstack.deploycheck.workloads import SCALED
from rematch_devstack.topics import settings_of

_STEADY = 60  # seconds; a group that shares out anew more often does little else


def problems(made: Sequence[Made], index: Mapping[str, Made]) -> Iterator[Problem]:
    """A sentence for each that differs."""
    looks: dict[str, Callable[[Tree], Iterator[str]]] = {
        "KafkaTopic": _of_topic,
        "KafkaUser": _of_user,
        "ScaledObject": lambda tree: _of_scaling(tree, index),
    }
    for one in made:
        if look := looks.get(one.tree["kind"]):
            yield from (Problem(one.file, f"{one.title} {sentence}") for sentence in look(one.tree))
    yield from _missing(made)


def _missing(made: Sequence[Made]) -> Iterator[Problem]:
    there = {one.title for one in made}
    if not any(title.startswith("Kafka/") for title in there):
        return
    for topic in all_topics():
        if f"KafkaTopic/{topic.name}" not in there:
            yield Problem("", f"no KafkaTopic makes the topic {topic.name}")
    for service in (*SERVICES, "console"):
        if f"KafkaUser/{user_of(service)}" not in there:
            yield Problem("", f"no KafkaUser is there for {service}")


def _of_topic(tree: Tree) -> Iterator[str]:
    name, spec = tree["spec"].get("topicName", tree["metadata"]["name"]), tree["spec"]
    topic = {topic.name: topic for topic in all_topics()}.get(name)
    if topic is None:
        yield "is no topic of the table"
        return
    if spec.get("partitions") != topic.partitions:
        yield f"has {spec.get('partitions')} partitions and should have {topic.partitions} (spec.partitions)"
    wanted = settings_of(topic, spec.get("replicas", 1))
    told = {key: str(value) for key, value in spec.get("config", {}).items()}
    for key in sorted(wanted.keys() | told.keys()):
        if wanted.get(key) != told.get(key):
            yield f"sets {key} to {told.get(key)} and should set it to {wanted.get(key)} (spec.config)"


def _of_user(tree: Tree) -> Iterator[str]:
    if tree["metadata"]["name"] == ADMINISTRATOR:
        return
    access = {user_of(name): access for name, access in USERS.items()}.get(tree["metadata"]["name"])
    if access is None:
        yield "is no user of ACCESS"
        return
    wanted = {
        (*thing, operation)
        for thing, operations in grants_of(tree["metadata"]["name"], access).items()
        for operation in operations
    }
    given = {
        (acl["resource"]["type"], acl["resource"].get("name"), acl["resource"].get("patternType", "literal"), operation)
        for acl in dig(tree, "spec", "authorization", "acls") or ()
        for operation in acl["operations"]
    }
    for kind, name, pattern, operation in sorted(given - wanted):
        yield f"may {operation} the {kind} {name} ({pattern}), which ACCESS doesn't allow (spec.authorization.acls)"
    for kind, name, pattern, operation in sorted(wanted - given):
        yield f"may not {operation} the {kind} {name} ({pattern}), which it does (spec.authorization.acls)"


def _of_scaling(tree: Tree, index: Mapping[str, Made]) -> Iterator[str]:
    spec, target = tree["spec"], tree["spec"]["scaleTargetRef"]
    title = f"{target.get('kind', SCALED[0])}/{target['name']}"
    if title not in index:
        yield f"scales {title}, which is not there (spec.scaleTargetRef)"
    elif "replicas" in index[title].tree["spec"]:
        yield f"scales {title}, whose spec.replicas are set as well: applying them anew takes replicas away"
    if spec.get("minReplicaCount", 0) < 1:
        yield "lets a consumer be gone (spec.minReplicaCount below 1)"
    behavior = dig(spec, "advanced", "horizontalPodAutoscalerConfig", "behavior") or {}
    for way in ("scaleUp", "scaleDown"):
        if any(
            policy["periodSeconds"] < _STEADY
            for policy in behavior.get(way, {}).get("policies", [{"periodSeconds": 0}])
        ):
            yield f"is not damped (spec.advanced.horizontalPodAutoscalerConfig.behavior.{way})"
    for number, trigger in enumerate(spec["triggers"]):
        if trigger["type"] == "kafka":
            said = _of_trigger(trigger, target["name"], index)
            yield from (f"{sentence} (spec.triggers.{number})" for sentence in said)


def _of_trigger(trigger: Tree, service: str, index: Mapping[str, Made]) -> Iterator[str]:
    told = trigger["metadata"]
    topic = {topic.name: topic for topic in all_topics()}.get(told["topic"])
    if topic is None:
        yield f"looks at the topic {told['topic']}, which is none of the table"
    elif service not in topic.readers:
        yield f"looks at the topic {topic.name}, which {service} doesn't read"
    else:
        yield from _of_group(topic, told["consumerGroup"], service)
    reset = faust_app(StreamSettings("nowhere:9092", service, (told["topic"],))).conf.consumer_auto_offset_reset
    if told["offsetResetPolicy"] != reset:
        yield f"has the offsetResetPolicy {told['offsetResetPolicy']}, and the consumer's is {reset}"
    authentication = f"TriggerAuthentication/{dig(trigger, 'authenticationRef', 'name')}"
    if authentication not in index:
        yield f"logs in by {authentication}, which is not there"


def _of_group(topic: Topic, group: str, service: str) -> Iterator[str]:
    wanted = bulk_group(service) if topic.name.endswith("-bulk") else service
    if group != wanted:
        yield f"looks at the group {group}; {topic.name} is read by {wanted}"
