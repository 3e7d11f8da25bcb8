from typing import Literal

ModelName = Literal["gpt2", "PaLM2"]

MODEL_NAME_VALUES: set[ModelName] = {
    "gpt2",
    "PaLM2",
}


def check_model_name(value: str) -> ModelName:
    if value in MODEL_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MODEL_NAME_VALUES!r}")
