"""The shard of one side and space, and how another takes its place.

The engine lays its graph only when it is told to (`optimize`), and keeps Python's lock all the while: half a minute
for 100,000 vectors in which this process would do nothing else, not even say that it lives. So a copy of the files is
optimized by another process (rematch_match.adapters.edge_build), gets what was written meanwhile, and takes the
place. Which folder is in force stands in a file of one line, which is replaced at once: whoever dies at whatever
moment finds the shard whole, with all that was put into it.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

import qdrant_edge as qdrant

from rematch_match.adapters import edge_shard
from rematch_match.adapters.edge_shard import edge_point
from rematch_match.ports import Point

_IN_FORCE = "in_force"
# So many points are carried over at a time: searches wait no longer than for these.
_CARRIED = 200


class EdgeSpace:
    """Not for two threads at once."""

    def __init__(self, path: Path, shard: qdrant.EdgeShard, folder: Path) -> None:
        self._path = path
        self._folder = folder
        self.shard = shard
        # None as long as nothing is being built: what was written since the copy was taken.
        self._missed: set[UUID] | None = None
        self._next: qdrant.EdgeShard | None = None
        self.draft: Path | None = None
        self.written = 0
        self._written_before = 0

    @classmethod
    def create(cls, path: Path, dim: int) -> "EdgeSpace":
        """What a process left here that was killed before it was done can't be opened: it is made anew."""
        shutil.rmtree(path, ignore_errors=True)
        folder = path / uuid4().hex
        folder.mkdir(parents=True)
        shard = edge_shard.create(folder, dim)
        _put_in_force(path, folder)
        return cls(path, shard, folder)

    @classmethod
    def load(cls, path: Path) -> "EdgeSpace | None":
        """Nothing, when none was ever finished here."""
        if not (path / _IN_FORCE).exists():
            return None
        folder = path / (path / _IN_FORCE).read_text("utf-8")
        space = cls(path, edge_shard.load(folder), folder)
        space.forget_others()
        # Nobody has counted what has no graph yet: whoever builds finds out.
        space.written = int(space.shard.info().points_count)
        return space

    def put(self, points: Sequence[Point]) -> None:
        self.shard.update(qdrant.UpdateOperation.upsert_points([edge_point(point) for point in points]))
        self._note([point.id for point in points])

    def remove(self, ids: Sequence[UUID]) -> None:
        self.shard.update(qdrant.UpdateOperation.delete_points([*ids]))
        self._note(ids)

    def close(self) -> None:
        self.give_up()
        self.shard.flush()
        self.shard.close()

    def begin(self) -> None:
        """From now on what is written is noted, to be carried over."""
        self.shard.flush()
        self._missed = set()
        self._written_before, self.written = self.written, 0

    def copy(self, room: int) -> Path:
        """The files as they are, while nobody writes (searches may go on); so much of the disk stays free."""
        size = sum(file.stat().st_blocks * 512 for file in self._folder.rglob("*"))
        if (free := shutil.disk_usage(self._path).free) < room + 2 * size:
            raise OSError(f"a graph needs {2 * size} bytes on the disk of {self._path}, and {free} are free")
        self.draft = self._path / uuid4().hex
        shutil.copytree(self._folder, self.draft)
        return self.draft

    def open_draft(self) -> None:
        assert self.draft is not None
        self._next = edge_shard.load(self.draft)

    def carry_over(self) -> bool:
        """Some of what was written meanwhile; false when next to nothing is left."""
        assert self._missed is not None
        assert self._next is not None
        ids = [self._missed.pop() for _ in range(min(_CARRIED, len(self._missed)))]
        if ids:
            records = self.shard.retrieve(list(ids), True, True)
            there = [qdrant.Point(one.id, one.vector or {}, one.payload) for one in records]
            self._next.update(qdrant.UpdateOperation.delete_points([*ids]))
            self._next.update(qdrant.UpdateOperation.upsert_points(there))
        return len(self._missed) > _CARRIED

    def take_place(self) -> None:
        """The last of it, while nobody writes; from here on the new one answers."""
        while self._missed:
            self.carry_over()
        assert self.draft is not None
        assert self._next is not None
        self._next.flush()
        _put_in_force(self._path, self.draft)
        old, self.shard, self._folder = self.shard, self._next, self.draft
        self._missed = self._next = self.draft = None
        self._written_before = 0
        old.close()

    def give_up(self) -> None:
        """Harmless when nothing was begun, and after it was done."""
        if self._next is not None:
            self._next.close()
        self._missed = self._next = self.draft = None
        self.written += self._written_before
        self._written_before = 0

    def forget_others(self) -> None:
        """What was in force before, or never came to be."""
        for folder in self._path.iterdir():
            if folder.is_dir() and folder != self._folder:
                shutil.rmtree(folder, ignore_errors=True)

    def _note(self, ids: Sequence[UUID]) -> None:
        self.written += len(ids)
        if self._missed is not None:
            self._missed |= set(ids)


def _put_in_force(path: Path, folder: Path) -> None:
    draft = path / f"{_IN_FORCE}.draft"
    draft.write_text(folder.name, "utf-8")
    draft.replace(path / _IN_FORCE)
