"""docker-compose.yml against the words of Compose, the services' settings, and our own rules."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml
from pydantic import ValidationError

from rematch_devstack.deploycheck import compose_members, compose_rules
from rematch_devstack.deploycheck.compose_model import Project
from rematch_devstack.deploycheck.interpolation import Unset, fill, read_env
from rematch_devstack.deploycheck.knowledge import Knowledge
from rematch_devstack.deploycheck.problems import Problem, Tree

FILE, EXAMPLE = "docker-compose.yml", ".env.example"
PROFILES = ("core", "full")


def check_compose(root: Path, services: Mapping[str, Knowledge]) -> tuple[int, list[Problem]]:
    """How many services the file starts, and what is wrong with it."""
    try:
        tree = yaml.safe_load((root / FILE).read_text())
        read = [_read(tree, read_env(root / EXAMPLE) | {"COMPOSE_PROFILES": profile}) for profile in PROFILES]
    except Unset as unset:
        return 0, [Problem(FILE, f"uses ${{{unset}}}, which {EXAMPLE} doesn't set")]
    except yaml.YAMLError as error:
        return 0, [Problem(FILE, f"is not YAML: {' '.join(str(error).split())}")]
    except ValidationError as error:
        return 0, [Problem(FILE, sentence) for sentence in _against_words(error)]
    # One sentence a fault, though it may be there in both profiles.
    said = dict.fromkeys(sentence for project in read for sentence in _complaints(root, project, services))
    return len(read[0].services), [Problem(FILE, sentence) for sentence in said]


def _complaints(root: Path, project: Project, services: Mapping[str, Knowledge]) -> Iterator[str]:
    for name, service in project.services.items():
        said = [*compose_rules.complaints(service, project, root)]
        yield from (f"service {name} {sentence}" for sentence in said)
    yield from compose_members.complaints(root, project, services)


def _read(tree: Tree, values: dict[str, str]) -> Project:
    """The file as Compose sees it with these values, without the parts that it only borrows from."""
    filled = fill(tree, values)
    return Project.model_validate({word: part for word, part in filled.items() if not str(word).startswith("x-")})


def _against_words(error: ValidationError) -> Iterator[str]:
    for fault in error.errors():
        *path, last = (str(part) for part in fault["loc"])
        where = f"service {path[1]} " if path[:1] == ["services"] and len(path) > 1 else ""
        if fault["type"] == "extra_forbidden":
            yield f"{where}uses `{last}`, which is no word of Compose that we use"
        else:
            yield f"{where}has {'.'.join([*path[2:], last])}: {fault['msg']} ({fault['input']!r})"
