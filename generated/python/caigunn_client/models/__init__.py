"""Contains all the data models used in inputs/outputs"""

from .bind_opentalk_request import BindOpentalkRequest
from .confirmation import Confirmation
from .conversation import Conversation
from .crawled_data import CrawledData
from .crawling_completed_event import CrawlingCompletedEvent
from .crawling_initial_event import CrawlingInitialEvent
from .create_training_data_type import CreateTrainingDataType
from .error import Error
from .message import Message
from .message_kwargs import MessageKwargs
from .message_list import MessageList
from .model import Model
from .model_list import ModelList
from .model_name import ModelName
from .set_webhook_request import SetWebhookRequest
from .talk_answer import TalkAnswer
from .talk_request import TalkRequest
from .train_model_request import TrainModelRequest
from .trained_data import TrainedData
from .training_completed_event import TrainingCompletedEvent
from .training_data_multipart import TrainingDataMultipart
from .training_data_urlencoded import TrainingDataUrlencoded
from .training_failed_event import TrainingFailedEvent
from .training_initial_event import TrainingInitialEvent
from .uid_list import UidList
from .update_chatbot_model_request import UpdateChatbotModelRequest
from .uploaded_data import UploadedData
from .uploaded_file import UploadedFile
from .uploading_completed_event import UploadingCompletedEvent
from .uploading_failed_event import UploadingFailedEvent
from .uploading_initial_event import UploadingInitialEvent

__all__ = (
    "BindOpentalkRequest",
    "Confirmation",
    "Conversation",
    "CrawledData",
    "CrawlingCompletedEvent",
    "CrawlingInitialEvent",
    "CreateTrainingDataType",
    "Error",
    "Message",
    "MessageKwargs",
    "MessageList",
    "Model",
    "ModelList",
    "ModelName",
    "SetWebhookRequest",
    "TalkAnswer",
    "TalkRequest",
    "TrainedData",
    "TrainingCompletedEvent",
    "TrainingDataMultipart",
    "TrainingDataUrlencoded",
    "TrainingFailedEvent",
    "TrainingInitialEvent",
    "TrainModelRequest",
    "UidList",
    "UpdateChatbotModelRequest",
    "UploadedData",
    "UploadedFile",
    "UploadingCompletedEvent",
    "UploadingFailedEvent",
    "UploadingInitialEvent",
)
