from typing import Literal

CreateTrainingDataType = Literal["crawler", "file", "text"]

CREATE_TRAINING_DATA_TYPE_VALUES: set[CreateTrainingDataType] = {
    "crawler",
    "file",
    "text",
}


def check_create_training_data_type(value: str) -> CreateTrainingDataType:
    if value in CREATE_TRAINING_DATA_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CREATE_TRAINING_DATA_TYPE_VALUES!r}")
