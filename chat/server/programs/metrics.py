"""Figures for Prometheus: questions, found or not, how long they took, syncs, failures."""

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response

from qa import Answer, NotesError, SyncReport

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """Of one process, since its start; asks nothing of anybody and names no question."""

    def __init__(self) -> None:
        self.registry = own = CollectorRegistry()
        self._questions = Counter("galpi_questions", "Questions answered.", ["found"], registry=own)
        self._seconds = Histogram(
            "galpi_question_seconds", "What an answer took.", buckets=SECONDS, registry=own
        )
        self._syncs = Counter("galpi_syncs", "Syncs done.", registry=own)
        self._failed = Counter("galpi_failed_notes", "Notes not read by a sync.", registry=own)
        self._failures = Counter("galpi_failures", "Errors, by their kind.", ["kind"], registry=own)

    def take(self, event: Answer | SyncReport | NotesError) -> None:
        if isinstance(event, Answer):
            self._questions.labels(str(event.found).lower()).inc()
            self._seconds.observe(event.seconds)
        elif isinstance(event, SyncReport):
            self._syncs.inc()
            self._failed.inc(len(event.failed))
        else:
            self._failures.labels(type(event).__name__).inc()

    def response(self) -> Response:
        return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_LATEST)
