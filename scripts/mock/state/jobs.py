"""Background jobs: their events and outcomes."""

from pathlib import PurePath

from scripts.mock.state.models import (
    Crawling,
    Event,
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


def initial_event(job: Job) -> Event:
    """Return the event that a job is running."""
    if isinstance(job, Training):
        return Event("training", "initial", {})
    return Event("crawling" if isinstance(job, Crawling) else "uploading", "initial", {"event_id": job.event_id})


def outcome(job: Job) -> Outcome:
    """Return the outcome of a job."""
    if isinstance(job, Crawling):
        return _crawled(job)
    if isinstance(job, Uploading):
        return _uploaded(job)
    moment = now()
    model = Model(id=new_id(), title=job.title, model_name=job.model_name, created_at=moment, updated_at=moment)
    return Outcome(
        Event("training", "completed", {"data": {"model_id": model.id, "training_data_ids": []}}), model=model
    )


def _crawled(job: Crawling) -> Outcome:
    item = TrainingData(id=new_id(), kind="crawler", name=job.website)
    properties = {"event_id": job.event_id, "data": {"training_data_ids": [item.id]}}
    return Outcome(Event("crawling", "completed", properties), [item])


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
        return Outcome(Event("uploading", "failed", {"event_id": job.event_id}))
    properties = {"event_id": job.event_id, "data": {"training_data_ids": files}}
    return Outcome(Event("uploading", "completed", properties), items)
