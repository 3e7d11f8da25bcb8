"""Contains all the data models used in inputs/outputs"""

from .bind_opentalk_request import BindOpentalkRequest
from .button_style import ButtonStyle
from .chatbot import Chatbot
from .chatbot_coupon_type_0 import ChatbotCouponType0
from .chatbot_creation import ChatbotCreation
from .chatbot_item import ChatbotItem
from .chatbot_list import ChatbotList
from .chatbot_model import ChatbotModel
from .confirmation import Confirmation
from .conversation import Conversation
from .crawled_data import CrawledData
from .crawling_completed_event import CrawlingCompletedEvent
from .crawling_initial_event import CrawlingInitialEvent
from .create_chatbot_multipart import CreateChatbotMultipart
from .create_chatbot_urlencoded import CreateChatbotUrlencoded
from .create_training_data_type import CreateTrainingDataType
from .error import Error
from .event_data import EventData
from .message import Message
from .message_kwargs import MessageKwargs
from .message_list import MessageList
from .model import Model
from .model_details import ModelDetails
from .model_list import ModelList
from .model_name import ModelName
from .model_training_data import ModelTrainingData
from .plan import Plan
from .plan_list import PlanList
from .set_webhook_request import SetWebhookRequest
from .talk_answer import TalkAnswer
from .talk_by_image_request import TalkByImageRequest
from .talk_request import TalkRequest
from .token_refresh import TokenRefresh
from .train_model_request import TrainModelRequest
from .trained_data import TrainedData
from .training_completed_event import TrainingCompletedEvent
from .training_data_creation import TrainingDataCreation
from .training_data_item import TrainingDataItem
from .training_data_list import TrainingDataList
from .training_data_multipart import TrainingDataMultipart
from .training_data_type import TrainingDataType
from .training_data_urlencoded import TrainingDataUrlencoded
from .training_failed_event import TrainingFailedEvent
from .training_failure_data import TrainingFailureData
from .training_initial_event import TrainingInitialEvent
from .training_start import TrainingStart
from .uid_list import UidList
from .update_chatbot_multipart import UpdateChatbotMultipart
from .uploaded_data import UploadedData
from .uploaded_file import UploadedFile
from .uploading_completed_event import UploadingCompletedEvent
from .uploading_failed_event import UploadingFailedEvent
from .uploading_initial_event import UploadingInitialEvent
from .webhook_log import WebhookLog
from .webhook_log_data import WebhookLogData
from .webhook_log_list import WebhookLogList

__all__ = (
    "BindOpentalkRequest",
    "ButtonStyle",
    "Chatbot",
    "ChatbotCouponType0",
    "ChatbotCreation",
    "ChatbotItem",
    "ChatbotList",
    "ChatbotModel",
    "Confirmation",
    "Conversation",
    "CrawledData",
    "CrawlingCompletedEvent",
    "CrawlingInitialEvent",
    "CreateChatbotMultipart",
    "CreateChatbotUrlencoded",
    "CreateTrainingDataType",
    "Error",
    "EventData",
    "Message",
    "MessageKwargs",
    "MessageList",
    "Model",
    "ModelDetails",
    "ModelList",
    "ModelName",
    "ModelTrainingData",
    "Plan",
    "PlanList",
    "SetWebhookRequest",
    "TalkAnswer",
    "TalkByImageRequest",
    "TalkRequest",
    "TokenRefresh",
    "TrainedData",
    "TrainingCompletedEvent",
    "TrainingDataCreation",
    "TrainingDataItem",
    "TrainingDataList",
    "TrainingDataMultipart",
    "TrainingDataType",
    "TrainingDataUrlencoded",
    "TrainingFailedEvent",
    "TrainingFailureData",
    "TrainingInitialEvent",
    "TrainingStart",
    "TrainModelRequest",
    "UidList",
    "UpdateChatbotMultipart",
    "UploadedData",
    "UploadedFile",
    "UploadingCompletedEvent",
    "UploadingFailedEvent",
    "UploadingInitialEvent",
    "WebhookLog",
    "WebhookLogData",
    "WebhookLogList",
)
