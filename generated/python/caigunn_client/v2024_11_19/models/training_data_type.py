from typing import Literal

TrainingDataType = Literal["crawler", "file", "text"]

TRAINING_DATA_TYPE_VALUES: set[TrainingDataType] = {
    "crawler",
    "file",
    "text",
}


def check_training_data_type(value: str) -> TrainingDataType:
    if value in TRAINING_DATA_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TRAINING_DATA_TYPE_VALUES!r}")
