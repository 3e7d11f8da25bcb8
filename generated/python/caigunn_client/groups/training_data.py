"""What models are trained on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import httpx

from .._arguments import Upload
from .._arguments import as_files as _as_files
from .._calls import Caller, returns_raw
from ..api.training_data import create_training_data as _create_training_data
from ..models.confirmation import Confirmation
from ..models.create_training_data_type import CreateTrainingDataType
from ..models.training_data_multipart import TrainingDataMultipart
from ..types import UNSET


class TrainingDataGroup:
    """What models are trained on."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    @cached_property
    def with_raw_response(self) -> TrainingDataGroupWithRawResponse:
        """The same methods, which return the answer as it came."""
        return TrainingDataGroupWithRawResponse(TrainingDataGroup(self._caller.raw()))

    def create(
        self,
        *,
        type: CreateTrainingDataType,
        files: Sequence[Upload] | None = None,
        website: str | None = None,
        is_single_page: bool | None = None,
        text: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        max_retries: int | None = None,
    ) -> Confirmation:
        """Create training data

        Creates training data from files, from a web site or from text, as `type` says. Files and web sites are
        processed in the background, and the result is sent to the webhook; text is ready with the answer.

        Which member of the form belongs to which `type` is shown by the examples. That a form carries at least one of
        `files`, `website` and `text` is assumed from the fact that every published sample does. What happens with
        members that belong to another `type` isn't documented.

        Args:
            type: Where the training data comes from.
            files: The files, one part each, with a filename. Which formats are supported isn't documented.
            website: The address of the web site to crawl.
            is_single_page: Whether to crawl the one page only, or the whole web site. In a form this is `true` or
                `false`; that other spellings aren't understood is assumed, as is that it may be left out.
            text: The text to train on.
            timeout: Overrides the client's for this call.
            extra_headers: Are sent beside, or instead of, others.
            max_retries: Overrides the client's for this call.

        Returns:
            The training data was created, or is being created in the background.

        Raises:
            MissingCredentialError: The client lacks a credential. This operation needs api_key and
                caigunn_access_token.
            APIConnectionError: There is no answer, or it broke off; APITimeoutError, if it took too long.
            APIResponseValidationError: The answer isn't the documented one.
            BadRequestError: 400: The request doesn't fit this contract.
            AuthenticationError: 401: A credential is missing or not valid.
            PermissionDeniedError: 403: The credentials are valid, but don't permit this. When that is so isn't
                documented.
            APIStatusError: 406: The request accepts no media type that the answer could have.
            InternalServerError: 500: The service has failed.
            InternalServerError: 503: The service can't answer at the moment.
            APIStatusError: Any other status. It is the base of those above.

        Example::

            with CaiGunn() as caigunn:
                caigunn.training_data.create(
                    type="file",
                    files=[
                        ("1.txt", b"Q: When are you open?\\nA: Monday to Friday, 9 to 17."),
                        ("2.txt", b"Q: Do you ship abroad?\\nA: Yes, to all of Asia."),
                    ],
                )
                caigunn.training_data.create(type="crawler", website="https://example.com/help", is_single_page=False)
                caigunn.training_data.create(type="text", text="Opening hours: Monday to Friday, 9 to 17.")

        """
        return self._caller.call(
            _create_training_data,
            _create_training_data._get_kwargs(
                type_=type,
                body=TrainingDataMultipart(
                    files=UNSET if files is None else _as_files(files, "files"),
                    website=UNSET if website is None else website,
                    is_single_page=UNSET if is_single_page is None else is_single_page,
                    text=UNSET if text is None else text,
                ),
            ),
            timeout=timeout,
            extra_headers=extra_headers,
            max_retries=max_retries,
        )


class TrainingDataGroupWithRawResponse:
    """The methods of a group, which return the answer as it came."""

    def __init__(self, group: TrainingDataGroup) -> None:
        self.create = returns_raw(group.create)
