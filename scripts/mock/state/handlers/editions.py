"""The operations on the state, by operationId. A contract selects them by its operations, not by its version."""

from collections.abc import Mapping

from scripts.mock.state.handlers import accounts, conversations, settings, training
from scripts.mock.state.handlers.call import Handler
from scripts.openapi import Document, Operation, operations, resolve
from scripts.schemas import merge_all_of

_HANDLERS: Mapping[str, Handler] = {
    "createTrainingData": training.create_training_data,
    "listTrainingData": training.list_training_data,
    "deleteTrainingData": training.delete_training_data,
    "trainModel": training.train_model,
    "listModels": training.list_models,
    "getModel": training.get_model,
    "updateChatbotModel": training.choose_model,
    "talk": conversations.talk,
    "talkByImage": conversations.talk_by_image,
    "listMessages": conversations.list_messages,
    "listUids": conversations.list_uids,
    "bindOpentalk": settings.bind_device,
    "unbindOpentalk": settings.unbind_device,
    "setWebhook": settings.set_webhook,
    "deleteWebhook": settings.delete_webhook,
    "getEvent": settings.get_event,
    "createChatbot": accounts.create_chatbot,
    "listChatbots": accounts.list_chatbots,
    "getChatbot": accounts.get_chatbot,
    "updateChatbot": accounts.update_chatbot,
    "deleteChatbot": accounts.delete_chatbot,
    "listPlans": accounts.list_plans,
    "refreshToken": accounts.refresh_token,
}
_START_JOBS = {training.create_training_data, training.train_model}


def handlers_of(document: Document) -> Mapping[str, Handler]:
    """Return the handlers of the operations of a contract. An operation without one has no state."""
    by_id = {each.id: each for each in operations(document)}
    handlers = {name: handler for name, handler in _HANDLERS.items() if name in by_id}
    # The first edition trains on a text of the request, the later ones on the training data.
    if "trainModel" in by_id and _requires_text(document, by_id["trainModel"]):
        handlers["trainModel"] = training.train_model_on_text
    return handlers


def job_operations(handlers: Mapping[str, Handler]) -> list[str]:
    """Return the operations that start background jobs."""
    return [name for name, handler in handlers.items() if handler in _START_JOBS]


def _requires_text(document: Document, operation: Operation) -> bool:
    body = resolve(document, operation.definition.get("requestBody", {}))
    schemas = [merge_all_of(document, each.get("schema", {})) for each in body.get("content", {}).values()]
    return any("text" in schema.get("required", ()) for schema in schemas)
