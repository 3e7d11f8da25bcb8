"""The operations of each edition on the state, by operationId."""

import re
from collections.abc import Mapping

from scripts.mock.state.handlers import accounts, conversations, settings, training
from scripts.mock.state.handlers.call import Handler
from scripts.openapi import Document

_COMMON: Mapping[str, Handler] = {
    "createTrainingData": training.create_training_data,
    "trainModel": training.train_model,
    "listModels": training.list_models,
    "talk": conversations.talk,
    "listMessages": conversations.list_messages,
    "listUids": conversations.list_uids,
    "bindOpentalk": settings.bind_device,
    "unbindOpentalk": settings.unbind_device,
    "setWebhook": settings.set_webhook,
}
# By the date from which on they are documented, the oldest first.
_EDITIONS: dict[str, Mapping[str, Handler]] = {
    "2023-11-07": {"trainModel": training.train_model_on_text, "listModels": training.list_models},
    "2024-05-09": {**_COMMON, "updateChatbotModel": training.choose_model},
    "2024-11-19": {
        **_COMMON,
        "listTrainingData": training.list_training_data,
        "deleteTrainingData": training.delete_training_data,
        "getModel": training.get_model,
        "talkByImage": conversations.talk_by_image,
        "deleteWebhook": settings.delete_webhook,
        "getEvent": settings.get_event,
        "createChatbot": accounts.create_chatbot,
        "listChatbots": accounts.list_chatbots,
        "getChatbot": accounts.get_chatbot,
        "updateChatbot": accounts.update_chatbot,
        "deleteChatbot": accounts.delete_chatbot,
        "listPlans": accounts.list_plans,
        "refreshToken": accounts.refresh_token,
    },
}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_START_JOBS = {training.create_training_data, training.train_model}


def edition_of(document: Document) -> str:
    """Return the date of the newest edition that the version of a contract is not older than."""
    version = str(document["info"]["version"])
    if not _DATE.fullmatch(version):
        return "2024-05-09"  # the edition of openapi.yaml
    return next((date for date in reversed(_EDITIONS) if date <= version), next(iter(_EDITIONS)))


def handlers_of(document: Document) -> Mapping[str, Handler]:
    """Return the handlers of the edition of a contract."""
    return _EDITIONS[edition_of(document)]


def job_operations(handlers: Mapping[str, Handler]) -> list[str]:
    """Return the operations that start background jobs."""
    return [name for name, handler in handlers.items() if handler in _START_JOBS]
