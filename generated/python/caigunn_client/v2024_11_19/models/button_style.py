from typing import Literal

ButtonStyle = Literal["basic", "image"]

BUTTON_STYLE_VALUES: set[ButtonStyle] = {
    "basic",
    "image",
}


def check_button_style(value: str) -> ButtonStyle:
    if value in BUTTON_STYLE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BUTTON_STYLE_VALUES!r}")
