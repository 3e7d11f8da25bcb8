"""Contains all the data models used in inputs/outputs"""

from .error import Error
from .model import Model
from .model_list import ModelList
from .model_name import ModelName
from .train_model_request import TrainModelRequest
from .trained_model import TrainedModel

__all__ = (
    "Error",
    "Model",
    "ModelList",
    "ModelName",
    "TrainedModel",
    "TrainModelRequest",
)
