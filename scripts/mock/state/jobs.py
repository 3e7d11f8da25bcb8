"""Background jobs: their events and outcomes."""

from pathlib import PurePath
from typing import Any

from scripts.mock.state.events import Event
from scripts.mock.state.models import (
    Crawling,
    Job,
    Model,
    Outcome,
    Training,
    TrainingData,
    Uploading,
    new_id,
    now,
)

# An assumption: the supported file formats are not documented.
SUPPORTED_SUFFIXES = frozenset(
    {".csv", ".doc", ".docx", ".html", ".json", ".md", ".pdf", ".ppt", ".pptx", ".rtf", ".txt", ".xls", ".xlsx"}
)
_KINDS: dict[type[Job], str] = {Crawling: "crawling", Uploading: "uploading", Training: "training"}


def initial_event(job: Job) -> Event:
    """Return the event that a job is running."""
    return _event(job, "initial")


def outcome(job: Job) -> Outcome:
    """Return the outcome of a job."""
    if isinstance(job, Crawling):
        return _crawled(job)
    if isinstance(job, Uploading):
        return _uploaded(job)
    moment = now()
    model = Model(id=new_id(), title=job.title, model_name=job.model_name, created_at=moment, updated_at=moment)
    return Outcome(
        _event(job, "completed", model_id=model.id, training_data_ids=[]),
        model=model,
        event_without_data=_event(job, "failed", detail="Training data not found"),
    )


def _crawled(job: Crawling) -> Outcome:
    item = TrainingData(id=new_id(), kind="crawler", name=job.website)
    return Outcome(_event(job, "completed", training_data_ids=[item.id]), [item])


def _uploaded(job: Uploading) -> Outcome:
    files: list[dict[str, str]] = []
    items: list[TrainingData] = []
    for filename in job.filenames:
        file = {"id": new_id(), "filename": filename}
        if PurePath(filename).suffix.lower() in SUPPORTED_SUFFIXES:
            items.append(TrainingData(id=file["id"], kind="file", name=filename))
        else:
            file |= {"status": "failed", "detail": "Unsupport file format"}  # the published spelling
        files.append(file)
    if not items:
        return Outcome(_event(job, "failed"))
    return Outcome(_event(job, "completed", training_data_ids=files), items)


def _event(job: Job, status: str, **values: Any) -> Event:
    return Event(_KINDS[type(job)], status, {"event_id": job.event_id, **values})
