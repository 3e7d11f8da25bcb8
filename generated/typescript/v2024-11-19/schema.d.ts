// Generated from an OpenAPI document by scripts/generate. Do not edit: change the document or the templates.
export interface paths {
    "/api/external/chatbot/training_data": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get all training data
         * @description Lists the training data that the next training will use. The order and a limit aren't documented.
         */
        get: operations["listTrainingData"];
        put?: never;
        /**
         * Create training data
         * @description Creates training data from files, from a web site or from text, depending on `type`. Files and web sites are
         *     processed in the background, and the result is sent to the webhook, with the `event_id` of the response; text is ready
         *     with the response, which has its `id`.
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
        /**
         * Delete the webhook
         * @description Ends the subscription to events. The response if there is none isn't documented.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/chatbot/training_data/{training_data_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete training data
         * @description Deletes training data. That unknown training data gets 404 is assumed.
         */
        delete: operations["deleteTrainingData"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/chatbot/model": {
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
         *     the webhook, with the `event_id` of the response (assumed; the documents only name both ids alike).
         */
        post: operations["trainModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/chatbot/model/{model_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a model
         * @description Returns a model with its training data. That an unknown model gets 404 is assumed.
         */
        get: operations["getModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/chatbot/vision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Talk to the chatbot about an image
         * @description Sends an image, with or without a text, to the chatbot in the conversation that `uid` identifies, and returns the
         *     reply.
         */
        post: operations["talkByImage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/chatbot/event/{event_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the events of a job
         * @description Lists the events that were sent with an `event_id`. Whether events without a subscriber are listed isn't documented.
         *     That an unknown id gets 404 is assumed.
         */
        get: operations["getEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/user/chatbot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get all chatbots
         * @description Lists the chatbots of the account. Their order isn't documented.
         */
        get: operations["listChatbots"];
        put?: never;
        /**
         * Create a chatbot
         * @description Creates a chatbot with a plan of `listPlans`. The meanings of most settings aren't documented. In a form, a boolean is
         *     `true` or `false`; that other spellings are rejected is assumed.
         */
        post: operations["createChatbot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/user/chatbot/{chatbot_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a chatbot
         * @description Returns a chatbot with its settings. That an unknown chatbot gets 404 is assumed.
         */
        get: operations["getChatbot"];
        /**
         * Update a chatbot
         * @description Changes settings of a chatbot, such as its model. That an unknown chatbot or model gets 404 is assumed, and so is that
         *     the form may be empty.
         */
        put: operations["updateChatbot"];
        post?: never;
        /**
         * Delete a chatbot
         * @description Deletes a chatbot. That an unknown chatbot gets 404 is assumed.
         */
        delete: operations["deleteChatbot"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/user/token/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a new access token
         * @description Returns a new access token. Whether the old one stays valid, and how long a token is valid without `expired_date`, isn't
         *     documented.
         */
        get: operations["refreshToken"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/user/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get all plans
         * @description Lists the plans that `createChatbot` can choose. Their order isn't documented.
         */
        get: operations["listPlans"];
        put?: never;
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
         * @description The id of a model. The path of `getModel` and the list of models type it `string`, the form of `updateChatbot` types it
         *     `uuid`; that every one is a UUID, and that other strings are rejected, is assumed.
         */
        ModelId: string;
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
            event_id: components["schemas"]["EventId"];
            data: components["schemas"]["EventData"];
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
            event_id: components["schemas"]["EventId"];
            data: components["schemas"]["EventData"];
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
            event_id: components["schemas"]["EventId"];
            data: components["schemas"]["EventData"];
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
            data: components["schemas"]["EventData"];
            event_id: components["schemas"]["EventId"];
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
            data: components["schemas"]["TrainedData"];
            event_id: components["schemas"]["EventId"];
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
            data: components["schemas"]["TrainingFailureData"];
            event_id: components["schemas"]["EventId"];
        };
        /**
         * Format: uuid
         * @description The id of a chatbot. The events and the response of `createChatbot` show a UUID, the list and the path type it `string`;
         *     that every one is a UUID, and that other strings are rejected, is assumed.
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
            chatbot_id: components["schemas"]["ChatbotId"];
        };
        /** @description The result of processing uploaded files. */
        UploadedData: {
            /** @description One entry per file. */
            training_data_ids: components["schemas"]["UploadedFile"][];
            chatbot_id: components["schemas"]["ChatbotId"];
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
            chatbot_id: components["schemas"]["ChatbotId"];
        };
        /**
         * @description The ids of training data that was created, or that is being created in the background. One of the two is null:
         *     `event_id` for text, `id` for files and web sites. That both are always present is assumed from the published samples.
         */
        TrainingDataCreation: {
            /**
             * Format: uuid
             * @description The id of the training data.
             */
            id: string | null;
            /**
             * Format: uuid
             * @description The id of the events that report the result.
             */
            event_id: string | null;
        };
        /** @description Training data. That every property is always present is assumed from the published sample. */
        TrainingDataItem: {
            /**
             * @description The title. From the published samples it is assumed to be `Plain Text`, the name of the file, or the address of the
             *     web site.
             */
            title: string;
            id: components["schemas"]["TrainingDataId"];
            type: components["schemas"]["TrainingDataType"];
        };
        /**
         * @description Where the training data comes from. That there are no other values is assumed.
         * @enum {string}
         */
        TrainingDataType: "file" | "crawler" | "text";
        /** @description The training data of a chatbot. */
        TrainingDataList: {
            /** @description The training data. */
            training_data: components["schemas"]["TrainingDataItem"][];
        };
        /** @description A training that has begun. */
        TrainingStart: {
            event_id: components["schemas"]["EventId"];
        };
        /**
         * @description A trained model, and what it was trained on. That every property is always present is assumed from the published
         *     sample.
         */
        ModelDetails: {
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
            /** @description The base of the model. */
            model_name: string;
            /** @description The training data that it was trained on. */
            training_data: components["schemas"]["ModelTrainingData"][];
        };
        /** @description Training data of a model. */
        ModelTrainingData: {
            id: components["schemas"]["TrainingDataId"];
            /** @description The title of the training data. */
            title: string;
        };
        /** @description A message with an image. */
        TalkByImageRequest: {
            /** @description The text. */
            text?: string;
            /**
             * Format: binary
             * @description The image: `.png`, `.jpg`, `.jpeg`, `.gif`, `.tiff` or `.tif`. How its kind is recognized isn't documented, so other
             *     names and media types aren't rejected.
             */
            image: Blob;
        };
        /** @description The data of an event that has no result. */
        EventData: {
            chatbot_id: components["schemas"]["ChatbotId"];
        };
        /** @description The data of a training that has failed. */
        TrainingFailureData: {
            chatbot_id: components["schemas"]["ChatbotId"];
            /**
             * @description The reason. The documents list `Training data not found` and `Character limit exceeded`, but their sample has
             *     an empty text; that there are no other reasons isn't stated.
             */
            detail: string;
        };
        /**
         * @description An event that was sent: its payload, with `created_at` and `broadcast_status`. That every property is always present is
         *     assumed from the published sample.
         */
        WebhookLog: {
            /**
             * Format: date-time
             * @description The time of the event.
             */
            created_at: string;
            event_id: components["schemas"]["EventId"];
            /** @description The kind of job, as in the event. */
            event: string;
            /** @description The progress of the job, as in the event. */
            status: string;
            data: components["schemas"]["WebhookLogData"];
            /** @description The progress of the delivery. The published sample is `completed`; other values aren't documented. */
            broadcast_status: string;
        };
        /** @description The `data` of the event, with the properties that its kind and status have. */
        WebhookLogData: {
            chatbot_id: components["schemas"]["ChatbotId"];
            /** @description The training data, by id. An upload has one entry per file. */
            training_data_ids?: (components["schemas"]["TrainingDataId"] | components["schemas"]["UploadedFile"])[];
            model_id?: components["schemas"]["ModelId"];
            /** @description The reason of a failure. */
            detail?: string;
        };
        /** @description Events that were sent. */
        WebhookLogList: {
            /** @description The events. That the oldest is first is assumed from the published sample. */
            webhook_logs: components["schemas"]["WebhookLog"][];
        };
        /**
         * Format: uuid
         * @description The id of a plan. The form of `createChatbot` types it `uuid`; that it is one in the list of plans too is assumed.
         */
        PlanId: string;
        /** @description The name of the chatbot. */
        ChatbotTitle: string;
        /** @description The main color. Its notation isn't documented. */
        MainColor: string;
        /** @description Whether the chat is visible at first (assumed from the name). */
        IsDefaultVisible: boolean;
        /**
         * @description The style of the button that opens the chat. That other values are rejected is assumed.
         * @enum {string}
         */
        ButtonStyle: "basic" | "image";
        /**
         * @description The first messages of each chat, as a JSON text such as `[{"type":"text","value":"Hello"}]`. The documents type it as an
         *     array; that a form has it as one JSON text is assumed from their example.
         */
        InitialMessages: string;
        /** @description Undocumented but for its name and type. */
        IsFixed: boolean;
        /** @description Whether a chat shows earlier messages (assumed from the name). */
        ShowHistory: boolean;
        /**
         * @description The origins of the pages that may show the chat, as a JSON text such as `["http://localhost"]`. The documents type it as
         *     an array; that a form has it as one JSON text is assumed from their example.
         */
        AllowedDomains: string;
        /** @description The prompt of the chatbot. */
        Prompt: string;
        /** @description Whether the chatbot is shared (assumed from the name). */
        IsShared: boolean;
        /** @description A chatbot to create, with or without images. */
        CreateChatbotMultipart: {
            title: components["schemas"]["ChatbotTitle"];
            plan_id: components["schemas"]["PlanId"];
            /**
             * Format: binary
             * @description The image of the chatbot. Its formats aren't documented.
             */
            avatar?: Blob;
            main_color?: components["schemas"]["MainColor"];
            is_default_visible?: components["schemas"]["IsDefaultVisible"];
            button_style?: components["schemas"]["ButtonStyle"];
            /**
             * Format: binary
             * @description The image of the button. Its formats aren't documented.
             */
            button_image?: Blob;
            initial_messages?: components["schemas"]["InitialMessages"];
            is_fixed?: components["schemas"]["IsFixed"];
            show_history?: components["schemas"]["ShowHistory"];
            allowed_domains?: components["schemas"]["AllowedDomains"];
            model_id?: components["schemas"]["ModelId"];
            prompt?: components["schemas"]["Prompt"];
            is_shared?: components["schemas"]["IsShared"];
        };
        /** @description A chatbot to create, without images. */
        CreateChatbotUrlencoded: {
            title: components["schemas"]["ChatbotTitle"];
            plan_id: components["schemas"]["PlanId"];
            main_color?: components["schemas"]["MainColor"];
            is_default_visible?: components["schemas"]["IsDefaultVisible"];
            button_style?: components["schemas"]["ButtonStyle"];
            initial_messages?: components["schemas"]["InitialMessages"];
            is_fixed?: components["schemas"]["IsFixed"];
            show_history?: components["schemas"]["ShowHistory"];
            allowed_domains?: components["schemas"]["AllowedDomains"];
            model_id?: components["schemas"]["ModelId"];
            prompt?: components["schemas"]["Prompt"];
            is_shared?: components["schemas"]["IsShared"];
        };
        /** @description Settings to change. What happens to those that are left out isn't documented; that they stay is assumed. */
        UpdateChatbotMultipart: {
            title?: components["schemas"]["ChatbotTitle"];
            /**
             * Format: binary
             * @description The image of the chatbot. Its formats aren't documented.
             */
            avatar?: Blob;
            main_color?: components["schemas"]["MainColor"];
            is_default_visible?: components["schemas"]["IsDefaultVisible"];
            button_style?: components["schemas"]["ButtonStyle"];
            /**
             * Format: binary
             * @description The image of the button. Its formats aren't documented.
             */
            button_image?: Blob;
            initial_messages?: components["schemas"]["InitialMessages"];
            is_fixed?: components["schemas"]["IsFixed"];
            show_history?: components["schemas"]["ShowHistory"];
            allowed_domains?: components["schemas"]["AllowedDomains"];
            model_id?: components["schemas"]["ModelId"];
            prompt?: components["schemas"]["Prompt"];
            is_shared?: components["schemas"]["IsShared"];
        };
        /** @description A chatbot of the account. That every property is always present is assumed from the published sample. */
        ChatbotItem: {
            id: components["schemas"]["ChatbotId"];
            title: components["schemas"]["ChatbotTitle"];
            /** @description The key of the chatbot. */
            api_key: string;
        };
        /** @description Chatbots of the account. */
        ChatbotList: {
            /** @description The chatbots. */
            chatbots: components["schemas"]["ChatbotItem"][];
        };
        /** @description A new chatbot. That every property is always present is assumed from the published sample. */
        ChatbotCreation: {
            chatbot_id: components["schemas"]["ChatbotId"];
            /**
             * Format: uuid
             * @description The id of the web chat. No operation takes it.
             */
            webchat_id: string;
            /** @description The key of the chatbot. */
            api_key: string;
            /**
             * Format: date-time
             * @description When something expires; the documents don't say whether that is the key, the plan or the chatbot.
             */
            expired_at: string;
        };
        /**
         * @description A chatbot with its settings. The documents have a sample and no table: that every property is always present, and its
         *     type, is assumed from the sample. No document says which may be null; those that a chatbot can be without are declared
         *     so, which is assumed.
         */
        Chatbot: {
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
            id: components["schemas"]["ChatbotId"];
            title: components["schemas"]["ChatbotTitle"];
            /** @description The id of its owner. */
            user_id: string;
            /** @description Whether it is deleted. */
            is_deleted: boolean;
            /**
             * Format: date-time
             * @description When it was deleted.
             */
            deleted_at: string | null;
            /** @description The prompt of the chatbot. */
            prompt: string | null;
            /** @description The temperature of the model. */
            temperature: number;
            /** @description Whether a training can begin (assumed from the name). */
            is_ready_for_train: boolean;
            /** @description Whether the chatbot is shared (assumed from the name). */
            is_shared: boolean;
            /** @description The link by which it is shared. */
            share_link: string | null;
            /** @description Whether its plan is free (assumed from the name). */
            is_free: boolean;
            /** @description The kind of training data. The published sample is `file`. */
            training_data_type: string | null;
            /** @description The id of the model trained on files (assumed from the name). */
            file_model_id: string | null;
            /** @description The id of the model trained on web sites (assumed from the name). */
            crawler_model_id: string | null;
            /** @description The id of the model trained on text (assumed from the name). */
            text_model_id: string | null;
            /** @description Undocumented but for its name and type. */
            usage_notification: number;
            /** @description A limit of messages. */
            message_limit: number;
            /** @description A limit of characters of training data. */
            character_limit: number;
            /** @description A limit of crawled pages or sites. */
            crawler_limit: number;
            /** @description A limit of trainings. */
            training_limit: number;
            plan_id: components["schemas"]["PlanId"];
            /**
             * Format: date-time
             * @description The begin of the period that is paid for.
             */
            period_start_at: string | null;
            /**
             * Format: date-time
             * @description The end of the period that is paid for.
             */
            period_end_at: string | null;
            /** @description The key of the chatbot. */
            api_key: string;
            /** @description A limit of the size of all files. */
            total_file_size_limit: number;
            /** @description Whether its plan includes this API (assumed from the name). */
            is_api_accessible: boolean;
            /** @description The model in use. */
            model: components["schemas"]["ChatbotModel"] | null;
            /** @description The id of the bound device. */
            opentalk_device_id: string | null;
            /** @description The name of the bound device. */
            opentalk_device_name: string | null;
            /** @description The type of the bound device. */
            opentalk_device_type: string | null;
            /**
             * Format: date-time
             * @description When the device was bound.
             */
            bound_at: string | null;
            /** @description The token of OpenTalk. */
            opentalk_api_token: string | null;
            /** @description Whether the conversation script of OpenTalk is used. */
            use_opentalk_conversation: boolean;
            /** @description The account of OpenTalk. */
            opentalk_account: string | null;
            /** @description The id of the OpenTalk user. */
            opentalk_user_id: string | null;
            /** @description The id of the plan of the next period. */
            next_plan_id: string | null;
            /** @description The day on which limits are reset. */
            limits_reset_day: number;
            /** @description A coupon. Its properties aren't documented. */
            coupon: Record<string, unknown> | null;
            /** @description Undocumented but for its name and type. */
            store_source_data: boolean;
            /** @description Undocumented but for its name and type. */
            is_prompt_template_accessible: boolean;
            /** @description Undocumented but for its name and type. */
            qa_generate_limit: number;
            /** @description Undocumented but for its name and type. */
            qa_generate_count: number;
            /** @description Undocumented but for its name and type. */
            preview_chunks: boolean;
            /** @description Undocumented but for its name and type. */
            is_chunks_editable: boolean;
            /** @description The host of OpenTalk. */
            opentalk_host: string | null;
            /** @description The URL that receives events. */
            webhook_url: string | null;
        };
        /** @description The model of a chatbot. */
        ChatbotModel: {
            /** @description The id of the model. */
            id: string;
            /** @description The base of the model. */
            model_name: string;
            /** @description The model of its embeddings. */
            embedding_name: string;
        };
        /** @description A new access token. */
        TokenRefresh: {
            /** @description The token. */
            token: string;
        };
        /** @description A plan. That every property is always present is assumed from the published sample. */
        Plan: {
            /** @description The name of the plan. */
            title: string;
            id: components["schemas"]["PlanId"];
            /** @description A limit of crawled pages or sites. */
            crawler_limit: number;
            /** @description A limit of characters of training data. */
            character_limit: number;
            /** @description A limit of trainings. */
            training_limit: number;
            /** @description The price. Neither currency nor period is documented. */
            price: number;
        };
        /** @description Plans that chatbots can have. */
        PlanList: {
            /** @description The plans. */
            plans: components["schemas"]["Plan"][];
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
        /** @description The id of the chatbot. */
        ChatbotId: components["schemas"]["ChatbotId"];
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listTrainingData: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The training data. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingDataList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
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
                    "application/json": components["schemas"]["TrainingDataCreation"];
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
            403: components["responses"]["Forbidden"];
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
            403: components["responses"]["Forbidden"];
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
            403: components["responses"]["Forbidden"];
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
        /** @description The device. */
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
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No more events are sent. */
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
    deleteTrainingData: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the training data. */
                training_data_id: components["schemas"]["TrainingDataId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The training data is deleted. */
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
                    "application/json": components["schemas"]["TrainingStart"];
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
    getModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the model. */
                model_id: components["schemas"]["ModelId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The model. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelDetails"];
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
    talkByImage: {
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
        /** @description The image, and the text. */
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["TalkByImageRequest"];
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
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that the events have in common. */
                event_id: components["schemas"]["EventId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookLogList"];
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
    listChatbots: {
        parameters: {
            query?: {
                /** @description How many entries to skip (assumed from the name; the description in the documents is empty). */
                offset?: components["parameters"]["Offset"];
                /** @description How many entries to return at most (assumed from the name; the description in the documents is empty). */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The chatbots. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatbotList"];
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
    createChatbot: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The chatbot. Images need `multipart/form-data`; other settings may be sent either way. */
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["CreateChatbotMultipart"];
                "application/x-www-form-urlencoded": components["schemas"]["CreateChatbotUrlencoded"];
            };
        };
        responses: {
            /** @description The chatbot is created. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatbotCreation"];
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
    getChatbot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the chatbot. */
                chatbot_id: components["parameters"]["ChatbotId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The chatbot. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Chatbot"];
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
    updateChatbot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the chatbot. */
                chatbot_id: components["parameters"]["ChatbotId"];
            };
            cookie?: never;
        };
        /**
         * @description The settings. The documents show `multipart/form-data`; that it may be URL-encoded without images, as for
         *     `createChatbot`, isn't stated.
         */
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["UpdateChatbotMultipart"];
            };
        };
        responses: {
            /** @description The chatbot is updated. */
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
    deleteChatbot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the chatbot. */
                chatbot_id: components["parameters"]["ChatbotId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The chatbot is deleted. */
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
    refreshToken: {
        parameters: {
            query?: {
                /**
                 * @description The day on which the new token expires (assumed from the name). The documents type it `date`; that this is the
                 *     full-date of RFC 3339 is assumed.
                 */
                expired_date?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenRefresh"];
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
    listPlans: {
        parameters: {
            query?: {
                /** @description How many entries to skip (assumed from the name; the description in the documents is empty). */
                offset?: components["parameters"]["Offset"];
                /** @description How many entries to return at most (assumed from the name; the description in the documents is empty). */
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The plans. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanList"];
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
