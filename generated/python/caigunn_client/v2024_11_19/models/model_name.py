from typing import Literal

ModelName = Literal["CaiGunn001", "Claude 2", "Claude 3", "Gemini", "Gemini 1.5", "gpt-3.5-turbo", "gpt-4", "PaLM2"]

MODEL_NAME_VALUES: set[ModelName] = {
    "CaiGunn001",
    "Claude 2",
    "Claude 3",
    "Gemini",
    "Gemini 1.5",
    "gpt-3.5-turbo",
    "gpt-4",
    "PaLM2",
}


def check_model_name(value: str) -> ModelName:
    if value in MODEL_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MODEL_NAME_VALUES!r}")
