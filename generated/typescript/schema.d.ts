// Generated from an OpenAPI document by scripts/generate. Do not edit: change the document or the templates.
export interface paths {
    "/api/external/chatbot/training_data": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create training data
         * @description Creates training data from files, from a web site or from text, depending on `type`. Files and web sites are
         *     processed in the background, and the result is sent to the webhook; text is ready with the response.
         *
         *     The examples show which form field belongs to which `type`. That a form has at least one of `files`, `website` and
         *     `text` is assumed from the published samples. What happens with fields that belong to another `type` isn't
         *     documented.
         */
        post: operations["createTrainingData"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/chatbot/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get all models
         * @description Lists all models of the chatbot. Their order isn't documented.
         */
        get: operations["listModels"];
        put?: never;
        /**
         * Train a model
         * @description Trains a model on the training data of the chatbot. The training runs in the background, and its result is sent to
         *     the webhook.
         */
        post: operations["trainModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/chatbot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Update the chatbot's model
         * @description Chooses the model that the chatbot uses. That an unknown model gets 404 is assumed.
         */
        put: operations["updateChatbotModel"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/chatbot/talk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Talk to the chatbot
         * @description Sends a message to the chatbot in the conversation that `uid` identifies, and returns the reply.
         */
        post: operations["talk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/chatbot/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the messages of a conversation
         * @description Lists the messages of the conversation that `uid` identifies. Their order isn't documented, and neither is the
         *     response for a conversation that doesn't exist.
         */
        get: operations["listMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/chatbot/uids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the conversations of the chatbot
         * @description Lists the conversations of the chatbot by their ids. Their order isn't documented.
         */
        get: operations["listUids"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/chatbot/opentalk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Bind OpenTalk
         * @description Binds a device of the companion product OpenTalk to the chatbot, which gives access to the conversation script of
         *     the device, live chat support and analytics.
         */
        put: operations["bindOpentalk"];
        post?: never;
        /**
         * Unbind OpenTalk
         * @description Unbinds the device of OpenTalk from the chatbot. The response if none is bound isn't documented.
         */
        delete: operations["unbindOpentalk"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/chatbot/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the webhook
         * @description Sets the URL to which the events of background jobs are sent.
         */
        put: operations["setWebhook"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "crawling.initial": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Crawling has begun
         * @description The web site of a training data request is being read.
         */
        post: operations["onCrawlingInitial"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "crawling.completed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Crawling has ended
         * @description The web site of a training data request was read.
         */
        post: operations["onCrawlingCompleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "uploading.initial": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Processing of uploaded files has begun
         * @description The files of a training data request are being processed.
         */
        post: operations["onUploadingInitial"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "uploading.completed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Uploaded files were processed
         * @description The files of a training data request were processed. Single files may have failed.
         */
        post: operations["onUploadingCompleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "uploading.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Processing of uploaded files has failed
         * @description The files of a training data request could not be processed.
         */
        post: operations["onUploadingFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "training.initial": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Training has begun
         * @description A model is being trained.
         */
        post: operations["onTrainingInitial"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "training.completed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Training has ended
         * @description A model was trained and can be chosen.
         */
        post: operations["onTrainingCompleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "training.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Training has failed
         * @description A model could not be trained.
         */
        post: operations["onTrainingFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /** @description A confirmation that a request was carried out, or that a background job has begun. */
        Confirmation: {
            /** @description A message for people. The examples have the documented messages. */
            detail: string;
        };
        /**
         * @description The reason why a request failed. The documents list the status codes and no body; this one is assumed from the
         *     message of every confirmation, and so are the texts of the examples.
         */
        Error: {
            /** @description A message for people. */
            detail: string;
        };
        /** @description Training data of any kind. */
        TrainingDataMultipart: {
            /** @description The files, one part each, with a filename. Which formats are supported isn't documented. */
            files: Blob[];
            website?: components["schemas"]["Website"];
            is_single_page?: components["schemas"]["IsSinglePage"];
            text?: components["schemas"]["TrainingText"];
        } | {
            /** @description The files, one part each, with a filename. Which formats are supported isn't documented. */
            files?: Blob[];
            website: components["schemas"]["Website"];
            is_single_page?: components["schemas"]["IsSinglePage"];
            text?: components["schemas"]["TrainingText"];
        } | {
            /** @description The files, one part each, with a filename. Which formats are supported isn't documented. */
            files?: Blob[];
            website?: components["schemas"]["Website"];
            is_single_page?: components["schemas"]["IsSinglePage"];
            text: components["schemas"]["TrainingText"];
        };
        /** @description Training data that needs no file. */
        TrainingDataUrlencoded: {
            website: components["schemas"]["Website"];
            is_single_page?: components["schemas"]["IsSinglePage"];
            text?: components["schemas"]["TrainingText"];
        } | {
            website?: components["schemas"]["Website"];
            is_single_page?: components["schemas"]["IsSinglePage"];
            text: components["schemas"]["TrainingText"];
        };
        /** @description The address of the web site to crawl. */
        Website: string;
        /**
         * @description Whether to crawl the one page only, or the whole web site. In a form this is `true` or `false`; that other
         *     spellings are rejected is assumed, as is that it is optional.
         */
        IsSinglePage: boolean;
        /** @description The text to train on. */
        TrainingText: string;
        /**
         * @description The base of a model. That undocumented names are rejected is assumed.
         * @enum {string}
         */
        ModelName: "PaLM2" | "gpt-3.5-turbo" | "gpt-4" | "Gemini" | "Claude 2" | "Claude 3" | "CaiGunn001" | "Gemini 1.5";
        /** @description A model to train. */
        TrainModelRequest: {
            /** @description A title for the trained model. */
            title: string;
            /**
             * @description The base of the model.
             * @default PaLM2
             */
            model_name?: components["schemas"]["ModelName"];
        };
        /** @description A trained model. That every property is always present is assumed from the published sample. */
        Model: {
            /** @description The title that was given when it was trained. */
            title: string;
            id: components["schemas"]["ModelId"];
            /**
             * Format: date-time
             * @description The time of the last change.
             */
            updated_at: string;
            /**
             * Format: date-time
             * @description The time of the creation.
             */
            created_at: string;
            /**
             * @description The base of the model. The published sample is `chat-bison`, which requests can't name in this edition; it may be
             *     the name of an underlying model, or a sample that is older than the list of names.
             */
            model_name: string;
        };
        /** @description Models of a chatbot. */
        ModelList: {
            /** @description The models. */
            models: components["schemas"]["Model"][];
        };
        /**
         * Format: uuid
         * @description The id of a model. The edition types it `string`; that every one is a UUID, and that other strings are rejected, is
         *     assumed from the editions before and after.
         */
        ModelId: string;
        /** @description The choice of a model. */
        UpdateChatbotModelRequest: {
            model_id: components["schemas"]["ModelId"];
        };
        /** @description A message to the chatbot. */
        TalkRequest: {
            /** @description The text. */
            text: string;
        };
        /** @description A reply of the chatbot. */
        TalkAnswer: {
            /** @description The text. */
            text: string;
        };
        /**
         * @description A message of a conversation. The documents have a sample and no table: all types are assumed from the sample, and
         *     so is that every property is always present.
         */
        Message: {
            /**
             * Format: date-time
             * @description The time when it was recorded.
             */
            created_at: string;
            /** @description The text that the chatbot received (assumed from the name). */
            receive: string;
            /** @description The text that the chatbot sent (assumed from the name). */
            send: string;
            /** @description The kind of message. The published sample is `text`; other values aren't documented. */
            type: string;
            /** @description The id of the message. Its format isn't documented. */
            id: string;
            /** @description The kind of log entry. Its values aren't documented; the example is synthetic. */
            log_type: string;
            /** @description Further properties, which aren't documented. */
            kwargs: Record<string, unknown>;
        };
        /** @description Messages of a conversation. */
        MessageList: {
            /** @description The messages. */
            messages: components["schemas"]["Message"][];
        };
        /**
         * @description A conversation. The documents have a sample and no table: that every property is a string, and always present, is
         *     assumed from the sample.
         */
        Conversation: {
            /** @description The caller's own id of the conversation. */
            uid: string;
            /** @description The name of the person who talks. */
            nickname: string;
            /** @description The origin of the conversation. Its values aren't documented; the example is synthetic. */
            source: string;
            /** @description The text that was sent last. */
            last_sent: string;
            /** @description The time when it was sent. Its format isn't documented. */
            last_sent_at: string;
        };
        /** @description Conversations of a chatbot. */
        UidList: {
            /** @description The conversations. */
            uids: components["schemas"]["Conversation"][];
        };
        /** @description A device to bind. */
        BindOpentalkRequest: {
            /** @description The e-mail address of the OpenTalk user. */
            email: string;
            /** @description The id of the device. */
            device_id: string;
        };
        /** @description A subscription to events. */
        SetWebhookRequest: {
            /** @description The URL to which events are sent by POST. */
            webhook_url: string;
        };
        /** @description Crawling has begun. */
        CrawlingInitialEvent: {
            /**
             * @description The kind of job.
             * @constant
             */
            event: "crawling";
            /**
             * @description The progress of the job.
             * @constant
             */
            status: "initial";
            chatbot_id: components["schemas"]["ChatbotId"];
            event_id: components["schemas"]["EventId"];
        };
        /** @description Crawling has ended. */
        CrawlingCompletedEvent: {
            /**
             * @description The kind of job.
             * @constant
             */
            event: "crawling";
            /**
             * @description The progress of the job.
             * @constant
             */
            status: "completed";
            chatbot_id: components["schemas"]["ChatbotId"];
            event_id: components["schemas"]["EventId"];
            data: components["schemas"]["CrawledData"];
        };
        /** @description Processing of uploaded files has begun. */
        UploadingInitialEvent: {
            /**
             * @description The kind of job.
             * @constant
             */
            event: "uploading";
            /**
             * @description The progress of the job.
             * @constant
             */
            status: "initial";
            chatbot_id: components["schemas"]["ChatbotId"];
            event_id: components["schemas"]["EventId"];
        };
        /** @description Uploaded files were processed. */
        UploadingCompletedEvent: {
            /**
             * @description The kind of job.
             * @constant
             */
            event: "uploading";
            /**
             * @description The progress of the job.
             * @constant
             */
            status: "completed";
            chatbot_id: components["schemas"]["ChatbotId"];
            event_id: components["schemas"]["EventId"];
            data: components["schemas"]["UploadedData"];
        };
        /** @description Processing of uploaded files has failed. */
        UploadingFailedEvent: {
            /**
             * @description The kind of job.
             * @constant
             */
            event: "uploading";
            /**
             * @description The progress of the job.
             * @constant
             */
            status: "failed";
            chatbot_id: components["schemas"]["ChatbotId"];
            event_id: components["schemas"]["EventId"];
        };
        /** @description Training has begun. */
        TrainingInitialEvent: {
            /**
             * @description The kind of job.
             * @constant
             */
            event: "training";
            /**
             * @description The progress of the job.
             * @constant
             */
            status: "initial";
            chatbot_id: components["schemas"]["ChatbotId"];
        };
        /** @description Training has ended. */
        TrainingCompletedEvent: {
            /**
             * @description The kind of job.
             * @constant
             */
            event: "training";
            /**
             * @description The progress of the job.
             * @constant
             */
            status: "completed";
            chatbot_id: components["schemas"]["ChatbotId"];
            data: components["schemas"]["TrainedData"];
        };
        /** @description Training has failed. */
        TrainingFailedEvent: {
            /**
             * @description The kind of job.
             * @constant
             */
            event: "training";
            /**
             * @description The progress of the job.
             * @constant
             */
            status: "failed";
            chatbot_id: components["schemas"]["ChatbotId"];
            /**
             * @description The reason. The documents list `Training data not found` and `Character limit exceeded`, but their sample has
             *     an empty text; that there are no other reasons isn't stated.
             */
            detail: string;
        };
        /**
         * Format: uuid
         * @description The id of the chatbot.
         */
        ChatbotId: string;
        /**
         * Format: uuid
         * @description The id of the event.
         */
        EventId: string;
        /**
         * Format: uuid
         * @description The id of training data.
         */
        TrainingDataId: string;
        /** @description The result of crawling. */
        CrawledData: {
            /** @description The training data that was created. */
            training_data_ids: components["schemas"]["TrainingDataId"][];
        };
        /** @description The result of processing uploaded files. */
        UploadedData: {
            /** @description One entry per file. */
            training_data_ids: components["schemas"]["UploadedFile"][];
        };
        /**
         * @description The result for one file. That a failed file has both `status` and `detail`, and other files neither, is assumed
         *     from the one published sample.
         */
        UploadedFile: {
            id: components["schemas"]["TrainingDataId"];
            /** @description The name that it was uploaded with. */
            filename: string;
            /**
             * @description The file has failed.
             * @constant
             */
            status?: "failed";
            /** @description The reason. The published sample is `Unsupport file format`, in this spelling. */
            detail?: string;
        };
        /** @description The trained model, and its training data. */
        TrainedData: {
            model_id: components["schemas"]["ModelId"];
            /** @description The training data that the model was trained on. */
            training_data_ids: components["schemas"]["TrainingDataId"][];
        };
    };
    responses: {
        /** @description The request violates this contract. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description A credential is missing or not valid. */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The credentials are valid, but don't permit this. In which cases isn't documented. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description A resource that the request names doesn't exist. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The request accepts no media type of the response. */
        NotAcceptable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The service has failed. */
        InternalServerError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The service is temporarily unavailable. */
        ServiceUnavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: {
        /** @description The caller's own id of the conversation. */
        Uid: string;
        /** @description How many entries to skip (assumed from the name; the description in the documents is empty). */
        Offset: number;
        /** @description How many entries to return at most (assumed from the name; the description in the documents is empty). */
        Limit: number;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    createTrainingData: {
        parameters: {
            query: {
                /** @description Where the training data comes from. */
                type: "file" | "crawler" | "text";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The training data. Files need `multipart/form-data`; a web site and text may be sent either way. */
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["TrainingDataMultipart"];
                "application/x-www-form-urlencoded": components["schemas"]["TrainingDataUrlencoded"];
            };
        };
        responses: {
            /** @description The training data was created, or is being created in the background. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Confirmation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The models. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    trainModel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The title of the model, and its base. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrainModelRequest"];
            };
        };
        responses: {
            /** @description The training has begun. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Confirmation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateChatbotModel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The model to use from now on. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateChatbotModelRequest"];
            };
        };
        responses: {
            /** @description The chatbot uses the model. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Confirmation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    talk: {
        parameters: {
            query?: {
                /** @description The nickname of the participant, the person who talks. */
                nickname?: string;
            };
            header: {
                /** @description The caller's own id of the conversation. */
                uid: components["parameters"]["Uid"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description The message. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["TalkRequest"];
            };
        };
        responses: {
            /** @description The reply of the chatbot. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TalkAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listMessages: {
        parameters: {
            query?: {
                /** @description How many entries to skip (assumed from the name; the description in the documents is empty). */
                offset?: components["parameters"]["Offset"];
                /** @description How many entries to return at most (assumed from the name; the description in the documents is empty). */
                limit?: components["parameters"]["Limit"];
                /**
                 * @description Excludes messages before this time (assumed from the name). The documents type it `datetime`, without a
                 *     description or a sample; that this is the date-time of RFC 3339 is assumed.
                 */
                start_at?: string;
                /** @description Excludes messages after this time (assumed from the name). See `start_at`. */
                end_at?: string;
                /**
                 * @description The nickname of the participant. That it includes only messages with this nickname is assumed from the other
                 *     parameters of the list.
                 */
                nickname?: string;
            };
            header: {
                /** @description The caller's own id of the conversation. */
                uid: components["parameters"]["Uid"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The messages. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listUids: {
        parameters: {
            query?: {
                /** @description How many entries to skip (assumed from the name; the description in the documents is empty). */
                offset?: components["parameters"]["Offset"];
                /** @description How many entries to return at most (assumed from the name; the description in the documents is empty). */
                limit?: components["parameters"]["Limit"];
                /**
                 * @description Excludes conversations whose `last_sent_at` is before this time. The documents type it `datetime`, but the
                 *     documented default isn't a date-time of RFC 3339, and which formats are supported isn't documented, so no
                 *     format is declared. That a date-time as in `listMessages` works is assumed.
                 */
                start_at?: string;
                /** @description Excludes conversations whose `last_sent_at` is after this time; the default is now. See `start_at`. */
                end_at?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversations. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UidList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    bindOpentalk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The device, and its user. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["BindOpentalkRequest"];
            };
        };
        responses: {
            /** @description The device is bound. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Confirmation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    unbindOpentalk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No device is bound any more. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Confirmation"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    setWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The URL that receives events from now on. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetWebhookRequest"];
            };
        };
        responses: {
            /** @description Events are sent to the URL. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Confirmation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    onCrawlingInitial: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The event. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CrawlingInitialEvent"];
            };
        };
        responses: never;
    };
    onCrawlingCompleted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The event. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CrawlingCompletedEvent"];
            };
        };
        responses: never;
    };
    onUploadingInitial: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The event. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["UploadingInitialEvent"];
            };
        };
        responses: never;
    };
    onUploadingCompleted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The event. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["UploadingCompletedEvent"];
            };
        };
        responses: never;
    };
    onUploadingFailed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The event. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["UploadingFailedEvent"];
            };
        };
        responses: never;
    };
    onTrainingInitial: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The event. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrainingInitialEvent"];
            };
        };
        responses: never;
    };
    onTrainingCompleted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The event. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrainingCompletedEvent"];
            };
        };
        responses: never;
    };
    onTrainingFailed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The event. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrainingFailedEvent"];
            };
        };
        responses: never;
    };
}
