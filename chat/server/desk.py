"""The handlers of the notes at hand: the list, an open note and what is near it, what was asked by
week, and files that are added.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

import gradio as gr

from chat.page.evidence import linked
from chat.page.known import known
from chat.page.near import next_questions, related
from chat.page.outline import outline
from chat.page.questions import is_answered, question
from chat.page.status import stamp
from chat.page.taken import READ_ONLY, TOO_MUCH, report
from chat.page.weeks import Weeks, weeks
from chat.server.asked import read_asked
from chat.server.backend import Backend
from chat.server.conversations import Turn
from chat.server.parcel import Parcel, TooMuch
from chat.server.sent import Sent
from qa import Notebook, NotesError, take_in
from qa.atlas import Atlas
from qa.source import read_note

NEAR = 5  # sections
AROUND = 30  # sections whose headings may make a question
NEXT, TRIED = 3, 6  # questions offered, and asked to find them


class Desk:
    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self._atlas: tuple[str | None, Atlas] | None = None
        self._reading = threading.Lock()
        self._answers: dict[str, bool] = {}  # whether a question has one

    def know(self) -> Any:
        """For the list, the search and the map."""
        with suppress(NotesError):
            now = stamp(self.backend.status().catalog)
            return {"stamp": now, **known(self.atlas(self.backend.notebook))}
        return None

    def atlas(self, notebook: Notebook) -> Atlas:
        """That of the last sync, computed by whoever asks first."""
        with self._reading:
            generation = notebook.store.setting("generation")
            if self._atlas is None or self._atlas[0] != generation:
                self._atlas = generation, Atlas.load(notebook.store)
                self._answers.clear()
            return self._atlas[1]

    def open(self, sent: Sent) -> str | None:
        """For the panel: a note that is linked by its name, or at its place in the list."""
        name, _, heading = (sent.name or "").partition("#")
        with suppress(NotesError):
            notebook, library = self.backend.notebook, self.backend.library
            path = self._path(sent.name or "") or self._path(name) or library.note(name)
            source = read_note(notebook.notes, path, notebook.store) if path else None
            if path is None or source is None:
                return None
            above, headings = self._at(path, sent.number)
            where = (notebook.notes, library.address, sent.number, headings)
            return linked(path, source, above or heading, *where)
        return None

    def _path(self, name: str) -> str | None:
        """The name, if it is the path of a note."""
        return name if self.atlas(self.backend.notebook).of(name) else None

    def _at(self, path: str, offset: int | None) -> tuple[str, str]:
        """The heading of the section there, none of the beginning, and the outline of the note."""
        atlas = self.atlas(self.backend.notebook)
        number = atlas.at(path, offset) if offset else None
        heading = "" if number is None else atlas.sections[number].name
        return heading, outline([atlas.sections[one] for one in atlas.of(path)], offset)

    def near(self, sent: Sent) -> str:
        """For the foot of the panel: the sections nearest to the place that is open."""
        with suppress(NotesError):
            atlas = self.atlas(self.backend.notebook)
            number = atlas.at(sent.name or "", sent.number or 0)
            if number is not None:
                return related([atlas.sections[other] for other in atlas.nearest(number, NEAR)])
        return ""

    def go_on(self, turns: Sequence[Turn]) -> tuple[str, list[int]]:
        """For the foot of the chat, questions to ask next, and for the map the numbers of the
        sections that the last answer was found in.
        """
        answer = turns[-1].answer
        asked = {turn.answer.question for turn in turns}
        with suppress(NotesError):
            atlas = self.atlas(self.backend.notebook)
            cited = _numbers(atlas, [(answer.hits[s.hit - 1].path, s.start) for s in answer.spans])
            about = cited or _numbers(atlas, [(hit.path, hit.start) for hit in answer.hits[:2]])
            return next_questions(list(self._questions(atlas, about, asked))), cited
        return "", []

    def _questions(self, atlas: Atlas, numbers: list[int], asked: set[str]) -> Iterator[str]:
        """Made of headings near by, and answered; none of those that were asked."""
        near = [other for number in numbers[:2] for other in atlas.nearest(number, AROUND)]
        made = (question(atlas.sections[number].name) for number in near if number not in numbers)
        fresh = dict.fromkeys(q for q in made if q and q not in asked)
        yield from islice(filter(self._is_answered, islice(fresh, TRIED)), NEXT)

    def _is_answered(self, asked: str) -> bool:
        if asked not in self._answers:
            self._answers[asked] = is_answered(self.backend.notebook.ask(asked))
        return self._answers[asked]

    def weeks(self) -> str:
        with suppress(NotesError):
            notebook = self.backend.notebook
            asked = [(one.at, one.question, one.found) for one in read_asked(notebook)]
            return weeks(Weeks.of(self.atlas(notebook).notes, asked))
        return ""

    def add(self, event: gr.EventData) -> str:
        """The files that were sent, put into the notes folder; what became of each."""
        folder = self.backend.folder
        if self.backend.read_only or folder is None:
            return READ_ONLY
        try:
            parcel = Parcel.of(event)
        except TooMuch:
            return TOO_MUCH
        taken = take_in(folder, parcel.files, self._folder(parcel.book), parcel.replaced)
        self.backend.start_sync(again=True)
        return report(taken)

    def _folder(self, book: str) -> str:
        """Where the notes of a book are, which need not be at the top."""
        with suppress(NotesError):
            for note in self.atlas(self.backend.notebook).notes:
                above = note.path.rpartition("/")[0]
                if note.book == book and above.rpartition("/")[2] == book:
                    return above
        return book


def _numbers(atlas: Atlas, places: list[tuple[str, int]]) -> list[int]:
    found = dict.fromkeys(atlas.at(*place) for place in places)
    return [number for number in found if number is not None]
