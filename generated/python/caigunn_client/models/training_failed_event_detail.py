from typing import Literal

TrainingFailedEventDetail = Literal["Character limit exceeded", "Training data not found"]

TRAINING_FAILED_EVENT_DETAIL_VALUES: set[TrainingFailedEventDetail] = {
    "Character limit exceeded",
    "Training data not found",
}


def check_training_failed_event_detail(value: str) -> TrainingFailedEventDetail:
    if value in TRAINING_FAILED_EVENT_DETAIL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TRAINING_FAILED_EVENT_DETAIL_VALUES!r}")
